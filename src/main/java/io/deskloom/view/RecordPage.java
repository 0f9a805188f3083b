package io.deskloom.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list of object records.
 *
 * @param next cursor of the next page, null on the last; opaque, bound to the caller and the query
 * @param search null when no words were looked for
 */
public record RecordPage(
        List<RecordRow> items,
        @Nullable String next,
        TicketPage.Count count,
        @Nullable FoundWords search) {}

package io.deskloom.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next cursor of the next page, null on the last; opaque, bound to the caller and the query
 * @param search null when no words were looked for
 */
public record TicketPage(
        List<TicketRow> items,
        @Nullable String next,
        Count count,
        @Nullable FoundWords search) {
    /**
     * How many there are.
     *
     * @param value never above 1000
     * @param capped whether there are more than {@code value}, or may be: counting words stops early
     */
    public record Count(int value, boolean capped) {}
}

package io.deskloom.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A saved list.
 *
 * @param type ticket type key
 * @param filter condition as text, "" for all
 * @param sort field key or system attribute, "-" first for descending
 * @param columns keys as in the type's columns, without those the caller may not see
 * @param start whether this caller begins with it; exactly one of the lists offered
 * @param count how many tickets are in it for this caller; null when not asked for
 */
public record ViewItem(
        String key,
        Map<String, String> label,
        String type,
        String filter,
        String sort,
        List<String> columns,
        boolean start,
        TicketPage.@Nullable Count count) {}

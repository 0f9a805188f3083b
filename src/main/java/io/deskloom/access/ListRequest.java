package io.deskloom.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list query as somebody typed it; nothing in it is trusted.
 *
 * @param type ticket type key; null takes the view's, or the only one there is
 * @param view key of a saved list whose condition is added and whose order is the default
 * @param filter condition as text
 * @param equal further conditions: field key, or "status", "priority", "step", "team", "assignee", "requester", "number",
 *     to the values one of which it must have
 * @param sort field key or "updated", "created", "number", "priority", "sla_due"; "-" first for descending; null is newest change first
 * @param limit rows wanted, 1 to 200
 * @param cursor where a former page said to go on
 * @param text words that must be found in what the actor may read of each record; null for none
 * @param columns as a saved list has them: of other fields no value is wanted; null wants all
 */
public record ListRequest(
        @Nullable String type,
        @Nullable String view,
        @Nullable String filter,
        Map<String, List<String>> equal,
        @Nullable String sort,
        int limit,
        @Nullable String cursor,
        @Nullable String text,
        @Nullable List<String> columns) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MOST = 200;

    public ListRequest {
        equal = Map.copyOf(equal);
        columns = columns == null ? null : List.copyOf(columns);
    }

    /** A list with all that can be read of its records. */
    public ListRequest(
            @Nullable String type,
            @Nullable String view,
            @Nullable String filter,
            Map<String, List<String>> equal,
            @Nullable String sort,
            int limit,
            @Nullable String cursor,
            @Nullable String text) {
        this(type, view, filter, equal, sort, limit, cursor, text, null);
    }

    /** A list without words. */
    public ListRequest(
            @Nullable String type,
            @Nullable String view,
            @Nullable String filter,
            Map<String, List<String>> equal,
            @Nullable String sort,
            int limit,
            @Nullable String cursor) {
        this(type, view, filter, equal, sort, limit, cursor, null, null);
    }

    public static ListRequest ofType(String type) {
        return new ListRequest(type, null, null, Map.of(), null, DEFAULT_LIMIT, null);
    }

    /** Whether the field's value is wanted. */
    public boolean wants(String field) {
        return columns == null || columns.contains(field);
    }
}

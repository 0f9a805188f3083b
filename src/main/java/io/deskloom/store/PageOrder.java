package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns a page is ordered by, chosen so that an index has exactly this order: all ascending or all descending, the
 * id last unless what precedes it is unique.
 *
 * @param columns in order
 * @param nullable whether the first may be empty; such rows come last, in order of their ids
 * @param source what has these columns, called {@code record}
 */
record PageOrder(List<String> columns, boolean nullable, boolean descending, String source) {
    PageOrder(List<String> columns, boolean nullable, boolean descending) {
        this(columns, nullable, descending, "record");
    }

    static PageOrder of(QueryPlan.Sort sort, TicketTypeDef type, SlotDirectory.TypeSlots slots) {
        return switch (sort.attribute()) {
            case "ticket.updated" -> new PageOrder(List.of("updated_at", "id"), false, sort.descending());
            case "ticket.created" -> created(sort.descending());
            case "ticket.number" -> new PageOrder(List.of("number"), false, sort.descending());
            case TicketPaths.SLA_DUE -> new PageOrder(List.of("due_at", "id"), true, sort.descending());
            case "ticket.priority" -> new PageOrder(List.of("priority", "id"), false, sort.descending());
            default -> {
                String slot = slots.columns().get(sort.attribute());
                String filling = slots.written().get(sort.attribute());
                if (slot != null) {
                    yield bySlot(slot, sort.descending(), "record");
                } else if (filling != null) {
                    // A slot of number 0: no index has it, so each row of the list is looked at.
                    String computed = filling.charAt(0) + "0";
                    FieldDef field = type.fieldById(sort.attribute()).orElseThrow();
                    String value = TicketColumns.slotFromJson(field, slots.scale(field));
                    yield bySlot(
                            computed,
                            sort.descending(),
                            "(SELECT record.*, " + value + " AS " + computed + " FROM record) record");
                }
                throw new IllegalArgumentException("no index serves " + sort.attribute());
            }
        };
    }

    private static PageOrder bySlot(String slot, boolean descending, String source) {
        return new PageOrder(
                slot.startsWith("s") ? List.of(slot, "updated_at", "id") : List.of(slot, "id"),
                true,
                descending,
                source);
    }

    /** The ids are stamped with the moment of creation and only grow: their order is that of creation, and already indexed. */
    static PageOrder created(boolean descending) {
        return new PageOrder(List.of("id"), false, descending);
    }

    /** The column whose rows may lack a value, for an order that has one. */
    String first() {
        return columns.getFirst();
    }

    String orderBy() {
        return columns.stream().map(c -> c + (descending ? " DESC" : "")).collect(Collectors.joining(", "));
    }

    /** The order of the rows that lack the first column. */
    PageOrder ofEmpty() {
        return created(descending);
    }

    /**
     * What rows are put in order by when all are taken together, those that lack the first column last: {@code k1}, ... but
     * for the id, which keeps its name.
     */
    String keys() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (!column.equals("id")) {
                boolean second = nullable && i > 0;
                out.append(", ")
                        .append(second ? "CASE WHEN " + first() + " IS NOT NULL THEN " + column + " END" : column)
                        .append(" AS k")
                        .append(i + 1);
            }
        }
        return out.toString();
    }

    /** The order by {@link #keys}. */
    String orderByKeys() {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String key = columns.get(i).equals("id") ? "c.id" : "c.k" + (i + 1);
            out.add(key + (descending ? " DESC" : "") + (nullable && i == 0 ? " NULLS LAST" : ""));
        }
        return String.join(", ", out);
    }

    /** "after the position", for rows that have the first column. */
    String after() {
        String marks = columns.stream().map(PageOrder::mark).collect(Collectors.joining(", "));
        return "(" + String.join(", ", columns) + ")" + (descending ? " < " : " > ") + "(" + marks + ")";
    }

    private static String mark(String column) {
        return switch (column.charAt(0)) {
            case 's' -> "?::text";
            case 'p' -> "?::int2";
            case 'u', 'c', 'd' -> "?::timestamptz";
            case 'i' -> column.equals("id") ? "?::uuid" : "?::int8";
            case 'n' -> column.equals("number") ? "?::int8" : "?::float8";
            default -> throw new IllegalArgumentException(column);
        };
    }

    /** The parameters of {@link #after}. */
    List<Object> parameters(QueryPlan.Position position) {
        List<Object> out = new ArrayList<>();
        for (Object key : position.keys()) {
            if (key == null) {
                throw new IllegalArgumentException("an empty key has no place among the full ones");
            }
            out.add(key instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : key);
        }
        if (columns.getLast().equals("id")) {
            out.add(position.id());
        }
        return out;
    }

    /** Whether the position is among the rows that lack the first column, which come last. */
    static boolean amongEmpty(QueryPlan.Position position) {
        return position.keys().size() == 1 && position.keys().getFirst() == null;
    }

    /** Whether the position is the kind this order makes: another query's, or an older version's, is refused. */
    boolean fits(QueryPlan.Position position) {
        int keys = columns.size() - (columns.getLast().equals("id") ? 1 : 0);
        boolean empty = nullable && amongEmpty(position);
        return empty
                || (position.keys().size() == keys && position.keys().stream().allMatch(k -> k != null));
    }

    /** Where the current row is. */
    QueryPlan.Position position(ResultSet row) throws SQLException {
        List<@Nullable Object> keys = new ArrayList<>();
        if (nullable && row.getObject(columns.getFirst()) == null) {
            keys.add(null);
        } else {
            for (String column : columns) {
                if (!column.equals("id")) {
                    keys.add(key(row, column));
                }
            }
        }
        return new QueryPlan.Position(keys, row.getObject("id", UUID.class));
    }

    private static Object key(ResultSet row, String column) throws SQLException {
        return switch (column.charAt(0)) {
            case 's' -> row.getString(column);
            case 'u', 'c', 'd' -> row.getObject(column, OffsetDateTime.class).toInstant();
            case 'n' -> column.equals("number") ? row.getLong(column) : (Object) row.getDouble(column);
            default -> row.getLong(column);
        };
    }
}

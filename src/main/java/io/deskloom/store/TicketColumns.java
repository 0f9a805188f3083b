package io.deskloom.store;

import io.deskloom.access.LookupPath;
import io.deskloom.expr.ExprType;
import io.deskloom.field.FieldType;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SqlColumn.SqlPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan's attributes are in {@code record}: system attributes in columns, fields in their slot or in the JSON, fields of
 * records looked up in the row of that record, found by its key.
 */
final class TicketColumns implements ExprSql.Columns {
    private static final Map<String, Integer> STATUS = Arrays.stream(StatusCategory.values())
            .collect(Collectors.toMap(StatusCategory::wire, StatusCategory::code));
    private static final Map<String, Integer> PRIORITY =
            Arrays.stream(Priority.values()).collect(Collectors.toMap(Priority::wire, Priority::code));

    private final TicketTypeDef type;
    private final SlotDirectory.TypeSlots slots;
    private final @Nullable Lookups lookups;

    /** For conditions over the records themselves. */
    TicketColumns(TicketTypeDef type, SlotDirectory.TypeSlots slots) {
        this(type, slots, null);
    }

    /** @param lookups what is asked of records they look up; null for nothing */
    TicketColumns(TicketTypeDef type, SlotDirectory.TypeSlots slots, @Nullable Lookups lookups) {
        this.type = type;
        this.slots = slots;
        this.lookups = lookups;
    }

    @Override
    public SqlColumn column(String path, ExprType wanted) {
        Lookups there = lookups;
        LookupPath behind = there == null ? null : there.paths().get(path);
        if (there != null && behind != null) {
            return behind(behind, there, "record", 1);
        }
        return switch (path) {
            case "ticket.id" -> new SqlColumn.Uuid(SqlPart.of("id"));
            case "ticket.number" -> new SqlColumn.Scaled(SqlPart.of("number"), 0);
            case "ticket.title" -> new SqlColumn.Text(SqlPart.of("title"));
            case "ticket.type" -> new SqlColumn.Text(SqlPart.of("?::text", type.key()));
            case "ticket.source" -> new SqlColumn.Text(SqlPart.of("source"));
            case "ticket.external_id" -> new SqlColumn.Text(SqlPart.of("external_id"));
            case TicketPaths.CHANNEL -> new SqlColumn.Text(SqlPart.of("channel"));
            case "ticket.step" -> new SqlColumn.Text(SqlPart.of("step"));
            case "ticket.status" -> new SqlColumn.Coded(SqlPart.of("st"), STATUS);
            case "ticket.priority" -> new SqlColumn.Coded(SqlPart.of("priority"), PRIORITY);
            case "ticket.team" -> new SqlColumn.Text(SqlPart.of("team"));
            case "ticket.assignee" -> new SqlColumn.Uuid(SqlPart.of("assignee_id"));
            case "ticket.requester" -> new SqlColumn.Uuid(SqlPart.of("requester_id"));
            case "ticket.created" -> new SqlColumn.Timestamp(SqlPart.of("created_at"));
            case "ticket.updated" -> new SqlColumn.Timestamp(SqlPart.of("updated_at"));
            case "ticket.waiting_since" -> new SqlColumn.Timestamp(SqlPart.of("waiting_since"));
            case "ticket.answered" -> new SqlColumn.Timestamp(SqlPart.of("answered_at"));
            case TicketPaths.SLA_DUE -> new SqlColumn.Timestamp(SqlPart.of("due_at"));
            default -> field(path);
        };
    }

    /** The columns of {@code record} that reading an attribute opens; "fields" is the JSON, which no index carries. */
    static Set<String> used(String path, TicketTypeDef type, SlotDirectory.TypeSlots slots) {
        String system = switch (path) {
            case "ticket.id" -> "id";
            case "ticket.number" -> "number";
            case "ticket.title" -> "title";
            case "ticket.type" -> "type_id";
            case "ticket.source" -> "source";
            case "ticket.external_id" -> "external_id";
            case TicketPaths.CHANNEL -> "channel";
            case "ticket.step" -> "step";
            case "ticket.status" -> "st";
            case "ticket.priority" -> "priority";
            case "ticket.team" -> "team";
            case "ticket.assignee" -> "assignee_id";
            case "ticket.requester" -> "requester_id";
            case "ticket.created" -> "created_at";
            case "ticket.updated" -> "updated_at";
            case "ticket.waiting_since" -> "waiting_since";
            case "ticket.answered" -> "answered_at";
            case TicketPaths.SLA_DUE -> "due_at";
            default -> "";
        };
        if (!system.isEmpty()) {
            return Set.of(system);
        }
        String slot = slots.columns().get(path);
        FieldDef field = type.fieldById(path).orElse(null);
        if (slot == null || field == null) {
            return Set.of("fields");
        }
        boolean whole = switch (field.kind().type().shape()) {
            case TEXT, NUMBER, DATE, TIMESTAMP, SPAN -> true;
            case MONEY -> field.settings().currency() != null;
            case BOOL, LIST, PARTS -> false;
        };
        return whole ? Set.of(slot) : Set.of(slot, "fields");
    }

    /**
     * A field of the record a lookup holds. Its row is found by key for each row asked about; it is not there when it is
     * deleted, of another type, or one on which the path does not go on.
     *
     * @param row the name of the row the lookup is in
     * @param hop how many lookups this is the last of
     */
    private SqlColumn behind(LookupPath path, Lookups lookups, String row, int hop) {
        String there = "looked" + hop;
        SlotDirectory.TypeSlots target = lookups.slots().apply(path.target().id());
        TicketColumns columns = new TicketColumns(path.target(), target);
        LookupPath further = path.behind();
        SqlColumn column =
                further == null ? columns.field(path.field()) : columns.behind(further, lookups, there, hop + 1);
        SqlPart id = idIn(path.lookup(), row);
        SqlPart where = path.where() == null ? null : ExprSql.filter(path.where(), columns, lookups.moment());
        return column.within(value -> {
            List<Object> parameters = new ArrayList<>(value.parameters());
            parameters.add(lookups.tenant().value());
            parameters.addAll(id.parameters());
            parameters.add(target.typeId());
            String sql = "(SELECT " + value.sql() + " FROM record " + there + " WHERE " + there + ".tenant_id = ? AND "
                    + there + ".id = " + id.sql() + " AND " + there + ".type_id = ? AND " + there
                    + ".deleted_at IS NULL";
            if (where != null) {
                sql += " AND " + where.sql();
                parameters.addAll(where.parameters());
            }
            return new SqlPart(sql + ")", parameters);
        });
    }

    /** The id a lookup of {@code row} holds. */
    private SqlPart idIn(String lookup, String row) {
        return idIn(lookup, row, slots);
    }

    private static SqlPart idIn(String lookup, String row, SlotDirectory.TypeSlots slots) {
        String slot = slots.columns().get(lookup);
        return slot == null ? SqlPart.of("(" + row + ".fields->>?::text)::uuid", lookup) : SqlPart.of(row + "." + slot);
    }

    /** The id an indexed lookup of {@code record} holds, from the JSON while its slot is being filled; empty without index. */
    static Optional<SqlPart> indexedLookup(String lookup, SlotDirectory.TypeSlots slots) {
        return slots.written().containsKey(lookup) ? Optional.of(idIn(lookup, "record", slots)) : Optional.empty();
    }

    /**
     * What the slot of a field holds once it is filled, from the JSON of {@code record} and without parameters.
     *
     * @param scale digits after the point, of numbers
     * @throws IllegalArgumentException for kinds no order rests on
     */
    static String slotFromJson(FieldDef field, int scale) {
        String id = field.id();
        // It becomes SQL text: ids of definitions are nothing else, and nothing else gets here.
        if (!id.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("no such field: " + id);
        }
        String json = "fields->'" + id + "'";
        String text = "(fields->>'" + id + "')";
        return switch (field.kind().type().shape()) {
            case TEXT ->
                field.kind().type().slot() == FieldType.SlotKind.RECORD
                        ? "(" + text + "::uuid)"
                        : "(" + text + " COLLATE \"C\")";
            case BOOL -> "(" + text + " COLLATE \"C\")";
            case NUMBER -> scaled(text, scale);
            case MONEY -> scaled("(" + json + "->>'amount')", scale);
            case SPAN -> "deskloom_expr.span(" + json + ")";
            case DATE -> midnight(text);
            case TIMESTAMP -> moment(text);
            case PARTS -> midnight("(" + json + "->>'" + field.kind().type().slotPart() + "')");
            case LIST -> throw new IllegalArgumentException("no slot holds a list");
        };
    }

    // A function costs ten times what a pattern does, for every row of a large type: they are for what is seldom
    // stored.

    /** What would not fit has no slot either. */
    private static String scaled(String text, int scale) {
        String digits = "'^-?[0-9]{1," + (18 - scale) + "}";
        String fits = scale == 0 ? "$'" : "([.][0-9]{1," + scale + "})?$'";
        return "(CASE WHEN " + text + " ~ " + digits + fits + " THEN (" + text + "::numeric * 1e" + scale
                + ")::int8 WHEN "
                + text + " ~ " + digits + "[.][0-9]{1,20}$' THEN (deskloom_expr.half_even(" + text + "::numeric, "
                + scale
                + ") * 1e" + scale + ")::int8 END)";
    }

    /** Days every month has. */
    private static final String DAY = "'^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";

    private static String midnight(String text) {
        return "((CASE WHEN " + text + " ~ " + DAY + "$' THEN " + text + "::date ELSE deskloom_expr.day(" + text
                + ") END)::timestamp AT TIME ZONE 'UTC')";
    }

    private static String moment(String text) {
        return "(CASE WHEN " + text + " ~ " + DAY
                + "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z$' THEN " + text
                + "::timestamptz ELSE deskloom_expr.moment(" + text + ") END)";
    }

    private SqlColumn field(String id) {
        FieldDef field = type.fieldById(id)
                .orElseThrow(() -> new IllegalArgumentException("a plan speaks of field ids, not of " + id));
        String slot = slots.columns().get(id);
        ExprType as = TicketPaths.typeOf(field.kind());
        if (slot == null && !slots.written().containsKey(id)) {
            return SqlColumn.json("fields", id, as);
        }
        // While it is being filled, what will be in it: compared as it will be then.
        SqlPart sql = SqlPart.of(slot != null ? slot : slotFromJson(field, slots.scale(field)));
        return switch (field.kind().type().shape()) {
            // Records are looked up by ids in a column of ids.
            case TEXT ->
                field.kind().type().slot() == FieldType.SlotKind.RECORD
                        ? new SqlColumn.Uuid(sql)
                        : new SqlColumn.Text(sql);
            case NUMBER -> new SqlColumn.Scaled(sql, slots.scale(field));
            case SPAN -> new SqlColumn.Span(sql);
            case MONEY -> {
                SqlColumn amount = new SqlColumn.Scaled(sql, slots.scale(field));
                String own = field.settings().currency();
                // A field that names its currency takes no other, so the JSON need not be opened for it.
                yield new SqlColumn.Money(
                        amount, own == null ? SqlPart.of("(fields->?->>'currency')", id) : SqlPart.of("?::text", own));
            }
            case DATE -> new SqlColumn.DateSlot(sql);
            case TIMESTAMP -> new SqlColumn.Timestamp(sql);
            case BOOL, LIST -> SqlColumn.json("fields", id, as);
            // Periods are the only compound values with a slot, and it holds a day.
            case PARTS ->
                new SqlColumn.Parts(
                        SqlPart.of("(fields->?::text)", id),
                        Map.of(field.kind().type().slotPart(), new SqlColumn.DateSlot(sql)));
        };
    }
}

package io.deskloom.store;

import io.deskloom.command.Counted;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SqlColumn.SqlPart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The tickets of a counter's window, found by an index whatever the size of the table: those that hold the same value by its slot,
 * where the index goes on with the last change, which is never before the creation; those of a type alone by their ids, which
 * grow with time.
 */
record CounterSql(TenantId tenant, MetadataSnapshot now, CounterDef counter, Moment moment) {
    /** So many rows of the window are looked at: what was brought in lately but made long ago must not keep people waiting. */
    static final int LOOKED_AT = 5_000;

    /** The statement, with {@code parameters} filled to match; empty when none of the types has tickets. */
    String text(Map<String, Value> same, TicketId except, SlotDirectory slots, List<Object> parameters) {
        String all = counter.types().stream()
                .flatMap(key -> now.type(key).stream())
                .filter(type -> isReleased(type, slots))
                .map(type -> "(" + of(type, same, except, slots.of(tenant, type.id()), parameters) + ")")
                .collect(Collectors.joining(" UNION ALL "));
        return all.isEmpty()
                ? ""
                : "SELECT count(*), (array_agg(id ORDER BY id DESC))[1] FROM (SELECT id FROM (" + all + ") each LIMIT "
                        + counter.most() + ") counted";
    }

    private String of(
            TicketTypeDef type,
            Map<String, Value> same,
            TicketId except,
            SlotDirectory.TypeSlots slots,
            List<Object> parameters) {
        Instant from = moment.now().minus(counter.within());
        parameters.add(tenant.value());
        parameters.add(slots.typeId());
        parameters.add(lowest(from));
        parameters.add(except.value());
        // Ids are made after the moment they are stamped with, never before; a record that was brought in late has a
        // late one.
        String sql = "SELECT * FROM record WHERE tenant_id = ? AND type_id = ? AND id >= ? AND id <> ?"
                + " AND deleted_at IS NULL";
        if (same.isEmpty()) {
            // The index of creation begins with the priority.
            sql += " AND priority = ANY (ARRAY[1, 2, 3, 4]::smallint[])";
        } else {
            sql += " AND updated_at >= ?";
            parameters.add(from.atOffset(ZoneOffset.UTC));
        }
        for (Map.Entry<String, Value> each : same.entrySet()) {
            sql += and(equal(type.field(each.getKey()).orElseThrow(), each.getValue()), type, slots, parameters);
        }
        sql = "SELECT id FROM (" + sql + (same.isEmpty() ? "" : " ORDER BY updated_at DESC, id DESC") + " LIMIT "
                + LOOKED_AT + ") record WHERE created_at >= ? AND created_at <= ?";
        parameters.add(from.atOffset(ZoneOffset.UTC));
        parameters.add(moment.now().atOffset(ZoneOffset.UTC));
        Expr where = counter.where();
        if (where != null) {
            sql += and(byId(where, type), type, slots, parameters);
        }
        return sql + " LIMIT " + counter.most();
    }

    private String and(Expr condition, TicketTypeDef type, SlotDirectory.TypeSlots slots, List<Object> parameters) {
        SqlPart part = ExprSql.filter(condition, new TicketColumns(type, slots), moment);
        parameters.addAll(part.parameters());
        return " AND " + part.sql();
    }

    /** A draft may have types nobody has made a ticket of. */
    private boolean isReleased(TicketTypeDef type, SlotDirectory slots) {
        try {
            slots.of(tenant, type.id());
            return true;
        } catch (IllegalStateException never) {
            return false;
        }
    }

    private static Expr equal(FieldDef field, Value value) {
        ExprType type = TicketPaths.typeOf(field.kind());
        return new Expr.Apply(
                Op.EQ, List.of(new Expr.Attribute(field.id(), type), new Expr.Literal(value, type)), ExprType.BOOL);
    }

    /** The condition over field ids, as columns are found by. */
    private static Expr byId(Expr e, TicketTypeDef type) {
        return switch (e) {
            case Expr.Literal _ -> e;
            case Expr.Attribute(String path, ExprType t) ->
                new Expr.Attribute(type.field(path).map(FieldDef::id).orElseGet(() -> TicketPaths.planned(path)), t);
            case Expr.Apply a ->
                new Expr.Apply(a.op(), a.args().stream().map(x -> byId(x, type)).toList(), a.type());
        };
    }

    /** Not above any id of that millisecond. */
    private static UUID lowest(Instant at) {
        return new UUID(at.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }

    Counted count(Connection c, Map<String, Value> same, TicketId except, SlotDirectory slots) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String sql = text(same, except, slots, parameters);
        if (sql.isEmpty()) {
            return Counted.NONE;
        }
        try (PreparedStatement s = c.prepareStatement(sql)) {
            ExprSql.bind(s, 1, parameters);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                UUID latest = row.getObject(2, UUID.class);
                return new Counted(row.getInt(1), latest == null ? null : new TicketId(latest));
            }
        }
    }
}

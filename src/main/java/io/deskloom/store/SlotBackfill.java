package io.deskloom.store;

import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills a slot column from the stored fields, the source of truth, in batches. The version of a ticket does not change. */
final class SlotBackfill {
    private static final int BATCH = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    private SlotBackfill() {}

    /** Every ticket of the type that has the field. Returns how many slots were written. */
    static int all(Connection c, TenantId tenant, Slots.NewSlot slot) throws SQLException {
        return run(c, tenant, slot, "jsonb_exists(fields, ?)");
    }

    /** The same, also for tickets that hold something there without having the field: another field's, or one since lost. */
    static int again(Connection c, TenantId tenant, Slots.NewSlot slot) throws SQLException {
        return run(c, tenant, slot, "(jsonb_exists(fields, ?) OR " + slot.column() + " IS NOT NULL)");
    }

    private record Filled(UUID id, @Nullable Object value) {}

    private static int run(Connection c, TenantId tenant, Slots.NewSlot slot, String which) throws SQLException {
        UUID after = FIRST;
        int written = 0;
        while (true) {
            List<Filled> batch = read(c, tenant, slot, which, after);
            if (batch.isEmpty()) {
                return written;
            }
            written += write(c, tenant, slot, batch);
            after = batch.getLast().id;
        }
    }

    /** Locked: who saves one of them now waits, and then writes its slot anew if that is another one. */
    private static List<Filled> read(Connection c, TenantId tenant, Slots.NewSlot slot, String which, UUID after)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT id, jsonb_build_object('v', fields -> ?) FROM record"
                + " WHERE tenant_id = ? AND type_id = ? AND id > ? AND " + which + " ORDER BY id LIMIT "
                + BATCH + " FOR NO KEY UPDATE")) {
            s.setString(1, slot.field().id());
            s.setInt(2, tenant.value());
            s.setInt(3, slot.typeId());
            s.setObject(4, after);
            s.setString(5, slot.field().id());
            List<Filled> batch = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Object json = Json.object(row.getString(2)).get("v");
                    batch.add(new Filled(row.getObject(1, UUID.class), value(json, slot.field())));
                }
            }
            return batch;
        }
    }

    /** What the slot of a record holds whose field is stored so; null for none. */
    static @Nullable Object value(@Nullable Object json, FieldDef field) {
        FieldType type = FieldTypes.of(field.kind());
        Value value = type.parse(json, field.settings(), "", new Problems());
        return value.isNull() ? null : type.toSlot(value, field.settings());
    }

    private static int write(Connection c, TenantId tenant, Slots.NewSlot slot, List<Filled> batch)
            throws SQLException {
        String column = slot.column();
        try (PreparedStatement s = c.prepareStatement("UPDATE record SET " + column + " = ?"
                + " WHERE tenant_id = ? AND id = ? AND " + column + " IS DISTINCT FROM ?")) {
            for (Filled filled : batch) {
                bind(s, 1, column, filled.value);
                s.setInt(2, tenant.value());
                s.setObject(3, filled.id);
                bind(s, 4, column, filled.value);
                s.addBatch();
            }
            int written = 0;
            for (int n : s.executeBatch()) {
                written += Math.max(0, n);
            }
            return written;
        }
    }

    /** @param value as {@link #value} answers */
    static void bind(PreparedStatement s, int index, String column, @Nullable Object value) throws SQLException {
        switch (column.charAt(0)) {
            case 's' -> s.setString(index, (String) value);
            case 'n' -> s.setObject(index, value, Types.DOUBLE);
            case 'i' -> s.setObject(index, value, Types.BIGINT);
            case 'r' -> s.setObject(index, value, Types.OTHER);
            default ->
                s.setObject(
                        index,
                        value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : null,
                        Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }
}

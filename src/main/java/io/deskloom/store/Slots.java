package io.deskloom.store;

import io.deskloom.field.FieldType.SlotKind;
import io.deskloom.field.Shape;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives ticket types their number and indexed fields their slot column. A field keeps its slot, also while it is not
 * indexed for a while; only when a newly indexed field finds no free one does it take that of a field that is not
 * indexed any more. A number whose digits after the point have changed is filled anew: its slot holds whole ones.
 */
final class Slots {
    private Slots() {}

    /**
     * A slot that does not hold its field's values yet: the column must be filled from the stored fields.
     *
     * @param type the type's definition id
     * @param later whether that takes too long for whoever publishes; lists do not read it so long
     */
    record NewSlot(String type, int typeId, FieldDef field, String column, boolean later) {}

    /**
     * Run inside the publishing transaction, after the current release was claimed: nobody else assigns meanwhile.
     *
     * @param atOnce the slots of types with more records than this are filled later
     */
    static List<NewSlot> assign(Connection c, TenantId tenant, MetadataSnapshot snapshot, int atOnce)
            throws SQLException {
        Map<String, Integer> typeIds = typeIds(c, tenant);
        List<NewSlot> added = new ArrayList<>();
        for (TicketTypeDef type : snapshot.everyType()
                .sorted(java.util.Comparator.comparing(TicketTypeDef::id))
                .toList()) {
            Integer known = typeIds.get(type.id());
            int typeId = known != null ? known : addType(c, tenant, typeIds, type.id());
            Map<String, Taken> taken = taken(c, tenant, typeId);
            if (type.fields().stream().anyMatch(f -> isNew(f, taken) || isScaledOtherwise(f, taken))) {
                added.addAll(assign(c, tenant, typeId, type, taken, isLarge(c, tenant, typeId, atOnce)));
            }
        }
        return added;
    }

    private static boolean isNew(FieldDef field, Map<String, Taken> taken) {
        return field.indexed() && field.kind().type().slot() != null && !taken.containsKey(field.id());
    }

    /** Also while the field is not indexed: its slot is written all the same, and may be wanted again. */
    private static boolean isScaledOtherwise(FieldDef field, Map<String, Taken> taken) {
        Taken known = taken.get(field.id());
        Shape shape = field.kind().type().shape();
        boolean scaled = shape == Shape.NUMBER || shape == Shape.MONEY;
        return known != null && scaled && !Objects.equals(known.scale, scale(field));
    }

    private static int scale(FieldDef field) {
        return field.kind().type().scale(field.settings());
    }

    private static boolean isLarge(Connection c, TenantId tenant, int typeId, int atOnce) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT count(*) FROM (SELECT FROM record WHERE tenant_id = ? AND type_id = ? LIMIT ?) counted")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setLong(3, atOnce + 1L);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getLong(1) > atOnce;
            }
        }
    }

    private static List<NewSlot> assign(
            Connection c, TenantId tenant, int typeId, TicketTypeDef type, Map<String, Taken> taken, boolean later)
            throws SQLException {
        List<NewSlot> added = new ArrayList<>();
        for (FieldDef field : type.fields()) {
            final String column;
            Taken known = taken.get(field.id());
            if (known != null && isScaledOtherwise(field, taken)) {
                column = known.column;
            } else if (isNew(field, taken)) {
                SlotKind kind = Objects.requireNonNull(field.kind().type().slot());
                String free = free(kind, taken);
                column = free != null ? free : takeOver(c, tenant, typeId, kind, type, taken, later);
                // Whose it was may just have been found to have other digits: it is not filled for that one any more.
                added.removeIf(slot -> slot.column().equals(column));
            } else {
                continue;
            }
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO slot_assignment (tenant_id, type_id, field_id, slot, filling, scale)"
                            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, type_id, field_id)"
                            + " DO UPDATE SET filling = excluded.filling, scale = excluded.scale")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setString(3, field.id());
                s.setString(4, column);
                s.setBoolean(5, later);
                s.setInt(6, scale(field));
                s.executeUpdate();
            }
            taken.put(field.id(), new Taken(column, scale(field)));
            added.add(new NewSlot(type.id(), typeId, field, column, later));
        }
        return added;
    }

    private static @Nullable String free(SlotKind kind, Map<String, Taken> taken) {
        Set<String> used = taken.values().stream().map(Taken::column).collect(Collectors.toSet());
        for (int i = 1; i <= kind.count(); i++) {
            if (!used.contains(prefix(kind) + i)) {
                return prefix(kind) + i;
            }
        }
        return null;
    }

    /** @param later whether what the column holds of the other field is left to whoever fills it */
    private static String takeOver(
            Connection c,
            TenantId tenant,
            int typeId,
            SlotKind kind,
            TicketTypeDef type,
            Map<String, Taken> taken,
            boolean later)
            throws SQLException {
        for (Map.Entry<String, Taken> entry : new LinkedHashMap<>(taken).entrySet()) {
            FieldDef owner = type.byId().get(entry.getKey());
            boolean stillIndexed = owner != null && owner.indexed();
            String column = entry.getValue().column;
            if (!stillIndexed && column.startsWith(prefix(kind))) {
                release(c, tenant, typeId, entry.getKey());
                if (!later) {
                    clear(c, tenant, typeId, column);
                }
                taken.remove(entry.getKey());
                return column;
            }
        }
        // The reader refuses a type with more indexed fields than there are slots.
        throw new IllegalStateException("no slot left in type " + type.key());
    }

    private static void release(Connection c, TenantId tenant, int typeId, String fieldId) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "DELETE FROM slot_assignment WHERE tenant_id = ? AND type_id = ? AND field_id = ?")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setString(3, fieldId);
            s.executeUpdate();
        }
    }

    private static void clear(Connection c, TenantId tenant, int typeId, String column) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("UPDATE record SET " + column + " = NULL"
                + " WHERE tenant_id = ? AND type_id = ? AND " + column + " IS NOT NULL")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.executeUpdate();
        }
    }

    /** The number of a type that has one already. */
    static @Nullable Integer typeId(Connection c, TenantId tenant, String defId) throws SQLException {
        return typeIds(c, tenant).get(defId);
    }

    static String prefix(SlotKind kind) {
        return switch (kind) {
            case TEXT -> "s";
            case FLOAT -> "n";
            case LONG -> "i";
            case TIME -> "d";
            case RECORD -> "r";
        };
    }

    private static Map<String, Integer> typeIds(Connection c, TenantId tenant) throws SQLException {
        Map<String, Integer> ids = new HashMap<>();
        try (PreparedStatement s = c.prepareStatement("SELECT def_id, type_id FROM type_ref WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    ids.put(row.getString(1), row.getInt(2));
                }
            }
        }
        return ids;
    }

    private static int addType(Connection c, TenantId tenant, Map<String, Integer> known, String defId)
            throws SQLException {
        int next = known.values().stream().mapToInt(i -> i).max().orElse(0) + 1;
        try (PreparedStatement s =
                c.prepareStatement("INSERT INTO type_ref (tenant_id, type_id, def_id) VALUES (?, ?, ?)")) {
            s.setInt(1, tenant.value());
            s.setInt(2, next);
            s.setString(3, defId);
            s.executeUpdate();
        }
        known.put(defId, next);
        return next;
    }

    /** @param scale digits after the point its numbers are stored with; null when nobody knows */
    private record Taken(String column, @Nullable Integer scale) {}

    private static Map<String, Taken> taken(Connection c, TenantId tenant, int typeId) throws SQLException {
        Map<String, Taken> taken = new LinkedHashMap<>();
        try (PreparedStatement s = c.prepareStatement(
                "SELECT field_id, slot, scale FROM slot_assignment WHERE tenant_id = ? AND type_id = ? ORDER BY slot")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    taken.put(row.getString(1), new Taken(row.getString(2), row.getObject(3, Integer.class)));
                }
            }
        }
        return taken;
    }

    /** The column a field has, filled or not; null when it has none. */
    static @Nullable String column(Connection c, TenantId tenant, int typeId, String fieldId) throws SQLException {
        Taken known = taken(c, tenant, typeId).get(fieldId);
        return known == null ? null : known.column;
    }
}

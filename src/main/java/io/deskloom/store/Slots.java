package io.deskloom.store;

import io.deskloom.field.FieldType.SlotKind;
import io.deskloom.field.FieldTypes;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives ticket types their number and indexed fields their slot column. A field keeps its slot, also while it is not
 * indexed for a while; only when a newly indexed field finds no free one does it take that of a field that is not
 * indexed any more.
 */
final class Slots {
    private Slots() {}

    /** A field that has just got a slot: the column must be filled from the stored fields. */
    record NewSlot(int typeId, FieldDef field, String column) {}

    /** Run inside the publishing transaction, after the current release was claimed: nobody else assigns meanwhile. */
    static List<NewSlot> assign(Connection c, TenantId tenant, MetadataSnapshot snapshot) throws SQLException {
        Map<String, Integer> typeIds = typeIds(c, tenant);
        List<NewSlot> added = new ArrayList<>();
        for (TicketTypeDef type : snapshot.everyType()
                .sorted(java.util.Comparator.comparing(TicketTypeDef::id))
                .toList()) {
            Integer known = typeIds.get(type.id());
            int typeId = known != null ? known : addType(c, tenant, typeIds, type.id());
            added.addAll(assign(c, tenant, typeId, type));
        }
        return added;
    }

    private static List<NewSlot> assign(Connection c, TenantId tenant, int typeId, TicketTypeDef type)
            throws SQLException {
        Map<String, String> taken = taken(c, tenant, typeId);
        List<NewSlot> added = new ArrayList<>();
        for (FieldDef field : type.fields()) {
            SlotKind kind = FieldTypes.of(field.kind()).slot();
            if (!field.indexed() || kind == null || taken.containsKey(field.id())) {
                continue;
            }
            String column = free(kind, taken);
            if (column == null) {
                column = takeOver(c, tenant, typeId, kind, type, taken);
            }
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO slot_assignment (tenant_id, type_id, field_id, slot) VALUES (?, ?, ?, ?)")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setString(3, field.id());
                s.setString(4, column);
                s.executeUpdate();
            }
            taken.put(field.id(), column);
            added.add(new NewSlot(typeId, field, column));
        }
        return added;
    }

    private static @Nullable String free(SlotKind kind, Map<String, String> taken) {
        Set<String> used = new HashSet<>(taken.values());
        for (int i = 1; i <= kind.count(); i++) {
            if (!used.contains(prefix(kind) + i)) {
                return prefix(kind) + i;
            }
        }
        return null;
    }

    private static String takeOver(
            Connection c, TenantId tenant, int typeId, SlotKind kind, TicketTypeDef type, Map<String, String> taken)
            throws SQLException {
        for (Map.Entry<String, String> entry : new LinkedHashMap<>(taken).entrySet()) {
            FieldDef owner = type.byId().get(entry.getKey());
            boolean stillIndexed = owner != null && owner.indexed();
            if (!stillIndexed && entry.getValue().startsWith(prefix(kind))) {
                String column = entry.getValue();
                release(c, tenant, typeId, entry.getKey(), column);
                taken.remove(entry.getKey());
                return column;
            }
        }
        // The reader refuses a type with more indexed fields than there are slots.
        throw new IllegalStateException("no slot left in type " + type.key());
    }

    private static void release(Connection c, TenantId tenant, int typeId, String fieldId, String column)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "DELETE FROM slot_assignment WHERE tenant_id = ? AND type_id = ? AND field_id = ?")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setString(3, fieldId);
            s.executeUpdate();
        }
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

    private static Map<String, String> taken(Connection c, TenantId tenant, int typeId) throws SQLException {
        Map<String, String> taken = new LinkedHashMap<>();
        try (PreparedStatement s = c.prepareStatement(
                "SELECT field_id, slot FROM slot_assignment WHERE tenant_id = ? AND type_id = ? ORDER BY slot")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    taken.put(row.getString(1), row.getString(2));
                }
            }
        }
        return taken;
    }
}

package io.deskloom.store;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads {@code type_ref} and {@code slot_assignment} once per tenant and release. */
@ApplicationScoped
class JdbcSlotDirectory implements SlotDirectory {
    private final TenantTx transactions;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    JdbcSlotDirectory(TenantTx transactions) {
        this.transactions = transactions;
    }

    private record Known(ReleaseId release, Map<String, TypeSlots> byType, Map<Integer, String> types) {}

    @Override
    public TypeSlots of(TenantId tenant, ReleaseId release, String type) {
        TypeSlots slots = known(tenant, release).byType.get(type);
        if (slots == null) {
            throw new IllegalStateException("ticket type " + type + " was never released");
        }
        return slots;
    }

    @Override
    public Optional<String> typeOf(TenantId tenant, ReleaseId release, int typeId) {
        return Optional.ofNullable(known(tenant, release).types.get(typeId));
    }

    private Known known(TenantId tenant, ReleaseId release) {
        Known now = known.get(tenant);
        if (now == null || !now.release.equals(release)) {
            now = transactions.inTenant(tenant, connection -> read(connection, tenant, release));
            known.put(tenant, now);
        }
        return now;
    }

    private static Known read(Connection connection, TenantId tenant, ReleaseId release) throws SQLException {
        Map<Integer, String> types = new HashMap<>();
        try (PreparedStatement s =
                connection.prepareStatement("SELECT type_id, def_id FROM type_ref WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    types.put(row.getInt(1), row.getString(2));
                }
            }
        }
        Map<Integer, Map<String, String>> columns = new HashMap<>();
        try (PreparedStatement s = connection.prepareStatement(
                "SELECT type_id, field_id, slot FROM slot_assignment WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getInt(1), _ -> new HashMap<>())
                            .put(row.getString(2), row.getString(3));
                }
            }
        }
        Map<String, TypeSlots> byType = new HashMap<>();
        types.forEach((id, def) -> byType.put(def, new TypeSlots(id, columns.getOrDefault(id, Map.of()))));
        return new Known(release, byType, types);
    }
}

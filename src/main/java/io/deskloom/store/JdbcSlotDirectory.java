package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code type_ref} and {@code slot_assignment} once per tenant and switch of its release. The switch counts, not the
 * release: going to another one and back may leave other slots behind. That slots have been filled, no switch tells: while
 * there are such, it is looked again every second, and a list that reads the JSON so long is only slower.
 */
@ApplicationScoped
class JdbcSlotDirectory implements SlotDirectory {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final TenantTx transactions;
    private final CurrentSnapshots snapshots;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    JdbcSlotDirectory(TenantTx transactions, CurrentSnapshots snapshots) {
        this.transactions = transactions;
        this.snapshots = snapshots;
    }

    /** @param until when it is no longer good, by {@link System#nanoTime}; null for "until the next switch" */
    private record Known(
            long revision,
            Map<String, TypeSlots> byType,
            Map<Integer, String> types,
            @Nullable Long until) {
        boolean isGood() {
            return until == null || System.nanoTime() - until < 0;
        }
    }

    @Override
    public TypeSlots of(TenantId tenant, String type) {
        TypeSlots slots = known(tenant).byType.get(type);
        if (slots == null) {
            throw new IllegalStateException("ticket type " + type + " was never released");
        }
        return slots;
    }

    @Override
    public Optional<String> typeOf(TenantId tenant, int typeId) {
        return Optional.ofNullable(known(tenant).types.get(typeId));
    }

    @Override
    public void refresh(TenantId tenant) {
        known.remove(tenant);
    }

    private Known known(TenantId tenant) {
        Known now = known.get(tenant);
        if (now != null && now.revision >= snapshots.revision(tenant) && now.isGood()) {
            return now;
        }
        Known read = transactions.inTenant(tenant, connection -> read(connection, tenant));
        return known.merge(tenant, read, (a, b) -> a.revision > b.revision ? a : b);
    }

    private static Known read(Connection connection, TenantId tenant) throws SQLException {
        // First of all: when a switch comes between these reads, what is read is newer than it is called, and read
        // again.
        long revision = revision(connection, tenant);
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
        Map<Integer, Map<String, String>> written = new HashMap<>();
        Map<Integer, Map<String, Integer>> scales = new HashMap<>();
        boolean filling = false;
        try (PreparedStatement s = connection.prepareStatement(
                "SELECT type_id, field_id, slot, filling, scale FROM slot_assignment WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    put(written, row);
                    Integer scale = row.getObject(5, Integer.class);
                    if (scale != null) {
                        scales.computeIfAbsent(row.getInt(1), _ -> new HashMap<>())
                                .put(row.getString(2), scale);
                    }
                    if (row.getBoolean(4)) {
                        filling = true;
                    } else {
                        put(columns, row);
                    }
                }
            }
        }
        Map<String, TypeSlots> byType = new HashMap<>();
        types.forEach((id, def) -> byType.put(
                def,
                new TypeSlots(
                        id,
                        columns.getOrDefault(id, Map.of()),
                        written.getOrDefault(id, Map.of()),
                        scales.getOrDefault(id, Map.of()),
                        revision)));
        return new Known(revision, byType, types, filling ? System.nanoTime() + REMEMBERED.toNanos() : null);
    }

    private static void put(Map<Integer, Map<String, String>> columns, ResultSet row) throws SQLException {
        columns.computeIfAbsent(row.getInt(1), _ -> new HashMap<>()).put(row.getString(2), row.getString(3));
    }

    private static long revision(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement s =
                connection.prepareStatement("SELECT revision FROM release_current WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}

package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What files are called, by their ids: records are looked up by that, too. */
final class FileNames {
    private static final String BY_IDS = "SELECT id, name FROM attachment WHERE tenant_id = ? AND id = ANY (?)";

    /** The files that are or were in these records; parameters by {@link #bind}. */
    static final String BY_RECORDS = "SELECT id, name FROM attachment WHERE tenant_id = ? AND record_id = ANY (?)";

    private FileNames() {}

    static Map<UUID, String> of(TenantTx transactions, TenantId tenant, Set<UUID> ids) {
        return ids.isEmpty()
                ? Map.of()
                : transactions.read(
                        tenant, BY_IDS, (s, first) -> bind(s, first, tenant, ids), s -> read(s.getResultSet()));
    }

    static void bind(PreparedStatement statement, int first, TenantId tenant, Collection<UUID> ids)
            throws SQLException {
        statement.setInt(first, tenant.value());
        statement.setArray(first + 1, statement.getConnection().createArrayOf("uuid", ids.toArray()));
    }

    static Map<UUID, String> read(ResultSet rows) throws SQLException {
        try (rows) {
            Map<UUID, String> out = new HashMap<>();
            while (rows.next()) {
                out.put(rows.getObject(1, UUID.class), rows.getString(2));
            }
            return out;
        }
    }
}

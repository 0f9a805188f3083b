package io.deskloom.store;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.secret.SecretStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code secret}. */
@ApplicationScoped
class JdbcSecretStore implements SecretStore {
    private static final String SELECT =
            "SELECT name, version, key_id, sealed, previous_key_id, previous, previous_until,"
                    + " created_at, created_by, updated_at, updated_by FROM secret WHERE tenant_id = ?";

    private final TenantTx transactions;

    JdbcSecretStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Row> list(TenantId tenant) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT + " ORDER BY name")) {
                s.setInt(1, tenant.value());
                List<Row> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(read(row));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public Optional<Row> find(TenantId tenant, String name) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(SELECT + " AND name = ?")) {
                s.setInt(1, tenant.value());
                s.setString(2, name);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.empty();
                }
            }
        });
    }

    private static Row read(ResultSet row) throws SQLException {
        String previousKey = row.getString("previous_key_id");
        byte[] previous = row.getBytes("previous");
        return new Row(
                row.getString("name"),
                row.getInt("version"),
                new Sealed(row.getString("key_id"), row.getBytes("sealed")),
                previousKey == null || previous == null ? null : new Sealed(previousKey, previous),
                instant(row, "previous_until"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                account(row, "created_by"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                account(row, "updated_by"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable AccountId account(ResultSet row, String column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new AccountId(id);
    }

    @Override
    public boolean write(TenantId tenant, Row row) {
        String sql = row.version() == 1
                ? "INSERT INTO secret (version, key_id, sealed, previous_key_id, previous, previous_until, created_at,"
                        + " created_by, updated_at, updated_by, tenant_id, name)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
                : "UPDATE secret SET version = ?, key_id = ?, sealed = ?, previous_key_id = ?, previous = ?,"
                        + " previous_until = ?, created_at = ?, created_by = ?, updated_at = ?, updated_by = ?"
                        + " WHERE tenant_id = ? AND name = ? AND version = ?";
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                Sealed previous = row.previous();
                s.setInt(1, row.version());
                s.setString(2, row.value().keyId());
                s.setBytes(3, row.value().bytes());
                s.setString(4, previous == null ? null : previous.keyId());
                s.setBytes(5, previous == null ? null : previous.bytes());
                s.setObject(6, at(row.previousUntil()));
                s.setObject(7, at(row.createdAt()));
                s.setObject(8, id(row.createdBy()));
                s.setObject(9, at(row.updatedAt()));
                s.setObject(10, id(row.updatedBy()));
                s.setInt(11, tenant.value());
                s.setString(12, row.name());
                if (row.version() > 1) {
                    s.setInt(13, row.version() - 1);
                }
                return s.executeUpdate() == 1;
            }
        });
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable UUID id(@Nullable AccountId account) {
        return account == null ? null : account.value();
    }

    @Override
    public boolean delete(TenantId tenant, String name) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM secret WHERE tenant_id = ? AND name = ?")) {
                s.setInt(1, tenant.value());
                s.setString(2, name);
                return s.executeUpdate() == 1;
            }
        });
    }
}

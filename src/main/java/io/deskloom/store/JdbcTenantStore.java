package io.deskloom.store;

import static io.deskloom.store.JdbcAccountStore.instant;
import static io.deskloom.store.JdbcAccountStore.utc;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.TenantStore;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables outside all tenants: tenant, operator, operator_session, login_attempt. */
@ApplicationScoped
public class JdbcTenantStore implements TenantStore {
    private static final String UNIQUE_VIOLATION = "23505";

    /** A number that no workspace has or had. */
    static String nextNumber() {
        return """
            SELECT greatest((SELECT coalesce(max(id), 0) FROM tenant), (SELECT coalesce(max(id), 0) FROM deleted_tenant)) + 1""";
    }

    private final TenantTx tx;

    JdbcTenantStore(TenantTx tx) {
        this.tx = tx;
    }

    @Override
    public Optional<Tenant> bySlug(String slug) {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM tenant WHERE slug = ?")) {
                s.setString(1, slug);
                return tenants(s).stream().findFirst();
            }
        });
    }

    @Override
    public Optional<Tenant> byId(TenantId id) {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM tenant WHERE id = ?")) {
                s.setInt(1, id.value());
                return tenants(s).stream().findFirst();
            }
        });
    }

    @Override
    public List<Tenant> list() {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM tenant ORDER BY id")) {
                return tenants(s);
            }
        });
    }

    @Override
    public Optional<Tenant> insert(String slug, String name, Instant now) {
        return insert(slug, name, null, now);
    }

    @Override
    public Optional<Tenant> insertDemo(String slug, String name, int tickets, Instant now) {
        return insert(slug, name, tickets, now);
    }

    private Optional<Tenant> insert(String slug, String name, @Nullable Integer demoTickets, Instant now) {
        while (bySlug(slug).isEmpty()) {
            try {
                return Optional.of(insertNext(slug, name, demoTickets, now));
            } catch (StoreException e) {
                // Somebody took the number or the slug in between: look again which it was.
                if (!e.state().equals(UNIQUE_VIOLATION)) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private Tenant insertNext(String slug, String name, @Nullable Integer demoTickets, Instant now) {
        return tx.transaction(c -> {
            int next;
            try (PreparedStatement s = c.prepareStatement(nextNumber());
                    ResultSet r = s.executeQuery()) {
                r.next();
                next = r.getInt(1);
            }
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO tenant (id, slug, name, created_at, demo_tickets) VALUES (?, ?, ?, ?, ?)")) {
                s.setInt(1, next);
                s.setString(2, slug);
                s.setString(3, name);
                s.setObject(4, utc(now));
                s.setObject(5, demoTickets, Types.INTEGER);
                s.executeUpdate();
            }
            return new Tenant(new TenantId(next), slug, name, false, now);
        });
    }

    @Override
    public OptionalInt demoBeingMade(TenantId id) {
        return tx.transaction(c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT demo_tickets FROM tenant WHERE id = ? AND demo_tickets IS NOT NULL")) {
                s.setInt(1, id.value());
                try (ResultSet r = s.executeQuery()) {
                    return r.next() ? OptionalInt.of(r.getInt(1)) : OptionalInt.empty();
                }
            }
        });
    }

    @Override
    public void demoIsMade(TenantId id) {
        tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE tenant SET demo_tickets = NULL WHERE id = ?")) {
                s.setInt(1, id.value());
                return s.executeUpdate();
            }
        });
    }

    @Override
    public boolean setSuspended(TenantId id, boolean suspended) {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE tenant SET suspended = ? WHERE id = ?")) {
                s.setBoolean(1, suspended);
                s.setInt(2, id.value());
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public Optional<StoredOperator> operator(String login) {
        return tx.transaction(c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT id, login, password_hash FROM operator WHERE login = ?")) {
                s.setString(1, login);
                try (ResultSet r = s.executeQuery()) {
                    return r.next()
                            ? Optional.of(
                                    new StoredOperator(r.getObject(1, UUID.class), r.getString(2), r.getString(3)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void putOperator(String login, String passwordHash, Instant now) {
        tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO operator (id, login, password_hash, created_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (login) DO UPDATE SET password_hash = EXCLUDED.password_hash""")) {
                s.setObject(1, Uuid7.at(now));
                s.setString(2, login);
                s.setString(3, passwordHash);
                s.setObject(4, utc(now));
                s.executeUpdate();
            }
            try (PreparedStatement s = c.prepareStatement("""
                    DELETE FROM operator_session s USING operator o WHERE o.id = s.operator_id AND o.login = ?""")) {
                s.setString(1, login);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void insertOperatorSession(byte[] id, UUID operator, Instant now) {
        tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("INSERT INTO operator_session VALUES (?, ?, ?, ?)")) {
                s.setBytes(1, id);
                s.setObject(2, operator);
                s.setObject(3, utc(now));
                s.setObject(4, utc(now));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Optional<OperatorSession> operatorSession(byte[] id) {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT o.id, o.login, s.created_at, s.last_seen_at
                    FROM operator_session s JOIN operator o ON o.id = s.operator_id WHERE s.id = ?""")) {
                s.setBytes(1, id);
                try (ResultSet r = s.executeQuery()) {
                    return r.next()
                            ? Optional.of(new OperatorSession(
                                    r.getObject("id", UUID.class),
                                    r.getString("login"),
                                    instant(r, "created_at"),
                                    instant(r, "last_seen_at")))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void touchOperatorSession(byte[] id, Instant now) {
        tx.transaction(c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE operator_session SET last_seen_at = ? WHERE id = ?")) {
                s.setObject(1, utc(now));
                s.setBytes(2, id);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void deleteOperatorSession(byte[] id) {
        byKey("DELETE FROM operator_session WHERE id = ?", id);
    }

    @Override
    public Attempts countAttempt(byte[] key, Instant now, Instant staleBefore) {
        return tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO login_attempt AS l (key, window_start, attempts) VALUES (?, ?, 1)
                    ON CONFLICT (key) DO UPDATE SET
                        attempts = CASE WHEN l.window_start <= ? THEN 1 ELSE l.attempts + 1 END,
                        window_start = CASE WHEN l.window_start <= ? THEN EXCLUDED.window_start ELSE l.window_start END
                    RETURNING attempts, window_start""")) {
                s.setBytes(1, key);
                s.setObject(2, utc(now));
                s.setObject(3, utc(staleBefore));
                s.setObject(4, utc(staleBefore));
                try (ResultSet r = s.executeQuery()) {
                    r.next();
                    return new Attempts(r.getInt(1), instant(r, "window_start"));
                }
            }
        });
    }

    @Override
    public void forgetAttempts(byte[] key) {
        byKey("DELETE FROM login_attempt WHERE key = ?", key);
    }

    @Override
    public void takeBackAttempt(byte[] key) {
        byKey("UPDATE login_attempt SET attempts = attempts - 1 WHERE key = ? AND attempts > 0", key);
    }

    @Override
    public void deleteAttempts(Instant begunBefore) {
        tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM login_attempt WHERE window_start < ?")) {
                s.setObject(1, utc(begunBefore));
                return s.executeUpdate();
            }
        });
    }

    private void byKey(String sql, byte[] key) {
        tx.transaction(c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setBytes(1, key);
                return s.executeUpdate();
            }
        });
    }

    private static List<Tenant> tenants(PreparedStatement s) throws SQLException {
        List<Tenant> out = new ArrayList<>();
        try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
                out.add(new Tenant(
                        new TenantId(r.getInt("id")),
                        r.getString("slug"),
                        r.getString("name"),
                        r.getBoolean("suspended"),
                        instant(r, "created_at")));
            }
        }
        return out;
    }
}

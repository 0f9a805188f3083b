package io.deskloom.store;

import io.deskloom.identity.Account;
import io.deskloom.identity.AccountStore;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts in their table. */
@ApplicationScoped
public class JdbcAccountStore implements AccountStore {
    /** Everything an {@link Account} is made of, from a table aliased {@code a}; read by {@link #account}. */
    static final String ACCOUNT = """
            a.id, a.login, a.name, a.language, a.theme, a.must_change_password, a.created_at, a.disabled_at,
            a.roles, a.teams""";

    private final TenantTx tx;

    JdbcAccountStore(TenantTx tx) {
        this.tx = tx;
    }

    @Override
    public Optional<Stored> byLogin(TenantId tenant, String login) {
        return tx.inTenant(tenant, c -> stored(c, tenant, "a.login = ?", login));
    }

    @Override
    public Optional<Stored> byId(TenantId tenant, AccountId id) {
        return tx.inTenant(tenant, c -> stored(c, tenant, "a.id = ?", id.value()));
    }

    private static Optional<Stored> stored(Connection c, TenantId tenant, String condition, Object value)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT " + ACCOUNT + ", a.password_hash FROM account a WHERE a.tenant_id = ? AND " + condition)) {
            s.setInt(1, tenant.value());
            s.setObject(2, value);
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? Optional.of(new Stored(account(r), r.getString("password_hash"))) : Optional.empty();
            }
        }
    }

    @Override
    public List<Account> list(TenantId tenant, int limit) {
        return tx.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT " + ACCOUNT + " FROM account a WHERE a.tenant_id = ? ORDER BY a.name, a.id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setInt(2, limit);
                return accounts(s);
            }
        });
    }

    @Override
    public List<Account> search(TenantId tenant, String text, int limit) {
        return tx.readOnly(tenant, c -> {
            // strpos, not LIKE: what people type is never a pattern.
            try (PreparedStatement s = c.prepareStatement("SELECT " + ACCOUNT + """
                     FROM account a WHERE a.tenant_id = ? AND a.disabled_at IS NULL
                    AND (strpos(lower(a.name), lower(?)) > 0 OR strpos(a.login, lower(?)) > 0)
                    ORDER BY a.name, a.id LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setString(2, text);
                s.setString(3, text);
                s.setInt(4, limit);
                return accounts(s);
            }
        });
    }

    @Override
    public List<Account> called(TenantId tenant, String name) {
        return tx.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + ACCOUNT + """
                     FROM account a WHERE a.tenant_id = ? AND a.disabled_at IS NULL
                    AND (a.login = lower(?) OR lower(a.name) = lower(?))
                    ORDER BY a.login = lower(?) DESC, a.id LIMIT 2""")) {
                s.setInt(1, tenant.value());
                s.setString(2, name);
                s.setString(3, name);
                s.setString(4, name);
                return accounts(s);
            }
        });
    }

    @Override
    public List<Account> among(
            TenantId tenant, Collection<String> teams, Collection<String> roles, Collection<AccountId> ids, int limit) {
        return tx.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + ACCOUNT + """
                     FROM account a WHERE a.tenant_id = ? AND a.disabled_at IS NULL
                    AND (a.teams && ? OR a.roles && ? OR a.id = ANY(?)) ORDER BY a.id LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("text", teams.toArray()));
                s.setArray(3, c.createArrayOf("text", roles.toArray()));
                s.setArray(
                        4,
                        c.createArrayOf(
                                "uuid", ids.stream().map(AccountId::value).toArray()));
                s.setInt(5, limit);
                return accounts(s);
            }
        });
    }

    @Override
    public List<Account> byIds(TenantId tenant, Collection<AccountId> ids) {
        return tx.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + ACCOUNT
                    + " FROM account a WHERE a.tenant_id = ? AND a.id = ANY(?) ORDER BY a.name, a.id")) {
                s.setInt(1, tenant.value());
                s.setArray(
                        2,
                        c.createArrayOf(
                                "uuid", ids.stream().map(AccountId::value).toArray()));
                return accounts(s);
            }
        });
    }

    @Override
    public boolean insert(TenantId tenant, Account a, String passwordHash) {
        return tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO account (tenant_id, id, login, name, password_hash, must_change_password, language, theme,
                        roles, teams, created_at, disabled_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, login) DO NOTHING""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, a.id().value());
                s.setString(3, a.login());
                s.setString(4, a.name());
                s.setString(5, passwordHash);
                s.setBoolean(6, a.mustChangePassword());
                s.setString(7, a.language());
                s.setString(8, a.theme());
                s.setArray(9, keys(c, a.roles()));
                s.setArray(10, keys(c, a.teams()));
                s.setObject(11, utc(a.createdAt()));
                s.setObject(12, utcOrNull(a.disabledAt()));
                return s.executeUpdate() == 1;
            }
        });
    }

    @Override
    public boolean update(TenantId tenant, Account a, Set<String> needed) {
        return tx.inTenant(tenant, c -> {
            boolean keeps = !a.isDisabled() && a.roles().stream().anyMatch(needed::contains);
            if (!keeps && isLast(c, tenant, a.id(), needed)) {
                return false;
            }
            try (PreparedStatement s = c.prepareStatement("""
                    UPDATE account SET name = ?, language = ?, theme = ?, roles = ?, teams = ?, disabled_at = ?
                    WHERE tenant_id = ? AND id = ?""")) {
                s.setString(1, a.name());
                s.setString(2, a.language());
                s.setString(3, a.theme());
                s.setArray(4, keys(c, a.roles()));
                s.setArray(5, keys(c, a.teams()));
                s.setObject(6, utcOrNull(a.disabledAt()));
                s.setInt(7, tenant.value());
                s.setObject(8, a.id().value());
                s.executeUpdate();
            }
            if (a.isDisabled()) {
                execute(c, "DELETE FROM session WHERE tenant_id = ? AND account_id = ?", tenant, a.id());
            }
            return true;
        });
    }

    /** Whether the account alone has one of the roles; until the transaction ends nobody else can give one up. */
    private static boolean isLast(Connection c, TenantId tenant, AccountId id, Set<String> roles) throws SQLException {
        // Two who give up at once must see each other: one after the other, each with a statement begun after its turn.
        try (PreparedStatement s = c.prepareStatement("SELECT 1 FROM tenant WHERE id = ? FOR NO KEY UPDATE")) {
            s.setInt(1, tenant.value());
            s.execute();
        }
        try (PreparedStatement s = c.prepareStatement("""
                SELECT coalesce(bool_and(a.id = ?), false) FROM account a WHERE a.tenant_id = ? AND a.disabled_at IS NULL
                AND a.roles && ?""")) {
            s.setObject(1, id.value());
            s.setInt(2, tenant.value());
            s.setArray(3, c.createArrayOf("text", roles.toArray()));
            try (ResultSet r = s.executeQuery()) {
                return r.next() && r.getBoolean(1);
            }
        }
    }

    @Override
    public void setPassword(
            TenantId tenant, AccountId id, String hash, boolean mustChange, Optional<byte[]> keptSession) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    UPDATE account SET password_hash = ?, must_change_password = ? WHERE tenant_id = ? AND id = ?""")) {
                s.setString(1, hash);
                s.setBoolean(2, mustChange);
                s.setInt(3, tenant.value());
                s.setObject(4, id.value());
                s.executeUpdate();
            }
            try (PreparedStatement s =
                    c.prepareStatement("DELETE FROM session WHERE tenant_id = ? AND account_id = ? AND id <> ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id.value());
                // No id is empty, so an empty one keeps nothing.
                s.setBytes(3, keptSession.orElse(new byte[0]));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void rehash(TenantId tenant, AccountId id, String oldHash, String newHash) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    UPDATE account SET password_hash = ? WHERE tenant_id = ? AND id = ? AND password_hash = ?""")) {
                s.setString(1, newHash);
                s.setInt(2, tenant.value());
                s.setObject(3, id.value());
                s.setString(4, oldHash);
                return s.executeUpdate();
            }
        });
    }

    static Account account(ResultSet r) throws SQLException {
        return new Account(
                new AccountId(r.getObject("id", UUID.class)),
                r.getString("login"),
                r.getString("name"),
                keys(r, "roles"),
                keys(r, "teams"),
                r.getString("language"),
                r.getString("theme"),
                r.getBoolean("must_change_password"),
                instant(r, "created_at"),
                instantOrNull(r, "disabled_at"));
    }

    private static Array keys(Connection c, Set<String> keys) throws SQLException {
        return c.createArrayOf("text", keys.stream().sorted().toArray());
    }

    static Set<String> keys(ResultSet r, String column) throws SQLException {
        return Set.copyOf(Arrays.asList((String[]) r.getArray(column).getArray()));
    }

    static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime utcOrNull(@Nullable Instant moment) {
        return moment == null ? null : utc(moment);
    }

    static Instant instant(ResultSet r, String column) throws SQLException {
        return r.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet r, String column) throws SQLException {
        OffsetDateTime at = r.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static List<Account> accounts(PreparedStatement s) throws SQLException {
        List<Account> out = new ArrayList<>();
        try (ResultSet r = s.executeQuery()) {
            while (r.next()) {
                out.add(account(r));
            }
        }
        return out;
    }

    private static void execute(Connection c, String sql, TenantId tenant, AccountId id) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setInt(1, tenant.value());
            s.setObject(2, id.value());
            s.executeUpdate();
        }
    }
}

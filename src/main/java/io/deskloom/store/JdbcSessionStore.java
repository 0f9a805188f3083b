package io.deskloom.store;

import static io.deskloom.store.JdbcAccountStore.ACCOUNT;
import static io.deskloom.store.JdbcAccountStore.account;
import static io.deskloom.store.JdbcAccountStore.instant;
import static io.deskloom.store.JdbcAccountStore.instantOrNull;
import static io.deskloom.store.JdbcAccountStore.keys;
import static io.deskloom.store.JdbcAccountStore.utc;

import io.deskloom.identity.SessionStore;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Sessions and API tokens in their tables. */
@ApplicationScoped
public class JdbcSessionStore implements SessionStore {
    private static final String WELCOME = """
             JOIN tenant t ON t.id = a.tenant_id
            WHERE a.disabled_at IS NULL AND NOT t.suspended AND\040""";

    private static final String TOKEN = """
            k.id AS token_id, k.account_id, k.name AS token_name, k.scopes, k.created_at AS made_at, k.expires_at,
            k.last_used_at""";

    private final TenantTx tx;
    private final TicketAhead ahead;

    JdbcSessionStore(TenantTx tx, TicketAhead ahead) {
        this.tx = tx;
        this.ahead = ahead;
    }

    /** Reads one row about who asks, by workspace and a hash, and with it what the request is about. */
    private <T> Optional<T> asking(TenantId tenant, String query, byte[] hash, Row<T> row) {
        TicketId about = ahead.asked();
        return tx.read(
                tenant,
                about == null ? query : query + ";\n" + TicketRows.BY_ID,
                (s, first) -> {
                    s.setInt(first, tenant.value());
                    s.setBytes(first + 1, hash);
                    if (about != null) {
                        TicketRows.bindId(s, first + 2, tenant, about);
                    }
                },
                s -> {
                    Optional<T> who;
                    try (ResultSet r = s.getResultSet()) {
                        who = r.next() ? Optional.of(row.read(r)) : Optional.empty();
                    }
                    if (about != null && who.isPresent()) {
                        ahead.read(s, tenant, about);
                    }
                    return who;
                });
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    @Override
    public void insertSession(TenantId tenant, byte[] id, AccountId account, Instant now) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("INSERT INTO session VALUES (?, ?, ?, ?, ?)")) {
                s.setInt(1, tenant.value());
                s.setBytes(2, id);
                s.setObject(3, account.value());
                s.setObject(4, utc(now));
                s.setObject(5, utc(now));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Optional<StoredSession> session(TenantId tenant, byte[] id) {
        return asking(
                tenant,
                "SELECT " + ACCOUNT + """
                    , s.created_at AS begun_at, s.last_seen_at
                    FROM session s JOIN account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id""" + WELCOME + "s.tenant_id = ? AND s.id = ?",
                id,
                r -> new StoredSession(account(r), instant(r, "begun_at"), instant(r, "last_seen_at")));
    }

    @Override
    public void touchSession(TenantId tenant, byte[] id, Instant now) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE session SET last_seen_at = ? WHERE tenant_id = ? AND id = ?")) {
                s.setObject(1, utc(now));
                s.setInt(2, tenant.value());
                s.setBytes(3, id);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void deleteSession(TenantId tenant, byte[] id) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM session WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setBytes(2, id);
                return s.executeUpdate();
            }
        });
    }

    @Override
    public int deleteSessions(TenantId tenant, Instant begunBefore, Instant seenBefore) {
        return tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "DELETE FROM session WHERE tenant_id = ? AND (created_at <= ? OR last_seen_at <= ?)")) {
                s.setInt(1, tenant.value());
                s.setObject(2, utc(begunBefore));
                s.setObject(3, utc(seenBefore));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public void insertToken(TenantId tenant, Token token, byte[] secretHash) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO api_token (tenant_id, id, account_id, secret_hash, name, scopes, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, token.id());
                s.setObject(3, token.account().value());
                s.setBytes(4, secretHash);
                s.setString(5, token.name());
                s.setArray(6, c.createArrayOf("text", token.scopes().toArray()));
                s.setObject(7, utc(token.createdAt()));
                s.setObject(8, utc(token.expiresAt()));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public Optional<StoredToken> token(TenantId tenant, byte[] secretHash) {
        return asking(
                tenant,
                "SELECT " + ACCOUNT + ", " + TOKEN
                        + " FROM api_token k JOIN account a ON a.tenant_id = k.tenant_id AND a.id = k.account_id"
                        + WELCOME
                        + "k.tenant_id = ? AND k.secret_hash = ? AND k.revoked_at IS NULL AND NOT a.must_change_password",
                secretHash,
                r -> new StoredToken(readToken(r), account(r)));
    }

    @Override
    public void touchToken(TenantId tenant, Token token, Instant now) {
        tx.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE api_token SET last_used_at = ? WHERE tenant_id = ? AND id = ?")) {
                s.setObject(1, utc(now));
                s.setInt(2, tenant.value());
                s.setObject(3, token.id());
                return s.executeUpdate();
            }
        });
    }

    @Override
    public List<Token> tokens(TenantId tenant, AccountId account) {
        return tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT " + TOKEN + """
                     FROM api_token k WHERE k.tenant_id = ? AND k.account_id = ? AND k.revoked_at IS NULL
                    ORDER BY k.id DESC""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                List<Token> out = new ArrayList<>();
                try (ResultSet r = s.executeQuery()) {
                    while (r.next()) {
                        out.add(readToken(r));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public boolean revokeToken(TenantId tenant, AccountId account, UUID token, Instant now) {
        return tx.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    UPDATE api_token SET revoked_at = ?
                    WHERE tenant_id = ? AND id = ? AND account_id = ? AND revoked_at IS NULL""")) {
                s.setObject(1, utc(now));
                s.setInt(2, tenant.value());
                s.setObject(3, token);
                s.setObject(4, account.value());
                return s.executeUpdate() == 1;
            }
        });
    }

    private static Token readToken(ResultSet r) throws SQLException {
        return new Token(
                r.getObject("token_id", UUID.class),
                new AccountId(r.getObject("account_id", UUID.class)),
                r.getString("token_name"),
                keys(r, "scopes"),
                instant(r, "made_at"),
                instant(r, "expires_at"),
                instantOrNull(r, "last_used_at"));
    }
}

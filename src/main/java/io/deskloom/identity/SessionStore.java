package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where sessions and API tokens are kept, under the hash of their secret. */
public interface SessionStore {
    record StoredSession(Account account, Instant createdAt, Instant lastSeenAt) {}

    record StoredToken(Token token, Account account) {}

    void insertSession(TenantId tenant, byte[] id, AccountId account, Instant now);

    /** The session and its account as they are now; empty if either is gone, or the workspace is suspended. One lookup by key. */
    Optional<StoredSession> session(TenantId tenant, byte[] id);

    void touchSession(TenantId tenant, byte[] id, Instant now);

    void deleteSession(TenantId tenant, byte[] id);

    /** Removes the sessions of a workspace that began before or were last seen before the given moments. */
    int deleteSessions(TenantId tenant, Instant begunBefore, Instant seenBefore);

    void insertToken(TenantId tenant, Token token, byte[] secretHash);

    Optional<StoredToken> token(TenantId tenant, byte[] secretHash);

    void touchToken(TenantId tenant, Token token, Instant now);

    /** An account's tokens that are not revoked, newest first. */
    List<Token> tokens(TenantId tenant, AccountId account);

    /** False if the account has no such token. */
    boolean revokeToken(TenantId tenant, AccountId account, java.util.UUID token, Instant now);

    /**
     * An API token without its secret.
     *
     * @param lastUsedAt to a few minutes; null if never
     */
    record Token(
            java.util.UUID id,
            AccountId account,
            String name,
            Set<String> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {
        public Token {
            scopes = Set.copyOf(scopes);
        }
    }
}

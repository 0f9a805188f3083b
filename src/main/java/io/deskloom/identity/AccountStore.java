package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where accounts are kept. */
public interface AccountStore {
    /** An account and the hash of its password. */
    record Stored(Account account, String passwordHash) {}

    Optional<Stored> byLogin(TenantId tenant, String login);

    Optional<Stored> byId(TenantId tenant, AccountId id);

    /** In order of their names. */
    List<Account> list(TenantId tenant, int limit);

    /** Enabled accounts whose name or login contains {@code text}, in order of their names. */
    List<Account> search(TenantId tenant, String text, int limit);

    /**
     * Enabled accounts whose whole login or name is {@code name}, whatever its capital letters; of equal names two are
     * enough to tell that they are several.
     */
    List<Account> called(TenantId tenant, String name);

    /** Those of {@code ids} there are, disabled ones too: a ticket may still name them. */
    List<Account> byIds(TenantId tenant, Collection<AccountId> ids);

    /** Enabled accounts in one of the teams, of one of the roles, or with one of the ids, by id. */
    List<Account> among(
            TenantId tenant, Collection<String> teams, Collection<String> roles, Collection<AccountId> ids, int limit);

    /** False if the login is taken; nothing is changed then. */
    boolean insert(TenantId tenant, Account account, String passwordHash);

    /**
     * Writes everything but login, password and creation; ends all sessions if the account is disabled now.
     *
     * @param needed roles of which one enabled account must have one
     * @return false, and nothing is changed, if this account is the last that does and would no longer
     */
    boolean update(TenantId tenant, Account account, Set<String> needed);

    /** Replaces the password and ends all sessions except the one stored under {@code keptSession}. */
    void setPassword(TenantId tenant, AccountId id, String hash, boolean mustChange, Optional<byte[]> keptSession);

    /** Stores the same password under a stronger hash; leaves sessions alone. Nothing happens if it was changed meanwhile. */
    void rehash(TenantId tenant, AccountId id, String oldHash, String newHash);

    /** How many accounts a workspace may show at once. */
    int MOST = 500;

    /** The moment with the precision that is kept, so that what was written equals what is read. */
    static Instant kept(Instant moment) {
        return moment.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }
}

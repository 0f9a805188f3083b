package io.deskloom.notification;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of notifications, and what people do not want to hear. Each call is one transaction inside one tenant. */
public interface NotificationStore {
    /** Keeps those that are not there yet. */
    void add(TenantId tenant, List<Notification> notifications);

    /**
     * The newest of one account's.
     *
     * @param before the last one seen already, null from the newest on
     */
    List<Notification> newest(
            TenantId tenant, AccountId account, boolean unreadOnly, @Nullable Position before, int limit);

    /** How many of one account's are unread, counted up to {@code most}. */
    int unread(TenantId tenant, AccountId account, int most);

    /** Marks one as read or unread; false when it is not there. @param at null for unread */
    boolean mark(TenantId tenant, AccountId account, UUID id, @Nullable Instant at);

    /** Marks all that were told until {@code until} as read. */
    void markAll(TenantId tenant, AccountId account, Instant until, Instant at);

    /** The rules an account does not want to hear of. */
    Set<String> muted(TenantId tenant, AccountId account);

    /** Of {@code accounts} those that do not want to hear of the rule. */
    Set<AccountId> mutedBy(TenantId tenant, Set<AccountId> accounts, String rule);

    void mute(TenantId tenant, AccountId account, String rule, boolean muted);

    /** Forgets what was told before {@code before}. */
    void forget(TenantId tenant, Instant before);

    record Position(Instant at, UUID id) {}
}

package io.deskloom.notification;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of notifications, and what people do not want to hear. Each call is one transaction inside one tenant. */
public interface NotificationStore {
    /** Keeps those that are not there yet, and has the mails sent that have not been. */
    void add(TenantId tenant, List<Notification> notifications, List<Mailing> mails);

    /** A mail to be sent. @param id follows from what it tells and whom; @param at when it was wanted */
    record Mailing(UUID id, Effect mail, Instant at) {}

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

    /** What an account does not want to hear of, by rule. */
    Map<String, Silence> silences(TenantId tenant, AccountId account);

    /** Of {@code accounts} those that do not want to hear of the rule, or not in every way. */
    Map<AccountId, Silence> silencesOf(TenantId tenant, Set<AccountId> accounts, String rule);

    /** @param silence null to hear of the rule again */
    void silence(TenantId tenant, AccountId account, String rule, @Nullable Silence silence);

    /** How {@code accounts} want to be told, where they have said so. */
    Map<AccountId, Channels> channels(TenantId tenant, Set<AccountId> accounts);

    /**
     * Writes how an account wants to be told.
     *
     * @param ask the effect that has its address confirmed, null for none
     */
    void channels(
            TenantId tenant, AccountId account, Channels channels, Effect.@Nullable ConfirmAddress ask, Instant now);

    /** Says that the address is the account's own; false when it has another one by now. */
    boolean confirm(TenantId tenant, AccountId account, String address, Instant at);

    /** Forgets what was told before {@code before}. */
    void forget(TenantId tenant, Instant before);

    record Position(Instant at, UUID id) {}
}

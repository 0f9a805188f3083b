package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Browser sessions, kept in the database and looked up there on every request: ending one, disabling an account or
 * suspending a workspace holds at once on every node.
 */
@ApplicationScoped
public class Sessions {
    /** A session not used for so long is over (to {@link #TOUCH}). */
    public static final Duration IDLE = Duration.ofHours(12);
    /** The longest a session lasts, however busy. */
    public static final Duration LONGEST = Duration.ofDays(7);
    /** How exactly use is recorded; a write on every request would cost more than it tells. */
    static final Duration TOUCH = Duration.ofMinutes(5);

    private final TenantStore tenants;
    private final AccountStore accounts;
    private final SessionStore sessions;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final Actors actors;

    Sessions(
            TenantStore tenants,
            AccountStore accounts,
            SessionStore sessions,
            Passwords passwords,
            LoginLimits limits,
            Actors actors) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.limits = limits;
        this.actors = actors;
    }

    /**
     * Signs somebody in with a new session; a session the browser had before ends, so that nobody can plant one.
     *
     * @param address where the attempt comes from, for the limit
     * @param before the session cookie the browser sent, if any
     */
    public Login<SignedIn> login(
            String slug, String login, String password, String address, @Nullable String before, Instant now) {
        String typed = slug.strip().toLowerCase(Locale.ROOT);
        // What cannot be a slug is counted as one: the limits keep names of their own beside the slugs.
        String workspace = Tenant.isSlug(typed) ? typed : "?";
        String name = login.strip().toLowerCase(Locale.ROOT);
        Optional<Duration> wait = limits.count(workspace, name, address, now);
        if (wait.isPresent()) {
            return new Login.TooMany<>(wait.get());
        }
        Optional<Tenant> tenant = tenants.bySlug(workspace).filter(t -> !t.suspended());
        Optional<AccountStore.Stored> found = tenant.flatMap(t -> accounts.byLogin(t.id(), name));
        boolean opens;
        try {
            opens = passwords.opens(found.map(AccountStore.Stored::passwordHash), password);
        } catch (Passwords.Busy busy) {
            return new Login.TooMany<>(Duration.ofSeconds(5));
        }
        if (!opens
                || tenant.isEmpty()
                || found.isEmpty()
                || found.get().account().isDisabled()) {
            return new Login.Refused<>(
                    tenant.map(Tenant::id).orElse(null),
                    found.map(f -> f.account().id()).orElse(null));
        }
        limits.succeeded(workspace, name, address);
        TenantId id = tenant.get().id();
        strengthen(id, found.get(), password);
        end(before);
        return begin(id, found.get().account(), now);
    }

    /** Who a session cookie stands for at {@code now}; empty if it is forged, over, or its account or workspace is closed. */
    public Optional<SignedIn> find(@Nullable String cookie, Instant now) {
        return Credential.ofCookie(cookie).flatMap(c -> {
            byte[] id = c.hash();
            return sessions.session(c.tenant(), id).filter(s -> isAlive(s, now)).map(s -> {
                if (s.lastSeenAt().plus(TOUCH).isBefore(now)) {
                    sessions.touchSession(c.tenant(), id, now);
                }
                return signedIn(c, s.account());
            });
        });
    }

    /** Ends a session; nothing happens if there is none. */
    public void end(@Nullable String cookie) {
        Credential.ofCookie(cookie).ifPresent(c -> sessions.deleteSession(c.tenant(), c.hash()));
    }

    /** Removes what is over, in one workspace. */
    public int sweep(TenantId tenant, Instant now) {
        return sessions.deleteSessions(tenant, now.minus(LONGEST), now.minus(IDLE));
    }

    private Login<SignedIn> begin(TenantId tenant, Account account, Instant now) {
        Credential fresh = Credential.fresh(tenant);
        sessions.insertSession(tenant, fresh.hash(), account.id(), now);
        SignedIn who = signedIn(fresh, account);
        return new Login.SignedIn<>(who, fresh.asCookie(), who.csrfToken());
    }

    private SignedIn signedIn(Credential c, Account account) {
        return new SignedIn(actors.of(c.tenant(), account), account, Secrets.derive(c.secret(), "csrf"));
    }

    private static boolean isAlive(SessionStore.StoredSession s, Instant now) {
        return s.createdAt().plus(LONGEST).isAfter(now)
                && s.lastSeenAt().plus(IDLE).isAfter(now);
    }

    // The moment of login is the only one at which the password is known.
    private void strengthen(TenantId tenant, AccountStore.Stored stored, String password) {
        if (passwords.isOutdated(stored.passwordHash())) {
            accounts.rehash(tenant, stored.account().id(), stored.passwordHash(), passwords.hash(password));
        }
    }
}

package io.deskloom.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator runs the installation and stands outside all workspaces: own table, own cookie, and no way to a
 * workspace's tickets.
 */
@ApplicationScoped
public class Operators {
    static final Duration IDLE = Duration.ofHours(1);
    static final Duration LONGEST = Duration.ofHours(12);
    /** The limits' name for "no workspace"; no slug can be it. */
    private static final String NO_WORKSPACE = "#operator";

    private static final Pattern SECRET = Pattern.compile(Secrets.SECRET_PATTERN);

    private final TenantStore store;
    private final Passwords passwords;
    private final LoginLimits limits;

    Operators(TenantStore store, Passwords passwords, LoginLimits limits) {
        this.store = store;
        this.passwords = passwords;
        this.limits = limits;
    }

    public record Operator(UUID id, String login, String csrfToken) {
        @Override
        public String toString() {
            return "operator " + login;
        }
    }

    public Login<Operator> login(String login, String password, String address, @Nullable String before, Instant now) {
        Optional<Duration> wait = limits.count(NO_WORKSPACE, login, address, now);
        if (wait.isPresent()) {
            return new Login.TooMany<>(wait.get());
        }
        Optional<TenantStore.StoredOperator> found = store.operator(login);
        boolean opens;
        try {
            opens = passwords.opens(found.map(TenantStore.StoredOperator::passwordHash), password);
        } catch (Passwords.Busy busy) {
            return new Login.TooMany<>(Duration.ofSeconds(5));
        }
        if (!opens || found.isEmpty()) {
            return new Login.Refused<>(null, null);
        }
        limits.succeeded(NO_WORKSPACE, login, address);
        end(before);
        String secret = Secrets.random();
        store.insertOperatorSession(Secrets.hash(secret), found.get().id(), now);
        Operator who = new Operator(found.get().id(), login, Secrets.derive(secret, "csrf"));
        return new Login.SignedIn<>(who, secret, who.csrfToken());
    }

    public Optional<Operator> find(@Nullable String cookie, Instant now) {
        if (cookie == null || !SECRET.matcher(cookie).matches()) {
            return Optional.empty();
        }
        byte[] id = Secrets.hash(cookie);
        return store.operatorSession(id)
                .filter(s -> s.createdAt().plus(LONGEST).isAfter(now)
                        && s.lastSeenAt().plus(IDLE).isAfter(now))
                .map(s -> {
                    if (s.lastSeenAt().plus(Sessions.TOUCH).isBefore(now)) {
                        store.touchOperatorSession(id, now);
                    }
                    return new Operator(s.operator(), s.login(), Secrets.derive(cookie, "csrf"));
                });
    }

    public void end(@Nullable String cookie) {
        if (cookie != null && SECRET.matcher(cookie).matches()) {
            store.deleteOperatorSession(Secrets.hash(cookie));
        }
    }

    /**
     * Makes sure that this operator has this password: the environment rules, so a lost password is replaced by a restart.
     * A password that is right already leaves the operator's sessions alone.
     */
    public void ensure(String login, String password, Instant now) {
        if (!passwords.check("", password, login).isEmpty()) {
            throw new IllegalArgumentException("the operator's password must have " + Passwords.SHORTEST + " to "
                    + Passwords.LONGEST + " characters and not be a known one");
        }
        Optional<TenantStore.StoredOperator> found = store.operator(login);
        if (found.isEmpty() || !passwords.opens(found.map(TenantStore.StoredOperator::passwordHash), password)) {
            store.putOperator(login, passwords.hash(password), now);
        }
    }
}

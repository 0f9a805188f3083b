package io.deskloom.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often somebody may try a password: ten times per login and fifty times per address in a quarter of an hour. Every
 * attempt is counted before its password is looked at, so that parallel attempts cannot slip through.
 */
@ApplicationScoped
public class LoginLimits {
    static final Duration WINDOW = Duration.ofMinutes(15);
    static final int PER_LOGIN = 10;
    static final int PER_ADDRESS = 50;

    private final TenantStore store;

    LoginLimits(TenantStore store) {
        this.store = store;
    }

    /** Counts an attempt; the time to wait if it is one too many. Unknown workspaces and logins are counted alike. */
    public Optional<Duration> count(String workspace, String login, String address, Instant now) {
        Optional<Duration> byAddress = count(address(address), PER_ADDRESS, now);
        return byAddress.isPresent() ? byAddress : count(login(workspace, login), PER_LOGIN, now);
    }

    public void succeeded(String workspace, String login, String address) {
        store.forgetAttempts(login(workspace, login));
        store.takeBackAttempt(address(address));
    }

    /** Removes counters whose window has passed. */
    public void sweep(Instant now) {
        store.deleteAttempts(now.minus(WINDOW));
    }

    private Optional<Duration> count(byte[] key, int most, Instant now) {
        TenantStore.Attempts so = store.countAttempt(key, now, now.minus(WINDOW));
        if (so.count() <= most) {
            return Optional.empty();
        }
        Duration left = Duration.between(now, so.windowStart().plus(WINDOW));
        return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
    }

    private static byte[] login(String workspace, String login) {
        return Secrets.sha256("login\n" + workspace + "\n" + login);
    }

    private static byte[] address(String address) {
        return Secrets.sha256("address\n" + address);
    }
}

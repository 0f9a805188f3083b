package io.deskloom.identity;

import io.deskloom.kernel.Problem;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Hashes and checks passwords. A check costs the same whether or not there is an account: exactly one Argon2 run. Only a
 * few runs go on at once, because each takes 19 MiB and a crowd of logins must not use up the memory.
 */
@ApplicationScoped
public class Passwords {
    /** The password of all demo accounts; refused in production. */
    public static final String DEMO = "deskloom-demo";

    static final int SHORTEST = 10;
    static final int LONGEST = 256;
    static final int AT_ONCE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final boolean production;
    private final Duration wait;
    private final Semaphore running = new Semaphore(AT_ONCE, true);
    private final AtomicLong runs = new AtomicLong();
    private final Argon2 cost;
    // Nobody knows its password; checking against it takes as long as checking a real one.
    private final String nobody;

    @Inject
    Passwords(@ConfigProperty(name = "deskloom.production", defaultValue = "false") boolean production) {
        // Only an application that Quarkus itself started for a test is in that mode: no setting makes a real one
        // cheap.
        this(production, LONGEST_WAIT, LaunchMode.current() == LaunchMode.TEST ? Argon2.OF_TESTS : Argon2.CURRENT);
    }

    /** @param wait how long somebody waits for their turn before they are sent away */
    Passwords(boolean production, Duration wait) {
        this(production, wait, Argon2.CURRENT);
    }

    private Passwords(boolean production, Duration wait, Argon2 cost) {
        this.production = production;
        this.wait = wait;
        this.cost = cost;
        this.nobody = cost.hash(Secrets.random());
    }

    /** Too many logins at once; the caller should come back a little later. */
    static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    String hash(String password) {
        return run(() -> cost.hash(password));
    }

    /** Whether {@code password} opens {@code stored}; one Argon2 run either way. */
    boolean opens(Optional<String> stored, String password) {
        // Longer than any password can be: cut, so that the time does not depend on what was sent.
        String tried = password.length() > LONGEST ? password.substring(0, LONGEST + 1) : password;
        boolean matches = run(() -> Argon2.matches(stored.orElse(nobody), tried));
        return matches && stored.isPresent() && !(production && password.equals(DEMO));
    }

    boolean isOutdated(String stored) {
        return cost.differsFrom(stored);
    }

    /** What is wrong with a password somebody wants, for the place {@code pointer}; empty when nothing is. */
    List<Problem> check(String pointer, String password, String login) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            return List.of(Problem.of(
                    pointer,
                    "password.length",
                    "A password has " + SHORTEST + " to " + LONGEST + " characters.",
                    Map.of("min", Integer.toString(SHORTEST), "max", Integer.toString(LONGEST))));
        }
        if (password.equalsIgnoreCase(login) || (production && password.equals(DEMO))) {
            return List.of(Problem.of(pointer, "password.known", "Choose a password nobody would guess."));
        }
        return List.of();
    }

    /** How often Argon2 has run; tests compare the cost of two ways by it. */
    long runs() {
        return runs.get();
    }

    /** Runs what takes the memory of an Argon2 run when it is its turn. */
    <T> T run(Supplier<T> argon2) {
        try {
            if (!running.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
        try {
            runs.incrementAndGet();
            return argon2.get();
        } finally {
            running.release();
        }
    }
}

package io.deskloom.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one destination: after some failures in a row nothing is tried for a while, then one effect as a probe, and
 * its outcome decides. Each node has its own. Not for several threads at once.
 */
final class Breaker {
    /** So many failures in a row open it. */
    static final int FAILURES = 5;

    /** For how long the first time; twice as long after each probe that fails. */
    static final Duration FIRST = Duration.ofSeconds(30);

    static final Duration LONGEST = Duration.ofMinutes(10);

    private final RandomGenerator random;
    private int failures;
    private int openings;
    private @Nullable Instant openUntil;
    private boolean probing;

    Breaker(RandomGenerator random) {
        this.random = random;
    }

    /** How many of {@code wanted} may be tried now. */
    int permits(Instant now, int wanted) {
        if (openUntil == null) {
            return wanted;
        }
        return probing || now.isBefore(openUntil) ? 0 : Math.min(1, wanted);
    }

    /** An attempt begins; answers whether it is a probe. */
    boolean begin() {
        probing = openUntil != null;
        return probing;
    }

    /** It has answered, whatever. */
    void answered() {
        failures = 0;
        openings = 0;
        openUntil = null;
        probing = false;
    }

    /** @param probe as {@link #begin} said: what began before it opened tells nothing new */
    void failed(boolean probe, Instant now) {
        failures++;
        if (probe || openUntil == null && failures >= FAILURES) {
            Duration pause = FIRST.multipliedBy(1L << Math.min(openings, 10));
            openUntil = now.plus(Backoff.spread(pause.compareTo(LONGEST) > 0 ? LONGEST : pause, random));
            openings++;
            probing = false;
        }
    }

    /** A probe ended without telling anything. */
    void brokenOff(boolean probe) {
        if (probe) {
            probing = false;
        }
    }

    /** Whether it would say the same if it were made anew. */
    boolean isFresh() {
        return failures == 0 && openUntil == null;
    }

    @Nullable
    Instant openUntil() {
        return openUntil;
    }
}

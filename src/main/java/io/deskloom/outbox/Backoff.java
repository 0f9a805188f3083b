package io.deskloom.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to try again: after 2, 4, 8 … seconds, at most an hour, and up to half as long again; after {@link #MOST_ATTEMPTS} never. */
public final class Backoff {
    /** Some three to five hours in all. */
    public static final int MOST_ATTEMPTS = 14;

    /**
     * How long whoever took something has before it is given to somebody else. {@link Leases} renews it while work inside goes on;
     * an attempt outside ends earlier by its deadline.
     */
    public static final Duration LEASE = Duration.ofMinutes(1);

    private Backoff() {}

    public static boolean isLast(int attempts) {
        return attempts >= MOST_ATTEMPTS;
    }

    /** The soonest. @param attempts made so far, from 1 */
    public static Duration after(int attempts) {
        return Duration.ofSeconds(Math.min(3_600, 1L << Math.min(attempts, 12)));
    }

    /** What failed together is not tried again together. */
    public static Duration after(int attempts, RandomGenerator random) {
        return spread(after(attempts), random);
    }

    /** From as long as said to half as long again. */
    public static Duration spread(Duration least, RandomGenerator random) {
        return least.plusMillis((long) (least.toMillis() / 2.0 * random.nextDouble()));
    }
}

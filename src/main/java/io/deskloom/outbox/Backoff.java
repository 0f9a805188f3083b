package io.deskloom.outbox;

import java.time.Duration;

/** When to try again: 2, 4, 8 … seconds, at most an hour; after {@link #MOST_ATTEMPTS} never. */
public final class Backoff {
    /** Some three hours in all. */
    public static final int MOST_ATTEMPTS = 14;

    /** How long whoever took something has before it is given to somebody else. */
    public static final Duration LEASE = Duration.ofMinutes(1);

    private Backoff() {}

    public static boolean isLast(int attempts) {
        return attempts >= MOST_ATTEMPTS;
    }

    /** @param attempts made so far, from 1 */
    public static Duration after(int attempts) {
        return Duration.ofSeconds(Math.min(3_600, 1L << Math.min(attempts, 12)));
    }
}

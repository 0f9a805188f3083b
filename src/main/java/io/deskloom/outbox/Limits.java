package io.deskloom.outbox;

import java.time.Duration;

/**
 * How much may be under way outside at the same time on one node, and for how long.
 *
 * @param destination effects of one tenant to one destination: the bulkhead
 * @param tenant effects of one tenant
 * @param all effects in all
 * @param deadline for one attempt; what takes longer is broken off and has failed. Shorter than {@link Backoff#LEASE}
 */
public record Limits(int destination, int tenant, int all, Duration deadline) {
    public static final Limits STANDARD = new Limits(8, 32, 128, Duration.ofSeconds(30));

    public Limits {
        if (destination < 1 || tenant < 1 || all < 1 || deadline.compareTo(Backoff.LEASE) >= 0) {
            throw new IllegalArgumentException("nothing could be carried out, or twice at once");
        }
    }
}

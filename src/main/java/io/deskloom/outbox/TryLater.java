package io.deskloom.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * It did not work, and there is a reason to know when to try again: a receiver that says {@code Retry-After}, a quota that begins
 * anew. Counts as an attempt and, for the circuit breaker, as a failure of the destination.
 */
public final class TryLater extends Exception implements Coded {
    /** Sooner than this nothing is tried again, whatever a receiver says. */
    public static final Duration SOONEST = Duration.ofSeconds(1);

    /** Later than this, too, whatever a receiver says. */
    public static final Duration LATEST = Duration.ofHours(1);

    private static final long serialVersionUID = 1L;

    private final Duration after;

    /**
     * @param code what went wrong: lower-case letters, digits and hyphens, at most 60, no value of a ticket ("too-many-requests")
     * @param after how long to wait; bounded by {@link #SOONEST} and {@link #LATEST}
     */
    public TryLater(String code, Duration after) {
        this(code, after, null);
    }

    /** @param cause for the log of this node; only its class is stored */
    public TryLater(String code, Duration after, @Nullable Throwable cause) {
        super(ProblemCode.checked(code), cause);
        this.after = after.compareTo(SOONEST) < 0 ? SOONEST : after.compareTo(LATEST) > 0 ? LATEST : after;
    }

    @Override
    public String code() {
        return String.valueOf(getMessage());
    }

    public Duration after() {
        return after;
    }
}

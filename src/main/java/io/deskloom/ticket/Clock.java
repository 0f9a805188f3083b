package io.deskloom.ticket;

import io.deskloom.kernel.ReleaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A service level's clock on one ticket. While it runs only its begin is kept, not how much has gone: nothing is written for time that
 * passes.
 *
 * @param key which of the policy's clocks
 * @param policy key of the service level it runs on
 * @param release the release that service level was taken from, which a running clock keeps
 * @param target working time it has
 * @param since when what it counts began
 * @param elapsed working time that had gone at {@code counted}
 * @param counted until when {@code elapsed} has been counted; of a running clock the time to count on from
 * @param due when its time is over; null while it does not run, and where the calendar never comes to it
 * @param next when its timer has something to do; null for nothing
 * @param escalated how many of the policy's times of it have had their say
 * @param breached when its time was over; null while it was not
 * @param pausedBy why it stands still: "step", "status" or the number of the reason ("0"); null while it does not
 * @param ended when it ended; null while it runs or stands still
 */
public record Clock(
        String key,
        String policy,
        ReleaseId release,
        Duration target,
        State state,
        Instant since,
        Duration elapsed,
        Instant counted,
        @Nullable Instant due,
        @Nullable Instant next,
        int escalated,
        @Nullable Instant breached,
        @Nullable String pausedBy,
        @Nullable Instant ended) {
    /** Paused while the ticket is in a step of the policy's. */
    public static final String BY_STEP = "step";

    /** Paused by the ticket's status. */
    public static final String BY_STATUS = "status";

    public enum State {
        RUNNING,
        PAUSED,
        /** What it waited for has happened; whether in time {@code breached} says. */
        MET,
        /** It has lost its object. */
        STOPPED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a name of none */
        public static State of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** What happened to a clock. */
    public enum News {
        STARTED,
        PAUSED,
        RESUMED,
        /** Another service level applies, or another time is due by the calendar as it is now. */
        MOVED,
        BREACHED,
        /** One of the policy's times has come. */
        ESCALATED,
        MET,
        STOPPED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for a name of none */
        public static News of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether it may still be late. */
    public boolean isActive() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    /** What people call its state. */
    public String wire() {
        return breached != null && state != State.STOPPED ? "breached" : state.wire();
    }
}

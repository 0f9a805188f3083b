package io.deskloom.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether somebody is there.
 *
 * @param said what they said themselves
 * @param since when they said it
 * @param seen the last sign of life
 */
public record Presence(State said, Instant since, Instant seen) {
    /** Whoever gives no sign of life for so long is gone. */
    public static final Duration QUIET = Duration.ofMinutes(5);

    public static final Presence NEVER = new Presence(State.OFFLINE, Instant.EPOCH, Instant.EPOCH);

    /** What somebody says of themselves. Only who is online is given tickets. */
    public enum State {
        ONLINE,
        BUSY,
        AWAY,
        OFFLINE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<State> of(String wire) {
            return Stream.of(values()).filter(s -> s.wire().equals(wire)).findFirst();
        }
    }

    /** What is so: what was said, unless nothing has been heard for too long. */
    public State at(Instant now) {
        return seen.plus(QUIET).isBefore(now) ? State.OFFLINE : said;
    }
}

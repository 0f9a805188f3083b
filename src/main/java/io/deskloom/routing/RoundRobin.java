package io.deskloom.routing;

import java.time.Duration;
import java.time.Instant;

/** Each in turn: whoever was given one longest ago, before them those who never were. */
record RoundRobin(Instant now) implements Ranking {
    @Override
    public Strategy strategy() {
        return Strategy.ROUND_ROBIN;
    }

    /** All alike: equal ranks go by turn anyhow, and here nothing else counts. */
    @Override
    public long rank(Candidate c) {
        return 0;
    }

    /** Seconds since then. */
    @Override
    public long figure(Candidate c) {
        Instant given = c.given();
        return given == null
                ? Weighed.UNKNOWN
                : Math.max(0, Duration.between(given, now).toSeconds());
    }

    /** How much somebody holds does not matter: it is whose turn it is. */
    @Override
    public boolean mindsLoad() {
        return false;
    }
}

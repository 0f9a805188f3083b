package io.deskloom.standin;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How badly it behaves, for tests and for whoever wants to see what Deskloom makes of it. Only a stand-in that was started for it can
 * be told to. For several threads at once.
 */
final class Behaviour {
    /** What goes wrong. */
    enum Fault {
        /** It takes its time, does it, and answers. */
        SLOW,
        /** Nothing is done: 503. */
        DOWN,
        /** It is done at once; the answer comes when nobody waits for it any more. */
        LATE,
        /** It is done, and the connection breaks before the answer. */
        BROKEN,
        /** It is done, and the answer is 500. */
        FAILS_AFTER,
        /** It is done, and whoever is told of it is told twice. */
        TWICE,
        /** Nothing is done: a no. */
        REFUSES;

        String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Fault> of(String wire) {
            for (Fault fault : values()) {
                if (fault.wire().equals(wire)) {
                    return Optional.of(fault);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * @param path what the path of a call begins with, "" for all
     * @param times so many calls, then it behaves again
     * @param delay of what is slow or late
     * @param status of a refusal
     */
    record Plan(Fault fault, String path, int times, Duration delay, int status) {}

    private Optional<Plan> plan = Optional.empty();
    private int left;

    synchronized void is(Optional<Plan> next) {
        plan = next;
        left = next.map(Plan::times).orElse(0);
    }

    /** What goes wrong with this call, which counts. */
    synchronized Optional<Plan> next(String path) {
        Optional<Plan> now = plan.filter(p -> left > 0 && path.startsWith(p.path()));
        if (now.isPresent()) {
            left--;
        }
        return now;
    }
}

package io.deskloom.effect;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What becomes of one of a ticket's timers, in the transaction that gives the reason. Timers follow from the ticket's state. */
public sealed interface TimerChange {
    UUID id();

    /**
     * It is to fire at {@code due}, and not at any other time it was to fire before.
     *
     * @param kind of the {@code timer.TimerTask} it is for
     * @param details what that task needs beside the ticket
     */
    record Set(UUID id, String kind, Map<String, String> details, Instant due) implements TimerChange {
        public Set {
            details = Map.copyOf(details);
        }
    }

    /** It is not to fire any more. */
    record Clear(UUID id) implements TimerChange {}
}

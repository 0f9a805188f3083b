package io.deskloom.effect;

import io.deskloom.ticket.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What shall happen: events to append, effects to enqueue, timers to set and to clear, and why. */
public record Decision(
        List<Event> events,
        List<Effect> effects,
        List<TimerChange> timers,
        @Nullable Explanation explanation) {
    public Decision {
        timers = List.copyOf(timers);
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }
}

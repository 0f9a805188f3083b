package io.deskloom.effect;

import io.deskloom.ticket.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What shall happen: events to append, effects to enqueue, and why. */
public record Decision(
        List<Event> events, List<Effect> effects, @Nullable Explanation explanation) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }
}

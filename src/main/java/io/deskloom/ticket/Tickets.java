package io.deskloom.ticket;

import io.deskloom.field.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fold: state from events. */
public final class Tickets {
    private Tickets() {}

    /**
     * The state after {@code events}; the version grows by one for the whole batch, since a batch is one command.
     *
     * @param before null exactly when the first event is {@link Event.Created}
     */
    public static Ticket apply(@Nullable Ticket before, List<Event> events) {
        Ticket now = before;
        for (Event event : events) {
            now = apply(now, event);
        }
        if (now == null) {
            throw new IllegalArgumentException("no events and no ticket");
        }
        int version = before == null ? 1 : before.version() + 1;
        return new Ticket(
                now.id(),
                now.type(),
                now.number(),
                version,
                now.title(),
                now.step(),
                now.status(),
                now.priority(),
                now.assignee(),
                now.team(),
                now.requester(),
                now.flowRelease(),
                now.fields(),
                now.createdAt(),
                now.updatedAt());
    }

    private static Ticket apply(@Nullable Ticket before, Event event) {
        if (event instanceof Event.Created c) {
            return new Ticket(
                    c.meta().ticket(),
                    c.type(),
                    c.number(),
                    0,
                    c.title(),
                    "",
                    1,
                    c.priority(),
                    null,
                    null,
                    c.requester(),
                    c.flowRelease(),
                    c.fields(),
                    c.meta().at(),
                    c.meta().at());
        }
        if (before == null) {
            throw new IllegalArgumentException("the first event must be Created");
        }
        Builder b = new Builder(before, event);
        switch (event) {
            case Event.Created _ -> throw new IllegalArgumentException("created twice");
            case Event.FieldChanged e -> {
                if (e.to().isNull()) {
                    b.fields.remove(e.field());
                } else {
                    b.fields.put(e.field(), e.to());
                }
            }
            case Event.PriorityChanged e -> b.priority = e.to();
            case Event.TeamChanged e -> b.team = e.to();
            case Event.AssigneeChanged e -> b.assignee = e.to();
            case Event.TitleChanged e -> b.title = e.to();
            case Event.StepEntered e -> {
                b.step = e.to();
                b.status = e.status();
            }
            case Event.Commented _ -> {}
        }
        return b.build();
    }

    private static final class Builder {
        private final Ticket t;
        private final Event event;
        private final Map<String, Value> fields;
        private int priority;
        private int status;
        private String step;
        private String title;
        private @Nullable String team;
        private io.deskloom.kernel.@Nullable AccountId assignee;

        Builder(Ticket t, Event event) {
            this.t = t;
            this.event = event;
            this.fields = new HashMap<>(t.fields());
            this.priority = t.priority();
            this.status = t.status();
            this.step = t.step();
            this.title = t.title();
            this.team = t.team();
            this.assignee = t.assignee();
        }

        Ticket build() {
            return new Ticket(
                    t.id(),
                    t.type(),
                    t.number(),
                    t.version(),
                    title,
                    step,
                    status,
                    priority,
                    assignee,
                    team,
                    t.requester(),
                    t.flowRelease(),
                    fields,
                    t.createdAt(),
                    event.meta().at());
        }
    }
}

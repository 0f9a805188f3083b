package io.deskloom.ticket;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A ticket as expressions see it (paths: {@code model.TicketPaths}); every declared field is there, null when empty. */
public record TicketFacts(Map<String, Value> values, Moment moment) implements Facts {
    public TicketFacts {
        values = Map.copyOf(values);
    }

    /** Who looks or acts, as expressions see it. */
    public record Viewer(@Nullable AccountId account, Collection<String> roles, Collection<String> teams) {}

    public static TicketFacts of(Ticket t, TicketTypeDef type, Viewer viewer, Moment moment) {
        return new TicketFacts(base(t, type, viewer), moment);
    }

    /** With the event that rules listen to: its kind ("created", "updated") and the changed field keys. */
    public static TicketFacts of(
            Ticket t, TicketTypeDef type, Viewer viewer, String eventKind, Collection<String> changed, Moment moment) {
        Map<String, Value> all = base(t, type, viewer);
        all.put("event.kind", Value.text(eventKind));
        all.put("event.changed", Value.texts(List.copyOf(new TreeSet<>(changed))));
        return new TicketFacts(all, moment);
    }

    private static Map<String, Value> base(Ticket t, TicketTypeDef type, Viewer viewer) {
        Map<String, Value> all = new HashMap<>();
        type.fields().forEach(f -> all.put(f.key(), t.field(f.id())));
        all.put("ticket.id", Value.text(t.id().toString()));
        all.put("ticket.number", Value.num(t.number()));
        all.put("ticket.title", Value.text(t.title()));
        all.put("ticket.type", Value.text(type.key()));
        all.put("ticket.step", Value.text(t.step()));
        all.put("ticket.status", Value.text(StatusCategory.ofCode(t.status()).wire()));
        all.put("ticket.priority", Value.text(Priority.ofCode(t.priority()).wire()));
        all.put("ticket.team", orNull(t.team()));
        all.put("ticket.assignee", orNull(t.assignee()));
        all.put("ticket.requester", orNull(t.requester()));
        all.put("ticket.created", new Value.Timestamp(t.createdAt()));
        all.put("ticket.updated", new Value.Timestamp(t.updatedAt()));
        all.put("actor", orNull(viewer.account()));
        all.put("actor.roles", Value.texts(List.copyOf(new TreeSet<>(viewer.roles()))));
        all.put("actor.teams", Value.texts(List.copyOf(new TreeSet<>(viewer.teams()))));
        all.put("event.kind", Value.NULL);
        all.put("event.changed", Value.NULL);
        return all;
    }

    private static Value orNull(@Nullable Object o) {
        return o == null ? Value.NULL : Value.text(o.toString());
    }

    @Override
    public Value get(String path) {
        return values.getOrDefault(path, Value.NULL);
    }
}

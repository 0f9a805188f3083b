package io.deskloom.ticket;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as expressions see it (paths: {@code model.TicketPaths}). A view and no copy: one command asks for it a dozen
 * times, and each time looks at a few paths only.
 *
 * @param ticket null before there is one: every field is empty then, and of the ticket only its type is known
 * @param kind of the event that rules listen to ("created", "updated"), null outside rules
 * @param changed the field keys that event changed, as a list of texts; null outside rules
 */
public record TicketFacts(
        @Nullable Ticket ticket,
        TicketTypeDef type,
        Viewer viewer,
        @Nullable String kind,
        Value changed,
        Moment moment) implements Facts {

    /** Who looks or acts, as expressions see it. */
    public record Viewer(@Nullable AccountId account, Collection<String> roles, Collection<String> teams) {}

    /** @param t null for a ticket that is about to be filled in */
    public static TicketFacts of(@Nullable Ticket t, TicketTypeDef type, Viewer viewer, Moment moment) {
        return new TicketFacts(t, type, viewer, null, Value.NULL, moment);
    }

    /** With the event that rules listen to: its kind ("created", "updated") and the changed field keys. */
    public static TicketFacts of(
            Ticket t, TicketTypeDef type, Viewer viewer, String eventKind, Collection<String> changed, Moment moment) {
        return new TicketFacts(t, type, viewer, eventKind, sorted(changed), moment);
    }

    @Override
    public Value get(String path) {
        FieldDef field = type.byKey().get(path);
        if (field != null) {
            return ticket == null ? Value.NULL : ticket.field(field.id());
        }
        return switch (path) {
            case "actor" -> orNull(viewer.account());
            case "actor.roles" -> sorted(viewer.roles());
            case "actor.teams" -> sorted(viewer.teams());
            case "event.kind" -> kind == null ? Value.NULL : Value.text(kind);
            case "event.changed" -> changed;
            case "ticket.type", "record.type" -> Value.text(type.key());
            default -> ticket == null ? Value.NULL : ofTicket(ticket, path);
        };
    }

    private static Value ofTicket(Ticket t, String path) {
        return switch (path) {
            case "ticket.id", "record.id" -> Value.text(t.id().toString());
            case "record.source" ->
                t.external() == null ? Value.NULL : Value.text(t.external().source());
            case "record.external_id" ->
                t.external() == null ? Value.NULL : Value.text(t.external().id());
            case "ticket.number" -> Value.num(t.number());
            case "ticket.title", "record.title" -> Value.text(t.title());
            case "ticket.step" -> Value.text(t.step());
            case "ticket.status" -> Value.text(StatusCategory.ofCode(t.status()).wire());
            case "ticket.priority" -> Value.text(Priority.ofCode(t.priority()).wire());
            case "ticket.team" -> orNull(t.team());
            case "ticket.assignee" -> orNull(t.assignee());
            case "ticket.requester" -> orNull(t.requester());
            case "ticket.created", "record.created" -> new Value.Timestamp(t.createdAt());
            case "ticket.updated", "record.updated" -> new Value.Timestamp(t.updatedAt());
            default -> t.related().getOrDefault(path, Value.NULL);
        };
    }

    // In one order, so that equal sets are equal facts.
    private static Value sorted(Collection<String> keys) {
        return Value.texts(keys.size() < 2 ? List.copyOf(keys) : List.copyOf(new TreeSet<>(keys)));
    }

    private static Value orNull(@Nullable Object o) {
        return o == null ? Value.NULL : Value.text(o.toString());
    }
}

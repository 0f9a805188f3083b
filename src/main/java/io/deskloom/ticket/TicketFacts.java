package io.deskloom.ticket;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Entry;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.SlaDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as expressions see it (paths: {@code model.TicketPaths}). A view and no copy: one command asks for it a dozen
 * times, and each time looks at a few paths only.
 *
 * @param ticket null before there is one: every field is empty then, and of the ticket only its type is known
 * @param event what rules are asked about; null outside rules
 */
public record TicketFacts(
        @Nullable Ticket ticket,
        TicketTypeDef type,
        Viewer viewer,
        @Nullable Happening event,
        Moment moment) implements Facts {

    /** Who looks or acts, as expressions see it. */
    public record Viewer(@Nullable AccountId account, Collection<String> roles, Collection<String> teams) {}

    /**
     * What rules are asked about.
     *
     * @param kind "created", "updated" or "commented"
     * @param changed the keys of the fields that changed, and "ticket.priority" and the like
     * @param channel where the command came from
     * @param action key of the action taken, null for none
     * @param before null for a ticket that has just been made
     * @param comment what was said, null when nothing was
     * @param entry what of the agenda it was about, null for nothing of it
     */
    public record Happening(
            String kind,
            Collection<String> changed,
            String channel,
            @Nullable String action,
            @Nullable Ticket before,
            Event.@Nullable Commented comment,
            @Nullable Entry entry) {
        /** Of something that was not about the agenda. */
        public Happening(
                String kind,
                Collection<String> changed,
                String channel,
                @Nullable String action,
                @Nullable Ticket before,
                Event.@Nullable Commented comment) {
            this(kind, changed, channel, action, before, comment, null);
        }

        /** The same with other keys. */
        public Happening changed(Collection<String> keys) {
            return new Happening(kind, keys, channel, action, before, comment, entry);
        }

        private Value key(Entry.Kind of) {
            return entry != null && entry.kind() == of ? Value.text(entry.key()) : Value.NULL;
        }
    }

    /** @param t null for a ticket that is about to be filled in */
    public static TicketFacts of(@Nullable Ticket t, TicketTypeDef type, Viewer viewer, Moment moment) {
        return new TicketFacts(t, type, viewer, null, moment);
    }

    /** With the event that rules listen to. */
    public static TicketFacts of(Ticket t, TicketTypeDef type, Viewer viewer, Happening event, Moment moment) {
        return new TicketFacts(t, type, viewer, event, moment);
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
            case "ticket.type", "record.type" -> Value.text(type.key());
            default -> {
                if (path.startsWith("event.")) {
                    yield event == null ? Value.NULL : ofEvent(event, path);
                }
                if (path.startsWith(Agenda.PATH) && ticket != null) {
                    yield ticket.agenda().fact(path, moment.now());
                }
                if (path.startsWith(SlaDef.PATH) && ticket != null) {
                    yield ticket.clocks().fact(path);
                }
                yield ticket == null ? Value.NULL : ofTicket(ticket, path);
            }
        };
    }

    private Value ofEvent(Happening e, String path) {
        if (path.startsWith(TicketPaths.OLD)) {
            FieldDef field = type.byKey().get(path.substring(TicketPaths.OLD.length()));
            return field == null || e.before() == null ? Value.NULL : e.before().field(field.id());
        }
        return switch (path) {
            case "event.kind" -> Value.text(e.kind());
            case "event.changed" -> sorted(e.changed());
            case "event.channel" -> Value.text(e.channel());
            case "event.action" -> orNull(e.action());
            case "event.comment" ->
                e.comment() == null ? Value.NULL : Value.text(e.comment().text());
            case "event.internal" ->
                e.comment() == null ? Value.NULL : Value.bool(e.comment().internal());
            case "event.clock" -> e.key(Entry.Kind.CLOCK);
            case "event.promise" -> e.key(Entry.Kind.PROMISE);
            case "event.approval" -> e.key(Entry.Kind.APPROVAL);
            case "event.decision" ->
                e.entry() != null && e.entry().kind() == Entry.Kind.APPROVAL
                        ? Value.text(e.entry().state().wire())
                        : Value.NULL;
            case "event.from_requester" ->
                Value.bool(ticket != null
                        && viewer.account() != null
                        && viewer.account().equals(ticket.requester()));
            default -> Value.NULL;
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
            case TicketPaths.CHANNEL -> orNull(t.channel());
            case "ticket.waiting_since" -> orNull(t.waitingSince());
            case "ticket.answered" -> orNull(t.answeredAt());
            case "ticket.step_since" ->
                orNull(t.path().isEmpty() ? null : t.path().getLast().at());
            default -> t.related().getOrDefault(path, Value.NULL);
        };
    }

    // In one order, so that equal sets are equal facts.
    private static Value sorted(Collection<String> keys) {
        return Value.texts(keys.size() < 2 ? List.copyOf(keys) : List.copyOf(new TreeSet<>(keys)));
    }

    private static Value orNull(@Nullable Instant at) {
        return at == null ? Value.NULL : new Value.Timestamp(at);
    }

    private static Value orNull(@Nullable Object o) {
        return o == null ? Value.NULL : Value.text(o.toString());
    }
}

package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.TicketAccess;
import io.deskloom.agenda.Agenda;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Relations;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.Ticket;
import java.util.Map;
import java.util.Set;

/**
 * One actor looking at one ticket at one moment, with all that decides what it sees.
 *
 * @param empty why roll-ups have no value, by field id, where that is known
 * @param others the tickets its history speaks of, as far as the actor sees them
 */
record Look(
        Actor actor,
        TicketTypeDef type,
        FlowAndAccess pinned,
        Ticket ticket,
        Map<String, FieldState> states,
        Set<Verb> verbs,
        Moment moment,
        Map<String, RecordRef> targets,
        Map<String, Formulas.Why> empty,
        Map<TicketId, OtherTicket> others) {

    /** What an event says of the agenda. */
    private static final Set<String> OF_AGENDA =
            Set.of("event.clock", "event.promise", "event.approval", "event.decision");

    static Look at(Ticket ticket, TicketTypeDef type, FlowAndAccess pinned, Actor actor, Moment moment) {
        return new Look(
                actor,
                type,
                pinned,
                ticket,
                FieldAccess.states(type, pinned, actor, ticket, moment),
                TicketAccess.verbs(actor, type, ticket, moment),
                moment,
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** With what is known of the records its lookups hold, by id. */
    Look with(Map<String, RecordRef> known) {
        return new Look(actor, type, pinned, ticket, states, verbs, moment, known, empty, others);
    }

    /** With what is known of the tickets its history speaks of. */
    Look withOthers(Map<TicketId, OtherTicket> known) {
        return known.isEmpty()
                ? this
                : new Look(actor, type, pinned, ticket, states, verbs, moment, targets, empty, Map.copyOf(known));
    }

    /** With why its roll-ups have no value. */
    Look withEmpty(Map<String, Formulas.Why> known) {
        return known.isEmpty()
                ? this
                : new Look(actor, type, pinned, ticket, states, verbs, moment, targets, known, others);
    }

    FieldState state(String field) {
        return states.getOrDefault(field, FieldAccess.HIDDEN);
    }

    /** What history may tell of a field, also of one that has been archived since. */
    FieldState past(FieldDef field) {
        return field.isArchived()
                ? FieldAccess.past(type, pinned, actor, ticket, moment).getOrDefault(field.key(), FieldAccess.HIDDEN)
                : state(field.key());
    }

    boolean mayRead(String field) {
        return state(field).level().canRead();
    }

    boolean mayReadTitle() {
        return FieldAccess.mayReadTitle(type, states);
    }

    boolean mayReadText() {
        return FieldAccess.mayReadText(type, states);
    }

    /**
     * Whether a path of an expression is one this actor may know the value of. What a record looked up holds is judged here
     * and told to nobody: whether its reader may see that record is another question than whether it may see the ticket.
     */
    boolean isOpen(String path) {
        if (type.field(path).isPresent()) {
            return mayRead(path);
        }
        if (path.equals("ticket.title") || path.equals("record.title")) {
            return mayReadTitle();
        }
        if (path.startsWith(TicketPaths.OLD)) {
            return mayRead(path.substring(TicketPaths.OLD.length()));
        }
        if (path.equals("event.comment")) {
            return mayReadText() && verbs.contains(Verb.READ_INTERNAL);
        }
        if (path.startsWith(CounterDef.PREFIX)) {
            // Counts tickets this actor may not see: who may be told it is asked where the release is known.
            return false;
        }
        if (path.startsWith(Agenda.PATH) || OF_AGENDA.contains(path)) {
            return verbs.contains(Verb.READ_INTERNAL);
        }
        return !path.startsWith("param.") && Relations.first(type, path).isEmpty();
    }
}

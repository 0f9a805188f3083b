package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.util.Map;
import java.util.Set;

/** One actor looking at one ticket at one moment, with all that decides what it sees. */
record Look(
        Actor actor,
        TicketTypeDef type,
        FlowAndAccess pinned,
        Ticket ticket,
        Map<String, FieldState> states,
        Set<Verb> verbs,
        Moment moment) {

    static Look at(Ticket ticket, TicketTypeDef type, FlowAndAccess pinned, Actor actor, Moment moment) {
        return new Look(
                actor,
                type,
                pinned,
                ticket,
                FieldAccess.states(type, pinned, actor, ticket, moment),
                TicketAccess.verbs(actor, type, ticket, moment),
                moment);
    }

    FieldState state(String field) {
        return states.getOrDefault(field, FieldAccess.HIDDEN);
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

    /** Whether a path of an expression is one this actor may know the value of. */
    boolean isOpen(String path) {
        return type.field(path).isPresent()
                ? mayRead(path)
                : path.equals("ticket.title") ? mayReadTitle() : !path.startsWith("param.");
    }
}

package io.deskloom.command;

import io.deskloom.access.TicketAccess;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.StatusCategory;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Load;
import io.deskloom.routing.Routed;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.util.List;
import java.util.Map;

/** What is done about whose a ticket is beside handing it on: taking it from the pool, and what time and absences make of it. */
final class RoutingDecider {
    private final Decider decider;

    RoutingDecider(Decider decider) {
        this.decider = decider;
    }

    Result<Decided> decide(Situation s, Command.Whose command, Ticket ticket) {
        return switch (command) {
            case Command.Take _ -> take(s, ticket);
            case Command.Reroute c -> reroute(s, c, ticket);
        };
    }

    private Result<Decided> take(Situation s, Ticket ticket) {
        if (!TicketAccess.may(s.actor(), s.type(), Verb.CLAIM, ticket, s.moment())) {
            return Result.refused(Rejection.forbidden("claim-not-allowed", "You may not take this ticket."));
        }
        if (!StatusCategory.ofCode(ticket.status()).isOpen()) {
            return Decider.ended();
        }
        if (ticket.assignee() != null) {
            return Result.refused(
                    Rejection.conflict("already-claimed", "Somebody else has taken this ticket.", List.of()));
        }
        return claim(s, ticket, true);
    }

    /** Of a ticket nobody has. Whoever has no capacity takes as many as they like. */
    Result<Decided> claim(Situation s, Ticket ticket) {
        return claim(s, ticket, false);
    }

    /** @param noted whether it is to be said that it was taken, also where nothing is held to anything */
    private Result<Decided> claim(Situation s, Ticket ticket, boolean noted) {
        AccountId self = s.actor().account();
        Draft draft = Draft.of(s, ticket);
        Candidate own = s.asked().candidate(self).orElse(null);
        Map<String, Integer> limits = own == null ? Map.of() : Router.limits(s, ticket, own);
        if (own == null || !noted && limits.isEmpty()) {
            return decider.ruled(ticket, draft.assignee(self, draft.person()));
        }
        boolean full = limits.entrySet().stream().anyMatch(limit -> own.load().of(limit.getKey()) >= limit.getValue());
        if (full) {
            return Result.refused(Rejection.conflict(
                    Capacity.REACHED,
                    "You hold as many tickets as you can; finish one or hand one on first.",
                    List.of()));
        }
        Routed how = Routed.taken(
                s.asked().waitsFor(ticket.id()).orElse(""),
                ticket.team() == null ? "" : ticket.team(),
                self,
                own.load().of(Load.ALL),
                limits);
        return decider.ruled(ticket, draft.routed(how, draft.person()).assignee(self, draft.person()));
    }

    private Result<Decided> reroute(Situation s, Command.Reroute c, Ticket ticket) {
        boolean ofTime = c.why() != Command.Reroute.Why.ABSENCE;
        if (ofTime && !s.actor().isRules() || !TicketAccess.may(s.actor(), s.type(), Verb.ASSIGN, ticket, s.moment())) {
            return Result.refused(Rejection.forbidden("assign-not-allowed", "You may not hand this ticket on."));
        }
        Draft draft = Draft.of(s, ticket);
        boolean open = StatusCategory.ofCode(ticket.status()).isOpen();
        boolean waits = open && ticket.assignee() == null;
        Draft next = switch (c.why()) {
            case FREED -> waits ? Router.again(draft, c.routing(), new Cause.System("routing_freed")) : draft;
            case OVERFLOW -> waits ? Router.overflow(draft, c.routing(), new Cause.System("routing_overflow")) : draft;
            // Whoever has it by now keeps it.
            case ABSENCE ->
                open && c.from() != null && c.from().equals(ticket.assignee())
                        ? Router.away(draft, c.substitute(), new Cause.System("routing_absence"))
                        : draft;
        };
        return decider.ruled(ticket, next);
    }
}

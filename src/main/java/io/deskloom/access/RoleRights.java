package io.deskloom.access;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef;
import io.deskloom.model.AccessDef.RecordScope;
import io.deskloom.model.AccessDef.RoleGrant;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of an actor's role grants count on one ticket. A role counts only on tickets in its own record scope: being a
 * supervisor of everything must not lend the edit rights one has as an agent of one's own tickets.
 */
final class RoleRights {
    private RoleRights() {}

    /** The grants of the actor's roles whose record scope holds the ticket; for a new ticket, of all of them. */
    static List<RoleGrant> counting(AccessDef access, Actor actor, @Nullable Ticket ticket, Facts facts) {
        List<RoleGrant> out = new ArrayList<>();
        for (String role : new TreeSet<>(actor.roles())) {
            RoleGrant grant = access.roles().get(role);
            if (grant != null && (ticket == null || inScope(access, role, facts))) {
                out.add(grant);
            }
        }
        return out;
    }

    /** All grants the actor's roles have in this type, whatever their scope: for denies, which always bind. */
    static List<RoleGrant> all(AccessDef access, Actor actor) {
        return actor.roles().stream()
                .sorted()
                .filter(access.roles()::containsKey)
                .map(access.roles()::get)
                .toList();
    }

    private static boolean inScope(AccessDef access, String role, Facts facts) {
        for (RecordScope scope : access.records()) {
            if (scope.role().equals(role) && (scope.where() == null || Evaluator.test(scope.where(), facts))) {
                return true;
            }
        }
        return false;
    }

    /** The ticket as conditions see it; for a new one every field is empty and only {@code actor.*} is known. */
    static Facts facts(TicketTypeDef type, Actor actor, @Nullable Ticket ticket, Moment moment) {
        return TicketFacts.of(
                ticket, type, new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams()), moment);
    }
}

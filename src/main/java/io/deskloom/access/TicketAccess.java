package io.deskloom.access;

import io.deskloom.expr.Facts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef.RoleGrant;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Action;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** May this actor do this with this ticket: verbs of the roles whose record scope holds it, cut down to token scopes. */
public final class TicketAccess {
    private TicketAccess() {}

    /** Whether the ticket exists at all for this actor. */
    public static boolean maySee(Actor actor, TicketTypeDef type, Ticket ticket, Moment moment) {
        return may(actor, type, Verb.READ, ticket, moment);
    }

    /**
     * Whether {@code verb} is allowed. Everything but creating also needs the ticket to be visible: a token that may only
     * write can create, but not touch what it cannot see.
     *
     * @param ticket null asks about tickets in general: creating, or whether some ticket might be read
     */
    public static boolean may(Actor actor, TicketTypeDef type, Verb verb, @Nullable Ticket ticket, Moment moment) {
        if (!actor.scopes().contains(scope(verb))) {
            return false;
        }
        if (actor.isRules()) {
            return true;
        }
        Facts facts = RoleRights.facts(type, actor, ticket, moment);
        List<RoleGrant> counting = RoleRights.counting(type.access(), actor, ticket, facts);
        boolean granted = counting.stream().anyMatch(g -> g.verbs().contains(verb));
        if (ticket == null || verb == Verb.READ) {
            return granted;
        }
        return granted
                && actor.scopes().contains(scope(Verb.READ))
                && counting.stream().anyMatch(g -> g.verbs().contains(Verb.READ));
    }

    /** Everything this actor may do with the ticket: what {@link #may} says of each verb. */
    public static Set<Verb> verbs(Actor actor, TicketTypeDef type, Ticket ticket, Moment moment) {
        if (actor.isRules()) {
            return EnumSet.allOf(Verb.class);
        }
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        for (RoleGrant grant :
                RoleRights.counting(type.access(), actor, ticket, RoleRights.facts(type, actor, ticket, moment))) {
            verbs.addAll(grant.verbs());
        }
        verbs.removeIf(verb -> !actor.scopes().contains(scope(verb)));
        return verbs.contains(Verb.READ) ? verbs : Set.of();
    }

    /**
     * The actions open to this actor in the ticket's step, in order: empty when the step is not a task, is another
     * role's, or the actor may not act.
     *
     * @param flow the flow the ticket runs on (its pinned release's)
     */
    public static List<Action> actions(Actor actor, TicketTypeDef type, FlowDef flow, Ticket ticket, Moment moment) {
        String worked = Steps.worked(actor, flow, ticket);
        return Steps.open(actor, type, flow, ticket, moment).stream()
                .filter(open -> open.at().node().equals(worked))
                .findFirst()
                .map(open -> open.task().actions())
                .orElse(List.of());
    }

    private static String scope(Verb verb) {
        return switch (verb) {
            case READ, READ_INTERNAL -> "tickets:read";
            case CREATE, UPDATE, COMMENT_PUBLIC, COMMENT_INTERNAL, ACT, ASSIGN, CLAIM, DELETE -> "tickets:write";
        };
    }
}

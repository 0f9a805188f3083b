package io.deskloom.access;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Action;
import io.deskloom.model.FlowDef.Power;
import io.deskloom.model.FlowDef.Task;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.FlowState.At;
import io.deskloom.ticket.Ticket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In which steps of a ticket somebody may work: a ticket that goes several ways at once is in several. */
public final class Steps {
    private Steps() {}

    /** A task that the actor may act in. */
    public record Open(At at, Task task) {
        public Optional<Action> action(String key) {
            return task.actions().stream().filter(a -> a.key().equals(key)).findFirst();
        }
    }

    /**
     * The tasks the actor may act in now; none while the ticket rests.
     *
     * @param flow the flow the ticket runs on (its pinned release's)
     */
    public static List<Open> open(Actor actor, TicketTypeDef type, FlowDef flow, Ticket ticket, Moment moment) {
        if (ticket.flow().hold() != null || ticket.flow().ending() != null) {
            return List.of();
        }
        return tasks(actor, type, flow, ticket, moment);
    }

    private static List<Open> tasks(Actor actor, TicketTypeDef type, FlowDef flow, Ticket ticket, Moment moment) {
        if (!TicketAccess.may(actor, type, Verb.ACT, ticket, moment)) {
            return List.of();
        }
        return ticket.places().stream()
                .flatMap(at -> flow.find(at.node()).stream()
                        .filter(Task.class::isInstance)
                        .map(node -> new Open(at, (Task) node)))
                .filter(open -> mayWork(actor, open.task()))
                .toList();
    }

    /**
     * The one that has the action, while the ticket rests as well: whoever asks is told that it does.
     *
     * @param step node id, null for whichever has it
     */
    public static Optional<Open> with(
            Actor actor,
            TicketTypeDef type,
            FlowDef flow,
            Ticket ticket,
            Moment moment,
            @Nullable String step,
            String action) {
        return tasks(actor, type, flow, ticket, moment).stream()
                .filter(open -> step == null || open.at().node().equals(step))
                .filter(open -> open.action(action).isPresent())
                .findFirst();
    }

    /** The step whose rules of fields count for the actor: the first of several that is his, else the one the whole ticket is in. */
    static String worked(Actor actor, FlowDef flow, Ticket ticket) {
        boolean said = ticket.places().stream().anyMatch(at -> at.node().equals(ticket.step()));
        return ticket.flow().isForked() && !said
                ? ticket.places().stream()
                        .map(At::node)
                        .filter(node -> flow.find(node).orElse(null) instanceof Task task && mayWork(actor, task))
                        .findFirst()
                        .orElse(ticket.step())
                : ticket.step();
    }

    private static boolean mayWork(Actor actor, Task task) {
        return actor.isRules() || task.role() == null || actor.roles().contains(task.role());
    }

    /** Whether the actor may do this with a ticket that is in {@code node}. */
    public static boolean may(
            Power power, Actor actor, TicketTypeDef type, FlowDef flow, String node, Ticket ticket, Moment moment) {
        Set<String> roles = flow.powersIn(node).roles().get(power);
        return roles != null && mayAs(roles, actor, type, flow, node, ticket, moment);
    }

    /** Whether the actor may call the whole off. */
    public static boolean mayCancel(Actor actor, TicketTypeDef type, FlowDef flow, Ticket ticket, Moment moment) {
        FlowDef.Cancel cancel = flow.cancel();
        return cancel != null && mayAs(cancel.roles(), actor, type, flow, "", ticket, moment);
    }

    private static boolean mayAs(
            Set<String> roles,
            Actor actor,
            TicketTypeDef type,
            FlowDef flow,
            String node,
            Ticket ticket,
            Moment moment) {
        if (!TicketAccess.may(actor, type, Verb.ACT, ticket, moment)) {
            return false;
        }
        return roles.isEmpty()
                ? !(flow.find(node).orElse(null) instanceof Task task) || mayWork(actor, task)
                : roles.stream().anyMatch(actor.roles()::contains);
    }
}

package io.deskloom.delivery;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.command.TicketStore;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.Snapshots;
import io.deskloom.ticket.FlowState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What services know the calls of SOPs by, and how tickets hear what became of them. */
@ApplicationScoped
public class FlowCalls {
    /** The channel of what services have answered. */
    private static final String CHANNEL = "rule";

    private final Commands commands;
    private final TicketStore tickets;
    private final Snapshots snapshots;
    private final DeliveryLog log;

    FlowCalls(Commands commands, TicketStore tickets, Snapshots snapshots, DeliveryLog log) {
        this.commands = commands;
        this.tickets = tickets;
        this.snapshots = snapshots;
        this.log = log;
    }

    /**
     * Whether the ticket still waits for a call, or for what is to undo one. It does not when the end was told already, when it has gone
     * another way, or when people have had the call tried anew: what a dead letter did then, nobody would undo.
     */
    boolean isWaitedFor(TenantId tenant, Effect.FlowCall call) {
        return tickets.find(tenant, snapshots.current(tenant), call.call().ticket())
                .map(ticket -> call.undo() ? isUndone(ticket.flow(), call) : isDone(ticket.flow(), call))
                .orElse(false);
    }

    private static boolean isDone(FlowState flow, Effect.FlowCall call) {
        return flow.branch(call.branch())
                // One of an earlier visit is none of this one.
                .filter(branch ->
                        branch.node().equals(call.node()) && !call.call().at().isBefore(branch.since()))
                .map(branch -> branch.calls().stream().anyMatch(waiting -> is(waiting, call)))
                .orElse(false);
    }

    private static boolean isUndone(FlowState flow, Effect.FlowCall call) {
        FlowState.Ending ending = flow.ending();
        FlowState.Call waiting = ending == null ? null : ending.call();
        return waiting != null
                && is(waiting, call)
                && !flow.undo().isEmpty()
                && flow.undo().getLast().node().equals(call.node());
    }

    private static boolean is(FlowState.Call waiting, Effect.FlowCall call) {
        return waiting.wish() == call.wish()
                && waiting.attempt() == call.attempt()
                && waiting.state() != FlowState.Call.State.DONE;
    }

    /**
     * The id a service knows a call by. One that people have tried anew goes out under the id of the one before unless that ended with a
     * no: it may have been done, and then it is not done again.
     *
     * @param effect the effect's own id
     */
    UUID key(TenantId tenant, UUID effect, Effect.FlowCall call) {
        return call.attempt() == 1
                ? effect
                : log.before(tenant, call)
                        .filter(last ->
                                last.result() == Attempt.Result.FAILED || last.result() == Attempt.Result.DELIVERED)
                        .map(Attempt::effect)
                        .orElse(effect);
    }

    /**
     * The ticket hears of the end. Told twice it counts once; a yes after a no counts, if the ticket still waits.
     *
     * @param effect the effect's own id
     * @param error why it was not done, null when it was
     */
    void ended(
            TenantId tenant, UUID effect, Effect.FlowCall call, @Nullable String error, Map<String, String> answers) {
        Actor rules = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        Result<Done> told = commands.handle(
                rules,
                new Command.CallEnded(
                        new Origin(CHANNEL, effect + "/" + call.attempt() + (error == null ? "/done" : "/not-done")),
                        call.call().ticket(),
                        call.branch(),
                        call.node(),
                        call.wish(),
                        call.attempt(),
                        call.undo(),
                        call.call().at(),
                        error,
                        answers));
        if (told instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
    }
}

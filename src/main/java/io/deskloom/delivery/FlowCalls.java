package io.deskloom.delivery;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.Snapshots;
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
    private final Snapshots snapshots;
    private final DeliveryLog log;

    FlowCalls(Commands commands, Snapshots snapshots, DeliveryLog log) {
        this.commands = commands;
        this.snapshots = snapshots;
        this.log = log;
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
                        error,
                        answers));
        if (told instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
    }
}

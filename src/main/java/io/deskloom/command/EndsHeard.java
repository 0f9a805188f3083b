package io.deskloom.command;

import io.deskloom.agenda.Link;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Snapshots;
import io.deskloom.outbox.EffectExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Carries out {@link Effect.LinkedEnded}: a ticket has ended, and those linked with it hear of it, because a step of theirs may wait for
 * it. Heard twice, it is heard once: the effect's id and the ticket that hears are the idempotency key.
 */
@ApplicationScoped
public class EndsHeard implements EffectExecutor {
    private final Commands commands;
    private final LinkStore links;
    private final Snapshots snapshots;

    EndsHeard(Commands commands, LinkStore links, Snapshots snapshots) {
        this.commands = commands;
        this.links = links;
        this.snapshots = snapshots;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.LinkedEnded;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        executeAll(tenant, List.of(new Keyed(key, effect)));
    }

    /** Most tickets that end have no links: that is asked once for all of them. */
    @Override
    public Together together() {
        return Together.OR_ALONE;
    }

    @Override
    public void executeAll(TenantId tenant, List<Keyed> effects) {
        Set<TicketId> ended = new HashSet<>();
        effects.forEach(each -> ended.add(ended(each.effect())));
        Map<TicketId, List<Link>> linked = links.of(tenant, ended);
        if (linked.isEmpty()) {
            return;
        }
        Actor rules = Actor.ofRules(
                tenant, snapshots.current(tenant).workspace().languages().getFirst());
        for (Keyed each : effects) {
            for (Link link : linked.getOrDefault(ended(each.effect()), List.of())) {
                FollowUps.done(commands.handle(
                        rules,
                        new Command.LinkedHeard(
                                new Origin(FollowUps.CHANNEL, each.key() + "/" + link.other()), link.other())));
            }
        }
    }

    private static TicketId ended(Effect effect) {
        if (effect instanceof Effect.LinkedEnded(TicketId ticket)) {
            return ticket;
        }
        throw new IllegalArgumentException("nothing has ended");
    }
}

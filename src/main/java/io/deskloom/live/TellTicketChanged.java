package io.deskloom.live;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Carries out {@link Effect.TicketChanged}. Telling twice does no harm: a reader asks for what it is told of. */
@ApplicationScoped
public class TellTicketChanged implements EffectExecutor {
    private final Broadcast broadcast;

    TellTicketChanged(Broadcast broadcast) {
        this.broadcast = broadcast;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.TicketChanged;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        broadcast.send(List.of(news(tenant, effect)));
    }

    // One message for a batch: each is a transaction of the database's, and under load they come by the dozen.
    @Override
    public Together together() {
        return Together.OR_NOT_AT_ALL;
    }

    @Override
    public void executeAll(TenantId tenant, List<Keyed> effects) {
        broadcast.send(effects.stream().map(each -> news(tenant, each.effect())).toList());
    }

    private static News news(TenantId tenant, Effect effect) {
        if (effect instanceof Effect.TicketChanged(var ticket, var _, int version)) {
            return new News(tenant, ticket, version);
        }
        throw new IllegalArgumentException("no news yet");
    }
}

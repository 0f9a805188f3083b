package io.deskloom.live;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor;
import jakarta.enterprise.context.ApplicationScoped;
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
        switch (effect) {
            case Effect.TicketChanged changed -> broadcast.send(new News(tenant, changed.ticket(), changed.version()));
        }
    }
}

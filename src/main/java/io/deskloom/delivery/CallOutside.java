package io.deskloom.delivery;

import io.deskloom.connector.Answers.Meaning;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.TryLater;
import io.deskloom.outbox.Undeliverable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Carries out {@link Effect.CallWebhook} and {@link Effect.CallConnector}. */
@ApplicationScoped
public class CallOutside implements EffectExecutor {
    private final Deliveries deliveries;

    CallOutside(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.CallWebhook || effect instanceof Effect.CallConnector;
    }

    @Override
    public String destination(Effect effect) {
        return switch (effect) {
            case Effect.CallWebhook call -> "webhook " + call.webhook();
            case Effect.CallConnector call -> "connector " + call.connector();
            default -> "";
        };
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect)
            throws InterruptedException, Undeliverable, TryLater, NotDelivered {
        Meaning meaning = switch (effect) {
            case Effect.CallWebhook call -> deliveries.webhook(tenant, key, call, Deliveries.Why.EFFECT);
            case Effect.CallConnector call -> deliveries.connector(tenant, key, call, Deliveries.Why.EFFECT);
            default -> throw new IllegalArgumentException("nobody outside is to be called");
        };
        switch (meaning) {
            case Meaning.Done _ -> {}
            case Meaning.Never(String code) -> throw new Undeliverable(code);
            case Meaning.Later(String code, Optional<Duration> after) -> {
                if (after.isPresent()) {
                    throw new TryLater(code, after.get());
                }
                throw new NotDelivered(code);
            }
        }
    }

    /** It did not work; whoever asks decides when to try again. */
    static final class NotDelivered extends Exception {
        private static final long serialVersionUID = 1L;

        NotDelivered(String code) {
            super(code);
        }
    }
}

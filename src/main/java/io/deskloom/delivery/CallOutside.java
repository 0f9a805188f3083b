package io.deskloom.delivery;

import io.deskloom.connector.Answers;
import io.deskloom.connector.Answers.Meaning;
import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.Coded;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.TryLater;
import io.deskloom.outbox.Undeliverable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Carries out {@link Effect.CallWebhook}, {@link Effect.CallConnector} and {@link Effect.FlowCall}, whose tickets hear how it ended. */
@ApplicationScoped
public class CallOutside implements EffectExecutor {
    private final Deliveries deliveries;
    private final FlowCalls flows;

    CallOutside(Deliveries deliveries, FlowCalls flows) {
        this.deliveries = deliveries;
        this.flows = flows;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.CallWebhook
                || effect instanceof Effect.CallConnector
                || effect instanceof Effect.FlowCall;
    }

    @Override
    public String destination(Effect effect) {
        return switch (effect) {
            case Effect.CallWebhook call -> "webhook " + call.webhook();
            case Effect.CallConnector call -> "connector " + call.connector();
            case Effect.FlowCall call -> "connector " + call.call().connector();
            default -> "";
        };
    }

    /** What takes something back must not overtake what it takes back. */
    @Override
    public String order(Effect effect) {
        return effect instanceof Effect.FlowCall call ? call.call().ticket().toString() : "";
    }

    @Override
    public void givenUp(TenantId tenant, UUID key, Effect effect, String code) {
        if (effect instanceof Effect.FlowCall call) {
            flows.ended(tenant, key, call, code, Map.of());
        }
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect)
            throws InterruptedException, Undeliverable, TryLater, NotDelivered {
        Meaning meaning = switch (effect) {
            case Effect.CallWebhook call -> deliveries.webhook(tenant, key, call, Deliveries.Why.EFFECT);
            case Effect.CallConnector call -> deliveries.connector(tenant, key, call, Deliveries.Why.EFFECT);
            case Effect.FlowCall call -> told(tenant, key, call);
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

    /** A yes, and a no that stays one, are told, and that is the end of it. What else goes wrong is tried again, or given up. */
    private Meaning told(TenantId tenant, UUID effect, Effect.FlowCall call) throws InterruptedException {
        if (!flows.isWaitedFor(tenant, call)) {
            return new Meaning.Done(Map.of());
        }
        Meaning meaning = deliveries.flow(tenant, flows.key(tenant, effect, call), call, Deliveries.Why.EFFECT);
        return switch (meaning) {
            case Meaning.Done(Map<String, String> values) -> {
                flows.ended(tenant, effect, call, null, values);
                yield meaning;
            }
            case Meaning.Never(String code)
            when code.equals(Answers.REFUSED) -> {
                flows.ended(tenant, effect, call, code, Map.of());
                yield new Meaning.Done(Map.of());
            }
            case Meaning.Never _, Meaning.Later _ -> meaning;
        };
    }

    /** It did not work; whoever asks decides when to try again. */
    static final class NotDelivered extends Exception implements Coded {
        private static final long serialVersionUID = 1L;

        NotDelivered(String code) {
            super(code);
        }

        @Override
        public String code() {
            return String.valueOf(getMessage());
        }
    }
}

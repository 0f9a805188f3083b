package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.util.UUID;

/** Carries out one kind of effect. May be called again for the same effect: after a crash nobody knows how far it came. */
public interface EffectExecutor {
    boolean executes(Effect effect);

    /**
     * @param key the effect's own id, the same at every attempt: what to tell a receiver that wants each effect once
     * @throws Exception when it should be tried again later
     */
    void execute(TenantId tenant, UUID key, Effect effect) throws Exception;
}

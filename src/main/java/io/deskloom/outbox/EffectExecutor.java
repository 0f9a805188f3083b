package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.util.List;
import java.util.UUID;

/** Carries out one kind of effect. May be called again for the same effect: after a crash nobody knows how far it came. */
public interface EffectExecutor {
    boolean executes(Effect effect);

    /**
     * @param key the effect's own id, the same at every attempt: what to tell a receiver that wants each effect once
     * @throws Exception when it should be tried again later
     */
    void execute(TenantId tenant, UUID key, Effect effect) throws Exception;

    /**
     * Whether {@link #executeAll} is worth asking: it succeeds or fails as one. Others are carried out one by one, so that
     * one that fails does not hold back its neighbours.
     */
    default boolean allAtOnce() {
        return false;
    }

    /**
     * Whether those of a batch are handed to {@link #executeAll} once they are leased, because together they are less work.
     * If that fails, each is carried out alone.
     */
    default boolean together() {
        return false;
    }

    /** Carries out several effects at once, all or none. */
    default void executeAll(TenantId tenant, List<Effect> effects) throws Exception {
        throw new IllegalStateException("these are carried out one by one");
    }
}

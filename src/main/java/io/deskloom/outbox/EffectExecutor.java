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

    /** Whether {@link #executeAll} is worth asking, and what becomes of effects it could not carry out. */
    enum Together {
        /** One by one, so that one that fails does not hold back its neighbours. */
        NEVER,
        /** They succeed or fail as one. */
        OR_NOT_AT_ALL,
        /** Together they are less work; if that fails, each is carried out alone. */
        OR_ALONE
    }

    /**
     * Those that go together are carried out while they are being taken: a node that dies meanwhile leaves them to the next
     * one at once, and not only when its lease is over.
     */
    default Together together() {
        return Together.NEVER;
    }

    /** Carries out several effects at once, all or none. */
    default void executeAll(TenantId tenant, List<Effect> effects) throws Exception {
        throw new IllegalStateException("these are carried out one by one");
    }
}

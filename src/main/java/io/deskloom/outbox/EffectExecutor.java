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
     * @throws Undeliverable when trying again will not help
     * @throws TryLater when it should be tried again at a time the receiver named
     * @throws Exception when it should be tried again later
     */
    void execute(TenantId tenant, UUID key, Effect effect) throws Exception;

    /**
     * It is given up, and becomes a dead letter when this returns: for effects whose end somebody waits for. May be told more than once,
     * and again after the dead letter was replayed.
     *
     * @param code what went wrong last
     * @throws Exception when whoever waits could not be told: then it is not given up yet, but tried again
     */
    default void givenUp(TenantId tenant, UUID key, Effect effect, String code) throws Exception {}

    /**
     * Where it goes outside this application, as the part of it that fails or is slow as one ("mail", "https://shop.example"): the
     * effects of a tenant that have a destination in common share a circuit breaker and a limit of how many are under way, and what
     * goes elsewhere does not wait for them. "" for work inside, which is done one by one.
     *
     * <p>Asked each time an effect is taken: no call outside, no query that is not remembered. At most 200 characters, no secret and no
     * value of a ticket: administrators see it.
     */
    default String destination(Effect effect) {
        return "";
    }

    /**
     * What its order is kept by on the way to its destination (a ticket's id): those of a kind and destination that have it in common go
     * one after the other, oldest first, and one that fails holds up those behind it until it is done or given up. "" when the order
     * does not matter. Only asked of effects that have a destination.
     */
    default String order(Effect effect) {
        return "";
    }

    /** Whether {@link #executeAll} is worth asking, and what becomes of effects it could not carry out. */
    enum Together {
        /** One by one, so that one that fails does not hold back its neighbours. */
        NEVER,
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

    /** An effect with its own id, the same at every attempt. */
    record Keyed(UUID key, Effect effect) {}

    /** Carries out several effects at once, all or none. */
    default void executeAll(TenantId tenant, List<Keyed> effects) throws Exception {
        throw new IllegalStateException("these are carried out one by one");
    }
}

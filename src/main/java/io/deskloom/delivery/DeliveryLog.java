package io.deskloom.delivery;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was sent outside, attempt by attempt. Each call is one transaction inside one tenant. */
public interface DeliveryLog {
    void add(TenantId tenant, Attempt attempt);

    /**
     * The newest, without what was sent and answered.
     *
     * @param before the last one seen already, null from the newest on
     */
    List<Attempt> newest(TenantId tenant, Filter filter, @Nullable UUID before, int limit);

    Optional<Attempt> find(TenantId tenant, UUID id);

    /** The last time that a call of an SOP was sent when people had it tried the time before; without what was sent and answered. */
    Optional<Attempt> before(TenantId tenant, Effect.FlowCall call);

    /** Forgets what was before {@code before}. */
    void forget(TenantId tenant, Instant before);

    /** Each null for any. */
    record Filter(
            Attempt.@Nullable Kind kind,
            @Nullable String target,
            Attempt.@Nullable Result result,
            @Nullable UUID effect) {}
}

package io.deskloom.command;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Forgets answers nobody may ask for any more. */
@ApplicationScoped
class ExpireIdempotencyKeys implements TimerTask {
    private final TicketStore store;

    ExpireIdempotencyKeys(TicketStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "expire-idempotency-keys";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(1));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        store.forgetExpired(tenant, now);
    }
}

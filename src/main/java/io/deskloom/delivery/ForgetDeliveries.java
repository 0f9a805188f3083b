package io.deskloom.delivery;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Forgets what was sent long ago. */
@ApplicationScoped
class ForgetDeliveries implements TimerTask {
    static final Duration KEPT = Duration.ofDays(30);

    private final DeliveryLog log;

    ForgetDeliveries(DeliveryLog log) {
        this.log = log;
    }

    @Override
    public String kind() {
        return "forget-deliveries";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(24));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        log.forget(tenant, now.minus(KEPT));
    }
}

package io.deskloom.notification;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Forgets what people were told long ago. */
@ApplicationScoped
class ForgetNotifications implements TimerTask {
    static final Duration KEPT = Duration.ofDays(90);

    private final NotificationStore store;

    ForgetNotifications(NotificationStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "forget-notifications";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(24));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        store.forget(tenant, now.minus(KEPT));
    }
}

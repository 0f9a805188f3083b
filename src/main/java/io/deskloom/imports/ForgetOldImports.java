package io.deskloom.imports;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Jobs hold what stood in files, refused rows too: after a month they go, those that were never finished as well. */
@ApplicationScoped
class ForgetOldImports implements TimerTask {
    static final Duration KEPT = Duration.ofDays(30);

    private final ImportStore store;

    ForgetOldImports(ImportStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "forget-old-imports";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(12));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        store.forget(tenant, now.minus(KEPT));
    }
}

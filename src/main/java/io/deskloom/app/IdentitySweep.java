package io.deskloom.app;

import io.deskloom.identity.LoginLimits;
import io.deskloom.identity.Sessions;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Removes what no longer counts: sessions that are over, login counters whose window has passed. Safe on every node. */
@ApplicationScoped
class IdentitySweep {
    private final Tenants tenants;
    private final Sessions sessions;
    private final LoginLimits limits;
    private final Clock clock;

    IdentitySweep(Tenants tenants, Sessions sessions, LoginLimits limits, Clock clock) {
        this.tenants = tenants;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        Instant now = clock.instant();
        for (Tenant tenant : tenants.list()) {
            sessions.sweep(tenant.id(), now);
        }
        limits.sweep(now);
    }
}

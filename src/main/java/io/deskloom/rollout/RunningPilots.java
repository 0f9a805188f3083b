package io.deskloom.rollout;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Pilots;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The pilots that are running, as this node knows them: what began or ended on another one it hears of within two seconds. */
@ApplicationScoped
public class RunningPilots implements Pilots {
    private static final Duration KNOWN = Duration.ofSeconds(2);

    private final PilotStore store;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    RunningPilots(PilotStore store) {
        this.store = store;
    }

    /** @param since by a clock nobody sets */
    private record Known(List<Pilot> pilots, long since) {
        boolean isOld() {
            return System.nanoTime() - since > KNOWN.toNanos();
        }
    }

    @Override
    public Optional<ReleaseId> tries(TenantId tenant, String type, TicketId ticket, Set<String> teams) {
        return of(tenant).stream()
                .filter(pilot -> pilot.type().equals(type) && pilot.takes(ticket, teams))
                .map(Pilot::release)
                .findFirst();
    }

    private List<Pilot> of(TenantId tenant) {
        Known now = known.get(tenant);
        if (now == null || now.isOld()) {
            long asked = changes.get();
            now = new Known(store.running(tenant), System.nanoTime());
            known.put(tenant, now);
            if (changes.get() != asked) {
                // What was read may be what was there before.
                known.remove(tenant);
            }
        }
        return now.pilots();
    }

    /** One has begun or ended here. */
    void changed(TenantId tenant) {
        changes.incrementAndGet();
        known.remove(tenant);
    }
}

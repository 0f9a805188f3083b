package io.deskloom.app;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.ReleaseSwitched;
import io.deskloom.store.SearchRebuild;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Has what records are looked up by made anew where it is not what it should be: at the start and after every release. */
@ApplicationScoped
class SearchRebuilds {
    private static final Logger LOG = Logger.getLogger(SearchRebuilds.class);
    private static final int LAST = 6_000;

    private final Tenants tenants;
    private final CurrentSnapshots snapshots;
    private final SearchRebuild rebuild;
    // One thread: it must not take the processors from the requests.
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("search-rebuild").factory());
    private volatile boolean stopping;

    SearchRebuilds(Tenants tenants, CurrentSnapshots snapshots, SearchRebuild rebuild) {
        this.tenants = tenants;
        this.snapshots = snapshots;
        this.rebuild = rebuild;
    }

    void start(@Observes @Priority(LAST) StartupEvent started) {
        background.execute(() -> tenants.list().stream()
                .filter(t -> !t.suspended())
                .map(Tenant::id)
                .forEach(this::run));
    }

    void on(@Observes ReleaseSwitched switched) {
        if (!stopping) {
            background.execute(() -> run(switched.tenant()));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        background.shutdownNow();
    }

    private void run(TenantId tenant) {
        try {
            boolean more = snapshots.has(tenant);
            while (more && !stopping) {
                more = rebuild.step(tenant, snapshots.current(tenant));
            }
        } catch (RuntimeException e) {
            // What was done is kept; the next start or release goes on.
            if (!stopping) {
                LOG.warnf("search of workspace %d is not made anew: %s", tenant.value(), e.getMessage());
            }
        }
    }
}

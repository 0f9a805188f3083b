package io.deskloom.app;

import io.deskloom.imports.ImportSignal;
import io.deskloom.imports.ImportStore;
import io.deskloom.imports.ImportWorker;
import io.deskloom.kernel.TenantId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the imports of this node going, two workspaces' at a time: at once for one that asks, for all by a poll, because a
 * signal can be lost with the node that gave it.
 */
@ApplicationScoped
class ImportPump implements ImportSignal {
    private static final Logger LOG = Logger.getLogger(ImportPump.class);
    private static final int AT_ONCE = 2;
    private static final Duration POLL = Duration.ofSeconds(3);

    private final ImportStore store;
    private final ImportWorker worker;
    private final Clock clock;
    private final BlockingQueue<TenantId> asked = new LinkedBlockingQueue<>(10_000);
    private final Set<TenantId> busy = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    ImportPump(ImportStore store, ImportWorker worker, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.clock = clock;
    }

    @Override
    public void workFor(TenantId tenant) {
        // A full queue loses the hint; the poll comes anyway.
        boolean _ = asked.offer(tenant);
    }

    void start(@Observes StartupEvent event) {
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Thread.ofVirtual().name("import-" + i).start(this::keepGoing));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }

    private void keepGoing() {
        while (!stopping) {
            try {
                TenantId first = asked.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                for (TenantId tenant : first == null ? store.due(clock.instant()) : List.of(first)) {
                    work(tenant);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.warnf("imports pause: %s", e.toString());
                }
            }
        }
    }

    private void work(TenantId tenant) {
        if (!busy.add(tenant)) {
            return;
        }
        try {
            boolean more = true;
            while (more && !stopping) {
                more = worker.work(tenant);
            }
        } finally {
            busy.remove(tenant);
        }
    }
}

package io.deskloom.app;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.ReleaseSwitched;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Prepares the rules of the releases in force beside the requests, after a start and after a switch: the first ticket
 * otherwise pays for loading the rule engine and building its networks.
 */
@ApplicationScoped
class WarmUp {
    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    /** After the demo is there. */
    private static final int LAST = 6_000;

    /** Workspaces prepared at a start; with more of them, those that are used come by themselves. */
    private static final int MOST = 50;

    private final Tenants tenants;
    private final CurrentSnapshots snapshots;
    private final RuleEngine rules;
    private final Scripts scripts;
    private final Clock clock;
    // One thread: preparing must not take the processors from the requests.
    private final ExecutorService background = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("warm-up").factory());
    private volatile boolean stopping;

    WarmUp(Tenants tenants, CurrentSnapshots snapshots, RuleEngine rules, Scripts scripts, Clock clock) {
        this.tenants = tenants;
        this.snapshots = snapshots;
        this.rules = rules;
        this.scripts = scripts;
        this.clock = clock;
    }

    void start(@Observes @Priority(LAST) StartupEvent started) {
        background.execute(() -> tenants.list().stream()
                .filter(t -> !t.suspended())
                .limit(MOST)
                .map(Tenant::id)
                .forEach(this::prepare));
    }

    void on(@Observes ReleaseSwitched switched) {
        if (!stopping) {
            background.execute(() -> prepare(switched.tenant()));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        background.shutdownNow();
    }

    /** Prepares one workspace; what is wrong with it is its own trouble. */
    void prepare(TenantId tenant) {
        if (stopping) {
            return;
        }
        try {
            if (snapshots.has(tenant)) {
                MetadataSnapshot snapshot = snapshots.current(tenant);
                rules.prepare(
                        snapshot,
                        new Moment(clock.instant(), snapshot.workspace().zone()));
                scripts.prepare(snapshot);
            }
        } catch (RuntimeException e) {
            // The next request finds the same trouble and answers for it.
            if (!stopping) {
                LOG.warnf("the rules of workspace %d are not prepared: %s", tenant.value(), e.getMessage());
            }
        }
    }
}

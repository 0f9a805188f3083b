package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleText;
import io.deskloom.model.Snapshots;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The released metadata this node serves. A request reads one map entry; the database is asked on a tenant's first
 * request and when a switch is announced. Snapshots of equal content are one object, whichever tenants use them.
 */
@ApplicationScoped
public class CurrentSnapshots implements Snapshots {
    /** Snapshots of earlier releases kept: tickets on old flows need few of them at a time. */
    private static final int KEPT = 64;

    private static final Logger LOG = Logger.getLogger(CurrentSnapshots.class);

    private final ReleaseStore store;
    private final RuleText ruleText;
    private final Consumer<ReleaseSwitched> onSwitch;
    private final Map<TenantId, InForce> current = new ConcurrentHashMap<>();
    private final Map<TenantId, String> troubles = new ConcurrentHashMap<>();
    private final Map<ReleaseId, MetadataSnapshot> byContent = new Bounded<>(KEPT);
    private final KnownFiles parsed = new KnownFiles();
    private final Map<Owned, Boolean> owned = new Bounded<>(KEPT * 64);

    @Inject
    CurrentSnapshots(ReleaseStore store, RuleText ruleText, Event<ReleaseSwitched> switched) {
        this(store, ruleText, switched::fire);
    }

    /** A node of its own, without CDI: for tests and tools. */
    public CurrentSnapshots(ReleaseStore store, RuleText ruleText, Consumer<ReleaseSwitched> onSwitch) {
        this.store = store;
        this.ruleText = ruleText;
        this.onSwitch = onSwitch;
    }

    private record InForce(MetadataSnapshot snapshot, long revision) {}

    private record Owned(TenantId tenant, ReleaseId release) {}

    @Override
    public MetadataSnapshot current(TenantId tenant) {
        InForce known = current.get(tenant);
        if (known == null) {
            reload(tenant);
            known = current.get(tenant);
        }
        if (known == null) {
            throw new IllegalStateException("tenant " + tenant.value() + " has no released metadata");
        }
        return known.snapshot;
    }

    @Override
    public Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release) {
        InForce known = current.get(tenant);
        if (known != null && known.snapshot.release().equals(release)) {
            return Optional.of(known.snapshot);
        }
        // Content is shared between tenants, the right to it is not: only releases the tenant has had are its own.
        synchronized (owned) {
            if (owned.containsKey(new Owned(tenant, release))) {
                MetadataSnapshot kept = kept(release);
                if (kept != null) {
                    return Optional.of(kept);
                }
            }
        }
        return store.sources(tenant, release).map(files -> {
            remember(tenant, release);
            return load(release, files);
        });
    }

    /** Whether the tenant has any release yet. */
    public boolean has(TenantId tenant) {
        return current.containsKey(tenant) || store.current(tenant).isPresent();
    }

    @Override
    public MetadataSnapshot atLeast(TenantId tenant, long revision) {
        if (revision(tenant) < revision) {
            reload(tenant);
        }
        return current(tenant);
    }

    /** Asks the database which release is in force and switches to it; what an announcement or a poll leads to. */
    public void reload(TenantId tenant) {
        Optional<ReleaseStore.Current> now = store.current(tenant);
        if (now.isEmpty()) {
            return;
        }
        InForce known = current.get(tenant);
        if (known != null && known.revision >= now.get().revision()) {
            return;
        }
        ReleaseId release = now.get().release();
        MetadataSnapshot kept = kept(release);
        if (kept == null) {
            List<SourceFile> files = store.sources(tenant, release)
                    .orElseThrow(() -> new IllegalStateException("release " + release + " has no content"));
            kept = load(release, files);
        }
        switchTo(tenant, kept, now.get().revision());
    }

    /** Counts the switches of the tenant's release that this node has followed; 0 before the first release. */
    public long revision(TenantId tenant) {
        InForce known = current.get(tenant);
        if (known == null) {
            reload(tenant);
            known = current.get(tenant);
        }
        return known == null ? 0 : known.revision;
    }

    /** A switch somewhere: of interest only if this node serves the tenant. What fails is tried again by the next poll. */
    public void announced(TenantId tenant) {
        if (current.containsKey(tenant)) {
            tryToReload(tenant);
        }
    }

    /**
     * Compares every tenant served with the database: after a lost connection anything may have been missed. A tenant whose
     * release cannot be read stays on the one it has, is logged once for each reason, and disturbs nobody else.
     */
    public void reloadAll() {
        current.keySet().forEach(this::tryToReload);
    }

    private void tryToReload(TenantId tenant) {
        try {
            reload(tenant);
            if (troubles.remove(tenant) != null) {
                LOG.infof("workspace %d is on its current release again", tenant.value());
            }
        } catch (RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(troubles.put(tenant, why))) {
                LOG.errorf("workspace %d stays on its old release, trying again: %s", tenant.value(), why);
            }
        }
    }

    /** Takes the newer of what is known and what is offered: announcements may overtake each other. */
    void switchTo(TenantId tenant, MetadataSnapshot snapshot, long revision) {
        remember(tenant, snapshot.release());
        MetadataSnapshot shared = share(snapshot);
        InForce next = new InForce(shared, revision);
        InForce[] before = new InForce[1];
        InForce after = current.compute(tenant, (_, old) -> {
            before[0] = old;
            return old == null || old.revision < revision ? next : old;
        });
        if (after == next && before[0] != null) {
            onSwitch.accept(new ReleaseSwitched(tenant, shared.release()));
        }
    }

    private MetadataSnapshot load(ReleaseId release, List<SourceFile> files) {
        ReadOutcome outcome = MetadataReader.read(files, ruleText, parsed);
        if (!outcome.isOk()) {
            throw new IllegalStateException(
                    "release " + release + " cannot be read by this version:\n" + Problem.lines(outcome.problems()));
        }
        MetadataSnapshot read = outcome.orThrow();
        if (!read.release().equals(release)) {
            throw new IllegalStateException("release " + release + " has the content of " + read.release());
        }
        return share(read);
    }

    private MetadataSnapshot share(MetadataSnapshot snapshot) {
        synchronized (byContent) {
            MetadataSnapshot known = byContent.putIfAbsent(snapshot.release(), snapshot);
            return known == null ? snapshot : known;
        }
    }

    private @org.jspecify.annotations.Nullable MetadataSnapshot kept(ReleaseId release) {
        synchronized (byContent) {
            return byContent.get(release);
        }
    }

    private void remember(TenantId tenant, ReleaseId release) {
        synchronized (owned) {
            owned.put(new Owned(tenant, release), true);
        }
    }

    /** Drops what was used longest ago. Guarded by its own monitor. */
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int limit;

        Bounded(int limit) {
            super(16, 0.75f, true);
            this.limit = limit;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > limit;
        }
    }
}

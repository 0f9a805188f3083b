package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor.Together;
import io.deskloom.outbox.OutboxStore.Leased;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Carries out what is in the outbox: at least once, oldest first, and fair. Tenants take turns batch by batch, so one
 * that makes a thousand effects at once delays the others by a batch and not by a thousand.
 */
public final class OutboxPump {
    /** How many effects of one tenant are taken in its turn. */
    public static final int BATCH = 100;

    private static final Logger LOG = Logger.getLogger(OutboxPump.class);

    private final OutboxStore store;
    private final List<EffectExecutor> executors;

    public OutboxPump(OutboxStore store, Collection<? extends EffectExecutor> executors) {
        this.store = store;
        this.executors = List.copyOf(executors);
    }

    /** Carries out all that is due at {@code now} in {@code tenants}; answers how many effects it took. */
    public int run(Collection<TenantId> tenants, Instant now) {
        Deque<TenantId> turns = new ArrayDeque<>(tenants);
        int taken = 0;
        while (!turns.isEmpty()) {
            TenantId tenant = turns.removeFirst();
            Map<Leased, Exception> failed = new LinkedHashMap<>();
            OutboxStore.Taken batch =
                    store.take(tenant, now, now.plus(Backoff.LEASE), BATCH, all -> carryOutAll(tenant, all, failed));
            for (Leased leased : batch.leased()) {
                Exception why = failed.get(leased);
                if (why != null) {
                    failed(tenant, leased, now, why);
                } else {
                    carryOut(tenant, leased, now);
                }
            }
            taken += batch.count();
            if (batch.count() == BATCH) {
                turns.addLast(tenant);
            }
        }
        return taken;
    }

    private void carryOut(TenantId tenant, Leased leased, Instant now) {
        try {
            executor(leased.effect()).execute(tenant, leased.id(), leased.effect());
            store.done(tenant, leased.id());
        } catch (InterruptedException e) {
            // Stopping: the lease runs out and somebody else goes on.
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failed(tenant, leased, now, e);
        }
    }

    /** Carries out those of the batch that go together; answers which went, and notes which failed and why. */
    private Set<UUID> carryOutAll(TenantId tenant, List<Leased> batch, Map<Leased, Exception> failed) {
        Set<UUID> done = new HashSet<>();
        for (EffectExecutor executor : executors) {
            List<Leased> own = batch.stream()
                    .filter(leased -> executor.together() != Together.NEVER && executor.executes(leased.effect()))
                    .toList();
            if (!own.isEmpty()) {
                try {
                    executor.executeAll(tenant, own.stream().map(Leased::effect).toList());
                    own.forEach(leased -> done.add(leased.id()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    own.forEach(leased -> failed.put(leased, e));
                } catch (Exception e) {
                    switch (executor.together()) {
                        case OR_NOT_AT_ALL, NEVER -> own.forEach(leased -> failed.put(leased, e));
                        case OR_ALONE ->
                            LOG.warnf(
                                    "%d effects of tenant %d failed together (%s); each is tried alone",
                                    own.size(), tenant.value(), e.getClass().getName());
                    }
                }
            }
        }
        return done;
    }

    private void failed(TenantId tenant, Leased leased, Instant now, Exception e) {
        // The class only: a message may quote what somebody may not read.
        String error = e.getClass().getName();
        if (e instanceof Undeliverable never) {
            LOG.warnf("effect %s of tenant %d is given up: %s", leased.id(), tenant.value(), never.code());
            store.bury(tenant, leased.id(), never.code());
        } else if (Backoff.isLast(leased.attempts())) {
            LOG.errorf(
                    "effect %s of tenant %d is given up after %d attempts (%s)",
                    leased.id(), tenant.value(), leased.attempts(), error);
            store.bury(tenant, leased.id(), error);
        } else {
            LOG.warnf(
                    "effect %s of tenant %d failed (%s), attempt %d",
                    leased.id(), tenant.value(), error, leased.attempts());
            Duration after = e instanceof TryLater later ? later.after() : Backoff.after(leased.attempts());
            store.retry(tenant, leased.id(), now.plus(after), error);
        }
    }

    private EffectExecutor executor(Effect effect) {
        return executors.stream()
                .filter(e -> e.executes(effect))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody carries out " + effect.getClass()));
    }
}

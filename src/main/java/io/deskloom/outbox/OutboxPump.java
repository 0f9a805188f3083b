package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor.Together;
import io.deskloom.outbox.OutboxStore.Handled;
import io.deskloom.outbox.OutboxStore.Leased;
import io.deskloom.outbox.OutboxStore.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what is in the outbox: at least once, oldest first, and fair. Tenants take turns batch by batch, so one
 * that makes a thousand effects at once delays the others by a batch and not by a thousand. What goes outside is handed to the
 * {@link Lanes} of its destinations and not waited for.
 */
public final class OutboxPump {
    /** How many effects of one tenant are taken in its turn. */
    public static final int BATCH = 100;

    /** So many are done before that is written: one transaction for each would be most of the work. */
    private static final int MARKED_TOGETHER = 25;

    /** So long the first of them waits for it. */
    private static final Duration MARKED_AFTER = Duration.ofMillis(200);

    private static final Logger LOG = Logger.getLogger(OutboxPump.class);

    private final OutboxStore store;
    private final List<EffectExecutor> executors;
    private final Clock clock;
    private final RandomGenerator random;
    private final Lanes lanes;
    private final Leases leases;
    private final Front front = new Front();

    public OutboxPump(OutboxStore store, Collection<? extends EffectExecutor> executors, Clock clock) {
        this(store, executors, clock, new Random(), Limits.STANDARD);
    }

    /** @param random spreads what is tried again, for several threads at once; one that answers zero makes times exact */
    public OutboxPump(
            OutboxStore store,
            Collection<? extends EffectExecutor> executors,
            Clock clock,
            RandomGenerator random,
            Limits limits) {
        this.store = store;
        this.executors = List.copyOf(executors);
        this.clock = clock;
        this.random = random;
        this.lanes = new Lanes(store, this::executor, clock, random, limits);
        this.leases = new Leases(store::extend, clock);
    }

    /**
     * Carries out all inside work that is due at {@code now} in {@code tenants}, and begins what goes outside; answers how many effects it
     * took.
     */
    public int run(Collection<TenantId> tenants, Instant now) {
        Deque<TenantId> turns = new ArrayDeque<>(tenants);
        int taken = 0;
        while (!turns.isEmpty()) {
            TenantId tenant = turns.removeFirst();
            Instant from = front.from(tenant, now);
            int count = turn(tenant, from, now);
            if (count == 0 && !from.equals(Instant.EPOCH)) {
                // Nothing where it went on: then nothing is to be found quickly, and the oldest are looked for.
                count = turn(tenant, Instant.EPOCH, now);
            }
            taken += count;
            if (count == BATCH) {
                turns.addLast(tenant);
            } else {
                lanes.fill(tenant, now);
            }
        }
        return taken;
    }

    /** The same, and waits for what goes outside as long as it goes on. @return false when it did not end in time */
    public boolean runToTheEnd(Collection<TenantId> tenants, Instant now, Duration most) throws InterruptedException {
        run(tenants, now);
        return lanes.awaitIdle(most);
    }

    /** What is held by this node stays so; to be called every {@link Leases#EVERY}. */
    public void renewLeases() {
        leases.renew();
    }

    /** Begins nothing more outside and gives what is under way {@code moment} to end. */
    public void stop(Duration moment) throws InterruptedException {
        lanes.stop(moment);
    }

    private int turn(TenantId tenant, Instant from, Instant now) {
        Map<Leased, Exception> failed = new LinkedHashMap<>();
        OutboxStore.Taken batch =
                store.take(tenant, from, now, now.plus(Backoff.LEASE), BATCH, all -> handle(tenant, all, failed));
        front.took(tenant, from, batch.first(), now);
        Marks marks = new Marks(tenant);
        batch.leased().forEach(leased -> leases.hold(tenant, leased.id(), leased.attempts()));
        try {
            for (Leased leased : batch.leased()) {
                if (Thread.currentThread().isInterrupted()) {
                    // Stopping: somebody else goes on, and need not wait for the lease.
                    marks.add(new Outcome.PutBack(leased.id(), leased.attempts(), now));
                    continue;
                }
                Exception why = failed.get(leased);
                if (why == null) {
                    why = carryOut(tenant, leased);
                }
                if (!(why instanceof InterruptedException)) {
                    marks.add(outcome(tenant, leased, why));
                }
            }
        } finally {
            batch.leased().forEach(leased -> leases.letGo(tenant, leased.id()));
        }
        marks.write();
        return batch.count();
    }

    /** Of what nobody here can carry out, nobody can be told either. */
    private Outcome outcome(TenantId tenant, Leased leased, @Nullable Exception why) {
        Instant at = clock.instant();
        return executors.stream()
                .filter(e -> e.executes(leased.effect()))
                .findFirst()
                .map(executor -> Outcomes.told(executor, tenant, leased, why, at, random))
                .orElseGet(() -> Outcomes.of(tenant, leased, why, at, random));
    }

    /** What became of a batch's effects, written some together. */
    private final class Marks {
        private final TenantId tenant;
        private final List<Outcome> outcomes = new ArrayList<>();
        private Instant first = Instant.MAX;

        private Marks(TenantId tenant) {
            this.tenant = tenant;
        }

        void add(Outcome outcome) {
            Instant now = clock.instant();
            if (outcomes.isEmpty()) {
                first = now;
            }
            outcomes.add(outcome);
            if (outcomes.size() >= MARKED_TOGETHER || !first.plus(MARKED_AFTER).isAfter(now)) {
                write();
            }
        }

        void write() {
            if (!outcomes.isEmpty()) {
                store.settle(tenant, outcomes);
                outcomes.clear();
            }
        }
    }

    private @Nullable Exception carryOut(TenantId tenant, Leased leased) {
        try {
            executor(leased.effect()).execute(tenant, leased.id(), leased.effect());
            return null;
        } catch (InterruptedException e) {
            // Stopping: the lease runs out and somebody else goes on.
            Thread.currentThread().interrupt();
            return e;
        } catch (Exception e) {
            return e;
        }
    }

    /** Carries out those of the batch that go together, finds out which go elsewhere, and notes which failed and why. */
    private Handled handle(TenantId tenant, List<Leased> batch, Map<Leased, Exception> failed) {
        Map<UUID, Route> elsewhere = new HashMap<>();
        List<Leased> here = new ArrayList<>();
        for (Leased leased : batch) {
            try {
                EffectExecutor executor = executor(leased.effect());
                String destination = executor.destination(leased.effect());
                if (destination.isEmpty()) {
                    here.add(leased);
                } else {
                    elsewhere.put(leased.id(), new Route(destination, executor.order(leased.effect())));
                }
            } catch (RuntimeException e) {
                failed.put(leased, e);
            }
        }
        return new Handled(carryOutAll(tenant, here, failed), elsewhere);
    }

    private Set<UUID> carryOutAll(TenantId tenant, List<Leased> batch, Map<Leased, Exception> failed) {
        Set<UUID> done = new HashSet<>();
        for (EffectExecutor executor : executors) {
            List<Leased> own = batch.stream()
                    .filter(leased -> executor.together() != Together.NEVER && executor.executes(leased.effect()))
                    .toList();
            if (!own.isEmpty()) {
                try {
                    executor.executeAll(
                            tenant,
                            own.stream()
                                    .map(leased -> new EffectExecutor.Keyed(leased.id(), leased.effect()))
                                    .toList());
                    own.forEach(leased -> done.add(leased.id()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    own.forEach(leased -> failed.put(leased, e));
                } catch (Exception e) {
                    LOG.warnf(
                            "%d effects of tenant %d failed together (%s); each is tried alone",
                            own.size(), tenant.value(), e.getClass().getName());
                }
            }
        }
        return done;
    }

    private EffectExecutor executor(Effect effect) {
        return executors.stream()
                .filter(e -> e.executes(effect))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody carries out " + effect.getClass()));
    }
}

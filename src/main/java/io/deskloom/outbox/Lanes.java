package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxStore.Leased;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what goes outside, each effect on a thread of its own: a lane for each tenant's destination, with a circuit breaker and
 * a limit of how many are under way, so that one that is slow or down delays nobody else's. A lane takes no more than it may
 * begin: what waits, waits in the database, and nothing counts as an attempt that was not made.
 */
final class Lanes {
    /** How long whoever was interrupted has to say so, at least: else nobody goes on before the lease is over. */
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Lanes.class);
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final OutboxStore store;
    private final Function<Effect, EffectExecutor> executors;
    private final Clock clock;
    private final RandomGenerator random;
    private final Limits limits;
    private final Deadlines deadlines = new Deadlines();

    // All of these are this object's: what is decided with them is decided in a moment.
    private final Map<Key, Lane> lanes = new HashMap<>();
    private final Map<TenantId, Integer> byTenant = new HashMap<>();
    private final Set<Lane> hungry = new LinkedHashSet<>();
    private final Set<Thread> workers = new LinkedHashSet<>();
    private int underWay;
    private boolean stopping;

    Lanes(
            OutboxStore store,
            Function<Effect, EffectExecutor> executors,
            Clock clock,
            RandomGenerator random,
            Limits limits) {
        this.store = store;
        this.executors = executors;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
    }

    private record Key(TenantId tenant, String destination) {}

    private final class Lane {
        private final Key key;
        private final Breaker breaker = new Breaker(random);
        private final AtomicInteger wanted = new AtomicInteger();
        private int running;
        private Instant lastUsed = Instant.MIN;

        private Lane(Key key) {
            this.key = key;
        }

        /** Begins what may begin. One thread at a time asks the database; whoever comes meanwhile has it look once more. */
        void fill() {
            if (wanted.getAndIncrement() > 0) {
                return;
            }
            int seen = 0;
            try {
                do {
                    seen = wanted.get();
                    take();
                } while (wanted.addAndGet(-seen) > 0);
            } catch (RuntimeException | Error e) {
                wanted.set(0);
                throw e;
            }
        }

        private void take() {
            Instant now = clock.instant();
            int free = reserve(this, now);
            if (free == 0) {
                return;
            }
            List<Leased> taken = List.of();
            try {
                taken = store.leaseFor(key.tenant(), key.destination(), now, now.plus(Backoff.LEASE), free);
            } finally {
                begin(this, taken, free);
            }
        }
    }

    /** Begins what is due in a tenant's lanes, and waits for none of it; answers how many lanes that were. */
    int fill(TenantId tenant, Instant now) {
        List<String> destinations = store.destinations(tenant, now);
        for (String destination : destinations) {
            lane(new Key(tenant, destination), now).fill();
        }
        return destinations.size();
    }

    private synchronized Lane lane(Key key, Instant now) {
        if (lanes.size() > 1_000) {
            lanes.values()
                    .removeIf(l -> l.running == 0
                            && (l.breaker.isFresh()
                                    || l.lastUsed.plus(REMEMBERED).isBefore(now)));
        }
        Lane lane = lanes.computeIfAbsent(key, Lane::new);
        lane.lastUsed = now;
        return lane;
    }

    /** How many the lane may begin; so many are taken as begun. */
    private synchronized int reserve(Lane lane, Instant now) {
        if (stopping) {
            return 0;
        }
        int own = limits.destination() - lane.running;
        int others = Math.min(limits.tenant() - byTenant.getOrDefault(lane.key.tenant(), 0), limits.all() - underWay);
        if (own > 0 && others <= 0) {
            // Somebody else's end makes room for it.
            hungry.add(lane);
        }
        int free = lane.breaker.permits(now, Math.min(own, others));
        if (free <= 0) {
            return 0;
        }
        count(lane, free);
        return free;
    }

    private void count(Lane lane, int more) {
        lane.running += more;
        underWay += more;
        int now = byTenant.getOrDefault(lane.key.tenant(), 0) + more;
        if (now == 0) {
            byTenant.remove(lane.key.tenant());
        } else {
            byTenant.put(lane.key.tenant(), now);
        }
    }

    private synchronized void begin(Lane lane, List<Leased> taken, int reserved) {
        count(lane, taken.size() - reserved);
        for (Leased leased : taken) {
            boolean probe = lane.breaker.begin();
            Thread worker = Thread.ofVirtual().name("effect").unstarted(() -> work(lane, leased, probe));
            workers.add(worker);
            worker.start();
        }
    }

    private void work(Lane lane, Leased leased, boolean probe) {
        try {
            Throwable why = attempt(lane, leased);
            Instant now = clock.instant();
            boolean brokenOff = judge(lane, probe, why, now);
            Outcome outcome = brokenOff
                    ? new Outcome.PutBack(leased.id(), leased.attempts(), now)
                    : Outcomes.told(executors.apply(leased.effect()), lane.key.tenant(), leased, why, now, random);
            store.settle(lane.key.tenant(), List.of(outcome));
        } catch (RuntimeException e) {
            // What became of it could not be written: it is given out again when its lease is over.
            LOG.warnf(
                    "effect %s of tenant %d stays leased (%s)",
                    leased.id(), lane.key.tenant().value(), e.getClass());
        } finally {
            end(lane);
        }
    }

    private @Nullable Throwable attempt(Lane lane, Leased leased) {
        Deadlines.Attempt attempt = deadlines.begin(limits.deadline());
        Throwable why = null;
        try {
            executors.apply(leased.effect()).execute(lane.key.tenant(), leased.id(), leased.effect());
        } catch (Exception | Error e) {
            // An Error, too, is a failed attempt: it is to end in front of people and not in a lost slot.
            why = e;
        }
        return attempt.isOver() && why != null ? new TimeoutException() : why;
    }

    /** What an attempt says of the destination; true when it was broken off because the node stops. */
    private synchronized boolean judge(Lane lane, boolean probe, @Nullable Throwable why, Instant now) {
        if (stopping && why instanceof InterruptedException) {
            lane.breaker.brokenOff(probe);
            return true;
        }
        if (why == null || why instanceof Undeliverable) {
            lane.breaker.answered();
        } else {
            lane.breaker.failed(probe, now);
            Instant until = lane.breaker.openUntil();
            if (until != null) {
                LOG.warnf(
                        "what tenant %d sends to %s waits until %s",
                        lane.key.tenant().value(), lane.key.destination(), until);
            }
        }
        return false;
    }

    private void end(Lane lane) {
        Lane next;
        synchronized (this) {
            count(lane, -1);
            // Who waits for room longest is first, and this lane itself comes behind.
            next = hungry.isEmpty() ? null : hungry.iterator().next();
            hungry.remove(next);
        }
        try {
            if (next != null) {
                next.fill();
            }
            lane.fill();
        } catch (RuntimeException e) {
            LOG.warnf("the lanes wait for the next round (%s)", e.getClass());
        } finally {
            synchronized (this) {
                workers.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    /** Until nothing is under way, or the time is over; answers whether nothing is. */
    synchronized boolean awaitIdle(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!workers.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Begins nothing more, gives what is under way a moment, and breaks off the rest, which another node may have at once. */
    void stop(Duration moment) throws InterruptedException {
        synchronized (this) {
            stopping = true;
        }
        if (!awaitIdle(moment)) {
            synchronized (this) {
                workers.forEach(Thread::interrupt);
            }
            awaitIdle(moment.compareTo(TO_GIVE_BACK) < 0 ? TO_GIVE_BACK : moment);
        }
        deadlines.close();
    }
}

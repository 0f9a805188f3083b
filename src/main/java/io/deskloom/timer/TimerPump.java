package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.Backoff;
import io.deskloom.outbox.Failure;
import io.deskloom.outbox.Leases;
import io.deskloom.outbox.Outcome;
import io.deskloom.outbox.Undeliverable;
import io.deskloom.timer.TimerStore.Due;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Fires timers that are due, several at once, tenants in turn batch by batch. Regular work, which may take long, has places of its own:
 * what was promised for a moment does not wait behind it.
 */
public final class TimerPump {
    /** How many of one tenant are taken in its turn. */
    static final int BATCH = 100;

    static final int MOST_ATTEMPTS = 10;

    /** So many fire at once: each holds a connection of the database's at times, and people work meanwhile. */
    static final int PROMISED_AT_ONCE = 8;

    static final int REGULAR_AT_ONCE = 2;

    /** So many are held, firing or waiting for a place; nothing more is taken then. */
    private static final int HELD = 4 * BATCH;

    private static final Logger LOG = Logger.getLogger(TimerPump.class);

    private final TimerStore store;
    private final List<TimerTask> tasks;
    private final List<TicketTimer> timers;
    private final Clock clock;
    private final RandomGenerator random;
    private final Leases leases;
    private final Set<TenantId> equipped = ConcurrentHashMap.newKeySet();
    private final Set<Thread> firing = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(HELD, true);
    private final Semaphore promised = new Semaphore(PROMISED_AT_ONCE, true);
    private final Semaphore regular = new Semaphore(REGULAR_AT_ONCE, true);

    public TimerPump(
            TimerStore store,
            Collection<? extends TimerTask> tasks,
            Collection<? extends TicketTimer> timers,
            Clock clock) {
        this(store, tasks, timers, clock, new Random());
    }

    /** @param random spreads what is tried again, for several threads at once; one that answers zero makes times exact */
    public TimerPump(
            TimerStore store,
            Collection<? extends TimerTask> tasks,
            Collection<? extends TicketTimer> timers,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.tasks = List.copyOf(tasks);
        this.timers = List.copyOf(timers);
        this.clock = clock;
        this.random = random;
        this.leases = new Leases(store::extend, clock);
    }

    /**
     * Begins to fire what is due at {@code now} in {@code tenants}, and waits only while too many are under way; answers how many that
     * were.
     */
    public int begin(Collection<TenantId> tenants, Instant now) throws InterruptedException {
        Deque<TenantId> turns = new ArrayDeque<>(tenants);
        int begun = 0;
        while (!turns.isEmpty()) {
            TenantId tenant = turns.removeFirst();
            equip(List.of(tenant), now);
            room.acquire(BATCH);
            List<Due> batch = List.of();
            try {
                batch = store.lease(tenant, now, now.plus(Backoff.LEASE), BATCH);
            } finally {
                room.release(BATCH - batch.size());
            }
            batch.forEach(due -> begin(tenant, due, now));
            begun += batch.size();
            if (batch.size() == BATCH) {
                turns.addLast(tenant);
            }
        }
        return begun;
    }

    /** The same, and waits until they have fired. */
    public int run(Collection<TenantId> tenants, Instant now) throws InterruptedException {
        int begun = begin(tenants, now);
        room.acquire(HELD);
        room.release(HELD);
        return begun;
    }

    /** What is held by this node stays so; to be called every {@link Leases#EVERY}. */
    public void renewLeases() {
        leases.renew();
    }

    /** Gives what is firing {@code moment} to end and breaks off the rest, which another node may have at once. */
    public void stop(Duration moment) throws InterruptedException {
        if (!room.tryAcquire(HELD, moment.toMillis(), TimeUnit.MILLISECONDS)) {
            firing.forEach(Thread::interrupt);
            boolean _ = room.tryAcquire(HELD, moment.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Sees to it that tenants have timers for their regular work; to be called for new ones. */
    public void equip(Collection<TenantId> tenants, Instant now) {
        for (TenantId tenant : tenants) {
            if (!equipped.contains(tenant)) {
                equip(tenant, now);
                equipped.add(tenant);
            }
        }
    }

    /** The id follows from the kind, so that there is one of each however many nodes ask. */
    private void equip(TenantId tenant, Instant now) {
        for (TimerTask task : tasks) {
            task.every()
                    .ifPresent(every -> store.ensure(tenant, regular(task.kind()), task.kind(), now.plus(every), now));
        }
    }

    /** The id of the timer of a kind of regular work, the same in each tenant. */
    public static UUID regular(String kind) {
        return UUID.nameUUIDFromBytes(kind.getBytes(StandardCharsets.UTF_8));
    }

    private void begin(TenantId tenant, Due due, Instant at) {
        leases.hold(tenant, due.id(), due.attempts());
        Work work = work(due.kind());
        Semaphore places = work instanceof Work.Regular ? regular : promised;
        Thread thread = Thread.ofVirtual().name("timer").unstarted(() -> {
            try {
                places.acquire();
                try {
                    Instant now = clock.instant();
                    fire(tenant, due, work, now.isBefore(at) ? at : now);
                } finally {
                    places.release();
                }
            } catch (InterruptedException e) {
                putBack(tenant, due);
            } catch (RuntimeException e) {
                // What became of it could not be written: it fires again when its lease is over.
                LOG.warnf("timer %s of tenant %d stays leased (%s)", due.kind(), tenant.value(), e.getClass());
            } finally {
                leases.letGo(tenant, due.id());
                firing.remove(Thread.currentThread());
                room.release();
            }
        });
        firing.add(thread);
        thread.start();
    }

    /** What a kind of timer is for. */
    private sealed interface Work {
        record Regular(TimerTask task, Duration every) implements Work {}

        record Once(TimerTask task) implements Work {}

        record OfTicket(TicketTimer timer) implements Work {}

        /** A kind of a later version, or of none. */
        record Unknown() implements Work {}
    }

    private Work work(String kind) {
        for (TicketTimer timer : timers) {
            if (timer.kind().equals(kind)) {
                return new Work.OfTicket(timer);
            }
        }
        for (TimerTask task : tasks) {
            if (task.kind().equals(kind)) {
                Optional<Duration> every = task.every();
                return every.isPresent() ? new Work.Regular(task, every.get()) : new Work.Once(task);
            }
        }
        return new Work.Unknown();
    }

    private void putBack(TenantId tenant, Due due) {
        try {
            store.settle(tenant, List.of(new Outcome.PutBack(due.id(), due.attempts(), clock.instant())));
        } catch (RuntimeException e) {
            LOG.warnf("timer %s of tenant %d stays leased (%s)", due.kind(), tenant.value(), e.getClass());
        }
    }

    private void fire(TenantId tenant, Due due, Work work, Instant now) throws InterruptedException {
        try {
            switch (work) {
                case Work.Regular(TimerTask task, Duration every) -> {
                    task.fire(tenant, now);
                    store.again(tenant, due, now.plus(every), now, Duration.between(now, clock.instant()));
                }
                case Work.Once(TimerTask task) -> {
                    task.fire(tenant, now);
                    settle(tenant, new Outcome.Done(due.id(), due.attempts()));
                }
                case Work.OfTicket(TicketTimer timer) -> {
                    switch (timer.fire(tenant, due, now)) {
                        case TicketTimer.Over _ -> settle(tenant, new Outcome.Done(due.id(), due.attempts()));
                        case TicketTimer.Later(Instant later) ->
                            settle(tenant, new Outcome.PutBack(due.id(), due.attempts(), later));
                        case TicketTimer.Settled _ -> {}
                    }
                }
                case Work.Unknown _ -> {
                    Failure unknown = new Failure("unknown-kind", due.kind());
                    settle(tenant, new Outcome.Dead(due.id(), due.attempts(), now, unknown));
                }
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            settle(tenant, failed(tenant, due, work, e, now));
        }
    }

    private void settle(TenantId tenant, Outcome outcome) {
        store.settle(tenant, List.of(outcome));
    }

    private Outcome failed(TenantId tenant, Due due, Work work, Throwable e, Instant now) {
        // Never the message: it may hold what somebody typed.
        Failure failure = Failure.of(e);
        LOG.warnf(
                "timer %s of tenant %d failed (%s, %s), attempt %d",
                due.kind(), tenant.value(), failure.code(), failure.type(), due.attempts());
        Duration after = Duration.ofMinutes(due.attempts());
        if (work instanceof Work.Regular(TimerTask _, Duration every)) {
            // Never given up: what stood in its way may be gone tomorrow.
            after = after.compareTo(every) > 0 ? every : after;
        } else if (e instanceof Undeliverable || due.attempts() >= MOST_ATTEMPTS) {
            return new Outcome.Dead(due.id(), due.attempts(), now, failure);
        }
        return new Outcome.Retry(due.id(), due.attempts(), now.plus(Backoff.spread(after, random)), failure);
    }
}

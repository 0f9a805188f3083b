package io.deskloom.app;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.Leases;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerPump;
import io.deskloom.timer.TimerStore;
import io.deskloom.timer.TimerTask;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the outbox and the timers of this node going: at once for a workspace that was just written to, for all of them
 * by a poll, because a signal can be lost with the node that gave it. Timers are waited for until the next one is due.
 */
@ApplicationScoped
class Pumps implements OutboxSignal {
    private static final Logger LOG = Logger.getLogger(Pumps.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration GATHER = Duration.ofMillis(100);

    /** How long a timer that was set meanwhile may go unnoticed, and how long at least others are waited for. */
    private static final Duration LONGEST_NAP = Duration.ofMillis(500);

    private static final Duration SHORTEST_NAP = Duration.ofMillis(20);
    private static final Duration NEW_WORKSPACES = Duration.ofSeconds(5);

    /** For what is under way when this node stops; twice. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(3);

    private final OutboxStore outboxRows;
    private final TimerStore timerRows;
    private final OutboxPump outbox;
    private final TimerPump timers;
    private final Clock clock;
    private final BlockingQueue<TenantId> filled = new LinkedBlockingQueue<>(10_000);
    private final List<Thread> threads = new ArrayList<>();
    // By a clock nobody sets: one that was ahead for a moment must not keep new workspaces waiting.
    private long lookedForNew = System.nanoTime() - NEW_WORKSPACES.toNanos();
    private volatile boolean stopping;

    Pumps(
            OutboxStore outboxRows,
            TimerStore timerRows,
            @All List<EffectExecutor> executors,
            @All List<TimerTask> tasks,
            @All List<TicketTimer> ticketTimers,
            Clock clock) {
        this.outboxRows = outboxRows;
        this.timerRows = timerRows;
        this.outbox = new OutboxPump(outboxRows, executors, clock);
        this.timers = new TimerPump(timerRows, tasks, ticketTimers, clock);
        this.clock = clock;
    }

    @Override
    public void filled(TenantId tenant) {
        // A full queue loses the hint; the poll comes anyway.
        boolean _ = filled.offer(tenant);
    }

    void start(@Observes StartupEvent event) {
        threads.add(Thread.ofVirtual().name("outbox").start(() -> keepGoing(this::runOutbox)));
        threads.add(Thread.ofVirtual().name("timers").start(() -> keepGoing(this::runTimers)));
        threads.add(Thread.ofVirtual().name("leases").start(() -> keepGoing(this::renewLeases)));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        threads.forEach(Thread::interrupt);
        outbox.stop(LAST_MOMENT);
        timers.stop(LAST_MOMENT);
    }

    private void runOutbox() throws InterruptedException {
        TenantId first = filled.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            Instant now = clock.instant();
            outbox.run(outboxRows.due(now), now);
            return;
        }
        // What comes within this moment goes out as one batch; nobody at a screen notices the wait.
        Thread.sleep(GATHER);
        Set<TenantId> some = new LinkedHashSet<>(Set.of(first));
        filled.drainTo(some);
        outbox.run(some, clock.instant());
    }

    private void runTimers() throws InterruptedException {
        Instant now = clock.instant();
        if (System.nanoTime() - lookedForNew >= NEW_WORKSPACES.toNanos()) {
            timers.equip(timerRows.tenants(), now);
            lookedForNew = System.nanoTime();
        }
        Instant wake = now.plus(LONGEST_NAP);
        List<TenantId> due = new ArrayList<>();
        for (Map.Entry<TenantId, Instant> next : timerRows.next().entrySet()) {
            if (!next.getValue().isAfter(now)) {
                due.add(next.getKey());
            } else if (next.getValue().isBefore(wake)) {
                wake = next.getValue();
            }
        }
        timers.begin(due, now);
        // Whatever the clock says meanwhile: one that is set back by an hour must not stop the timers for an hour.
        Duration nap = Duration.between(clock.instant(), wake);
        Thread.sleep(
                nap.compareTo(SHORTEST_NAP) < 0 ? SHORTEST_NAP : nap.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : nap);
    }

    private void renewLeases() throws InterruptedException {
        Thread.sleep(Leases.EVERY);
        outbox.renewLeases();
        timers.renewLeases();
    }

    /** One round of a pump. */
    @FunctionalInterface
    private interface Round {
        void run() throws InterruptedException;
    }

    private void keepGoing(Round round) {
        while (!stopping) {
            @Nullable RuntimeException failed = null;
            try {
                round.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                failed = e;
            }
            if (failed != null && !stopping) {
                LOG.warnf("the queues pause: %s", failed.toString());
                try {
                    Thread.sleep(POLL);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}

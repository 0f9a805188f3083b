package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerStore.Due;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Fires timers that are due; tenant after tenant, a batch each. */
public final class TimerPump {
    static final int BATCH = 20;
    static final Duration LEASE = Duration.ofMinutes(5);
    static final int MOST_ATTEMPTS = 10;

    private static final Logger LOG = Logger.getLogger(TimerPump.class);

    private final TimerStore store;
    private final List<TimerTask> tasks;
    private final List<TicketTimer> timers;
    private final Set<TenantId> equipped = ConcurrentHashMap.newKeySet();

    /** For regular work only. */
    public TimerPump(TimerStore store, Collection<? extends TimerTask> tasks) {
        this(store, tasks, List.of());
    }

    public TimerPump(
            TimerStore store, Collection<? extends TimerTask> tasks, Collection<? extends TicketTimer> timers) {
        this.store = store;
        this.tasks = List.copyOf(tasks);
        this.timers = List.copyOf(timers);
    }

    /** Fires what is due at {@code now} in {@code tenants}; answers how many timers fired. */
    public int run(Collection<TenantId> tenants, Instant now) {
        int fired = 0;
        for (TenantId tenant : tenants) {
            if (equipped.add(tenant)) {
                equip(tenant, now);
            }
            for (Due due : store.lease(tenant, now, now.plus(LEASE), BATCH)) {
                fire(tenant, due, now);
                fired++;
            }
        }
        return fired;
    }

    /** The regular work of a tenant; the id follows from its kind, so that there is one of each however many nodes ask. */
    private void equip(TenantId tenant, Instant now) {
        for (TimerTask task : tasks) {
            task.every()
                    .ifPresent(every -> store.ensure(
                            tenant,
                            UUID.nameUUIDFromBytes(task.kind().getBytes(StandardCharsets.UTF_8)),
                            task.kind(),
                            now.plus(every),
                            now));
        }
    }

    private void fire(TenantId tenant, Due due, Instant now) {
        Optional<TimerTask> task =
                tasks.stream().filter(t -> t.kind().equals(due.kind())).findFirst();
        Optional<TicketTimer> timer =
                timers.stream().filter(t -> t.kind().equals(due.kind())).findFirst();
        if (task.isEmpty() && timer.isEmpty()) {
            store.bury(tenant, due.id(), "no task of this kind");
            return;
        }
        try {
            if (timer.isPresent()) {
                switch (timer.get().fire(tenant, due, now)) {
                    case TicketTimer.Over _ -> store.done(tenant, due.id());
                    case TicketTimer.Later(Instant later) -> store.again(tenant, due.id(), later, "");
                    case TicketTimer.Settled _ -> {}
                }
                return;
            }
            TimerTask regular = task.orElseThrow();
            regular.fire(tenant, now);
            regular.every()
                    .ifPresentOrElse(
                            every -> store.again(tenant, due.id(), now.plus(every), ""),
                            () -> store.done(tenant, due.id()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Never the message: it may hold what somebody typed.
            String error = e.getClass().getName();
            LOG.warnf(
                    "timer %s of tenant %d failed (%s), attempt %d", due.kind(), tenant.value(), error, due.attempts());
            // Regular work is never given up: what stood in its way may be gone tomorrow.
            if (due.attempts() >= MOST_ATTEMPTS
                    && task.flatMap(TimerTask::every).isEmpty()) {
                store.bury(tenant, due.id(), error);
            } else {
                store.again(tenant, due.id(), now.plusSeconds(60L * due.attempts()), error);
            }
        }
    }
}

package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.effect.TimerChange;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.Timing;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.ticket.Ticket;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerStore.Due;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What automations need beside the tickets' own changes: timers for the tickets there are when one is published, and the times of day
 * of those that have one.
 */
@ApplicationScoped
public class Automations implements EffectExecutor, TicketTimer {
    /** So many tickets are looked at in one go; the rest waits for its turn behind other work. */
    private static final int PAGE = 200;

    private static final int ATTEMPTS = 10;

    /** Among a schedule's details: the time this run was for. */
    private static final String RUN = "run";

    /** The last ticket of this run that has been seen to. */
    private static final String AFTER = "after";

    private final TicketStore tickets;
    private final AutomationStore store;
    private final DerivedStore pages;
    private final Snapshots snapshots;
    private final Reactions reactions;
    private final SlaTimer clocks;
    private final OutboxSignal outbox;
    private final Clock clock;

    Automations(
            TicketStore tickets,
            AutomationStore store,
            DerivedStore pages,
            Snapshots snapshots,
            Reactions reactions,
            SlaTimer clocks,
            OutboxSignal outbox,
            Clock clock) {
        this.tickets = tickets;
        this.store = store;
        this.pages = pages;
        this.snapshots = snapshots;
        this.reactions = reactions;
        this.clocks = clocks;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.SetTimers;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        if (!(effect instanceof Effect.SetTimers step)) {
            throw new IllegalArgumentException("no timers are to be set");
        }
        MetadataSnapshot now = snapshots.atLeast(tenant, step.revision());
        Optional<TicketTypeDef> type = now.typeById(step.type());
        if (type.isEmpty()) {
            return;
        }
        if (step.after() == null) {
            // Who began before the switch does not know the new automations; what they write must be there to be looked
            // at.
            store.awaitWriters(tenant);
            schedule(tenant, now, type.get());
        }
        List<TicketId> page = pages.all(tenant, step.type(), step.after(), PAGE);
        page.forEach(id -> {
            setTimers(tenant, id);
            // What their clocks are counted by may be another now.
            clocks.look(tenant, id, clock.instant());
        });
        if (page.size() == PAGE) {
            pages.enqueue(
                    tenant,
                    List.of(new Effect.SetTimers(step.type(), step.revision(), page.getLast())),
                    clock.instant());
            outbox.filled(tenant);
        }
    }

    private void setTimers(TenantId tenant, TicketId id) {
        for (int i = 0; i < ATTEMPTS; i++) {
            MetadataSnapshot now = snapshots.current(tenant);
            Optional<Ticket> ticket = tickets.find(tenant, now, id);
            if (ticket.isEmpty()) {
                return;
            }
            List<TimerChange.Set> wanted =
                    List.copyOf(reactions.wanted(tenant, ticket.get()).values());
            if (store.setTimers(tenant, id, ticket.get().version(), wanted, clock.instant())) {
                return;
            }
        }
        throw new IllegalStateException("a ticket changes too often for its timers to be set; it is tried again later");
    }

    private void schedule(TenantId tenant, MetadataSnapshot now, TicketTypeDef type) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (RuleDef rule : now.rules()) {
            if (rule.type().equals(type.key())) {
                next(rule, at, now.workspace().zone())
                        .ifPresent(due -> store.schedule(
                                tenant,
                                new TimerChange.Set(
                                        id(rule), TicketTimerKinds.SCHEDULE, Map.of(TicketTimers.RULE, rule.id()), due),
                                at));
            }
        }
    }

    private static UUID id(RuleDef rule) {
        return UUID.nameUUIDFromBytes(("schedule/" + rule.id()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String kind() {
        return TicketTimerKinds.SCHEDULE;
    }

    /** The time of an automation has come: every ticket it is about becomes an effect of its own. */
    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        MetadataSnapshot current = snapshots.current(tenant);
        Optional<RuleDef> found = current.rules().stream()
                .filter(r -> r.timing() != null && r.id().equals(due.details().get(TicketTimers.RULE)))
                .findFirst();
        Optional<TicketTypeDef> type = found.flatMap(r -> current.anyType(r.type()));
        Optional<Instant> next =
                found.flatMap(r -> next(r, now, current.workspace().zone()));
        if (found.isEmpty() || type.isEmpty() || next.isEmpty()) {
            return new Over();
        }
        RuleDef rule = found.get();
        // A run looks at all of its tickets as of the time it began at.
        Instant run =
                Optional.ofNullable(due.details().get(RUN)).map(Instant::parse).orElse(now);
        List<TicketId> page = store.matching(
                tenant,
                type.get(),
                rule.when(),
                new Moment(run, current.workspace().zone()),
                after(due.details().get(AFTER)),
                PAGE);
        List<Effect> effects = new ArrayList<>();
        page.forEach(id -> effects.add(new Effect.Elapse(id, rule.id())));
        Map<String, String> details = new HashMap<>();
        details.put(TicketTimers.RULE, rule.id());
        boolean more = page.size() == PAGE;
        if (more) {
            details.put(RUN, run.toString());
            details.put(AFTER, page.getLast().toString());
        }
        if (store.goOn(tenant, due.id(), due.attempts(), details, more ? now : next.get(), effects, now)) {
            outbox.filled(tenant);
        }
        return new Settled();
    }

    private static @Nullable TicketId after(@Nullable String id) {
        return id == null ? null : new TicketId(UUID.fromString(id));
    }

    /** When a schedule's time comes next after {@code now}; empty for what is none. */
    static Optional<Instant> next(RuleDef rule, Instant now, ZoneId zone) {
        return switch (rule.timing()) {
            case null -> Optional.empty();
            case Timing.After _, Timing.OfClock _ -> Optional.empty();
            case Timing.Every(var every) -> {
                // On whole multiples since the epoch of the zone: every hour is every full hour, whatever was when.
                long length = every.toSeconds();
                long local =
                        now.getEpochSecond() + zone.getRules().getOffset(now).getTotalSeconds();
                yield Optional.of(
                        now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(length - Math.floorMod(local, length)));
            }
            case Timing.At(var time, var days) -> {
                LocalDate day = now.atZone(zone).toLocalDate();
                for (int i = 0; i <= 8; i++, day = day.plusDays(1)) {
                    Instant at = day.atTime(time).atZone(zone).toInstant();
                    if (days.contains(day.getDayOfWeek()) && at.isAfter(now)) {
                        yield Optional.of(at);
                    }
                }
                yield Optional.empty();
            }
        };
    }
}

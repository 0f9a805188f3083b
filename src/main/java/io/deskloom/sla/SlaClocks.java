package io.deskloom.sla;

import io.deskloom.expr.Facts;
import io.deskloom.kernel.Moment;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.At;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clock.News;
import io.deskloom.ticket.Clock.State;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a ticket's clocks: when it changes, and when their time comes. Pure. */
public final class SlaClocks {
    private final Ticket ticket;
    private final TicketTypeDef type;
    private final Policies policies;
    private final Facts facts;
    private final Instant now;
    private final List<Change> changes = new ArrayList<>();

    /**
     * A clock as it is now.
     *
     * @param rule id of the rule that says what is to be done now that one of its times has come; null for no such time
     */
    public record Change(News news, Clock to, @Nullable String rule) {}

    private SlaClocks(Ticket ticket, TicketTypeDef type, Policies policies, Moment moment) {
        this.ticket = ticket;
        this.type = type;
        this.policies = policies;
        this.now = moment.now();
        this.facts = TicketFacts.of(ticket, type, new TicketFacts.Viewer(null, List.of(), List.of()), moment);
    }

    /**
     * After a ticket has changed.
     *
     * @param ticket as it is now, with its clocks as they were
     */
    public static List<Change> advance(Ticket ticket, TicketTypeDef type, Policies policies, Moment moment) {
        boolean none = ticket.clocks().isEmpty()
                && policies.now().serviceLevels().of(type.key()).isEmpty();
        return none || type.isObject() ? List.of() : new SlaClocks(ticket, type, policies, moment).advanced();
    }

    /** Because a timer has fired: only what is due by now changes, so that firing twice changes it once. */
    public static List<Change> elapse(Ticket ticket, TicketTypeDef type, Policies policies, Moment moment) {
        return new SlaClocks(ticket, type, policies, moment).elapsed();
    }

    // ---- When the ticket changes

    private List<Change> advanced() {
        SlaDef policy = ticket.deletedAt() == null
                ? policies.applying(type.key(), facts).orElse(null)
                : null;
        for (Clock clock : ticket.clocks().all()) {
            if (clock.isActive()) {
                active(clock, policy);
            } else if (policy != null) {
                SlaDef applies = policy;
                applies.clock(clock.key()).ifPresent(def -> ended(clock, applies, def));
            }
        }
        if (policy != null) {
            policy.clocks().stream()
                    .filter(def -> ticket.clocks().find(def.key()).isEmpty())
                    .forEach(def -> ClockRuns.since(def, ticket, null, facts, now)
                            .ifPresent(since -> start(policy, def, since)));
        }
        return changes;
    }

    private void active(Clock clock, @Nullable SlaDef policy) {
        Clock late = breached(clock);
        if (policy == null) {
            change(News.STOPPED, ended(late, State.STOPPED));
            return;
        }
        boolean same = policy.key().equals(clock.policy());
        // A clock that runs keeps the service level it began with; another one that applies takes it over.
        SlaDef runsOn = same ? policies.of(clock).orElse(policy) : policy;
        ClockDef def = runsOn.clock(clock.key()).orElse(null);
        if (def == null) {
            change(News.STOPPED, ended(late, State.STOPPED));
            return;
        }
        Instant since = ClockRuns.since(def, ticket, clock, facts, now).orElse(null);
        if (since == null) {
            boolean met = ClockRuns.isMet(def, ticket);
            change(met ? News.MET : News.STOPPED, ended(late, met ? State.MET : State.STOPPED));
            return;
        }
        if (!since.equals(clock.since())) {
            change(News.MET, ended(late, State.MET));
            policy.clock(clock.key()).ifPresent(current -> start(policy, current, since));
            return;
        }
        goesOn(late, runsOn, def, same);
    }

    private void goesOn(Clock clock, SlaDef policy, ClockDef def, boolean same) {
        Clock on = clock;
        if (!same) {
            Clock counted = counted(clock);
            Duration target = def.within();
            boolean over = counted.elapsed().compareTo(target) >= 0;
            Instant breached = !over ? null : counted.breached() == null ? now : counted.breached();
            on = new Clock(
                    clock.key(),
                    policy.key(),
                    policies.now().release(),
                    target,
                    clock.state(),
                    clock.since(),
                    counted.elapsed(),
                    now,
                    null,
                    null,
                    0,
                    breached,
                    clock.pausedBy(),
                    null);
        }
        String pausedBy = ClockRuns.pausedBy(policy, ticket, facts);
        if (pausedBy == null) {
            Clock running = on.state() == State.RUNNING ? on : resumed(on);
            running = timed(running, policy, def);
            if (!running.equals(clock)) {
                change(!same ? News.MOVED : clock.state() == State.PAUSED ? News.RESUMED : News.MOVED, running);
            }
        } else if (!pausedBy.equals(on.pausedBy()) || !same) {
            change(same ? News.PAUSED : News.MOVED, paused(on, pausedBy));
        }
    }

    /** A clock that has ended begins anew, or goes on when it has ended too early. */
    private void ended(Clock clock, SlaDef policy, ClockDef def) {
        ClockRuns.since(def, ticket, clock, facts, now).ifPresent(since -> {
            if (!since.equals(clock.since()) || def.kind() == SlaDef.Kind.CUSTOM) {
                start(policy, def, since);
                return;
            }
            // A ticket that was opened again: what had gone by then has gone.
            boolean over = clock.elapsed().compareTo(def.within()) >= 0;
            Clock again = new Clock(
                    clock.key(),
                    policy.key(),
                    policies.now().release(),
                    def.within(),
                    State.RUNNING,
                    since,
                    clock.elapsed(),
                    now,
                    null,
                    null,
                    clock.policy().equals(policy.key()) ? clock.escalated() : 0,
                    over ? (clock.breached() == null ? now : clock.breached()) : null,
                    null,
                    null);
            String pausedBy = ClockRuns.pausedBy(policy, ticket, facts);
            change(News.RESUMED, pausedBy == null ? timed(again, policy, def) : paused(again, pausedBy));
        });
    }

    private void start(SlaDef policy, ClockDef def, Instant since) {
        Clock clock = new Clock(
                def.key(),
                policy.key(),
                policies.now().release(),
                def.within(),
                State.RUNNING,
                since,
                Duration.ZERO,
                since,
                null,
                null,
                0,
                null,
                null,
                null);
        String pausedBy = ClockRuns.pausedBy(policy, ticket, facts);
        change(News.STARTED, pausedBy == null ? timed(clock, policy, def) : paused(clock, pausedBy));
    }

    // ---- When time has come

    private List<Change> elapsed() {
        ticket.clocks().active().filter(c -> c.state() == State.RUNNING).forEach(this::elapsed);
        return changes;
    }

    private void elapsed(Clock clock) {
        SlaDef policy = policies.of(clock).orElse(null);
        ClockDef def = policy == null ? null : policy.clock(clock.key()).orElse(null);
        if (policy == null || def == null) {
            return;
        }
        Clock on = timed(clock, policy, def);
        boolean moved = !on.equals(clock);
        for (Instant next = on.next(); next != null && !next.isAfter(now); next = on.next()) {
            int at = on.escalated();
            boolean over = on.breached() == null && next.equals(on.due());
            At time = at < def.at().size() ? def.at().get(at) : null;
            // What was to be done before the time was over is done before, even when all of it comes late.
            boolean before = time != null && time.of(on.target()).compareTo(on.target()) < 0;
            if (over && !before) {
                on = timed(with(on, on.escalated(), on.due()), policy, def);
                change(News.BREACHED, on);
            } else {
                on = timed(with(on, at + 1, on.breached()), policy, def);
                change(News.ESCALATED, on, policy.rule(type.key(), def, Objects.requireNonNull(time)));
            }
            moved = false;
        }
        if (moved) {
            change(News.MOVED, on);
        }
    }

    // ---- One clock

    /** The clock with the moment its time was over, when that is past. */
    private Clock breached(Clock clock) {
        if (clock.state() != State.RUNNING || clock.breached() != null) {
            return clock;
        }
        Instant due = moment(clock, clock.target()).orElse(null);
        if (due == null || due.isAfter(now)) {
            return clock;
        }
        Clock late = policies.of(clock)
                .flatMap(policy ->
                        policy.clock(clock.key()).map(def -> timed(with(clock, clock.escalated(), due), policy, def)))
                .orElse(with(clock, clock.escalated(), due));
        change(News.BREACHED, late);
        return late;
    }

    /** When so much of its time has gone; empty when that never is. */
    private Optional<Instant> moment(Clock clock, Duration time) {
        return policies.calendar(clock).flatMap(c -> c.add(clock.counted(), time.minus(clock.elapsed())));
    }

    /** With the moments that follow from its calendar, of a clock that runs. */
    private Clock timed(Clock clock, SlaDef policy, ClockDef def) {
        WorkingTime calendar =
                policies.calendar(policy.calendarOf(def), clock.release()).orElse(null);
        Instant due = clock.breached() != null
                ? clock.breached()
                : calendar == null ? null : in(calendar, clock, clock.target());
        Instant at = calendar == null || clock.escalated() >= def.at().size()
                ? null
                : in(calendar, clock, def.at().get(clock.escalated()).of(clock.target()));
        Instant next = clock.breached() != null ? at : earlier(due, at);
        return new Clock(
                clock.key(),
                clock.policy(),
                clock.release(),
                clock.target(),
                clock.state(),
                clock.since(),
                clock.elapsed(),
                clock.counted(),
                due,
                next,
                clock.escalated(),
                clock.breached(),
                clock.pausedBy(),
                clock.ended());
    }

    private static @Nullable Instant in(WorkingTime calendar, Clock clock, Duration time) {
        return calendar.add(clock.counted(), time.minus(clock.elapsed())).orElse(null);
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null ? b : b == null || a.isBefore(b) ? a : b;
    }

    private static Clock with(Clock c, int escalated, @Nullable Instant breached) {
        return new Clock(
                c.key(),
                c.policy(),
                c.release(),
                c.target(),
                c.state(),
                c.since(),
                c.elapsed(),
                c.counted(),
                c.due(),
                c.next(),
                escalated,
                breached,
                c.pausedBy(),
                c.ended());
    }

    /** Counted until now. */
    private Clock counted(Clock c) {
        if (c.state() != State.RUNNING) {
            return c;
        }
        Duration more =
                policies.calendar(c).map(w -> w.between(c.counted(), now)).orElse(Duration.ZERO);
        return new Clock(
                c.key(),
                c.policy(),
                c.release(),
                c.target(),
                c.state(),
                c.since(),
                c.elapsed().plus(more),
                now,
                c.due(),
                c.next(),
                c.escalated(),
                c.breached(),
                c.pausedBy(),
                c.ended());
    }

    private Clock ended(Clock clock, State as) {
        Clock c = counted(clock);
        return still(c, as, null, now);
    }

    private Clock paused(Clock clock, String by) {
        return still(counted(clock), State.PAUSED, by, null);
    }

    private Clock resumed(Clock c) {
        return new Clock(
                c.key(),
                c.policy(),
                c.release(),
                c.target(),
                State.RUNNING,
                c.since(),
                c.elapsed(),
                now,
                null,
                null,
                c.escalated(),
                c.breached(),
                null,
                null);
    }

    private static Clock still(Clock c, State as, @Nullable String pausedBy, @Nullable Instant ended) {
        return new Clock(
                c.key(),
                c.policy(),
                c.release(),
                c.target(),
                as,
                c.since(),
                c.elapsed(),
                c.counted(),
                null,
                null,
                c.escalated(),
                c.breached(),
                pausedBy,
                ended);
    }

    private void change(News news, Clock to) {
        change(news, to, null);
    }

    private void change(News news, Clock to, @Nullable String rule) {
        changes.add(new Change(news, to, rule));
    }

    /** The clocks with what changed of them. */
    public static Clocks with(Clocks clocks, List<Change> changes) {
        Clocks all = clocks;
        for (Change change : changes) {
            all = all.with(change.to());
        }
        return all;
    }
}

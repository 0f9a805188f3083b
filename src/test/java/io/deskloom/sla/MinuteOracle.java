package io.deskloom.sla;

import io.deskloom.model.CalendarDef;
import io.deskloom.model.Priority;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts clocks as somebody would who looks at the ticket and at the calendar each minute. It knows no dates that are added and no
 * timers: of a stretch of time it looks at every minute.
 */
final class MinuteOracle {
    /** A clock as it is seen. */
    static final class Seen {
        final String policy;
        final SlaDef def;
        final ClockDef clock;
        final Instant since;
        String state = "running";
        /** Minutes that had gone before the stretch that began at {@code from}. */
        long before;

        @Nullable
        Instant from;

        @Nullable
        Instant breached;

        @Nullable
        String pausedBy;

        int escalated;

        Seen(SlaDef def, ClockDef clock, Instant since, @Nullable Instant from) {
            this.policy = def.key();
            this.def = def;
            this.clock = clock;
            this.since = since;
            this.from = from;
        }

        boolean isActive() {
            return state.equals("running") || state.equals("paused");
        }
    }

    private final Instant first;
    private final int minutes;
    private final Map<CalendarDef, MinuteCalendar> walked = new HashMap<>();
    final Map<String, Seen> clocks = new LinkedHashMap<>();
    private ServiceLevels levels;

    MinuteOracle(ServiceLevels levels, Instant first, int minutes) {
        this.levels = levels;
        this.first = first;
        this.minutes = minutes;
    }

    void publish(ServiceLevels next) {
        levels = next;
    }

    private MinuteCalendar calendar(Seen seen) {
        CalendarDef calendar = levels.calendar(seen.def.calendarOf(seen.clock)).orElseThrow();
        return walked.computeIfAbsent(calendar, c -> new MinuteCalendar(c, first, minutes));
    }

    private long elapsed(Seen seen, Instant at) {
        return seen.before + (seen.from == null ? 0 : calendar(seen).between(seen.from, at));
    }

    /** A minute has begun; nothing has happened in it yet. */
    void minute(Instant at) {
        for (Seen seen : clocks.values()) {
            if (seen.state.equals("running")) {
                look(seen, at, true);
            }
        }
    }

    /** @param timers whether what is to be done at some time is done */
    private void look(Seen seen, Instant at, boolean timers) {
        long target = seen.clock.within().toMinutes();
        long gone = elapsed(seen, at);
        if (seen.breached == null && gone >= target) {
            // Since the minute it was so, which a calendar that was changed may put into the past.
            Instant since = at;
            while (since.isAfter(Objects.requireNonNull(seen.from))
                    && elapsed(seen, since.minus(1, ChronoUnit.MINUTES)) >= target) {
                since = since.minus(1, ChronoUnit.MINUTES);
            }
            seen.breached = since;
        }
        while (timers
                && seen.escalated < seen.clock.at().size()
                && gone
                        >= seen.clock
                                .at()
                                .get(seen.escalated)
                                .of(seen.clock.within())
                                .toMinutes()) {
            seen.escalated++;
        }
    }

    /** The ticket has changed, or the definitions have. */
    void changed(Ticket t, Instant at) {
        SlaDef policy = t.deletedAt() != null
                ? null
                : levels.of("enquiry").stream()
                        .filter(p -> holds(p.key(), t))
                        .findFirst()
                        .orElse(null);
        for (String key : clocks.keySet().stream().toList()) {
            Seen seen = clocks.get(key);
            if (seen.isActive()) {
                goesOn(key, seen, policy, t, at);
            } else if (policy != null && policy.clock(key).isPresent()) {
                again(key, seen, policy, policy.clock(key).get(), t, at);
            }
        }
        if (policy != null) {
            for (ClockDef def : policy.clocks()) {
                if (!clocks.containsKey(def.key())) {
                    Instant since = since(def, t, null, at);
                    if (since != null) {
                        clocks.put(def.key(), begun(policy, def, since, t, at));
                    }
                }
            }
        }
    }

    private void goesOn(String key, Seen seen, @Nullable SlaDef policy, Ticket t, Instant at) {
        if (seen.state.equals("running")) {
            look(seen, at, false);
        }
        boolean same = policy != null && policy.key().equals(seen.policy);
        SlaDef def = same ? seen.def : policy;
        ClockDef clock = def == null ? null : def.clock(key).orElse(null);
        if (def == null || clock == null) {
            end(seen, "stopped", at);
            return;
        }
        Instant since = since(clock, t, seen, at);
        if (since == null) {
            end(seen, met(clock, t) ? "met" : "stopped", at);
            return;
        }
        if (!since.equals(seen.since)) {
            end(seen, "met", at);
            ClockDef current = policy == null ? null : policy.clock(key).orElse(null);
            if (current != null) {
                clocks.put(key, begun(policy, current, since, t, at));
            }
            return;
        }
        Seen on = seen;
        if (!same) {
            on = new Seen(def, clock, since, null);
            on.before = elapsed(seen, at);
            on.state = seen.state;
            on.from = seen.state.equals("running") ? at : null;
            boolean over = on.before >= clock.within().toMinutes();
            on.breached = over ? (seen.breached == null ? at : seen.breached) : null;
            clocks.put(key, on);
        }
        pauses(on, t, at);
    }

    private void again(String key, Seen seen, SlaDef policy, ClockDef clock, Ticket t, Instant at) {
        Instant since = since(clock, t, seen, at);
        if (since == null) {
            return;
        }
        if (!since.equals(seen.since) || key.equals("own")) {
            clocks.put(key, begun(policy, clock, since, t, at));
            return;
        }
        Seen on = new Seen(policy, clock, since, at);
        on.before = seen.before;
        on.escalated = policy.key().equals(seen.policy) ? seen.escalated : 0;
        boolean over = on.before >= clock.within().toMinutes();
        on.breached = over ? (seen.breached == null ? at : seen.breached) : null;
        clocks.put(key, on);
        pauses(on, t, at);
    }

    private Seen begun(SlaDef policy, ClockDef clock, Instant since, Ticket t, Instant at) {
        Seen seen = new Seen(policy, clock, since, since);
        pauses(seen, t, at);
        return seen;
    }

    private void pauses(Seen seen, Ticket t, Instant at) {
        String by = pausedBy(seen.def, t);
        if (by != null && seen.state.equals("running")) {
            seen.before = elapsed(seen, at);
            seen.from = null;
            seen.state = "paused";
        } else if (by == null && seen.state.equals("paused")) {
            seen.from = at;
            seen.state = "running";
        }
        seen.pausedBy = by;
    }

    private void end(Seen seen, String as, Instant at) {
        seen.before = elapsed(seen, at);
        seen.from = null;
        seen.state = as;
        seen.pausedBy = null;
    }

    // ---- What the definitions of these tests say, in other words

    private static boolean holds(String policy, Ticket t) {
        return switch (policy) {
            case "urgent" -> t.priority() == Priority.URGENT.code();
            case "finance" -> "finance".equals(t.team());
            case "high" -> t.priority() == Priority.HIGH.code() || t.priority() == Priority.LOW.code();
            default -> t.priority() != Priority.LOW.code();
        };
    }

    private static @Nullable Instant since(ClockDef def, Ticket t, @Nullable Seen there, Instant at) {
        if (t.status() > StatusCategory.WAITING.code() || t.deletedAt() != null) {
            return null;
        }
        return switch (def.key()) {
            case "first_response" -> t.requester() != null && t.answeredAt() == null ? t.createdAt() : null;
            case "next_response" -> t.answeredAt() != null ? t.waitingSince() : null;
            case "resolve" -> t.createdAt();
            case "own" -> {
                boolean runs = "warehouse".equals(t.team()) && t.priority() != Priority.NORMAL.code();
                yield !runs ? null : there != null && there.isActive() ? there.since : at;
            }
            default ->
                t.step().equals(def.key().substring("step.".length()))
                        ? t.path().getLast().at()
                        : null;
        };
    }

    private static boolean met(ClockDef def, Ticket t) {
        boolean solved = t.status() == StatusCategory.SOLVED.code();
        boolean closed = t.status() == StatusCategory.CLOSED.code();
        boolean open = t.status() <= StatusCategory.WAITING.code() && t.deletedAt() == null;
        return switch (def.key()) {
            case "first_response" -> t.answeredAt() != null;
            case "next_response" -> open || solved;
            case "resolve" -> t.deletedAt() == null && (solved || closed);
            case "own" -> open;
            default -> t.deletedAt() == null && (open || solved || closed);
        };
    }

    private static @Nullable String pausedBy(SlaDef policy, Ticket t) {
        if (policy.pause().steps().contains(t.step())) {
            return "step";
        }
        if (t.status() == StatusCategory.WAITING.code()
                && policy.pause().statuses().contains(StatusCategory.WAITING)) {
            return "status";
        }
        return !policy.pause().when().isEmpty() && "vip_desk".equals(t.team()) ? "0" : null;
    }
}

package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service level: how soon what is to happen with a ticket. Of those whose condition holds a ticket has the first.
 *
 * @param types keys of the ticket types it is for
 * @param calendar key of the calendar its time is counted by, unless a clock has its own
 * @param when over the ticket alone
 * @param order lower first; equal order by key
 * @param pause when all of its clocks stand still
 */
public record SlaDef(
        String id,
        String key,
        Label label,
        List<String> types,
        String calendar,
        Expr when,
        int order,
        List<ClockDef> clocks,
        Pause pause) {
    /** In the order tickets ask them. */
    public static final Comparator<SlaDef> ORDER =
            Comparator.comparingInt(SlaDef::order).thenComparing(SlaDef::key);

    /** What goes before a clock's key in a path of rules. */
    public static final String PATH = "sla.";

    /** The longest time a clock may have, of working time. */
    public static final Duration LONGEST = Duration.ofDays(366);

    public SlaDef {
        types = List.copyOf(types);
        clocks = List.copyOf(clocks);
    }

    /** What a clock counts. */
    public enum Kind {
        /** From the ticket's creation until somebody answers its requester. */
        FIRST_RESPONSE("first_response"),
        /** While a requester who has been answered before waits for the next answer. */
        NEXT_RESPONSE("next_response"),
        /** While the ticket is open. */
        RESOLVE("resolve"),
        /** While the ticket is in one step. */
        STEP("step"),
        /** While one condition holds, and another does not. */
        CUSTOM("custom");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        public static Optional<Kind> of(String wire) {
            return List.of(values()).stream().filter(k -> k.wire.equals(wire)).findFirst();
        }
    }

    /**
     * One of its clocks.
     *
     * @param key unique in the policy: the kind's name, {@code step.<step>}, or the custom clock's own
     * @param step node id, of a step's clock
     * @param within working time
     * @param calendar its own, null for the policy's
     * @param start of a custom clock
     * @param stop of a custom clock; null for one that ends when its start no longer holds
     * @param at by how much working time has to have gone, the shortest first
     */
    public record ClockDef(
            Kind kind,
            String key,
            Label label,
            @Nullable String step,
            Duration within,
            @Nullable String calendar,
            @Nullable Expr start,
            @Nullable Expr stop,
            List<At> at) {
        public ClockDef {
            List<At> sorted = new ArrayList<>(at);
            Duration target = within;
            sorted.sort(Comparator.comparing((At a) -> a.of(target)).thenComparing(At::name));
            at = List.copyOf(sorted);
        }
    }

    /** A time of a clock at which something is to be done. */
    public sealed interface At {
        /** Stays the same while the definition says the same time: "p80", "b1800", "a3600". */
        String name();

        /** How much working time has gone by then, of a clock with this much. */
        Duration of(Duration within);

        /** @param percent 1 to 1000 */
        record Percent(int percent) implements At {
            @Override
            public String name() {
                return "p" + percent;
            }

            @Override
            public Duration of(Duration within) {
                return within.multipliedBy(percent).dividedBy(100);
            }
        }

        record Before(Duration time) implements At {
            @Override
            public String name() {
                return "b" + time.toSeconds();
            }

            @Override
            public Duration of(Duration within) {
                return within.minus(time);
            }
        }

        record After(Duration time) implements At {
            @Override
            public String name() {
                return "a" + time.toSeconds();
            }

            @Override
            public Duration of(Duration within) {
                return within.plus(time);
            }
        }
    }

    /**
     * @param steps node ids
     * @param when further reasons, the first that holds is the one that counts
     */
    public record Pause(Set<String> steps, Set<StatusCategory> statuses, List<Reason> when) {
        public static final Pause NEVER = new Pause(Set.of(), Set.of(), List.of());

        public Pause {
            steps = Set.copyOf(steps);
            statuses = Set.copyOf(statuses);
            when = List.copyOf(when);
        }
    }

    /** @param when over the ticket alone; @param reason what people are told it waits for */
    public record Reason(Expr when, Label reason) {}

    public Optional<ClockDef> clock(String name) {
        return clocks.stream().filter(c -> c.key().equals(name)).findFirst();
    }

    /** The key of the calendar one of its clocks is counted by. */
    public String calendarOf(ClockDef clock) {
        String own = clock.calendar();
        return own == null ? calendar : own;
    }

    /** The id of the rule that says what is to be done then, for tickets of a type. */
    public String rule(String type, ClockDef clock, At at) {
        return id + "." + type + "." + clock.key() + "." + at.name();
    }
}

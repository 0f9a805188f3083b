package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.Timing;
import io.deskloom.model.TicketTypeDef;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an automation: what is to be done with tickets because time has passed. */
final class AutomationReader {
    private static final Expr ALWAYS = new Expr.Literal(Value.bool(true), ExprType.BOOL);
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final Map<String, TicketTypeDef> tickets;
    private final TriggerReader triggers;

    AutomationReader(
            Reading reading,
            Map<String, TypeReader> types,
            Map<String, TicketTypeDef> tickets,
            TriggerReader triggers) {
        this.reading = reading;
        this.types = types;
        this.tickets = tickets;
        this.triggers = triggers;
    }

    Optional<RuleDef> read(At at) {
        // In one explanation both are rules: no two of them share an id.
        reading.uniqueId("trigger", at.get("id"));
        var label = reading.label(at.get("label"));
        TypeReader type = types.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        if (type.isObject()) {
            reading.problems.add(at.get("type")
                    .problem(
                            "automation.object", "automations are for tickets; records of an object type do not wait"));
            return Optional.empty();
        }
        boolean scheduled = at.get("every").present() || at.get("at").present();
        TypeEnv env = scheduled ? type.schedules() : type.automations();
        Expr when = at.get("when").present()
                ? new ConditionReader(reading, type, tickets.get(at.get("type").text()), env).read(at.get("when"))
                : ALWAYS;
        Timing timing = at.get("every").present() ? every(at) : at.get("at").present() ? at(at) : after(at, type, env);
        if (when != null && !scheduled && looksAtTheClock(when)) {
            reading.problems.add(
                    at.get("when")
                            .problem(
                                    "automation.clock",
                                    "this condition changes while the ticket does not; say what to count from with since, and how long with after"));
        }
        List<RuleDef.IntentDef> intents = triggers.wishes(at, type, RuleDef.Phase.AFTER);
        if (when == null || timing == null) {
            return Optional.empty();
        }
        return Optional.of(new RuleDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                new RuleDef.Origin(null, null, at.doc().path()),
                at.get("type").text(),
                Set.of(RuleDef.On.ELAPSED),
                when,
                intents,
                at.get("order").number(100),
                false,
                RuleDef.Phase.BEFORE,
                timing));
    }

    private @Nullable Timing after(At at, TypeReader type, TypeEnv env) {
        Expr since = type.expression(at.get("since"), env, ExprType.TIMESTAMP);
        if (since != null && looksAtTheClock(since)) {
            reading.problems.add(
                    at.get("since").problem("automation.clock", "count from something the ticket says, not from now"));
        }
        Duration after = duration(at.get("after"), Duration.ofMinutes(1));
        Duration repeat = at.get("repeat").present() ? duration(at.get("repeat"), Duration.ofMinutes(5)) : null;
        if (since == null || after == null || (at.get("repeat").present() && repeat == null)) {
            return null;
        }
        return new Timing.After(
                since, after, repeat, repeat == null ? 1 : at.get("most").number(10));
    }

    private @Nullable Timing every(At at) {
        Duration every = duration(at.get("every"), Duration.ofMinutes(5));
        return every == null ? null : new Timing.Every(every);
    }

    private static Timing at(At at) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        at.get("days").texts().forEach(day -> {
            if (DAYS.contains(day)) {
                days.add(DayOfWeek.of(DAYS.indexOf(day) + 1));
            }
        });
        try {
            return new Timing.At(
                    LocalTime.parse(at.get("at").text("00:00")),
                    days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days);
        } catch (DateTimeParseException e) {
            // The schema has said so.
            return new Timing.At(LocalTime.MIDNIGHT, EnumSet.allOf(DayOfWeek.class));
        }
    }

    private @Nullable Duration duration(At at, Duration shortest) {
        Duration length;
        try {
            length = Duration.parse(at.text(""));
        } catch (DateTimeParseException | ArithmeticException e) {
            reading.problems.add(at.problem(
                    "automation.duration",
                    Said.of("'{value}' is no length of time; write PT30M, PT2H or P7D", "value", at.text(""))));
            return null;
        }
        if (length.compareTo(shortest) < 0 || length.compareTo(LONGEST) > 0) {
            reading.problems.add(at.problem(
                    "automation.length",
                    Said.of("from {least} to {most}", "least", shortest.toString(), "most", LONGEST.toString())));
            return null;
        }
        return length;
    }

    static boolean looksAtTheClock(Expr e) {
        return e instanceof Expr.Apply(Op op, List<Expr> args, var _)
                && (op == Op.NOW || op == Op.TODAY || args.stream().anyMatch(AutomationReader::looksAtTheClock));
    }
}

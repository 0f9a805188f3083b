package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.At.After;
import io.deskloom.model.SlaDef.At.Before;
import io.deskloom.model.SlaDef.At.Percent;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.SlaDef.Kind;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a service level, and makes rules of what is to be done at its times: one for each time and type. */
final class SlaReader {
    private static final Expr ALWAYS = new Expr.Literal(Value.bool(true), ExprType.BOOL);
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    /** Names of clocks, as far as their key says it. */
    private static final Map<Kind, Label> NAMES = Map.of(
            Kind.FIRST_RESPONSE, Label.of("First response", "首次响应"),
            Kind.NEXT_RESPONSE, Label.of("Next response", "后续响应"),
            Kind.RESOLVE, Label.of("Resolution", "解决"));

    private final Reading reading;
    private final Map<String, TicketTypeDef> tickets;
    private final TriggerReader triggers;
    private final Set<String> calendars;
    private final List<RuleDef> rules = new ArrayList<>();

    /** @param calendars keys of those that are there, whether or not they could be read */
    SlaReader(Reading reading, Map<String, TicketTypeDef> tickets, TriggerReader triggers, Set<String> calendars) {
        this.reading = reading;
        this.tickets = tickets;
        this.triggers = triggers;
        this.calendars = calendars;
    }

    /** What is to be done at the times of those that were read. */
    List<RuleDef> rules() {
        return rules;
    }

    /** The keys of clocks by type key, which rules may ask about. */
    static Map<String, Set<String>> keys(List<At> files) {
        Map<String, Set<String>> all = new HashMap<>();
        for (At file : files) {
            for (At clock : file.get("clocks").items()) {
                String key = key(clock);
                file.get("types")
                        .texts()
                        .forEach(type ->
                                all.computeIfAbsent(type, _ -> new TreeSet<>()).add(key));
            }
        }
        return all;
    }

    private static String key(At clock) {
        String kind = clock.get("clock").text();
        return switch (kind) {
            case "step" -> "step." + clock.get("step").text();
            case "custom" -> clock.get("key").text();
            default -> kind;
        };
    }

    Optional<SlaDef> read(At at) {
        reading.uniqueId("sla", at.get("id"));
        Label label = reading.label(at.get("label"));
        int before = reading.problems.list().size();
        Map<String, TypeReader> types = new TreeMap<>();
        Set<String> named = new HashSet<>();
        for (At type : at.get("types").items()) {
            reading.unique("types", type, named);
            if (reading.known("type", type, reading.tickets.keySet()) && reading.tickets.get(type.text()) != null) {
                types.put(type.text(), reading.tickets.get(type.text()));
            }
        }
        reading.known("calendar", at.get("calendar"), calendars);
        Expr when = at.get("when").present() ? condition(at.get("when"), types) : ALWAYS;
        SlaDef.Pause pause = pause(at, types);
        Set<String> keys = new HashSet<>();
        List<ClockDef> clocks = new ArrayList<>();
        for (At clock : at.get("clocks").items()) {
            clock(clock, types, pause, keys).ifPresent(clocks::add);
        }
        if (when == null || types.isEmpty() || reading.problems.list().size() > before) {
            return Optional.empty();
        }
        SlaDef policy = new SlaDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                List.copyOf(types.keySet()),
                at.get("calendar").text(),
                when,
                at.get("order").number(100),
                clocks,
                pause);
        // Nothing was wrong, so all of them were read.
        for (int i = 0; i < clocks.size(); i++) {
            for (At time : at.get("clocks").items().get(i).get("at").items()) {
                rules(policy, clocks.get(i), time, at, types);
            }
        }
        return Optional.of(policy);
    }

    /** Of the ticket alone, as of all the types. */
    private @Nullable Expr condition(At at, Map<String, TypeReader> types) {
        Expr last = null;
        for (Map.Entry<String, TypeReader> type : types.entrySet()) {
            last = new ConditionReader(
                            reading,
                            type.getValue(),
                            tickets.get(type.getKey()),
                            type.getValue().serviceLevels())
                    .read(at);
            if (last == null) {
                return null;
            }
        }
        if (last != null && AutomationReader.looksAtTheClock(last)) {
            reading.problems.add(
                    at.problem("sla.now", "this changes while the ticket does not; a clock would not hear of it"));
        }
        return last;
    }

    private SlaDef.Pause pause(At at, Map<String, TypeReader> types) {
        Set<String> steps = new TreeSet<>();
        for (At step : at.get("pauseIn").get("steps").items()) {
            reading.unique("steps", step, steps);
            step(step, types.keySet());
        }
        Set<StatusCategory> statuses = EnumSet.noneOf(StatusCategory.class);
        Stream.of(StatusCategory.values())
                .filter(s -> at.get("pauseIn").get("statuses").texts().contains(s.wire()))
                .forEach(statuses::add);
        List<SlaDef.Reason> reasons = new ArrayList<>();
        for (At reason : at.get("pauseWhen").items()) {
            Label label = reading.label(reason.get("reason"));
            Expr when = condition(reason.get("when"), types);
            if (when != null) {
                reasons.add(new SlaDef.Reason(when, label));
            }
        }
        return new SlaDef.Pause(steps, statuses, reasons);
    }

    /** A step that at least one of the types has; its name. */
    private Optional<Label> step(At at, Set<String> types) {
        List<FlowDef.Task> tasks = types.stream()
                .map(tickets::get)
                .filter(t -> t != null)
                .flatMap(t -> t.flow().nodes().stream())
                .filter(FlowDef.Task.class::isInstance)
                .map(FlowDef.Task.class::cast)
                .toList();
        Set<String> known = tasks.stream().map(FlowDef.Task::id).collect(Collectors.toSet());
        if (!reading.incomplete && !tasks.isEmpty()) {
            reading.known("step", at, known);
        }
        return tasks.stream().filter(t -> t.id().equals(at.text())).findFirst().map(FlowDef.Task::label);
    }

    private Optional<ClockDef> clock(At at, Map<String, TypeReader> types, SlaDef.Pause pause, Set<String> keys) {
        Kind kind = Kind.of(at.get("clock").text()).orElse(null);
        if (kind == null) {
            return Optional.empty();
        }
        String key = key(at);
        if (!keys.add(key)) {
            reading.problems.add(
                    at.get("clock").problem("sla.twice", Said.of("there are two clocks '{name}'", "name", key)));
        }
        if (at.get("calendar").present()) {
            reading.known("calendar", at.get("calendar"), calendars);
        }
        Label label = NAMES.get(kind);
        if (kind == Kind.STEP) {
            label = step(at.get("step"), types.keySet())
                    .orElse(Label.of(at.get("step").text("?")));
            if (pause.steps().contains(at.get("step").text())) {
                reading.problems.add(at.get("step")
                        .problem(
                                "sla.paused_step",
                                Said.of(
                                        "all clocks stand still in '{step}'",
                                        "step",
                                        at.get("step").text())));
            }
        } else if (kind == Kind.CUSTOM) {
            label = reading.label(at.get("label"));
            if (Kind.of(key).isPresent()) {
                reading.problems.add(at.get("key")
                        .problem("sla.reserved", Said.of("'{name}' is the name of another clock", "name", key)));
            }
        }
        Duration within = duration(at.get("within"), SlaDef.LONGEST);
        Expr start = kind == Kind.CUSTOM ? condition(at.get("start"), types) : null;
        Expr stop = kind == Kind.CUSTOM && at.get("stop").present() ? condition(at.get("stop"), types) : null;
        List<SlaDef.At> times = new ArrayList<>();
        Set<Duration> seen = new HashSet<>();
        if (within != null) {
            for (At one : at.get("at").items()) {
                SlaDef.At time = time(one, within);
                if (time != null && !seen.add(time.of(within))) {
                    reading.problems.add(
                            one.problem("sla.same_time", "another entry of this clock means the same time"));
                }
                if (time != null) {
                    times.add(time);
                }
            }
        }
        if (within == null || (kind == Kind.CUSTOM && start == null)) {
            return Optional.empty();
        }
        return Optional.of(new ClockDef(
                kind,
                key,
                label == null ? Label.of(key) : label,
                at.get("step").textOrNull(),
                within,
                at.get("calendar").textOrNull(),
                start,
                stop,
                times));
    }

    private SlaDef.@Nullable At time(At at, Duration within) {
        if (at.get("percent").present()) {
            Integer percent = at.get("percent").numberOrNull();
            return percent == null ? null : new Percent(percent);
        }
        At before = at.get("before");
        Duration time = duration(before.present() ? before : at.get("after"), SlaDef.LONGEST);
        if (time != null && before.present() && time.compareTo(within) >= 0) {
            reading.problems.add(
                    before.problem("sla.before", Said.of("the clock has {within} only", "within", within.toString())));
            return null;
        }
        return time == null ? null : before.present() ? new Before(time) : new After(time);
    }

    private @Nullable Duration duration(At at, Duration longest) {
        try {
            Duration length = Duration.parse(at.text());
            if (length.compareTo(SHORTEST) >= 0 && length.compareTo(longest) <= 0 && length.toNanosPart() == 0) {
                return length;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below, together with what is too long.
        }
        if (at.present()) {
            reading.problems.add(at.problem(
                    "sla.duration",
                    Said.of(
                            "'{value}' is no length of time from a minute to {days} days; write PT3M, PT2H or P2D",
                            "value",
                            at.text(),
                            "days",
                            longest.toDays())));
        }
        return null;
    }

    /** One of each type; what is wrong for one is not said again for the next. */
    private void rules(SlaDef policy, ClockDef clock, At time, At file, Map<String, TypeReader> types) {
        int before = reading.problems.list().size();
        for (Map.Entry<String, TypeReader> type : types.entrySet()) {
            if (reading.problems.list().size() == before) {
                rule(policy, clock, time, file, type.getKey(), type.getValue());
            }
        }
    }

    private void rule(SlaDef policy, ClockDef clock, At at, At file, String key, TypeReader type) {
        SlaDef.At time = time(at, clock.within());
        List<RuleDef.IntentDef> wishes = new ArrayList<>();
        for (At wish : at.get("do").items()) {
            if (wish.get("refuse").present()) {
                reading.problems.add(wish.get("refuse")
                        .problem("trigger.refuse_after", "what is saved already cannot be refused any more"));
            }
            triggers.intent(wish, file, key, type, type.rules()).ifPresent(wishes::add);
        }
        if (time == null) {
            return;
        }
        rules.add(new RuleDef(
                policy.rule(key, clock, time),
                // A key as any other, so that it can be simulated by it.
                (policy.key() + "_" + clock.key() + "_" + time.name()).replace('.', '_'),
                name(policy, clock, time),
                new RuleDef.Origin(null, null, at.doc().path()),
                key,
                Set.of(RuleDef.On.ELAPSED),
                ALWAYS,
                wishes,
                policy.order(),
                false,
                RuleDef.Phase.BEFORE,
                new RuleDef.Timing.OfClock(policy.key(), clock.key(), clock.within(), time)));
    }

    /** "Urgent · First response · 80%", in each language of the service level. */
    private static Label name(SlaDef policy, ClockDef clock, SlaDef.At time) {
        Map<String, String> names = new TreeMap<>();
        policy.label()
                .byLanguage()
                .forEach((language, text) ->
                        names.put(language, text + " · " + clock.label().in(language) + " · " + said(time, language)));
        return new Label(names);
    }

    private static String said(SlaDef.At time, String language) {
        boolean zh = language.startsWith("zh");
        return switch (time) {
            case Percent(int percent) -> percent + "%";
            case Before(Duration length) -> (zh ? "到期前 " : "before ") + length;
            case After(Duration length) -> (zh ? "超时后 " : "after ") + length;
        };
    }
}

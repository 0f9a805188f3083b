package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.CaseWorkspace.Related;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case: what is given, what happens then, and what must have come of it. Everything that happens is a simulation.
 *
 * @param c as the file has it
 * @param now when it happens, unless it says otherwise itself
 */
record CaseRun(
        TicketTypeDef type, MetadataSnapshot release, CaseWorkspace workspace, Map<String, Object> c, Instant now) {
    static final TenantId TENANT = new TenantId(1);

    void run() {
        new Story().run();
    }

    /** What has become of it so far. */
    private final class Story {
        private final Map<String, Object> given = map(c.getOrDefault("given", Map.of()));
        private final Map<TicketId, Ticket> records = new HashMap<>();
        private final Related related = new Related(release, records, now);
        private final Map<String, Object> lookups = related.of(type, map(given.getOrDefault("related", Map.of())));
        private final Map<String, Value> facts = facts(given, related);
        private final Simulator simulator = workspace.simulator(records);
        private final CasePeople people = new CasePeople(release);
        private final List<Effect> effects = new ArrayList<>();
        private Instant time = now;
        private @Nullable Ticket ticket;

        void run() {
            for (Object before : (List<?>) given.getOrDefault("first", List.of())) {
                Map<String, Object> what = map(before);
                Simulator.Outcome outcome = happen(what.get("as"), what);
                assertThat(outcome.refused())
                        .as("first %s: %s", before, outcome.refused())
                        .isNull();
                ticket = Objects.requireNonNull(outcome.after());
                if (what.containsKey("then")) {
                    check(outcome, map(what.get("then")));
                }
            }
            Map<String, Object> when = map(c.get("when"));
            if (ticket == null && !when.containsKey("create")) {
                ticket = sketch(with(given, lookups), people.of(String.valueOf(c.getOrDefault("as", usual(given)))));
            }
            check(happen(when.getOrDefault("as", c.get("as")), when), map(c.get("then")));
        }

        private void check(Simulator.Outcome outcome, Map<String, Object> then) {
            new CaseCheck(type, release).check(outcome, effects, then);
        }

        private Simulator.Outcome happen(@Nullable Object as, Map<String, Object> when) {
            if (when.containsKey("later")) {
                time = time.plus(Duration.parse(String.valueOf(when.get("later"))));
            }
            Actor actor = people.of(String.valueOf(as == null ? usual(when) : as));
            Simulator.Outcome outcome = happen(actor, as != null, when);
            effects.addAll(outcome.effects());
            return outcome;
        }

        /** @param named whether the case says who does it */
        private Simulator.Outcome happen(Actor actor, boolean named, Map<String, Object> when) {
            if (when.containsKey("elapse")) {
                return elapse(simulator, actor, Objects.requireNonNull(ticket), String.valueOf(when.get("elapse")));
            }
            Origin origin = Origin.of(String.valueOf(c.getOrDefault("channel", "web")));
            CaseEvent event = new CaseEvent(type, when, origin, time, people);
            Ticket before = ticket;
            CaseEvent.Given what = before == null
                    ? new CaseEvent.Given(actor, event.create(lookups), time)
                    : event.of(before, actor, named);
            time = what.at().isAfter(time) ? what.at() : time;
            return simulator.run(new Simulator.Wanted(what.as(), release, before, what.command(), facts, what.at()));
        }

        /** Whoever the step is for in which it happens; agents make tickets. */
        private Object usual(Map<String, Object> when) {
            Ticket is = ticket;
            if (is == null) {
                return when.containsKey("create") ? "agent" : CaseRun.this.usual(given);
            }
            return is.places().stream()
                    .map(FlowState.At::node)
                    .filter(node -> when.getOrDefault("step", node).equals(node))
                    .flatMap(node -> task(Map.of("step", node)).stream())
                    .filter(task -> !when.containsKey("act")
                            || task.actions().stream().anyMatch(a -> a.key().equals(when.get("act"))))
                    .findFirst()
                    .map(FlowDef.Task::role)
                    .orElse("agent");
        }
    }

    /** The automation is asked once its time has come for a ticket that nobody has touched since. */
    private Simulator.Outcome elapse(Simulator simulator, Actor actor, Ticket ticket, String automation) {
        RuleDef rule = release.rules().stream()
                .filter(r -> r.key().equals(automation) && r.type().equals(type.key()))
                .findFirst()
                .orElseThrow();
        Instant at = rule.timing() instanceof RuleDef.Timing.After after
                ? ticket.createdAt().plus(after.after())
                : now;
        Simulator.Outcome outcome = simulator.elapse(actor, release, ticket, ticket.id(), automation, at);
        return neverDue(outcome)
                ? new Simulator.Outcome(ticket, ticket, List.of(), List.of(), null, List.of(), 0)
                : outcome;
    }

    /** As the ticket is, its time never comes: nothing happens to it. */
    private static boolean neverDue(Simulator.Outcome outcome) {
        return outcome.refused() != null
                && outcome.refused().problems().stream().anyMatch(p -> "simulate.never-due".equals(p.code()));
    }

    private static Map<String, Object> with(Map<String, Object> given, Map<String, Object> lookups) {
        Map<String, Object> all = new HashMap<>(given);
        all.put("fields", both(map(given.getOrDefault("fields", Map.of())), lookups));
        return all;
    }

    private static Map<String, Object> both(Map<String, Object> fields, Map<String, Object> lookups) {
        Map<String, Object> all = new HashMap<>(lookups);
        all.putAll(fields);
        return all;
    }

    /** Whoever the step is for; agents make tickets. */
    private Object usual(Map<String, Object> given) {
        return task(given).map(FlowDef.Task::role).orElse("agent");
    }

    private Optional<FlowDef.Task> task(Map<String, Object> given) {
        return type.flow().nodes().stream()
                .filter(n -> n.id().equals(given.get("step")))
                .filter(FlowDef.Task.class::isInstance)
                .map(FlowDef.Task.class::cast)
                .findFirst();
    }

    private Ticket sketch(Map<String, Object> given, Actor actor) {
        Map<String, @Nullable Object> fields = new HashMap<>(map(given.getOrDefault("fields", Map.of())));
        // Every ticket is called something; what, is seldom what a case is about.
        fields.putIfAbsent(type.titleField(), String.valueOf(c.get("name")));
        return Simulator.sketched(
                        release,
                        new Simulator.Sketch(
                                type.key(),
                                (String) given.get("step"),
                                CaseEvent.priority(given.get("priority")),
                                (String) given.getOrDefault(
                                        "team",
                                        task(given).map(FlowDef.Task::team).orElse(null)),
                                null,
                                actor.account(),
                                fields,
                                now.minusSeconds(3_600)))
                .orThrow();
    }

    private Map<String, Value> facts(Map<String, Object> given, Related related) {
        Map<String, Value> facts = new HashMap<>();
        map(given.getOrDefault("counters", Map.of())).forEach((key, count) -> {
            facts.put("counter." + key, Value.num(new BigDecimal(String.valueOf(count))));
            if (!count.equals(0)) {
                facts.put(
                        "counter." + key + CounterDef.LATEST,
                        Value.text(related.add(type, Map.of()).toString()));
            }
        });
        return facts;
    }

    /** All that a case expects, in between and at its end. */
    static Stream<Map<String, Object>> thens(Map<String, Object> c) {
        List<?> first = (List<?>) map(c.getOrDefault("given", Map.of())).getOrDefault("first", List.of());
        return Stream.concat(
                first.stream()
                        .map(CaseRun::map)
                        .filter(what -> what.containsKey("then"))
                        .map(what -> map(what.get("then"))),
                Stream.of(map(c.get("then"))));
    }

    static Map<String, Object> map(@Nullable Object yaml) {
        Map<String, Object> all = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(yaml)).forEach((k, v) -> all.put(String.valueOf(k), v));
        return all;
    }
}

package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Entry;
import io.deskloom.command.CaseWorkspace.Related;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
        Map<String, Object> given = map(c.getOrDefault("given", Map.of()));
        Map<TicketId, Ticket> records = new HashMap<>();
        Related related = new Related(release, records, now);
        Map<String, Object> lookups = related.of(type, map(given.getOrDefault("related", Map.of())));
        Simulator simulator = workspace.simulator(records);
        Map<String, Value> facts = facts(given, related);
        Ticket ticket = null;
        for (Object before : (List<?>) given.getOrDefault("first", List.of())) {
            Map<String, Object> what = map(before);
            Simulator.Outcome outcome = happen(simulator, given, what.get("as"), what, ticket, lookups, facts);
            assertThat(outcome.refused())
                    .as("first %s: %s", before, outcome.refused())
                    .isNull();
            ticket = Objects.requireNonNull(outcome.after());
        }
        Map<String, Object> when = map(c.get("when"));
        if (ticket == null && !when.containsKey("create")) {
            ticket = sketch(with(given, lookups), actor(c.getOrDefault("as", usual(given))));
        }
        check(happen(simulator, given, c.get("as"), when, ticket, lookups, facts), map(c.get("then")));
    }

    private Simulator.Outcome happen(
            Simulator simulator,
            Map<String, Object> given,
            @Nullable Object as,
            Map<String, Object> when,
            @Nullable Ticket ticket,
            Map<String, Object> lookups,
            Map<String, Value> facts) {
        Actor actor = actor(as == null ? usual(ticket, given) : as);
        if (when.containsKey("elapse")) {
            return elapse(simulator, actor, Objects.requireNonNull(ticket), String.valueOf(when.get("elapse")));
        }
        if (when.containsKey("due")) {
            Entry entry = entry(ticket, when.get("due"));
            Command due = new Command.Due(Origin.of("system"), ticket.id(), entry.id(), false);
            return simulator.run(new Simulator.Wanted(
                    Actor.ofRules(TENANT, "en"), release, ticket, due, facts, Objects.requireNonNull(entry.due())));
        }
        return simulator.run(new Simulator.Wanted(actor, release, ticket, command(when, ticket, lookups), facts, now));
    }

    private static Entry entry(Ticket ticket, @Nullable Object key) {
        return ticket.agenda().latest(String.valueOf(key)).filter(Entry::isOpen).orElseThrow();
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

    /** Whoever the step it is in is for. */
    private Object usual(@Nullable Ticket ticket, Map<String, Object> given) {
        return usual(ticket == null ? given : Map.of("step", ticket.step()));
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
                                priority(given.get("priority")),
                                (String) given.getOrDefault(
                                        "team",
                                        task(given).map(FlowDef.Task::team).orElse(null)),
                                null,
                                actor.account(),
                                fields,
                                now.minusSeconds(3_600)))
                .orThrow();
    }

    private Command command(Map<String, Object> when, @Nullable Ticket ticket, Map<String, Object> lookups) {
        Origin origin = Origin.of(String.valueOf(c.getOrDefault("channel", "web")));
        if (ticket == null) {
            return new Command.Create(
                    origin, type.key(), both(map(when.get("create")), lookups), priority(when.get("priority")));
        }
        if (when.containsKey("update")) {
            return new Command.Update(
                    origin, ticket.id(), ticket.version(), map(when.get("update")), priority(when.get("priority")));
        }
        if (when.containsKey("comment")) {
            Map<String, Object> comment = map(when.get("comment"));
            return new Command.Comment(
                    origin,
                    ticket.id(),
                    Boolean.TRUE.equals(comment.get("internal")),
                    String.valueOf(comment.get("text")));
        }
        if (when.containsKey("settle")) {
            Map<String, Object> settle = map(when.get("settle"));
            Command.Settle.How how =
                    Command.Settle.How.of(String.valueOf(settle.get("how"))).orElseThrow();
            return new Command.Settle(
                    origin, ticket.id(), entry(ticket, settle.get("entry")).id(), how, null);
        }
        if (when.containsKey("macro")) {
            return new Command.Macro(origin, ticket.id(), String.valueOf(when.get("macro")), null, null);
        }
        return new Command.Act(
                origin,
                ticket.id(),
                String.valueOf(when.get("act")),
                null,
                map(when.getOrDefault("fields", Map.of())),
                null);
    }

    private void check(Simulator.Outcome outcome, Map<String, Object> then) {
        if (then.containsKey("refused")) {
            assertThat(outcome.refused()).as("refused").isNotNull();
            List<String> codes = new ArrayList<>(List.of(outcome.refused().code()));
            outcome.refused().problems().stream().map(Problem::code).forEach(codes::add);
            assertThat(codes).contains(String.valueOf(then.get("refused")));
            assertThat(fired(outcome).map(Fired::key))
                    .containsAll(((List<?>) then.getOrDefault("fired", List.of()))
                            .stream().map(String::valueOf).toList());
            return;
        }
        assertThat(outcome.refused()).as("refused: %s", outcome.refused()).isNull();
        List<Fired> all = fired(outcome).toList();
        assertThat(outcome.asked()).allSatisfy(a -> assertThat(a.problems()).isEmpty());
        List<String> fired =
                all.stream().filter(f -> f.refused() == null).map(Fired::key).toList();
        Ticket t = Objects.requireNonNull(outcome.after());
        then.forEach((what, expected) -> {
            switch (what) {
                case "step" -> assertThat(t.step()).isEqualTo(expected);
                case "status" ->
                    assertThat(StatusCategory.ofCode(t.status()).wire()).isEqualTo(expected);
                case "priority" ->
                    assertThat(Priority.ofCode(t.priority()).wire()).isEqualTo(expected);
                case "team" -> assertThat(t.team()).isEqualTo(expected);
                case "assignee" ->
                    assertThat(t.assignee() == null ? null : "somebody").isEqualTo(expected);
                case "fields" ->
                    map(expected)
                            .forEach((key, json) -> assertThat(
                                            t.field(type.byKey().get(key).id()))
                                    .as(key)
                                    .isEqualTo(value(key, json)));
                case "fired" -> {
                    List<?> keys = (List<?>) expected;
                    if (keys.isEmpty()) {
                        assertThat(fired).isEmpty();
                    } else {
                        assertThat(fired)
                                .containsAll(keys.stream().map(String::valueOf).toList());
                    }
                }
                case "notFired" -> {
                    List<String> keys =
                            ((List<?>) expected).stream().map(String::valueOf).toList();
                    assertThat(release.rules())
                            .extracting(RuleDef::key)
                            .as("known rules")
                            .containsAll(keys);
                    assertThat(fired).doesNotContainAnyElementsOf(keys);
                }
                case "comments" ->
                    assertThat(outcome.events().stream()
                                    .filter(Event.Commented.class::isInstance)
                                    .map(e -> ((Event.Commented) e).text()))
                            .containsExactlyElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "wants" ->
                    assertThat(wants(all))
                            .containsAll(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "wantsNot" ->
                    assertThat(wants(all))
                            .doesNotContainAnyElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "clocks" -> map(expected).forEach((key, clock) -> clock(t, key, map(clock)));
                case "notified" ->
                    assertThat(notified(outcome))
                            .containsExactlyInAnyOrderElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                default -> throw new AssertionError("cases cannot expect '" + what + "'");
            }
        });
    }

    private static void clock(Ticket t, String key, Map<String, Object> expected) {
        assertThat(t.clocks().find(key)).as("clock %s", key).hasValueSatisfying(clock -> {
            Map<String, Object> is = new HashMap<>();
            is.put("policy", clock.policy());
            is.put("state", clock.wire());
            is.put("due", String.valueOf(clock.due()));
            assertThat(is).as("clock %s", key).containsAllEntriesOf(expected);
        });
    }

    private static Stream<Fired> fired(Simulator.Outcome outcome) {
        return outcome.asked().stream().flatMap(a -> a.why().fired().stream());
    }

    /** What rules want beside fields. */
    private static List<String> wants(List<Fired> fired) {
        return fired.stream()
                .filter(f -> f.refused() == null)
                .flatMap(f -> f.intents().stream())
                .flatMap(intent -> switch (intent) {
                    case Intent.StartClock wish -> Stream.of("clock:" + wish.clock());
                    case Intent.StopClock wish -> Stream.of("stop:" + wish.clock());
                    case Intent.Promise wish -> Stream.of("promise:" + wish.key());
                    case Intent.RequestApproval wish -> Stream.of("approval:" + wish.key());
                    case Intent.SuggestRemedy wish -> Stream.of("remedy:" + wish.key());
                    case Intent.LinkTo wish -> Stream.of("link:" + wish.kind().wire());
                    case Intent.CreateTicket wish -> Stream.of("create:" + wish.type());
                    default -> Stream.<String>of();
                })
                .toList();
    }

    private static Set<String> notified(Simulator.Outcome outcome) {
        Set<String> out = new TreeSet<>();
        outcome.effects().stream()
                .filter(Effect.Notify.class::isInstance)
                .flatMap(e -> ((Effect.Notify) e).to().stream())
                .forEach(to -> out.add(
                        switch (to) {
                            case Audience.Assignee _ -> "assignee";
                            case Audience.Requester _ -> "requester";
                            case Audience.Team(String key) -> key == null ? "team" : "team " + key;
                            case Audience.Role(String key) -> "role " + key;
                            case Audience.Account(String id) -> "account " + id;
                            case Audience.Address(String address) -> "address " + address;
                        }));
        return out;
    }

    private Value value(String key, @Nullable Object json) {
        FieldDef field = type.byKey().get(key);
        assertThat(field).as("field %s", key).isNotNull();
        Problems problems = new Problems();
        Value value = FieldTypes.of(field.kind()).parse(json, field.settings(), "/" + key, problems);
        assertThat(problems.list()).isEmpty();
        return value;
    }

    private Actor actor(Object as) {
        Set<String> roles = Set.of(String.valueOf(as));
        Set<String> abilities = new TreeSet<>();
        roles.forEach(role -> abilities.addAll(release.roles().get(role).abilities()));
        return new Actor(
                TENANT,
                new AccountId(new UUID(0x7000L, 0x8000_0000_0000_0000L | as.hashCode())),
                "case",
                "Case",
                roles,
                release.teams().keySet(),
                abilities,
                Actor.ALL_SCOPES,
                "en");
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

    private static @Nullable Priority priority(@Nullable Object name) {
        return Stream.of(Priority.values())
                .filter(p -> p.wire().equals(name))
                .findFirst()
                .orElse(null);
    }

    static Map<String, Object> map(@Nullable Object yaml) {
        Map<String, Object> all = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(yaml)).forEach((k, v) -> all.put(String.valueOf(k), v));
        return all;
    }
}

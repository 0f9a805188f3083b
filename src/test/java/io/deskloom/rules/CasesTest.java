package io.deskloom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.ScriptWishes;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Facts;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.flow.Flow;
import io.deskloom.flow.FlowStep;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.RuleRounds.Applied;
import io.deskloom.rules.RuleRounds.Outcome;
import io.deskloom.script.ScriptFailure;
import io.deskloom.script.ScriptLimits;
import io.deskloom.script.ScriptOutcome;
import io.deskloom.script.ScriptRuntime;
import io.deskloom.script.Scripts;
import io.deskloom.script.WorkerSettings;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The cases beside the metadata: what flow and rules must do, written for people, run without a database. */
class CasesTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo(new SafeDrl());
    private static final Path TYPES = Path.of("metadata/demo/types");
    private static final Path PACK = Path.of("rule-packs/after-sales");
    private static final Scripts SCRIPTS = new Scripts(
            new ScriptRuntime(
                    2,
                    4,
                    new ScriptLimits(100_000, Duration.ofSeconds(10), 64L << 20, 10_000, 10_000, 50, 500),
                    false,
                    new WorkerSettings(1, 64, 100, 60_000),
                    false),
            Clock.systemUTC());
    private final RuleEngine engine = new RuleEngine();

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    /** Where a case stands: the ticket, what rules see as changed, and what they want beside its fields. */
    private record Now(Ticket ticket, Set<String> changed, List<String> wants) {
        Now(Ticket ticket, Set<String> changed) {
            this(ticket, changed, List.of());
        }

        Now wanting(String what, String key) {
            List<String> all = new ArrayList<>(wants);
            all.add(what + ":" + key);
            return new Now(ticket, changed, all);
        }
    }

    private record Acted(Now now, List<String> fired) {}

    @TestFactory
    Stream<DynamicTest> demo() throws IOException {
        return files(TYPES)
                .flatMap(file ->
                        cases(file, file.getParent().getParent().getFileName().toString(), DEMO.rules()));
    }

    @TestFactory
    Stream<DynamicTest> afterSalesPackAlone() throws IOException {
        List<RuleDef> own = DEMO.rules().stream()
                .filter(r -> "io.deskloom.after-sales".equals(r.origin().pack()))
                .toList();
        assertThat(own).hasSize(5);
        return files(PACK).flatMap(file -> cases(file, "", own));
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(demo().count()).isGreaterThanOrEqualTo(16);
        assertThat(afterSalesPackAlone().count()).isGreaterThanOrEqualTo(6);
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all
                    .filter(p -> p.getParent().endsWith("cases") && p.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private Stream<DynamicTest> cases(Path file, String folderType, List<RuleDef> rules) {
        Map<String, Object> read = map(yaml(file));
        TicketTypeDef type = DEMO.types().get(String.valueOf(read.getOrDefault("type", folderType)));
        assertThat(type).as("the type of %s", file).isNotNull();
        return ((List<?>) read.get("cases"))
                .stream()
                        .map(c -> map(c))
                        .map(c -> DynamicTest.dynamicTest(String.valueOf(c.get("name")), () -> run(type, rules, c)));
    }

    private void run(TicketTypeDef type, List<RuleDef> rules, Map<String, Object> c) {
        Now given = given(type, map(c.getOrDefault("given", Map.of())));
        Map<String, Object> when = map(c.get("when"));
        Acted acted;
        if (when.containsKey("create")) {
            Now created = fields(type, given, map(when.get("create")));
            FlowStep step =
                    Flow.begin(type.flow(), facts(type, created, "created")).orThrow();
            acted = rules(type, rules, entered(created, step), RuleDef.On.CREATED);
        } else if (when.containsKey("update")) {
            acted = rules(type, rules, fields(type, given, map(when.get("update"))), RuleDef.On.UPDATED);
        } else {
            FlowStep step = Flow.act(
                            type.flow(),
                            given.ticket().step(),
                            String.valueOf(when.get("act")),
                            facts(type, given, "updated"))
                    .orThrow();
            acted = rules(type, rules, entered(given, step), RuleDef.On.ACTED);
        }
        check(type, acted, map(c.get("then")));
    }

    private Acted rules(TicketTypeDef type, List<RuleDef> rules, Now start, RuleDef.On on) {
        RuleSet set = RuleSet.of(
                rules.stream()
                        .filter(r -> r.type().equals(type.key()) && r.listensTo(on))
                        .toList(),
                DEMO.packs().values(),
                new Words(DEMO, type));
        String kind = on == RuleDef.On.CREATED ? "created" : "updated";
        Outcome<Now> outcome = RuleRounds.run(engine, set, start, now -> facts(type, now, kind), (now, fired) -> {
            Now next = now;
            for (Intent intent : fired.intents()) {
                next = apply(type, next, intent);
            }
            return new Applied<>(next, null);
        });
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.fired())
                .as("what rules want can be computed")
                .allSatisfy(fired -> assertThat(fired.refused()).isNull());
        return new Acted(
                outcome.state(), outcome.fired().stream().map(Fired::key).toList());
    }

    private static Now apply(TicketTypeDef type, Now now, Intent intent) {
        Ticket t = now.ticket();
        return switch (intent) {
            case Intent.SetField(String key, Value value) -> {
                Map<String, Value> fields = new HashMap<>(t.fields());
                fields.put(type.byKey().get(key).id(), value);
                yield changed(now, ticket(t.step(), t.status(), t.priority(), t.team(), fields), key);
            }
            case Intent.SetPriority(int priority) ->
                changed(now, ticket(t.step(), t.status(), priority, t.team(), t.fields()), "ticket.priority");
            case Intent.AssignTeam(String team) -> {
                assertThat(DEMO.teams()).containsKey(team);
                yield changed(now, ticket(t.step(), t.status(), t.priority(), team, t.fields()), "ticket.team");
            }
            case Intent.StartClock(String clock, var within) -> {
                assertThat(within).as(clock).isNotNull();
                yield now.wanting("clock", clock);
            }
            case Intent.StopClock(String clock) -> now.wanting("stop", clock);
            case Intent.Promise wish -> {
                assertThat(wish.within()).as(wish.key()).isNotNull();
                yield now.wanting("promise", wish.key());
            }
            case Intent.RequestApproval wish -> {
                assertThat(wish.of()).as(wish.key()).isNotEmpty();
                yield now.wanting("approval", wish.key());
            }
            case Intent.SuggestRemedy wish -> {
                wish.set().keySet().forEach(key -> assertThat(type.byKey()).containsKey(key));
                yield now.wanting("remedy", wish.key());
            }
            case Intent.LinkTo(var _, var kind) -> now.wanting("link", kind.wire());
            case Intent.CreateTicket(String wanted, var fields, var _) -> {
                fields.keySet()
                        .forEach(key ->
                                assertThat(DEMO.types().get(wanted).byKey()).containsKey(key));
                yield now.wanting("create", wanted);
            }
            // What cases do not speak of yet.
            case Intent.RunScript question -> scripted(type, now, question);
            case Intent.AddTo _,
                    Intent.RemoveFrom _,
                    Intent.Assign _,
                    Intent.Comment _,
                    Intent.Act _,
                    Intent.Notify _,
                    Intent.Mail _,
                    Intent.CallWebhook _,
                    Intent.CallConnector _,
                    Intent.Refuse _ -> now;
        };
    }

    /** With what the script really answers: the workspace's own here, the pack's in a process of its own. */
    private static Now scripted(TicketTypeDef type, Now now, Intent.RunScript question) {
        ScriptDef script = DEMO.scripts().get(question.script());
        ScriptOutcome outcome = new ScriptOutcome.Failed(ScriptFailure.BUSY, 0, List.of(), 0);
        // A slow machine may take longer to start a process than a ticket waits for it.
        for (int i = 0;
                i < 10
                        && outcome instanceof ScriptOutcome.Failed failed
                        && failed.code().equals(ScriptFailure.BUSY);
                i++) {
            outcome = SCRIPTS.run(new TenantId(1), script, question.inputs());
        }
        assertThat(outcome).isInstanceOf(ScriptOutcome.Done.class);
        List<String> wrong = new ArrayList<>();
        List<Intent> wishes = ScriptWishes.of(script, type, ((ScriptOutcome.Done) outcome).value(), wrong);
        assertThat(wrong).isEmpty();
        Now next = now;
        for (Intent wish : wishes) {
            next = apply(type, next, wish);
        }
        return next;
    }

    private static Now entered(Now now, FlowStep step) {
        Ticket t = now.ticket();
        String team = step.team() == null ? t.team() : step.team();
        return changed(
                now, ticket(step.entered().id(), step.status().code(), t.priority(), team, t.fields()), "ticket.step");
    }

    private static Now given(TicketTypeDef type, Map<String, Object> state) {
        String step = String.valueOf(state.getOrDefault("step", ""));
        StatusCategory status = step.isEmpty()
                ? StatusCategory.NEW
                : switch (type.flow().node(step)) {
                    case FlowDef.Task t -> t.category();
                    case FlowDef.End e -> e.category();
                    case FlowDef.Start _, FlowDef.Decision _ -> throw new AssertionError("no ticket rests in " + step);
                };
        Now empty = new Now(
                ticket(
                        step,
                        status.code(),
                        priority(state.getOrDefault("priority", "normal")),
                        (String) state.get("team"),
                        Map.of()),
                Set.of());
        Now filled = fields(type, empty, map(state.getOrDefault("fields", Map.of())));
        Map<String, Value> related = new HashMap<>();
        map(state.getOrDefault("related", Map.of())).forEach((path, value) -> related.put(path, plain(value)));
        return new Now(filled.ticket().with(related), Set.of());
    }

    private static Value plain(Object yaml) {
        return switch (yaml) {
            case Number number -> Value.num(new java.math.BigDecimal(number.toString()));
            case Boolean is -> Value.bool(is);
            default -> Value.text(String.valueOf(yaml));
        };
    }

    private static Now fields(TicketTypeDef type, Now now, Map<String, Object> values) {
        Map<String, Value> fields = new HashMap<>(now.ticket().fields());
        values.forEach((key, json) -> fields.put(type.byKey().get(key).id(), value(type, key, json)));
        Ticket t = now.ticket();
        return changed(
                now,
                ticket(t.step(), t.status(), t.priority(), t.team(), fields).with(t.related()),
                values.keySet().toArray(new String[0]));
    }

    private static Value value(TicketTypeDef type, String key, @Nullable Object json) {
        FieldDef field = type.byKey().get(key);
        assertThat(field).as("field %s", key).isNotNull();
        Problems problems = new Problems();
        Value value = FieldTypes.of(field.kind()).parse(json, field.settings(), "/" + key, problems);
        FieldTypes.of(field.kind()).validate(value, field.settings(), "/" + key, problems);
        assertThat(problems.list()).isEmpty();
        return value;
    }

    private static void check(TicketTypeDef type, Acted acted, Map<String, Object> then) {
        Ticket t = acted.now().ticket();
        then.forEach((what, expected) -> {
            switch (what) {
                case "step" -> assertThat(t.step()).isEqualTo(expected);
                case "status" ->
                    assertThat(StatusCategory.ofCode(t.status()).wire()).isEqualTo(expected);
                case "priority" ->
                    assertThat(Priority.ofCode(t.priority()).wire()).isEqualTo(expected);
                case "team" -> assertThat(t.team()).isEqualTo(expected);
                case "fields" ->
                    map(expected)
                            .forEach((key, json) -> assertThat(
                                            t.field(type.byKey().get(key).id()))
                                    .as(key)
                                    .isEqualTo(value(type, key, json)));
                case "wants" ->
                    assertThat(acted.now().wants())
                            .containsAll(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "wantsNot" ->
                    assertThat(acted.now().wants())
                            .doesNotContainAnyElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "fired" -> {
                    List<?> keys = (List<?>) expected;
                    if (keys.isEmpty()) {
                        assertThat(acted.fired()).isEmpty();
                    } else {
                        assertThat(acted.fired())
                                .containsAll(keys.stream().map(String::valueOf).toList());
                    }
                }
                case "notFired" -> {
                    List<String> keys =
                            ((List<?>) expected).stream().map(String::valueOf).toList();
                    assertThat(DEMO.rules())
                            .extracting(RuleDef::key)
                            .as("known rules")
                            .containsAll(keys);
                    assertThat(acted.fired()).doesNotContainAnyElementsOf(keys);
                }
                default -> throw new AssertionError("cases cannot expect '" + what + "'");
            }
        });
    }

    private static Now changed(Now now, Ticket ticket, String... keys) {
        Set<String> changed = new TreeSet<>(now.changed());
        changed.addAll(List.of(keys));
        return new Now(ticket, changed, now.wants());
    }

    private static Facts facts(TicketTypeDef type, Now now, String kind) {
        return TicketFacts.of(
                now.ticket(),
                type,
                new TicketFacts.Viewer(null, List.of(), List.of()),
                new TicketFacts.Happening(kind, now.changed(), "web", null, null, null),
                RuleFixtures.MOMENT);
    }

    private static Ticket ticket(
            String step, int status, int priority, @Nullable String team, Map<String, Value> fields) {
        Map<String, Value> present = new HashMap<>(fields);
        present.values().removeIf(Value::isNull);
        return new Ticket(
                new TicketId(new UUID(0, 1)),
                "t_return",
                1,
                1,
                "",
                step,
                status,
                priority,
                null,
                team,
                null,
                null,
                new ReleaseId("0".repeat(64)),
                present,
                List.of(),
                RuleFixtures.MOMENT.now(),
                RuleFixtures.MOMENT.now());
    }

    private static int priority(Object name) {
        return Stream.of(Priority.values())
                .filter(p -> p.wire().equals(name))
                .findFirst()
                .orElseThrow()
                .code();
    }

    private static Object yaml(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, Object> map(@Nullable Object yaml) {
        Map<String, Object> all = new HashMap<>();
        ((Map<?, ?>) java.util.Objects.requireNonNull(yaml)).forEach((k, v) -> all.put(String.valueOf(k), v));
        return all;
    }
}

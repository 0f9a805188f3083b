package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Limits;
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
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.RuleEngine;
import io.deskloom.rules.SafeDrl;
import io.deskloom.script.ScriptLimits;
import io.deskloom.script.ScriptRuntime;
import io.deskloom.script.Scripts;
import io.deskloom.script.WorkerSettings;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

/**
 * The cases beside the metadata: what flow, rules and macros must do, written for people. Each is a simulation, so it goes the way
 * every change goes, only without a database.
 */
class CasesTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo(new SafeDrl());
    private static final Path TYPES = Path.of("metadata/demo/types");
    private static final Path PACK = Path.of("rule-packs/after-sales");
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final RuleEngine ENGINE = new RuleEngine();
    private static final Scripts SCRIPTS = new Scripts(
            new ScriptRuntime(
                    2,
                    4,
                    new ScriptLimits(100_000, Duration.ofSeconds(10), 64L << 20, 10_000, 10_000, 50, 500),
                    false,
                    new WorkerSettings(1, 64, 100, 60_000),
                    false),
            Clock.systemUTC());

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    @TestFactory
    Stream<DynamicTest> demo() throws IOException {
        return files(TYPES)
                .flatMap(file ->
                        cases(file, file.getParent().getParent().getFileName().toString(), DEMO));
    }

    @TestFactory
    Stream<DynamicTest> afterSalesPackAlone() throws IOException {
        List<RuleDef> own = DEMO.rules().stream()
                .filter(r -> "io.deskloom.after-sales".equals(r.origin().pack()))
                .toList();
        assertThat(own).hasSize(5);
        MetadataSnapshot alone = with(DEMO, own);
        return files(PACK).flatMap(file -> cases(file, "", alone));
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(demo().count()).isGreaterThanOrEqualTo(30);
        assertThat(afterSalesPackAlone().count()).isGreaterThanOrEqualTo(6);
    }

    private static MetadataSnapshot with(MetadataSnapshot all, List<RuleDef> rules) {
        return new MetadataSnapshot(
                new ReleaseId("a".repeat(64)),
                all.workspace(),
                all.roles(),
                all.teams(),
                all.types(),
                all.objects(),
                all.panels(),
                all.views(),
                all.packs(),
                rules,
                all.mails(),
                all.relations(),
                all.scripts(),
                all.dependents(),
                all.counters(),
                all.macros(),
                all.integrations(),
                all.tables());
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

    private static Stream<DynamicTest> cases(Path file, String folderType, MetadataSnapshot release) {
        Map<String, Object> read = map(yaml(file));
        TicketTypeDef type = release.types().get(String.valueOf(read.getOrDefault("type", folderType)));
        assertThat(type).as("the type of %s", file).isNotNull();
        return ((List<?>) read.get("cases"))
                .stream()
                        .map(c -> map(c))
                        .map(c -> DynamicTest.dynamicTest(
                                type.key() + ": " + c.get("name"), () -> new Case(type, release, c).run()));
    }

    private record Case(TicketTypeDef type, MetadataSnapshot release, Map<String, Object> c) {
        void run() {
            Map<String, Object> given = map(c.getOrDefault("given", Map.of()));
            Map<TicketId, Ticket> records = new HashMap<>();
            Map<String, Object> lookups =
                    new Related(release, records).of(type, map(given.getOrDefault("related", Map.of())));
            Map<String, Object> when = map(c.get("when"));
            if (when.containsKey("create")) {
                when.put("create", with(map(when.get("create")), lookups));
            } else {
                given.put("fields", with(map(given.getOrDefault("fields", Map.of())), lookups));
            }
            Actor actor = actor(c.getOrDefault("as", usual(given)));
            if (when.containsKey("elapse")) {
                elapse(String.valueOf(when.get("elapse")), actor, sketch(given, actor), records);
                return;
            }
            boolean creates = when.containsKey("create");
            Ticket ticket = creates ? null : sketch(given, actor);
            Simulator.Outcome outcome = simulator(records)
                    .run(new Simulator.Wanted(actor, release, ticket, command(when, ticket), facts(given, c), NOW));
            check(outcome, map(c.get("then")));
        }

        /** The automation is asked once its time has come for a ticket that nobody has touched since. */
        private void elapse(String automation, Actor actor, Ticket ticket, Map<TicketId, Ticket> records) {
            RuleDef rule = release.rules().stream()
                    .filter(r -> r.key().equals(automation) && r.type().equals(type.key()))
                    .findFirst()
                    .orElseThrow();
            Instant at = ticket.createdAt()
                    .plus(rule.timing() instanceof RuleDef.Timing.After after ? after.after() : Duration.ofHours(1));
            Simulator.Outcome outcome = simulator(records).elapse(actor, release, ticket, ticket.id(), automation, at);
            Map<String, Object> then = map(c.get("then"));
            check(unasked(outcome) ? as(ticket) : outcome, then);
        }

        /** As the ticket is, its time never comes: nothing happens to it. */
        private static boolean unasked(Simulator.Outcome outcome) {
            return outcome.refused() != null
                    && outcome.refused().problems().stream().anyMatch(p -> "simulate.never-due".equals(p.code()));
        }

        private static Simulator.Outcome as(Ticket ticket) {
            return new Simulator.Outcome(ticket, ticket, List.of(), List.of(), null, List.of(), 0);
        }

        private static Map<String, Object> with(Map<String, Object> fields, Map<String, Object> lookups) {
            Map<String, Object> all = new HashMap<>(fields);
            lookups.forEach(all::putIfAbsent);
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
                                    priority(given.get("priority")),
                                    (String) given.getOrDefault(
                                            "team",
                                            task(given).map(FlowDef.Task::team).orElse(null)),
                                    null,
                                    actor.account(),
                                    fields,
                                    NOW.minusSeconds(3_600)))
                    .orThrow();
        }

        private Command command(Map<String, Object> when, @Nullable Ticket ticket) {
            Origin origin = Origin.of(String.valueOf(c.getOrDefault("channel", "web")));
            if (ticket == null) {
                return new Command.Create(origin, type.key(), map(when.get("create")), priority(when.get("priority")));
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
                return;
            }
            assertThat(outcome.refused()).as("refused").isNull();
            List<Fired> all = outcome.asked().stream()
                    .flatMap(a -> a.why().fired().stream())
                    .toList();
            assertThat(outcome.asked()).allSatisfy(a -> assertThat(a.problems()).isEmpty());
            List<String> fired = all.stream()
                    .filter(f -> f.refused() == null)
                    .map(Fired::key)
                    .toList();
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
                                    .containsAll(
                                            keys.stream().map(String::valueOf).toList());
                        }
                    }
                    case "notFired" -> {
                        List<String> keys = ((List<?>) expected)
                                .stream().map(String::valueOf).toList();
                        assertThat(DEMO.rules())
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
                    case "notified" ->
                        assertThat(notified(outcome))
                                .containsExactlyInAnyOrderElementsOf(((List<?>) expected)
                                        .stream().map(String::valueOf).toList());
                    default -> throw new AssertionError("cases cannot expect '" + what + "'");
                }
            });
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
                        case Intent.LinkTo wish ->
                            Stream.of("link:" + wish.kind().wire());
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
                    new TenantId(1),
                    new AccountId(new UUID(0x7000L, 0x8000_0000_0000_0001L)),
                    "case",
                    "Case",
                    roles,
                    release.teams().keySet(),
                    abilities,
                    Actor.ALL_SCOPES,
                    "en");
        }

        private static Map<String, Value> facts(Map<String, Object> given, Map<String, Object> c) {
            Map<String, Value> facts = new HashMap<>();
            map(given.getOrDefault("counters", Map.of()))
                    .forEach((key, count) ->
                            facts.put("counter." + key, Value.num(new BigDecimal(String.valueOf(count)))));
            return facts;
        }
    }

    /** Records made of what a case says they hold, by path. */
    private record Related(MetadataSnapshot release, Map<TicketId, Ticket> records) {
        /** The lookups that lead to them, by field key. */
        Map<String, Object> of(TicketTypeDef from, Map<String, Object> paths) {
            Map<String, Map<String, Object>> byLookup = new TreeMap<>();
            paths.forEach((path, value) -> byLookup.computeIfAbsent(
                            path.substring(0, path.indexOf('.')), _ -> new HashMap<>())
                    .put(path.substring(path.indexOf('.') + 1), value));
            Map<String, Object> out = new HashMap<>();
            byLookup.forEach((key, rests) -> out.put(
                    key, record(String.valueOf(from.byKey().get(key).settings().target()), rests)));
            return out;
        }

        private String record(String object, Map<String, Object> rests) {
            TicketTypeDef type = release.object(object).orElseThrow();
            Map<String, Object> own = new HashMap<>();
            Map<String, Object> further = new HashMap<>();
            rests.forEach((path, value) -> (path.contains(".") ? further : own).put(path, value));
            own.putAll(of(type, further));
            Map<String, Value> fields = new HashMap<>();
            own.forEach((key, json) -> {
                FieldDef field = type.byKey().get(key);
                assertThat(field).as("field %s of %s", key, object).isNotNull();
                fields.put(field.id(), stored(field, json));
            });
            TicketId id = new TicketId(new UUID(2, records.size()));
            records.put(
                    id,
                    new Ticket(
                            id,
                            type.id(),
                            1,
                            1,
                            "",
                            "",
                            StatusCategory.NEW.code(),
                            Priority.NORMAL.code(),
                            null,
                            null,
                            null,
                            null,
                            release.release(),
                            fields,
                            List.of(),
                            NOW,
                            NOW));
            return id.toString();
        }

        private static Value stored(FieldDef field, Object json) {
            return switch (json) {
                case Number number -> Value.num(new BigDecimal(number.toString()));
                case Boolean is -> Value.bool(is);
                default -> FieldTypes.of(field.kind()).parse(json, field.settings(), "", new Problems());
            };
        }
    }

    private static @Nullable Priority priority(@Nullable Object name) {
        return Stream.of(Priority.values())
                .filter(p -> p.wire().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Simulator simulator(Map<TicketId, Ticket> records) {
        return new Simulator(
                noTickets(records),
                nothing(LinkStore.class),
                nothing(AttachmentStore.class),
                Limits.DEFAULT,
                new io.deskloom.model.Snapshots() {
                    @Override
                    public MetadataSnapshot current(TenantId tenant) {
                        return DEMO;
                    }

                    @Override
                    public Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release) {
                        return Optional.of(DEMO);
                    }
                },
                ENGINE,
                () -> false,
                new Sealer(_ -> new byte[32]),
                SCRIPTS);
    }

    /** A workspace without tickets and records, in which everybody anybody names is there. */
    private static TicketStore noTickets(Map<TicketId, Ticket> records) {
        return (TicketStore) Proxy.newProxyInstance(
                CasesTest.class.getClassLoader(),
                new Class<?>[] {TicketStore.class},
                (_, method, args) -> switch (method.getName()) {
                    case "activeAccounts" -> args[1];
                    case "findAll" ->
                        ((Set<?>) args[2])
                                .stream()
                                        .map(records::get)
                                        .filter(Objects::nonNull)
                                        .toList();
                    case "count" -> Counted.NONE;
                    case "person" -> Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static <T> T nothing(Class<T> port) {
        return port.cast(
                Proxy.newProxyInstance(CasesTest.class.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    private static Object yaml(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> map(@Nullable Object yaml) {
        Map<String, Object> all = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(yaml)).forEach((k, v) -> all.put(String.valueOf(k), v));
        return all;
    }
}

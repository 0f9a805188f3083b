package io.deskloom.command;

import static io.deskloom.testing.Desk.count;
import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Priority;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CommandsTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    TicketStore store;

    private Tenant demo;
    private Actor jun;
    private Actor lin;
    private Actor fang;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        lin = desk.actor(demo, "lin", "warehouse", "warehouse");
        fang = desk.actor(demo, "fang", "finance", "finance");
        mei = desk.actor(demo, "mei", "supervisor");
    }

    private static Map<String, Object> kettle() {
        return new HashMap<>(Map.of(
                "subject",
                "Kettle leaks 水壶漏水",
                "reason",
                "damaged",
                "fault_codes",
                List.of("leak"),
                "order_no",
                "A-1",
                "paid",
                Map.of("amount", "200", "currency", "CNY"),
                "refund_amount",
                Map.of("amount", "120.50", "currency", "CNY")));
    }

    @Test
    void aCreateWritesStateHistoryEffectAndSearchTogether() {
        Ticket ticket = desk.create(jun, "return_refund", kettle());

        assertThat(ticket.version()).isEqualTo(1);
        assertThat(ticket.step()).isEqualTo("review");
        assertThat(ticket.team()).isEqualTo("after_sales");
        assertThat(ticket.title()).isEqualTo("Kettle leaks 水壶漏水");
        assertThat(ticket.field("f_freight")).as("set by a rule").isEqualTo(Value.text("seller"));
        assertThat(ticket.priority()).as("damaged is urgent").isEqualTo(Priority.URGENT.code());
        List<Event> events = desk.events(jun, ticket.id());
        assertThat(Tickets.apply(null, events)).isEqualTo(ticket);
        assertThat(events)
                .filteredOn(e -> e.meta().cause() instanceof Cause.Rule)
                .extracting(e -> ((Cause.Rule) e.meta().cause()).label())
                .containsExactlyInAnyOrder("damaged_urgent", "defect_seller_pays");
        assertThat(Desk.column(
                        demo.id(), "SELECT decision->>'event' FROM event WHERE tenant_id = ? AND decision IS NOT NULL"))
                .containsExactly("created");
        assertThat(Desk.column(
                        demo.id(), "SELECT unnest(tsvector_to_array(tokens)) FROM record_search WHERE tenant_id = ?"))
                .contains("f_subject:kettle", "f_subject:水壶", "f_subject:漏水", "f_order:a");
        assertThat(Desk.column(
                        demo.id(),
                        "SELECT concat_ws(' ', s1, s2, s3, s4, s5, i1, i2, fields->'f_refund'->>'amount') FROM record"
                                + " WHERE tenant_id = ?"))
                .singleElement()
                .asString()
                .contains("damaged", "A-1", "12050", "120.50");
    }

    /** Compressed or moved aside by PostgreSQL, a create's history would cost more than its ticket's row (adr/090). */
    @Test
    void aCreateOfTwentyFieldsStaysInItsRowOfHistory() {
        Map<String, Object> fields = kettle();
        fields.putAll(Map.of(
                "complaint_text", "The box was dented and the kettle inside has a long crack. I have photos.",
                "customer_name", "Emma Clarke",
                "contact", "13800010002",
                "tier", "vip",
                "lifetime_spend", Map.of("amount", "5200.00", "currency", "CNY"),
                "items_count", 1,
                "delivered_on", "2026-11-20",
                "pickup_at", "2026-11-23T09:00:00Z",
                "freight_payer", "seller",
                "warehouse_note", "Box kept for the carrier's claim."));
        Actor admin = desk.actor(demo, "root", "admin");

        desk.create(admin, "return_refund", fields);

        assertThat(
                        Desk.column(
                                demo.id(),
                                "SELECT pg_column_size(changes) < 2000"
                                        + " AND pg_column_size(changes) > octet_length(changes::text) FROM event WHERE tenant_id = ?"))
                .containsExactly("t");
    }

    @Test
    void theWholeWayWithEachRolesOwnFields() {
        Map<String, Object> fields = kettle();
        fields.put("paid", Map.of("amount", "900", "currency", "CNY"));
        fields.put("refund_amount", Map.of("amount", "800", "currency", "CNY"));
        Ticket ticket = desk.create(jun, "return_refund", fields);
        assertThat(commands.handle(jun, new Command.Claim(API, ticket.id())).isOk())
                .isTrue();

        ticket = desk.act(jun, ticket, "approve", Map.of());
        assertThat(ticket.step()).isEqualTo("inspect");
        assertThat(ticket.team()).isEqualTo("warehouse");
        assertThat(ticket.assignee()).as("nobody's in the other team").isNull();

        Rejection missing =
                refusal(commands.handle(lin, new Command.Act(API, ticket.id(), "pass", null, Map.of(), null)));
        assertThat(missing.problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/fields/inspection_result", "field.required"));
        assertThat(refusal(commands.handle(jun, new Command.Act(API, ticket.id(), "pass", null, Map.of(), null)))
                        .code())
                .isEqualTo("action-not-allowed");
        ticket = desk.act(
                lin,
                ticket,
                "pass",
                Map.of("inspection_result", "minor", "inspector", lin.account().toString()));
        assertThat(ticket.step()).as("more than 500").isEqualTo("large");

        ticket = desk.act(mei, ticket, "approve_large", Map.of());
        assertThat(ticket.team()).isEqualTo("finance");
        ticket = desk.act(fang, ticket, "pay", Map.of("refund_amount", Map.of("amount", "750", "currency", "CNY")));
        assertThat(ticket.step()).isEqualTo("done");
        assertThat(ticket.status()).isEqualTo(4);
        assertThat(refusal(commands.handle(fang, new Command.Act(API, ticket.id(), "pay", null, Map.of(), null)))
                        .code())
                .isEqualTo("ticket-ended");
        assertThat(refusal(commands.handle(mei, new Command.Claim(API, ticket.id())))
                        .code())
                .isEqualTo("ticket-ended");
        List<Event> events = desk.events(mei, ticket.id());
        assertThat(events)
                .filteredOn(Event.StepEntered.class::isInstance)
                .extracting(e -> ((Event.StepEntered) e).to())
                .containsExactly("review", "inspect", "large", "refund", "done");
        assertThat(events)
                .filteredOn(e -> e instanceof Event.TeamChanged)
                .allSatisfy(e -> assertThat(e.meta().cause()).isInstanceOf(Cause.Flow.class));
    }

    @Test
    void everythingWrongIsSaidAtOnceAndNothingIsWritten() {
        Map<String, Object> fields = new HashMap<>(Map.of(
                "reason", "boredom",
                "paid", Map.of("amount", "10", "currency", "CNY"),
                "refund_amount", Map.of("amount", "20", "currency", "CNY"),
                "items_count", "three",
                "nonsense", 1,
                "lifetime_spend", Map.of("amount", "1", "currency", "CNY"),
                "resellable", true,
                "inspector", UUID.randomUUID().toString(),
                "fault_codes", List.of("leak")));
        Rejection refused = refusal(commands.handle(jun, new Command.Create(API, "return_refund", fields, null)));

        assertThat(refused.problems())
                .extracting(p -> p.pointer() + " " + p.code())
                .contains(
                        "/fields/nonsense field.unknown",
                        "/fields/lifetime_spend field.unknown",
                        "/fields/subject field.required",
                        "/fields/reason field.unknown-option",
                        "/fields/items_count field.wrong-type",
                        "/fields/refund_amount field.rule",
                        "/fields/fault_codes field.not-shown",
                        "/fields/resellable field.read-only");
        assertThat(count(demo.id(), "record") + count(demo.id(), "event") + count(demo.id(), "outbox"))
                .isZero();
    }

    @Test
    void aForbiddenFieldIsAnsweredLikeOneThatDoesNotExist() {
        Problem forbidden = only("lifetime_spend", Map.of("amount", "x", "currency", 5));
        Problem unknown = only("lifetime_speed", Map.of("amount", "x", "currency", 5));
        assertThat(forbidden.code()).isEqualTo(unknown.code());
        assertThat(forbidden.message()).isEqualTo(unknown.message());
        assertThat(forbidden.params()).isEqualTo(unknown.params());
    }

    private Problem only(String key, Object value) {
        Map<String, Object> fields = kettle();
        fields.put(key, value);
        return refusal(commands.handle(jun, new Command.Create(API, "return_refund", fields, null)))
                .problems()
                .getFirst();
    }

    @Test
    void aMaskedFieldDoesNotTellWhetherAGuessIsRight() {
        Map<String, Object> fields = kettle();
        fields.put("contact", "+86 138 0013 5520");
        Ticket ticket = desk.act(jun, desk.create(jun, "return_refund", fields), "approve", Map.of());
        for (String guess : List.of("+86 138 0013 5520", "+86 138 0013 5521", "no phone at all")) {
            assertThat(refusal(commands.handle(
                                    lin,
                                    new Command.Update(
                                            API, ticket.id(), ticket.version(), Map.of("contact", guess), null)))
                            .problems())
                    .extracting(Problem::code)
                    .as(guess)
                    .containsExactly("field.read-only");
        }
    }

    @Test
    void whatAConditionHidesIsEmptied() {
        Ticket ticket = desk.create(jun, "return_refund", kettle());
        assertThat(ticket.field("f_faults").isNull()).isFalse();
        commands.handle(jun, new Command.Update(API, ticket.id(), 1, Map.of("reason", "size"), null))
                .orThrow();
        Ticket after = desk.ticket(jun, ticket.id());
        assertThat(after.field("f_faults").isNull()).isTrue();
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(e -> e instanceof Event.FieldChanged f && f.field().equals("f_faults"))
                .singleElement()
                .satisfies(e -> assertThat(e.meta().cause()).isEqualTo(new Cause.System("hidden")));
    }

    @Test
    void anotherWorkspacesTicketIsNotThere() {
        Ticket ticket = desk.create(jun, "return_refund", kettle());
        Tenant acme = desk.acme();
        Actor owner = desk.actor(acme, "olga", "owner", "bench");
        List<Command> all = List.of(
                new Command.Update(API, ticket.id(), 1, Map.of(), Priority.LOW),
                new Command.Comment(API, ticket.id(), false, "hello"),
                new Command.Act(API, ticket.id(), "approve", null, Map.of(), null),
                new Command.Assign(API, ticket.id(), true, owner.account(), null),
                new Command.Claim(API, ticket.id()));
        assertThat(all)
                .allSatisfy(c ->
                        assertThat(refusal(commands.handle(owner, c)).kind()).isEqualTo(Rejection.Kind.NOT_FOUND));
        assertThat(all)
                .allSatisfy(c -> assertThat(refusal(commands.handle(lin, c)).kind())
                        .as("not in her scope")
                        .isEqualTo(Rejection.Kind.NOT_FOUND));
        assertThat(refusal(commands.handle(jun, new Command.Assign(API, ticket.id(), true, owner.account(), null)))
                        .problems())
                .extracting(Problem::code)
                .as("another workspace's account")
                .containsExactly("assignment.unknown-account");
        assertThat(desk.ticket(jun, ticket.id())).isEqualTo(ticket);
    }

    @Test
    void whoIsTooLateLearnsWhatChangedAsFarAsHeMayKnow() {
        Ticket ticket =
                desk.create(mei, "return_refund", new HashMap<>(Map.of("subject", "Too big", "reason", "size")));
        commands.handle(mei, new Command.Update(API, ticket.id(), 1, Map.of("subject", "Far too big"), Priority.HIGH))
                .orThrow();
        Actor admin = desk.actor(demo, "root", "admin");
        commands.handle(
                        admin,
                        new Command.Update(
                                API,
                                ticket.id(),
                                2,
                                Map.of("lifetime_spend", Map.of("amount", "77777", "currency", "CNY")),
                                null))
                .orThrow();

        Rejection late =
                refusal(commands.handle(jun, new Command.Update(API, ticket.id(), 1, Map.of("subject", "Mine"), null)));
        assertThat(late.kind()).isEqualTo(Rejection.Kind.CONFLICT);
        assertThat(late.code()).isEqualTo("ticket-changed");
        assertThat(commands.changesSince(jun, ticket.id(), 1))
                .extracting(Change::what)
                .containsExactly("subject", "title", "priority");
        assertThat(commands.changesSince(mei, ticket.id(), 1))
                .extracting(Change::what)
                .contains("lifetime_spend");
        assertThat(desk.ticket(jun, ticket.id()).title()).isEqualTo("Far too big");
    }

    @Test
    void aCommentMeanwhileIsNoConflict() {
        Ticket ticket = desk.create(jun, "return_refund", kettle());
        commands.handle(mei, new Command.Comment(API, ticket.id(), true, "Look at the photo"))
                .orThrow();
        assertThat(commands.handle(jun, new Command.Update(API, ticket.id(), 1, Map.of("order_no", "A-2"), null))
                        .isOk())
                .isTrue();
    }

    @Test
    void ofFiftyWhoClaimAtOnceExactlyOneWins() throws Exception {
        Ticket ticket = desk.create(jun, "return_refund", kettle());
        List<Actor> people = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            people.add(new Actor(
                    demo.id(),
                    new AccountId(UUID.randomUUID()),
                    "a" + i,
                    "A" + i,
                    jun.roles(),
                    jun.teams(),
                    jun.abilities(),
                    jun.scopes(),
                    "en"));
        }
        List<Result<Done>> results;
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = TestDatabase.asOwner()) {
            // Nobody writes before several have read that the ticket is free: without this a slow machine never sees a
            // race.
            hold(holder, ticket.id());
            Future<List<Result<Done>>> claims = beside.submit(() -> together(people.stream()
                    .<Callable<Result<Done>>>map(p -> () -> commands.handle(p, new Command.Claim(API, ticket.id())))
                    .toList()));
            awaitWriters(2);
            holder.commit();
            results = claims.get(90, TimeUnit.SECONDS);
        }
        assertThat(results).filteredOn(Result::isOk).hasSize(1);
        assertThat(results)
                .filteredOn(r -> !r.isOk())
                .hasSize(49)
                .allSatisfy(r -> assertThat(refusal(r).code()).isEqualTo("already-claimed"));
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(Event.AssigneeChanged.class::isInstance)
                .hasSize(1);
    }

    /** Keeps the ticket's row from being written until the connection's transaction ends. */
    private static void hold(Connection holder, TicketId ticket) throws SQLException {
        holder.setAutoCommit(false);
        try (PreparedStatement s = holder.prepareStatement("SELECT FROM record WHERE id = ? FOR UPDATE")) {
            s.setObject(1, ticket.value());
            assertThat(s.executeQuery().next()).isTrue();
        }
    }

    private static void awaitWriters(int howMany) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
            while (System.nanoTime() < end) {
                try (ResultSet waiting = s.executeQuery()) {
                    waiting.next();
                    if (waiting.getInt(1) >= howMany) {
                        return;
                    }
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
        throw new AssertionError("nobody came to write");
    }

    @Test
    void concurrentCommentsAllArrive() throws Exception {
        Ticket ticket = desk.create(jun, "return_refund", Map.of("subject", "Too big", "reason", "size"));
        List<Callable<Result<Done>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "note " + i;
            all.add(() -> commands.handle(jun, new Command.Comment(API, ticket.id(), true, text)));
        }
        assertThat(together(all)).allMatch(Result::isOk);
        assertThat(desk.ticket(jun, ticket.id()).version()).isEqualTo(21);
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(Event.Commented.class::isInstance)
                .hasSize(20);
    }

    @Test
    void oneIdempotencyKeyMakesOneTicketHoweverOftenItIsSent() throws Exception {
        Origin once = new Origin("api", "order-4711");
        Command.Create wanted = new Command.Create(once, "return_refund", kettle(), null);
        List<Callable<Result<Done>>> twenty = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            twenty.add(() -> commands.handle(jun, wanted));
        }
        List<Result<Done>> results = together(twenty);
        assertThat(results).allMatch(Result::isOk);
        assertThat(results.stream().map(r -> r.orThrow().ticket()))
                .containsOnly(results.getFirst().orThrow().ticket());
        assertThat(results.stream().filter(r -> r.orThrow() instanceof Done.Now))
                .hasSize(1);
        assertThat(count(demo.id(), "record")).isEqualTo(1);

        Map<String, Object> other = kettle();
        other.put("order_no", "A-2");
        assertThat(refusal(commands.handle(jun, new Command.Create(once, "return_refund", other, null)))
                        .code())
                .isEqualTo("idempotency-key-reused");
        assertThat(commands.handle(
                                mei,
                                new Command.Create(
                                        once, "return_refund", Map.of("subject", "x", "reason", "size"), null))
                        .orThrow())
                .as("somebody else's key")
                .isInstanceOf(Done.Now.class);
    }

    @Test
    void aRepeatedActionIsAnsweredAndNotTakenTwice() {
        Ticket ticket = desk.create(jun, "return_refund", kettle());
        Command approve = new Command.Act(new Origin("web", "k1"), ticket.id(), "approve", 1, Map.of(), null);
        Done first = commands.handle(jun, approve).orThrow();
        Done again = commands.handle(jun, approve).orThrow();
        assertThat(again).isInstanceOf(Done.Before.class);
        assertThat(again.version()).isEqualTo(first.version());
        assertThat(again.event()).isEqualTo(first.event());
    }

    @Test
    void anExpiredKeyMayBeUsedAgain() {
        Origin once = new Origin("api", "weekly");
        Command.Create wanted = new Command.Create(once, "return_refund", kettle(), null);
        Instant start = Instant.parse("2026-11-02T08:00:00Z");
        Done first = commands.handle(jun, wanted, start).orThrow();
        assertThat(commands.handle(jun, wanted, start.plusSeconds(3600))
                        .orThrow()
                        .ticket())
                .isEqualTo(first.ticket());
        Done second =
                commands.handle(jun, wanted, start.plus(Commands.REMEMBERED)).orThrow();
        assertThat(second.ticket()).isNotEqualTo(first.ticket());
        assertThat(store.forgetExpired(demo.id(), start.plus(Commands.REMEMBERED.multipliedBy(2))))
                .isEqualTo(1);
    }

    @Test
    void aFailureBetweenTheStatementsLeavesNothing() throws Exception {
        String name = "fail_" + demo.id().value();
        sql("CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF NEW.tenant_id = " + demo.id().value()
                + " THEN RAISE EXCEPTION 'crash'; END IF; RETURN NEW; END $$;"
                + " CREATE TRIGGER " + name + " BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION " + name + "()");
        try {
            Command.Create wanted = new Command.Create(new Origin("api", "crash"), "return_refund", kettle(), null);
            assertThatThrownBy(() -> commands.handle(jun, wanted)).hasMessageContaining("crash");
            for (String table : List.of("record", "event", "record_search", "outbox", "idempotency")) {
                assertThat(count(demo.id(), table)).as(table).isZero();
            }
        } finally {
            sql("DROP TRIGGER " + name + " ON event; DROP FUNCTION " + name + "()");
        }
        assertThat(desk.create(jun, "return_refund", kettle()).version()).isEqualTo(1);
    }

    /** Random commands by random people; what the events add up to must be what the row says, and never an exception. */
    @Test
    void theRowIsAlwaysTheFoldOfItsEvents() {
        Actor admin = desk.actor(demo, "root", "admin");
        List<Actor> people = List.of(jun, lin, fang, mei, admin);
        List<String> reasons = List.of("size", "damaged", "quality", "wrong_item", "no_longer_wanted");
        List<String> actions = List.of("approve", "reject", "pass", "fail", "approve_large", "pay");
        List<String> teams = List.of("after_sales", "vip_desk", "warehouse", "finance");
        int done = 0;
        for (int seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            TicketId id = desk.create(admin, "return_refund", kettle()).id();
            for (int i = 0; i < 25; i++) {
                Actor who = people.get(random.nextInt(people.size()));
                int version = desk.ticket(admin, id).version();
                Map<String, Object> fields = new HashMap<>();
                if (random.nextBoolean()) {
                    fields.put("reason", reasons.get(random.nextInt(reasons.size())));
                }
                if (random.nextInt(3) == 0) {
                    fields.put("fault_codes", random.nextBoolean() ? List.of("crack", "leak") : List.of());
                }
                if (random.nextInt(3) == 0) {
                    fields.put("tier", random.nextBoolean() ? "vip" : null);
                }
                if (random.nextInt(3) == 0) {
                    fields.put("parcel_weight", new BigDecimal("0." + random.nextInt(999)));
                }
                if (random.nextInt(3) == 0) {
                    fields.put("subject", "Subject " + random.nextInt(100));
                }
                if (random.nextInt(4) == 0) {
                    fields.put("refund_amount", Map.of("amount", random.nextInt(900) + ".25", "currency", "CNY"));
                }
                Command command = switch (random.nextInt(5)) {
                    case 0 -> new Command.Comment(API, id, random.nextBoolean(), "note " + i);
                    case 1 -> {
                        fields.put("inspection_result", "pass");
                        yield new Command.Act(API, id, actions.get(random.nextInt(actions.size())), null, fields, null);
                    }
                    case 2 ->
                        new Command.Assign(
                                API,
                                id,
                                random.nextBoolean(),
                                random.nextBoolean() ? jun.account() : null,
                                teams.get(random.nextInt(teams.size())));
                    case 3 -> new Command.Claim(API, id);
                    default -> new Command.Update(API, id, version, fields, Priority.ofCode(1 + random.nextInt(4)));
                };
                done += commands.handle(who, command).isOk() ? 1 : 0;
                Ticket row = desk.ticket(admin, id);
                List<Event> events = desk.events(admin, id);
                // What rules do after a change comes when it comes, and may come between the two.
                for (Ticket later = desk.ticket(admin, id);
                        later.version() != row.version();
                        later = desk.ticket(admin, id)) {
                    row = later;
                    events = desk.events(admin, id);
                }
                assertThat(fold(events, row.version()))
                        .as("seed %d, command %d", seed, i)
                        .isEqualTo(row);
            }
        }
        assertThat(done).as("commands that went through").isGreaterThan(60);
    }

    /** The fold, with the row's version: batches are not told apart in a plain list of events. */
    private static Ticket fold(List<Event> events, int version) {
        return Tickets.apply(null, events).withVersion(version);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(work.size());
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> one : work) {
                running.add(all.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return one.call();
                }));
            }
            List<T> out = new ArrayList<>();
            for (Future<T> f : running) {
                out.add(f.get(60, TimeUnit.SECONDS));
            }
            return out;
        }
    }

    private static void sql(String text) throws Exception {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute(text);
        }
    }
}

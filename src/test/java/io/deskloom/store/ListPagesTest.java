package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TicketAccess;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import io.deskloom.view.TicketQueries;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random lists, paged through to their end, against the plainest way to answer them: every ticket, looked at one by one with
 * the evaluator, then sorted. As the application's role under row-level security, with limits so small that every way of
 * finding rows is taken.
 */
@Tag("database")
class ListPagesTest {
    private static final long SEED = 20261122;
    private static final int CASES = 150;
    private static final int ROWS = 1_200;
    private static final int TENANT = 910_002;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final TicketTypeDef TYPE =
            Snapshots.demo().type("return_refund").orElseThrow();
    private static final TypeSlots SLOTS = new TypeSlots(
            1,
            Map.of(
                    "f_reason",
                    "s1",
                    "f_order",
                    "s2",
                    "f_phone",
                    "s3",
                    "f_tier",
                    "s4",
                    "f_refund",
                    "i1",
                    "f_delivered",
                    "d1"),
            1);
    private static final Planner PLANNER = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of());
    private static List<Ticket> all = List.of();
    private static Map<TicketId, Ticket> byId = Map.of();

    @BeforeAll
    static void load() throws SQLException {
        Random random = new Random(SEED);
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            String sql =
                    "INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, assignee_id, team,"
                            + " requester_id, flow_release, created_at, updated_at, deleted_at, title, s1, s2, s3, s4, i1, d1, fields)"
                            + " VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)";
            try (PreparedStatement s = c.prepareStatement(sql)) {
                for (int n = 1; n <= ROWS; n++) {
                    row(s, random, n);
                    s.addBatch();
                }
                s.executeBatch();
            }
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner()) {
            owner.createStatement().execute("VACUUM ANALYZE record");
        }
        try (Connection c = tenant(TenantTx.SET_TENANT);
                PreparedStatement s = c.prepareStatement("SELECT " + TicketRows.COLUMNS
                        + " FROM record WHERE tenant_id = ? AND type_id = 1 AND deleted_at IS NULL")) {
            s.setInt(1, TENANT);
            List<Ticket> read = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    read.add(TicketRows.read(row, TYPE));
                }
            }
            all = List.copyOf(read);
            byId = all.stream().collect(Collectors.toMap(Ticket::id, t -> t));
        }
    }

    private static void row(PreparedStatement s, Random random, int n) throws SQLException {
        Instant created = BEGIN.plusSeconds(60L * n);
        Map<String, Value> fields = new HashMap<>();
        put(fields, "f_reason", random, Value.text(pick(random, "size", "quality", "damaged")));
        put(fields, "f_order", random, Value.text("SO-" + (int) Math.abs(random.nextGaussian() * 8)));
        put(fields, "f_phone", random, Value.text("138" + (10_000_000 + random.nextInt(30))));
        put(fields, "f_tier", random, Value.text(pick(random, "standard", "gold", "vip")));
        put(fields, "f_refund", random, new Value.Money(BigDecimal.valueOf(random.nextInt(40) * 50L, 2), "CNY"));
        put(
                fields,
                "f_delivered",
                random,
                new Value.Date(LocalDate.of(2026, 1, 1).plusDays(random.nextInt(40))));
        int i = 1;
        s.setInt(i++, TENANT);
        s.setObject(i++, new UUID(created.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | random.nextInt()));
        s.setInt(i++, n % 50 == 0 ? 2 : 1);
        // Blocks of numbers are handed out to nodes, so numbers do not follow creation.
        s.setLong(i++, n % 50 == 0 ? n : 1000L + (n * 7919L) % 100_003);
        s.setString(i++, pick(random, "review", "inspect", "refund"));
        s.setInt(i++, 1 + random.nextInt(6));
        s.setInt(i++, 1 + random.nextInt(4));
        s.setObject(i++, random.nextInt(10) == 0 ? me("agent").account().value() : null);
        s.setString(i++, random.nextInt(8) == 0 ? null : pick(random, "after_sales", "warehouse", "finance"));
        s.setObject(i++, random.nextInt(20) == 0 ? me("agent").account().value() : null);
        s.setString(i++, "0".repeat(64));
        s.setObject(i++, created.atOffset(ZoneOffset.UTC));
        // Few moments, so that the ids must decide.
        s.setObject(i++, BEGIN.plusSeconds(3600L * random.nextInt(200)).atOffset(ZoneOffset.UTC));
        s.setObject(i++, random.nextInt(60) == 0 ? created.atOffset(ZoneOffset.UTC) : null);
        s.setString(i++, "Ticket " + n);
        for (String id : List.of("f_reason", "f_order", "f_phone", "f_tier", "f_refund", "f_delivered")) {
            FieldDef field = TYPE.fieldById(id).orElseThrow();
            Value value = fields.getOrDefault(id, Value.NULL);
            Object slot = value.isNull() ? null : FieldTypes.of(field.kind()).toSlot(value, field.settings());
            s.setObject(i++, slot instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : slot);
        }
        s.setString(i, Json.write(TicketRows.json(fields, TYPE)));
    }

    private static void put(Map<String, Value> fields, String id, Random random, Value value) {
        if (random.nextInt(6) != 0) {
            fields.put(id, value);
        }
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            c.commit();
        }
    }

    @Test
    void everyListHoldsEveryRowOnceAndInOrder() throws SQLException {
        Random random = new Random(SEED);
        Set<String> ways = new HashSet<>();
        int rows = 0;
        for (int n = 0; n < CASES; n++) {
            Actor actor = me(pick(random, "agent", "supervisor", "finance"));
            String filter = filter(random);
            String sort = (random.nextBoolean() ? "-" : "") + pick(random, SORTS);
            ListPath.Limits limits =
                    new ListPath.Limits(random.nextInt(600), random.nextInt(300), 1 + random.nextInt(3));
            String what = "case " + n + ": " + actor.login() + ", " + filter + ", " + sort + ", " + limits;
            QueryPlan plan = PLANNER.plan(
                            actor,
                            Snapshots.demo(),
                            new ListRequest(
                                    "return_refund", null, filter, Map.of(), sort, 1 + random.nextInt(90), null),
                            NOON)
                    .orThrow();
            List<UUID> expected = expected(actor, filter, sort);
            assertThat(paged(plan, limits, expected.size(), ways, random))
                    .as(what)
                    .isEqualTo(expected);
            rows += expected.size();
        }
        assertThat(ways).as("ways taken").containsExactlyInAnyOrder("Walk", "Merge", "Gather");
        assertThat(rows).as("rows compared").isGreaterThan(50 * CASES);
    }

    private static final String[] SORTS = {
        "updated", "created", "number", "priority", "refund_amount", "delivered_on", "order_no", "reason"
    };

    private static String filter(Random random) {
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(condition(random));
        }
        return parts.isEmpty() ? null : String.join(" && ", parts);
    }

    private static String condition(Random random) {
        int n = random.nextInt(12);
        return switch (random.nextInt(20)) {
            case 0, 1 -> "order_no == \"SO-" + n + "\"";
            case 2 -> "order_no.startsWith(\"SO-1\")";
            case 3 -> "tier == null";
            case 4 -> "(reason == \"size\" || reason == \"damaged\")";
            case 5 -> "reason in [\"size\", \"quality\"]";
            case 6 -> "reason != \"quality\"";
            case 7 -> "refund_amount > " + n;
            case 8 -> "refund_amount <= " + n;
            case 9 -> "(refund_amount == 5 || refund_amount == null)";
            case 10 -> "delivered_on >= date(\"2026-01-" + (10 + n) + "\")";
            case 11 -> "delivered_on == date(\"2026-01-" + (10 + n) + "\")";
            case 12, 13 -> "ticket.status == \"open\"";
            case 14, 15 -> "ticket.status in [\"new\", \"open\", \"waiting\"]";
            case 16 -> "ticket.priority == \"high\"";
            case 17 -> "ticket.team == \"after_sales\"";
            case 18 -> "ticket.assignee == actor";
            default -> "ticket.step == \"review\"";
        };
    }

    /** All tickets one by one. */
    private static List<UUID> expected(Actor actor, String filter, String sort) {
        Problems problems = new Problems();
        Expr condition = filter == null
                ? null
                : Expressions.parse(filter, TicketPaths.of(TYPE.fields()), ExprType.BOOL, "", problems);
        assertThat(problems.list()).isEmpty();
        TicketFacts.Viewer viewer = new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams());
        return all.stream()
                .filter(t -> TicketAccess.maySee(actor, TYPE, t, NOON))
                .filter(t -> condition == null || Evaluator.test(condition, TicketFacts.of(t, TYPE, viewer, NOON)))
                .sorted(order(sort))
                .map(t -> t.id().value())
                .toList();
    }

    private static Comparator<Ticket> order(String sort) {
        boolean down = sort.startsWith("-");
        String name = down ? sort.substring(1) : sort;
        Comparator<Ticket> byId = Comparator.comparing(t -> t.id().value().toString());
        Comparator<Ticket> ascending = switch (name) {
            case "updated" -> Comparator.comparing(Ticket::updatedAt).thenComparing(byId);
            case "created" -> Comparator.comparing(Ticket::createdAt);
            case "number" -> Comparator.comparing(Ticket::number);
            case "priority" -> Comparator.comparing(Ticket::priority).thenComparing(byId);
            case "order_no", "reason" ->
                Comparator.<Ticket, String>comparing(t -> String.valueOf(key(t, name)))
                        .thenComparing(Ticket::updatedAt)
                        .thenComparing(byId);
            default ->
                Comparator.<Ticket, Comparable<Object>>comparing(t -> key(t, name))
                        .thenComparing(byId);
        };
        boolean own = TYPE.field(name).isPresent();
        Comparator<Ticket> full = down ? ascending.reversed() : ascending;
        Comparator<Ticket> empty = down ? byId.reversed() : byId;
        return (a, b) -> {
            boolean none = own && key(a, name) == null;
            boolean other = own && key(b, name) == null;
            return none && other ? empty.compare(a, b) : none ? 1 : other ? -1 : full.compare(a, b);
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Comparable<Object> key(Ticket t, String field) {
        Value value = t.field(TYPE.field(field).orElseThrow().id());
        Comparable<?> key = switch (value) {
            case Value.Text v -> v.text();
            case Value.Money v -> v.amount();
            case Value.Date v -> v.day();
            default -> null;
        };
        return (Comparable) key;
    }

    /** The one the counts suggest or, as if they were old, another: a page's rows must not depend on it. */
    private static ListPath way(Random random, Connection c, ListSql sql, ListPath.Limits limits) throws SQLException {
        List<Lead> leads = Lead.among(sql.parts());
        return switch (random.nextInt(4)) {
            case 0 ->
                leads.isEmpty()
                        ? ListPath.inOrder(sql.parts(), sql.order())
                        : new ListPath.Gather(leads.get(random.nextInt(leads.size())), LeadCounts.SMALL + 1);
            case 1 -> ListPath.inOrder(sql.parts(), sql.order());
            default -> Lists.path(c, sql, limits);
        };
    }

    private static List<UUID> paged(QueryPlan first, ListPath.Limits limits, int size, Set<String> ways, Random random)
            throws SQLException {
        List<UUID> out = new ArrayList<>();
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            // Each list with other fields of its rows, or all.
            List<String> ids = TYPE.fields().stream()
                    .map(FieldDef::id)
                    .filter(_ -> random.nextBoolean())
                    .toList();
            QueryPlan plan = first.reading(random.nextBoolean() ? null : Set.copyOf(ids));
            while (true) {
                ListSql sql = ListSql.of(plan, _ -> SLOTS);
                ListPath path = way(random, c, sql, limits);
                ways.add(path.getClass().getSimpleName());
                int most = 1 + out.size();
                TicketQueries.Page page = TicketPages.read(c, sql, path, limits, Lists.count(c, sql, most));
                assertThat(page.count()).as("count").isEqualTo(Math.min(size, most));
                for (Ticket t : page.tickets()) {
                    out.add(t.id().value());
                    Ticket whole = byId.get(t.id());
                    ids.forEach(id -> assertThat(t.field(id)).as(id).isEqualTo(whole.field(id)));
                }
                QueryPlan.Position last = page.last();
                if (last == null || out.size() > size) {
                    return out;
                }
                assertThat(page.tickets()).hasSize(plan.limit());
                plan = plan.from(last, plan.limit());
            }
        }
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static Actor me(String role) {
        return Actors.in(new TenantId(TENANT), role);
    }

    private static Connection tenant(String begin) throws SQLException {
        return TestDatabase.asTenant(new TenantId(TENANT), begin);
    }
}

package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TicketAccess;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
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
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random conditions on records looked up, by people who see some of those records only, against the evaluator: each ticket with
 * what this person may know of the records it looks up. Few records or many, whichever way their tickets are found, the rows are
 * the same.
 */
@Tag("database")
class LookupListsTest {
    private static final long SEED = 20261129;
    private static final int CASES = 120;
    private static final int TENANT = 910_005;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));

    /** Finance sees some orders and shipments, of the orders it sees not everything, and not the order of every ticket. */
    private static final MetadataSnapshot DEMO = MetadataReader.read(
                    Snapshots.demoFiles().stream()
                            .map(LookupListsTest::narrowed)
                            .toList(),
                    Snapshots.NO_RULES)
            .orThrow();

    private static final Map<String, Integer> TYPE_IDS =
            Map.of("return_refund", 1, "order", 2, "customer", 3, "shipment", 4, "warehouse", 5);
    private static final TicketTypeDef TYPE = DEMO.type("return_refund").orElseThrow();
    private static final Planner PLANNER = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of());
    private static final Map<String, TypeSlots> SLOTS = new HashMap<>();

    /** What is there, by id: tickets and records. */
    private static final Map<String, Ticket> THERE = new HashMap<>();

    private static final List<Ticket> TICKETS = new ArrayList<>();

    private static SourceFile narrowed(SourceFile file) {
        String text = switch (file.path()) {
            case "objects/order/access.yaml" ->
                file.text()
                        .replace(
                                "fields: {order_no: read, customer: read, ordered_at: read, status: read, channel: read, paid: read, payment: read}",
                                "fields: {order_no: read, customer: read, ordered_at: {level: read, when: 'status == \"delivered\"'}, status: read, paid: read, shipment: read}")
                        .replace("{role: finance}", "{role: finance, where: 'channel != \"jd\"'}");
            case "objects/shipment/access.yaml" ->
                file.text().replace("{role: finance}", "{role: finance, where: 'carrier in [\"sf\", \"zto\"]'}");
            case "objects/customer/access.yaml" ->
                file.text()
                        .replace(
                                "      prefers: deny",
                                "      phone: {level: masked, match: true}\n      prefers: deny");
            case "types/return_refund/access.yaml" -> {
                int finance = file.text().indexOf("\n  finance:");
                yield file.text().substring(0, finance)
                        + file.text()
                                .substring(finance)
                                .replaceFirst(
                                        "      order: read",
                                        "      order: {level: read, when: 'ticket.priority != \"low\"'}");
            }
            default -> file.text();
        };
        return new SourceFile(file.path(), text);
    }

    @BeforeAll
    static void load() throws SQLException {
        for (String key : TYPE_IDS.keySet()) {
            TicketTypeDef type = type(key);
            Map<String, String> columns = new TreeMap<>();
            Map<String, Integer> taken = new HashMap<>();
            for (FieldDef field : type.fields()) {
                if (field.indexed() && FieldTypes.of(field.kind()).slot() != null) {
                    String letter = switch (FieldTypes.of(field.kind()).slot()) {
                        case TEXT -> "s";
                        case RECORD -> "r";
                        case FLOAT -> "n";
                        case LONG -> "i";
                        case TIME -> "d";
                    };
                    columns.put(field.id(), letter + taken.merge(letter, 1, Integer::sum));
                }
            }
            SLOTS.put(type.id(), new TypeSlots(TYPE_IDS.get(key), columns, 1));
        }
        Random random = new Random(SEED);
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            List<UUID> warehouses = new ArrayList<>();
            List<UUID> customers = new ArrayList<>();
            List<UUID> shipments = new ArrayList<>();
            List<UUID> orders = new ArrayList<>();
            for (int n = 0; n < 6; n++) {
                warehouses.add(insert(
                        c,
                        random,
                        "warehouse",
                        n,
                        Map.of("name", Value.text("W" + n), "region", pick(random, "north", "east", "south"))));
            }
            for (int n = 0; n < 40; n++) {
                customers.add(insert(
                        c,
                        random,
                        "customer",
                        100 + n,
                        Map.of(
                                "name", Value.text("C" + n),
                                "phone", Value.text("1380000" + (1_000 + n)),
                                "tier", pick(random, "standard", "gold", "vip"))));
            }
            for (int n = 0; n < 80; n++) {
                shipments.add(insert(
                        c,
                        random,
                        "shipment",
                        200 + n,
                        Map.of(
                                "tracking_no", Value.text("T" + n),
                                "carrier", pick(random, "sf", "jd", "zto"),
                                "status", pick(random, "in_transit", "delayed", "delivered"),
                                "warehouse", one(random, warehouses))));
            }
            for (int n = 0; n < 250; n++) {
                orders.add(insert(
                        c,
                        random,
                        "order",
                        400 + n,
                        Map.of(
                                "order_no", Value.text("E-" + n % 40),
                                "customer", one(random, customers),
                                "shipment", one(random, shipments),
                                "ordered_at", new Value.Timestamp(BEGIN.plusSeconds(86_400L * random.nextInt(30))),
                                "status", pick(random, "paid", "shipped", "delivered", "cancelled"),
                                "channel", pick(random, "site", "jd", "douyin"),
                                "paid", new Value.Money(BigDecimal.valueOf(random.nextInt(40) * 1_000L, 2), "CNY"))));
            }
            // Records that were never there, and one of another type.
            orders.add(new UUID(1, 1));
            orders.add(customers.getFirst());
            for (int n = 0; n < 900; n++) {
                insert(
                        c,
                        random,
                        "return_refund",
                        1_000 + n,
                        Map.of(
                                "reason", pick(random, "size", "quality", "damaged"),
                                "order", one(random, orders),
                                "customer", one(random, customers)));
            }
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner()) {
            owner.createStatement().execute("VACUUM ANALYZE record");
        }
        try (Connection c = tenant(TenantTx.SET_TENANT);
                PreparedStatement s = c.prepareStatement(
                        "SELECT " + TicketRows.COLUMNS + " FROM record WHERE tenant_id = ? AND deleted_at IS NULL")) {
            s.setInt(1, TENANT);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    int typeId = row.getInt("type_id");
                    TicketTypeDef type = TYPE_IDS.entrySet().stream()
                            .filter(e -> e.getValue() == typeId)
                            .map(e -> type(e.getKey()))
                            .findFirst()
                            .orElseThrow();
                    Ticket ticket = TicketRows.read(row, type);
                    THERE.put(ticket.id().toString(), ticket);
                    if (type == TYPE) {
                        TICKETS.add(ticket);
                    }
                }
            }
        }
    }

    private static TicketTypeDef type(String key) {
        return DEMO.anyType(key).orElseThrow();
    }

    private static Value pick(Random random, String... of) {
        return Value.text(of[random.nextInt(of.length)]);
    }

    private static Value one(Random random, List<UUID> of) {
        return Value.text(of.get(random.nextInt(of.size())).toString());
    }

    private static UUID insert(Connection c, Random random, String key, int n, Map<String, Value> values)
            throws SQLException {
        TicketTypeDef type = type(key);
        TypeSlots slots = SLOTS.get(type.id());
        Map<String, Value> fields = new TreeMap<>();
        values.forEach((field, value) -> {
            if (random.nextInt(8) != 0) {
                fields.put(type.field(field).orElseThrow().id(), value);
            }
        });
        Instant created = BEGIN.plusSeconds(60L * n);
        UUID id = new UUID(created.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | random.nextInt());
        List<String> names = new ArrayList<>();
        List<Object> stored = new ArrayList<>();
        fields.forEach((field, value) -> {
            FieldDef def = type.fieldById(field).orElseThrow();
            String column = slots.columns().get(field);
            Object slot = column == null ? null : FieldTypes.of(def.kind()).toSlot(value, def.settings());
            if (slot != null) {
                names.add(column);
                stored.add(slot instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : slot);
            }
        });
        String sql =
                "INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team, flow_release,"
                        + " created_at, updated_at, deleted_at, title, fields"
                        + names.stream().map(s -> ", " + s).reduce("", String::concat)
                        + ") VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?::jsonb" + ", ?".repeat(names.size()) + ")";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            int i = 1;
            s.setInt(i++, TENANT);
            s.setObject(i++, id);
            s.setInt(i++, slots.typeId());
            s.setLong(i++, n);
            s.setString(i++, type.isObject() ? "" : "review");
            s.setInt(i++, type.isObject() ? 1 : 1 + random.nextInt(6));
            s.setInt(i++, type.isObject() ? 2 : 1 + random.nextInt(4));
            s.setString(
                    i++,
                    type.isObject() ? null : List.of("after_sales", "finance").get(random.nextInt(2)));
            s.setString(i++, "0".repeat(64));
            s.setObject(i++, created.atOffset(ZoneOffset.UTC));
            s.setObject(i++, BEGIN.plusSeconds(3_600L * random.nextInt(200)).atOffset(ZoneOffset.UTC));
            s.setObject(i++, random.nextInt(12) == 0 ? created.atOffset(ZoneOffset.UTC) : null);
            s.setString(i++, key + " " + n);
            s.setString(i++, Json.write(TicketRows.json(fields, type)));
            for (Object value : stored) {
                s.setObject(i++, value);
            }
            s.executeUpdate();
        }
        return id;
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = tenant(TenantTx.SET_TENANT)) {
            c.createStatement().execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            c.commit();
        }
    }

    @Test
    void conditionsOnRecordsLookedUpFindWhatTheEvaluatorFinds() throws SQLException {
        Random random = new Random(SEED);
        Set<String> ways = new HashSet<>();
        Map<String, Integer> rows = new TreeMap<>();
        for (int n = 0; n < CASES; n++) {
            String role = List.of("agent", "supervisor", "finance", "finance").get(random.nextInt(4));
            Actor actor = me(role);
            String filter = filter(random, role);
            String sort = (random.nextBoolean() ? "-" : "")
                    + List.of("updated", "created", "number").get(random.nextInt(3));
            int most = List.of(0, 3, 40, 1_000).get(random.nextInt(4));
            ListPath.Limits limits =
                    new ListPath.Limits(random.nextInt(400), random.nextInt(200), 1 + random.nextInt(3));
            String what = "case " + n + ": " + role + ", " + filter + ", " + sort + ", " + most + " ids, " + limits;
            QueryPlan plan = PLANNER.plan(
                            actor,
                            DEMO,
                            new ListRequest(
                                    "return_refund", null, filter, Map.of(), sort, 1 + random.nextInt(90), null),
                            NOON)
                    .orThrow();
            List<UUID> expected = expected(actor, filter, sort);
            assertThat(paged(plan, most, limits, expected.size(), ways))
                    .as(what)
                    .isEqualTo(expected);
            rows.merge(role, expected.size(), Integer::sum);
        }
        assertThat(ways).as("ways taken").containsExactlyInAnyOrder("ids", "sieve", "probe", "Walk", "Merge", "Gather");
        rows.forEach(
                (role, all) -> assertThat(all).as("rows compared as " + role).isGreaterThan(10 * CASES / 4));
    }

    private static String filter(Random random, String role) {
        List<String> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            parts.add(condition(random, role));
        }
        return String.join(" && ", parts);
    }

    private static String condition(Random random, String role) {
        int n = random.nextInt(12);
        return switch (random.nextInt(role.equals("finance") ? 22 : 25)) {
            case 0, 1 -> "order.status == \"shipped\"";
            case 2 -> "order.status in [\"shipped\", \"delivered\"]";
            case 3 -> "order.status != \"shipped\"";
            case 4 -> "order.status == null";
            case 5 -> "!(order.status == \"shipped\")";
            case 6 -> "order.paid > " + n * 30;
            case 7 -> "order.paid <= " + n * 30;
            case 8 -> "(order.paid == 50 || order.paid == null)";
            case 9 -> "order.ordered_at >= timestamp(\"2026-01-" + (10 + n) + "T00:00:00Z\")";
            case 10 -> "order.ordered_at == null";
            case 11 -> "order.order_no == \"E-" + n + "\"";
            case 12 -> "order.order_no.startsWith(\"E-1\")";
            case 13 -> "order.customer.tier == \"vip\"";
            case 14 -> "order.shipment.status == \"delayed\"";
            case 15 -> "order.shipment.status != \"delayed\"";
            case 16 -> "(order.status == \"shipped\" || ticket.priority == \"urgent\")";
            case 17 -> "(order.status == \"paid\" || order.paid > " + n * 30 + ")";
            case 18 -> "(order.status == \"paid\" || customer.tier == \"vip\")";
            case 19 -> "customer.phone == \"138 0000-10" + (10 + n) + "\"";
            case 20 -> "customer.tier == order.customer.tier";
            case 21 -> "reason == \"size\" && customer.tier in [\"vip\", \"gold\"]";
            case 22 -> "order.shipment.warehouse.region == \"north\"";
            case 23 -> "coalesce(order.shipment.warehouse.name, order.order_no) < \"E-2\"";
            default -> "order.shipment == null";
        };
    }

    /** Every ticket by itself, with what the actor may know of the records it looks up. */
    private static List<UUID> expected(Actor actor, String filter, String sort) {
        Map<String, ExprType> paths = new HashMap<>();
        related("", TYPE, paths);
        Problems problems = new Problems();
        Expr condition = Expressions.parse(
                filter.replace("138 0000-", "1380000"),
                TicketPaths.of(TYPE.fields(), paths),
                ExprType.BOOL,
                "",
                problems);
        assertThat(problems.list()).isEmpty();
        return TICKETS.stream()
                .filter(t -> TicketAccess.maySee(actor, TYPE, t, NOON))
                .filter(t -> Trees.paths(condition).stream()
                        .filter(p -> p.contains(".") && !p.startsWith("ticket."))
                        .map(p -> p.substring(0, p.indexOf('.')))
                        .allMatch(
                                lookup -> state(actor, TYPE, t, lookup).level().canRead()))
                .filter(t -> Evaluator.test(condition, facts(actor, t)))
                .sorted(order(sort))
                .map(t -> t.id().value())
                .toList();
    }

    private static void related(String prefix, TicketTypeDef type, Map<String, ExprType> paths) {
        for (FieldDef lookup : type.fields()) {
            TicketTypeDef target = lookup.kind() == io.deskloom.field.Kind.LOOKUP
                    ? DEMO.objects().get(lookup.settings().target())
                    : null;
            if (target != null) {
                String there = prefix + lookup.key() + ".";
                target.fields().forEach(f -> paths.put(there + f.key(), TicketPaths.typeOf(f.kind())));
                related(there, target, paths);
            }
        }
    }

    private static Facts facts(Actor actor, Ticket ticket) {
        TicketFacts.Viewer viewer = new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams());
        TicketFacts own = TicketFacts.of(ticket, TYPE, viewer, NOON);
        return new Facts() {
            @Override
            public Value get(String path) {
                return path.contains(".") && !path.startsWith("ticket.")
                        ? behind(actor, TYPE, ticket, path)
                        : own.get(path);
            }

            @Override
            public Moment moment() {
                return NOON;
            }
        };
    }

    private static Value behind(Actor actor, TicketTypeDef type, Ticket from, String path) {
        String lookup = path.substring(0, path.indexOf('.'));
        String rest = path.substring(path.indexOf('.') + 1);
        FieldDef field = type.field(lookup).orElseThrow();
        TicketTypeDef target = type(field.settings().target());
        Ticket record = from.field(field.id()) instanceof Value.Text(String id) ? THERE.get(id) : null;
        if (record == null || !record.type().equals(target.id()) || !TicketAccess.maySee(actor, target, record, NOON)) {
            return Value.NULL;
        }
        int dot = rest.indexOf('.');
        FieldState state = state(actor, target, record, dot < 0 ? rest : rest.substring(0, dot));
        if (!(state.level().canRead() || (dot < 0 && state.match()))) {
            return Value.NULL;
        }
        return dot < 0 ? record.field(target.field(rest).orElseThrow().id()) : behind(actor, target, record, rest);
    }

    private static FieldState state(Actor actor, TicketTypeDef type, Ticket record, String key) {
        return FieldAccess.states(type, FlowAndAccess.of(type), actor, record, NOON)
                .get(key);
    }

    private static Comparator<Ticket> order(String sort) {
        boolean down = sort.startsWith("-");
        Comparator<Ticket> byId = Comparator.comparing(t -> t.id().value().toString());
        Comparator<Ticket> ascending = switch (down ? sort.substring(1) : sort) {
            case "updated" -> Comparator.comparing(Ticket::updatedAt).thenComparing(byId);
            case "created" -> Comparator.comparing(Ticket::createdAt);
            default -> Comparator.comparing(Ticket::number);
        };
        return down ? ascending.reversed() : ascending;
    }

    private static List<UUID> paged(QueryPlan first, int most, ListPath.Limits limits, int size, Set<String> ways)
            throws SQLException {
        List<UUID> out = new ArrayList<>();
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            QueryPlan plan = first;
            while (true) {
                Lookups lookups = Lookups.of(plan, SLOTS::get);
                ListSql asked = ListSql.of(plan, SLOTS::get);
                ListSql narrowed = LookupIds.in(c, asked, lookups, new TooMany(), most);
                ListSql sql = Sieves.in(c, narrowed, lookups, new RoughCounts(), 4 * most);
                boolean sieved = sql.parts().stream().anyMatch(p -> p.looks() instanceof ListPart.Sieve);
                ways.add(sieved ? "sieve" : sql.looksThere() ? "probe" : "ids");
                ListPath path = Lists.path(c, sql, limits);
                ways.add(path.getClass().getSimpleName());
                int count = Lists.count(c, sql, 1_001);
                assertThat(count).as("count").isEqualTo(size);
                TicketQueries.Page page = TicketPages.read(c, sql, path, limits, count);
                page.tickets().forEach(t -> out.add(t.id().value()));
                if (page.last() == null || out.size() > size) {
                    return out;
                }
                plan = plan.from(page.last(), plan.limit());
            }
        }
    }

    @Test
    void whereLookingCostsARowForEachOnlySoManyAreCounted() throws SQLException {
        QueryPlan plan = plan("supervisor", "order.status != \"shipped\"");
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            ListSql sql = LookupIds.in(c, ListSql.of(plan, SLOTS::get), Lookups.of(plan, SLOTS::get), new TooMany());
            assertThat(sql.looksThere()).isTrue();
            SqlColumn.SqlPart counts = sql.counts(1_001, sql, List.of(), new ListPath.Limits(1, 1, 1, 100));
            try (PreparedStatement s = c.prepareStatement(counts.sql())) {
                ExprSql.bind(s, 1, counts.parameters());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    assertThat(row.getInt(1)).isBetween(1, 101);
                    assertThat(row.getBoolean(2)).as("may be more").isTrue();
                }
            }
        }
    }

    @Test
    void fewRecordsAreAskedForByTheIndexOfTheLookup() throws SQLException {
        QueryPlan plan = plan("supervisor", "order.customer.phone == \"13800001007\"");
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            ListSql sql = LookupIds.in(c, ListSql.of(plan, SLOTS::get), Lookups.of(plan, SLOTS::get), new TooMany());
            assertThat(sql.looksThere()).isFalse();
            ListPath path = Lists.path(c, sql, ListPath.Limits.USUAL);
            assertThat(path).isInstanceOf(ListPath.Gather.class);
            assertThat(((ListPath.Gather) path).lead().index())
                    .isEqualTo("record_" + SLOTS.get(TYPE.id()).columns().get("f_order_ref"));
        }
    }

    @Test
    void aSieveIsMadeOnceForTheListAndAskedBeforeAnyRecord() throws SQLException {
        QueryPlan plan = plan("supervisor", "order.status == \"shipped\" && customer.tier != null");
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            Lookups lookups = Lookups.of(plan, SLOTS::get);
            ListSql asked = ListSql.of(plan, SLOTS::get);
            ListSql sql = Sieves.in(c, asked, lookups, new RoughCounts());
            assertThat(sql.parts()).hasSize(asked.parts().size() + 1);
            assertThat(Sieves.in(c, asked, lookups, new RoughCounts(), 1).parts())
                    .isEqualTo(asked.parts());
            SqlColumn.SqlPart rows = sql.merge((ListPath.Merge) ListPath.inOrder(sql.parts(), sql.order()), null, 50);
            try (PreparedStatement s = c.prepareStatement("EXPLAIN " + rows.sql())) {
                ExprSql.bind(s, 1, rows.parameters());
                StringBuilder explained = new StringBuilder();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        explained.append(row.getString(1)).append('\n');
                    }
                }
                assertThat(explained).containsPattern("Filter: .*hashed SubPlan.* AND .*SubPlan");
            }
        }
    }

    @Test
    void howAListIsCountedSaysNothingOfRecordsOutOfSight() throws SQLException {
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            for (String role : List.of("finance", "supervisor")) {
                QueryPlan plan = plan(role, "order.order_no == \"E-3\"");
                ListSql asked = ListSql.of(plan, SLOTS::get);
                ListSql narrowed = LookupIds.in(c, asked, Lookups.of(plan, SLOTS::get), new TooMany());
                assertThat(narrowed.looksThere()).isFalse();
                // Finance does not see all orders: how many there are decides about the way, so it must not about the
                // count.
                assertThat(LookupIds.counted(asked, narrowed).looksThere()).isEqualTo(role.equals("finance"));
            }
        }
    }

    @Test
    void whatTooManyMetIsNotTriedAgainForAMinute() throws SQLException {
        QueryPlan plan = plan("supervisor", "order.status == \"shipped\"");
        Lookups lookups = Lookups.of(plan, SLOTS::get);
        Lookups later = new Lookups(
                lookups.tenant(),
                lookups.paths(),
                lookups.slots(),
                new Moment(NOON.now().plus(TooMany.GOOD_FOR).plusSeconds(1), NOON.zone()));
        ListSql asked = ListSql.of(plan, SLOTS::get);
        TooMany tooMany = new TooMany();
        try (Connection c = tenant(TenantTx.SET_TENANT_TO_LIST)) {
            assertThat(LookupIds.in(c, asked, lookups, tooMany, 3).looksThere()).isTrue();
            // There is room for all of them now, but nobody looks.
            assertThat(LookupIds.in(c, asked, lookups, tooMany, 1_000).looksThere())
                    .isTrue();
            assertThat(LookupIds.in(c, asked, later, tooMany, 1_000).looksThere())
                    .isFalse();
        }
    }

    @Test
    void anotherTenantsRecordsAreNotLookedAt() throws SQLException {
        QueryPlan plan = plan("supervisor", "order.status != null");
        try (Connection c = TestDatabase.asApp()) {
            c.setAutoCommit(false);
            try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT_TO_LIST)) {
                s.setString(1, Integer.toString(TENANT + 1));
                s.execute();
            }
            // The plan names our tenant, the transaction another: row-level security has the last word.
            ListSql sql = LookupIds.in(c, ListSql.of(plan, SLOTS::get), Lookups.of(plan, SLOTS::get), new TooMany());
            assertThat(Lists.count(c, sql, 10)).isZero();
        }
    }

    private static QueryPlan plan(String role, String filter) {
        return PLANNER.plan(
                        me(role), DEMO, new ListRequest("return_refund", null, filter, Map.of(), null, 50, null), NOON)
                .orThrow();
    }

    private static Actor me(String role) {
        return Actors.in(new TenantId(TENANT), role);
    }

    private static Connection tenant(String begin) throws SQLException {
        return TestDatabase.asTenant(new TenantId(TENANT), begin);
    }
}

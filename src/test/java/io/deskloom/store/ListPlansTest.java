package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists on 20,000 tickets, as the application's role under row-level security. */
@Tag("database")
class ListPlansTest {
    private static final int TENANT = 910_001;
    private static final int ROWS = 20_000;
    private static final MetadataSnapshot DEMO = Snapshots.demo();
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
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

    @BeforeAll
    static void load() throws SQLException {
        try (Connection c = writer();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            // Every seventh ticket has no refund yet; orders are nearly unique; statuses and times are spread.
            s.execute("""
                    INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team,
                        flow_release, source, created_at, updated_at, title, s1, s2, s4, i1, due_at, fields)
                    SELECT %d, ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, n, 1, 'review',
                        (n %% 5) + 1, (n %% 4) + 1, CASE WHEN n %% 3 = 0 THEN 'after_sales' ELSE 'warehouse' END, repeat('0', 64), 'test', timestamptz '2026-01-01' + n * interval '1 minute',
                        timestamptz '2026-01-01' + (n * 7919 %% %d) * interval '1 minute', 'Ticket ' || n,
                        (ARRAY['size','quality','damaged'])[n %% 3 + 1], 'SO-' || (n / 4), 'vip',
                        CASE WHEN n %% 7 = 0 THEN NULL ELSE (n * 37 %% 1000) * 100 END,
                        CASE WHEN n %% 5 < 3 THEN timestamptz '2026-11-20' + (n * 6089 %% %d) * interval '1 minute' END, '{}'
                    FROM generate_series(1, %d) n""".formatted(TENANT, ROWS, ROWS, ROWS));
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner();
                Statement s = owner.createStatement()) {
            s.execute("VACUUM ANALYZE record");
        }
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = writer();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            c.commit();
        }
    }

    @Test
    void anEqualityWithAStatusRunsInsideTheSlotsIndex() throws SQLException {
        String plan = explain("supervisor", "order_no == \"SO-77\" && ticket.status == \"open\"", null);
        assertThat(plan).contains("record_s2").doesNotContain("Seq Scan");
        String condition =
                plan.lines().filter(l -> l.contains("Index Cond")).findFirst().orElse(plan);
        assertThat(condition).contains("s2").contains("st = ");
    }

    @Test
    void aScopedAgentsEqualityUsesTheSlotsIndexToo() throws SQLException {
        String plan = explain("agent", "order_no == \"SO-77\"", null);
        assertThat(plan).contains("record_s2").doesNotContain("Seq Scan");
    }

    @Test
    void sortingByANumberWalksItsIndex() throws SQLException {
        String plan = explain("supervisor", "ticket.status == \"open\"", "-refund_amount");
        assertThat(plan).contains("record_i1").doesNotContain("Seq Scan").doesNotContain("Sort  (");
    }

    @Test
    void whatIsOverdueIsARangeOfTheDeadlinesIndex() throws SQLException {
        String plan = explain("supervisor", "ticket.sla_due <= now()", "sla_due");
        assertThat(plan).contains("record_due").doesNotContain("Seq Scan").doesNotContain("Sort  (");
        assertThat(plan.lines().filter(l -> l.contains("Index Cond"))).anyMatch(l -> l.contains("due_at"));
    }

    @Test
    void theNewestFirstMergeTheStatuses() throws SQLException {
        String plan = explain("supervisor", null, null);
        assertThat(plan).contains("Merge Append").contains("Index Only Scan Backward using record_status");
        assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Sort  (");
        assertThat(plan.split("using record_status")).hasSize(1 + 6);
    }

    @Test
    void onlyTheStatusesAskedForAreMerged() throws SQLException {
        String plan = explain("agent", "ticket.status in [\"new\", \"waiting\"]", "-updated");
        assertThat(plan.split("using record_status")).hasSize(1 + 2);
    }

    @Test
    void theOrderOfCreationIsThatOfTheIds() throws SQLException {
        for (String sort : List.of("created", "-created")) {
            String plan = explain("agent", null, sort);
            assertThat(plan).contains("Merge Append").contains("using record_priority");
            assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Sort  (");
        }
    }

    @Test
    void anEqualityInAnotherOrderIsSortedFromItsIndexAlone() throws SQLException {
        for (String sort : List.of("-refund_amount", "delivered_on", "created")) {
            String plan = explain("agent", "order_no == \"SO-77\" && ticket.status == \"open\"", sort);
            assertThat(plan)
                    .as(sort)
                    .contains("Index Only Scan using record_s2")
                    .contains("Sort  (");
            // By which index depends on what other tests have left in the table.
            String rows = plan.substring(plan.lastIndexOf("Index Scan using record_"));
            assertThat(rows).as("whole rows are read one by one").contains("id = ");
        }
    }

    @Test
    void anEqualityThatMostRowsMeetIsNotSorted() throws SQLException {
        String filter = "tier == \"vip\"";
        ListSql sql = sql(plan("agent", filter, "-refund_amount"));
        try (Connection c = tenant()) {
            assertThat(Lists.path(c, sql, new ListPath.Limits(ROWS - 1, 10, 4))).isInstanceOf(ListPath.Walk.class);
            assertThat(Lists.path(c, sql, new ListPath.Limits(ROWS, 10, 4))).isInstanceOf(ListPath.Gather.class);
        }
        assertThat(explain("agent", filter, "-refund_amount", new ListPath.Limits(100, 10, 4)))
                .contains("record_i1")
                .doesNotContain("Sort  (");
    }

    @Test
    void aRangeInAnotherOrderIsSortedFromItsIndexAlone() throws SQLException {
        String plan = explain("agent", "refund_amount > 990", "-updated");
        assertThat(plan).contains("Index Only Scan using record_i1").contains("Sort  (");
    }

    @Test
    void everyColumnThatCanBeSortedByHasAnOrderedWay() throws SQLException {
        for (String column : List.of(
                "number", "priority", "created", "updated", "refund_amount", "delivered_on", "tier", "sla_due")) {
            for (String sort : List.of(column, "-" + column)) {
                assertThat(explain("supervisor", null, sort))
                        .as(sort)
                        .doesNotContain("Seq Scan")
                        .doesNotContain("Sort  (");
            }
        }
    }

    @Test
    void theTeamsOpenTicketsComeFromTheTeamsIndex() throws SQLException {
        String plan = explain(
                "supervisor",
                "ticket.team == \"after_sales\" && ticket.status in [\"new\", \"open\"]",
                "-refund_amount",
                new ListPath.Limits(ROWS, ROWS, 4));
        assertThat(plan).contains("using record_team");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws SQLException {
        for (String sort : List.of(
                "-updated",
                "created",
                "number",
                "-refund_amount",
                "refund_amount",
                "tier",
                "priority",
                "sla_due",
                "-sla_due")) {
            Set<UUID> seen = new HashSet<>();
            List<Long> amounts = new ArrayList<>();
            QueryPlan plan = plan("supervisor", "order_no.startsWith(\"SO-12\")", sort);
            int pages = 0;
            while (true) {
                TestPage page = page(plan);
                page.ids.forEach(id -> assertThat(seen.add(id)).as(sort).isTrue());
                amounts.addAll(page.amounts);
                pages++;
                if (page.last == null) {
                    break;
                }
                plan = after(plan, page.last);
            }
            // SO-12, SO-120 to 129, SO-1200 to 1299: four tickets each.
            assertThat(seen).as(sort).hasSize(111 * 4);
            assertThat(pages).isGreaterThan(5);
            if (sort.endsWith("refund_amount")) {
                List<Long> full = amounts.stream().filter(a -> a >= 0).toList();
                List<Long> ordered = full.stream()
                        .sorted(
                                sort.startsWith("-")
                                        ? java.util.Comparator.<Long>reverseOrder()
                                        : java.util.Comparator.<Long>naturalOrder())
                        .toList();
                assertThat(full).isEqualTo(ordered);
                assertThat(amounts.subList(full.size(), amounts.size()))
                        .isNotEmpty()
                        .containsOnly(-1L);
            }
        }
    }

    @Test
    void anotherTenantsListIsEmpty() throws SQLException {
        QueryPlan mine = plan("supervisor", null, null);
        QueryPlan theirs = new QueryPlan(
                new TenantId(TENANT + 1),
                mine.type(),
                mine.where(),
                mine.scope(),
                mine.sort(),
                null,
                10,
                mine.moment(),
                mine.bound());
        // The plan names the other tenant, the transaction ours: row-level security has the last word.
        assertThat(page(theirs).ids).isEmpty();
        assertThat(page(mine).ids).hasSize(50);
    }

    private record TestPage(List<UUID> ids, List<Long> amounts, QueryPlan.Position last) {}

    private static TestPage page(QueryPlan plan) throws SQLException {
        try (Connection c = tenant()) {
            var page = Lists.page(c, sql(plan), ListPath.Limits.USUAL);
            List<Long> amounts = new ArrayList<>();
            List<UUID> ids = page.tickets().stream().map(t -> t.id().value()).toList();
            for (UUID id : ids) {
                try (PreparedStatement s = c.prepareStatement("SELECT i1 FROM record WHERE tenant_id = ? AND id = ?")) {
                    s.setInt(1, TENANT);
                    s.setObject(2, id);
                    ResultSet row = s.executeQuery();
                    row.next();
                    long amount = row.getLong(1);
                    amounts.add(row.wasNull() ? -1 : amount);
                }
            }
            return new TestPage(ids, amounts, page.last());
        }
    }

    private static QueryPlan after(QueryPlan p, QueryPlan.Position position) {
        return new QueryPlan(
                p.tenant(), p.type(), p.where(), p.scope(), p.sort(), position, p.limit(), p.moment(), p.bound());
    }

    private static QueryPlan plan(String role, String filter, String sort) {
        Actor actor = Actors.in(new TenantId(TENANT), role);
        return PLANNER.plan(actor, DEMO, new ListRequest("return_refund", null, filter, Map.of(), sort, 50, null), NOON)
                .orThrow();
    }

    private static ListSql sql(QueryPlan plan) {
        return ListSql.of(plan, _ -> SLOTS);
    }

    private static String explain(String role, String filter, String sort) throws SQLException {
        return explain(role, filter, sort, ListPath.Limits.USUAL);
    }

    private static String explain(String role, String filter, String sort, ListPath.Limits limits) throws SQLException {
        ListSql sql = sql(plan(role, filter, sort));
        try (Connection c = tenant()) {
            SqlColumn.SqlPart query = switch (Lists.path(c, sql, limits)) {
                case ListPath.Walk _ -> sql.walk(null, 51);
                case ListPath.Merge merge -> sql.merge(merge, null, 51);
                case ListPath.Gather gather -> sql.gather(gather.lead(), null, limits.pages() * 51, 51);
            };
            try (PreparedStatement s = c.prepareStatement("EXPLAIN (COSTS ON) " + query.sql())) {
                ExprSql.bind(s, 1, query.parameters());
                try (ResultSet row = s.executeQuery()) {
                    StringBuilder out = new StringBuilder();
                    while (row.next()) {
                        out.append(row.getString(1)).append('\n');
                    }
                    return out.toString();
                }
            }
        }
    }

    /** A transaction of the test's tenant as the application's role. */
    private static Connection tenant() throws SQLException {
        Connection c = TestDatabase.asApp();
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT_TO_LIST)) {
            s.setString(1, Integer.toString(TENANT));
            s.execute();
        }
        return c;
    }

    private static Connection writer() throws SQLException {
        Connection c = TestDatabase.asApp();
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT)) {
            s.setString(1, Integer.toString(TENANT));
            s.execute();
        }
        return c;
    }
}

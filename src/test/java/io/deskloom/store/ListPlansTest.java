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
        try (Connection c = tenant();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record WHERE tenant_id = " + TENANT);
            // Every seventh ticket has no refund yet; orders are nearly unique; statuses and times are spread.
            s.execute("""
                    INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team,
                        flow_release, source, created_at, updated_at, title, s1, s2, s4, i1, fields)
                    SELECT %d, ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 1, n, 1, 'review',
                        (n %% 5) + 1, (n %% 4) + 1, CASE WHEN n %% 3 = 0 THEN 'after_sales' ELSE 'warehouse' END, repeat('0', 64), 'test', timestamptz '2026-01-01' + n * interval '1 minute',
                        timestamptz '2026-01-01' + (n * 7919 %% %d) * interval '1 minute', 'Ticket ' || n,
                        (ARRAY['size','quality','damaged'])[n %% 3 + 1], 'SO-' || (n / 4), 'vip',
                        CASE WHEN n %% 7 = 0 THEN NULL ELSE (n * 37 %% 1000) * 100 END, '{}'
                    FROM generate_series(1, %d) n""".formatted(TENANT, ROWS, ROWS));
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner();
                Statement s = owner.createStatement()) {
            s.execute("ANALYZE record");
        }
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = tenant();
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
    void theNewestFirstWalkTheirIndex() throws SQLException {
        assertThat(explain("supervisor", null, null)).contains("record_updated").doesNotContain("Sort  (");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws SQLException {
        for (String sort : List.of("-updated", "number", "-refund_amount", "refund_amount", "tier", "priority")) {
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
            var page = JdbcTicketQueries.page(c, JdbcTicketQueries.query(plan, SLOTS), 0);
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
        Actor demo = Actors.with(role);
        Actor actor = new Actor(
                new TenantId(TENANT),
                demo.account(),
                demo.login(),
                demo.name(),
                demo.roles(),
                demo.teams(),
                demo.abilities(),
                demo.scopes(),
                demo.language());
        return PLANNER.plan(actor, DEMO, new ListRequest("return_refund", null, filter, Map.of(), sort, 50, null), NOON)
                .orThrow();
    }

    private static String explain(String role, String filter, String sort) throws SQLException {
        JdbcTicketQueries.Query query = JdbcTicketQueries.query(plan(role, filter, sort), SLOTS);
        try (Connection c = tenant();
                PreparedStatement s =
                        c.prepareStatement("EXPLAIN (COSTS ON) " + JdbcTicketQueries.sql(query, false, false))) {
            s.setInt(ExprSql.bind(s, 1, query.parameters()), 51);
            try (ResultSet row = s.executeQuery()) {
                StringBuilder out = new StringBuilder();
                while (row.next()) {
                    out.append(row.getString(1)).append('\n');
                }
                return out.toString();
            }
        }
    }

    /** A transaction of the test's tenant as the application's role. */
    private static Connection tenant() throws SQLException {
        Connection c = TestDatabase.asApp();
        c.setAutoCommit(false);
        try (Statement s = c.createStatement()) {
            s.execute("SELECT set_config('app.tenant', '" + TENANT + "', true),"
                    + " set_config('plan_cache_mode', 'force_custom_plan', true)");
        }
        return c;
    }
}

package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Counted;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.CounterDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.store.SlotDirectory.TypeSlots;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counting on 100,000 tickets of one workspace, as the application's role under row-level security. */
@Tag("database")
class CounterSqlTest {
    private static final TenantId TENANT = new TenantId(910_021);
    private static final int ROWS = 100_000;
    private static final Instant NOW = Instant.parse("2026-03-11T10:40:00Z");
    private static final Moment MOMENT = new Moment(NOW, ZoneId.of("Asia/Shanghai"));
    private static final MetadataSnapshot DEMO = demo();
    private static final TicketId NONE = new TicketId(new UUID(0, 1));

    private static final SlotDirectory SLOTS = new SlotDirectory() {
        @Override
        public TypeSlots of(TenantId tenant, String type) {
            if (!type.equals("t_return")) {
                throw new IllegalStateException("never released");
            }
            return new TypeSlots(1, Map.of("f_reason", "s1", "f_order", "s2"), 1);
        }

        @Override
        public Optional<String> typeOf(TenantId tenant, int typeId) {
            return Optional.empty();
        }

        @Override
        public void refresh(TenantId tenant) {
            throw new UnsupportedOperationException();
        }
    };

    private static MetadataSnapshot demo() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        String head = "label: {en: X, zh: X}\ntypes: [return_refund]\n";
        files.add(new SourceFile(
                "counters/same.yaml", "id: c1\nkey: same\n" + head + "same: [order_no]\nwithin: PT1H\n"));
        files.add(new SourceFile("counters/all.yaml", "id: c2\nkey: all\n" + head + "within: PT10M\n"));
        files.add(new SourceFile(
                "counters/bad.yaml",
                "id: c3\nkey: bad\n" + head + "same: [order_no]\nwhere: reason == \"damaged\"\nwithin: P7D\n"));
        return MetadataReader.read(files, Snapshots.NO_RULES).orThrow();
    }

    /** One ticket a minute until now; orders are of every thousandth, except the hottest one, which has half of all. */
    @BeforeAll
    static void load() throws SQLException {
        clear();
        try (Connection c = connect()) {
            try (Statement s = c.createStatement()) {
                s.execute("""
                        INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, team,
                            flow_release, source, created_at, updated_at, title, s1, s2, fields)
                        SELECT %d, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000'
                                || '8000' || lpad(to_hex(n), 12, '0'))::uuid, 1, n, 1, 'review', (n %% 5) + 1, (n %% 4) + 1,
                            'after_sales', repeat('0', 64), 'test', at, at, 'Ticket ' || n,
                            (ARRAY['size','damaged'])[n %% 2 + 1],
                            CASE WHEN n %% 2 = 0 THEN 'SO-HOT' ELSE 'SO-' || (n %% 1000) END, '{}'
                        FROM (SELECT n, timestamptz '%s' - (%d - n) * interval '1 minute' AS at
                            FROM generate_series(1, %d) n) each""".formatted(TENANT.value(), NOW, ROWS, ROWS));
            }
            c.commit();
        }
        try (Connection owner = TestDatabase.asOwner();
                Statement s = owner.createStatement()) {
            s.execute("VACUUM ANALYZE record");
        }
    }

    @AfterAll
    static void clear() throws SQLException {
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record WHERE tenant_id = " + TENANT.value());
            c.commit();
        }
    }

    private static Connection connect() throws SQLException {
        Connection c = TestDatabase.asApp();
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT)) {
            s.setString(1, Integer.toString(TENANT.value()));
            s.execute();
        }
        return c;
    }

    private static CounterSql sql(String key, TenantId tenant) {
        CounterDef counter = DEMO.counters().get(key);
        return new CounterSql(tenant, DEMO, counter, MOMENT);
    }

    private static Counted count(String key, Map<String, Value> same) throws SQLException {
        try (Connection c = connect()) {
            return sql(key, TENANT).count(c, same, NONE, SLOTS);
        }
    }

    private static String explain(String key, Map<String, Value> same) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String text = sql(key, TENANT).text(same, NONE, SLOTS, parameters);
        try (Connection c = connect();
                PreparedStatement s = c.prepareStatement("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + text)) {
            ExprSql.bind(s, 1, parameters);
            try (ResultSet row = s.executeQuery()) {
                StringBuilder out = new StringBuilder();
                while (row.next()) {
                    out.append(row.getString(1)).append('\n');
                }
                return out.toString();
            }
        }
    }

    private static Map<String, Value> order(String number) {
        return Map.of("order_no", Value.text(number));
    }

    @Test
    void onlyTheWindowIsCounted() throws SQLException {
        assertThat(count("same", order("SO-HOT")).tickets()).isEqualTo(31);
        assertThat(count("bad", order("SO-HOT")).tickets()).isZero();
        assertThat(count("bad", order("SO-1")).tickets()).isEqualTo(10);
        assertThat(count("all", Map.of()).tickets()).isEqualTo(11);
        assertThat(count("same", order("SO-NONE"))).isEqualTo(Counted.NONE);
    }

    @Test
    void countingEndsAtTheMost() throws SQLException {
        CounterDef all = DEMO.counters().get("same");
        CounterDef week = new CounterDef(
                all.id(),
                all.key(),
                all.label(),
                all.types(),
                all.same(),
                null,
                CounterDef.LONGEST,
                CounterDef.MOST,
                all.readers());
        try (Connection c = connect()) {
            assertThat(new CounterSql(TENANT, DEMO, week, MOMENT)
                            .count(c, order("SO-HOT"), NONE, SLOTS)
                            .tickets())
                    .isEqualTo(CounterDef.MOST);
        }
    }

    @Test
    void theTicketItselfDoesNotCountAndTheNewestIsNamed() throws SQLException {
        TicketId newest = count("same", order("SO-HOT")).latest();
        assertThat(newest).isNotNull();
        try (Connection c = connect()) {
            Counted without = sql("same", TENANT).count(c, order("SO-HOT"), newest, SLOTS);
            assertThat(without.tickets()).isEqualTo(30);
            assertThat(without.latest()).isNotNull().isNotEqualTo(newest);
        }
    }

    @Test
    void anIndexFindsThem() throws SQLException {
        String plan = explain("same", order("SO-HOT"));
        assertThat(plan).contains("Index Cond").doesNotContain("Seq Scan");
        assertThat(buffers(plan)).isLessThan(200);
        // A week of one of five hundred orders: what the slot's index is for.
        String week = explain("bad", order("SO-1"));
        assertThat(week).contains("record_s2").doesNotContain("Seq Scan");
        assertThat(buffers(week)).isLessThan(200);
    }

    @Test
    void withoutAFieldTheIdsFindThem() throws SQLException {
        String plan = explain("all", Map.of());
        assertThat(plan).contains("Index Cond").contains("id >= ").doesNotContain("Seq Scan");
        assertThat(buffers(plan)).isLessThan(200);
    }

    private static long buffers(String plan) {
        return plan.lines()
                .filter(l -> l.contains("Buffers: shared"))
                .findFirst()
                .map(l -> java.util.regex.Pattern.compile("(?:hit|read)=(\\d+)")
                        .matcher(l)
                        .results()
                        .mapToLong(m -> Long.parseLong(m.group(1)))
                        .sum())
                .orElseThrow();
    }

    @Test
    void anotherTenantsTicketsAreNotThereWhateverIsAsked() throws SQLException {
        // The transaction is this tenant's, whoever the statement names.
        try (Connection c = connect()) {
            assertThat(sql("same", new TenantId(910_022)).count(c, order("SO-HOT"), NONE, SLOTS))
                    .isEqualTo(Counted.NONE);
        }
    }
}

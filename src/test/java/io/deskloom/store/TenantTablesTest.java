package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.kernel.Uuid7;
import io.deskloom.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of the schema, asked of the database's own catalogue: a table nobody thought of fails here. */
@Tag("database")
class TenantTablesTest {
    private static final String TENANT_TABLES = """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')""";

    @Test
    void everyTableWithATenantForcesRowLevelSecurity() throws SQLException {
        try (Connection c = TestDatabase.asOwner()) {
            assertThat(names(c, TENANT_TABLES)).contains("record", "event", "event_default", "outbox", "number_block");
            assertThat(names(c, TENANT_TABLES + " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"))
                    .isEmpty();
            assertThat(names(c, TENANT_TABLES + " AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"))
                    .isEmpty();
        }
    }

    @Test
    void everyPolicyComparesTheRowsTenantWithTheTransactions() throws SQLException {
        String compares = "\\(tenant_id = .*current_setting\\('app\\.tenant'.*\\)";
        try (Connection c = TestDatabase.asOwner()) {
            List<String> policies = names(c, """
                    SELECT tablename || ' ' || policyname || ' ' || roles::text || ' | ' || coalesce(qual, with_check) || ' | '
                        || coalesce(with_check, qual) FROM pg_policies WHERE schemaname = 'public'""");
            assertThat(policies).hasSizeGreaterThan(40);
            // The two roles that see all rows cannot log in. The functions of the one ask for the tenant themselves;
            // the other reads
            // but when something is due.
            assertThat(policies)
                    .filteredOn(p -> !p.matches("\\S+ \\S+ \\S+ \\| " + compares + " \\| " + compares))
                    .extracting(p -> p.substring(0, p.indexOf(" | ", p.indexOf('|') + 2)))
                    .containsExactlyInAnyOrder(
                            "record_search search_function {deskloom_search} | true",
                            "outbox queue_heads {deskloom_queues} | true",
                            "timer queue_heads {deskloom_queues} | true",
                            "import_job queue_heads {deskloom_queues} | true");
            assertThat(names(c, """
                    SELECT DISTINCT column_name FROM information_schema.column_privileges
                    WHERE grantee = 'deskloom_queues' AND privilege_type = 'SELECT'"""))
                    .containsExactlyInAnyOrder("tenant_id", "state", "due_at", "destination", "id", "suspended");
        }
    }

    @Test
    void everyPrimaryAndUniqueKeyOfATenantTableStartsWithTheTenant() throws SQLException {
        try (Connection c = TestDatabase.asOwner()) {
            assertThat(names(c, """
                    SELECT i.indexrelid::regclass::text FROM pg_index i
                    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                    WHERE n.nspname = 'public' AND i.indisunique AND i.indkey[0] <> a.attnum""")).isEmpty();
        }
    }

    @Test
    void withoutATenantTheApplicationSeesNothingAndWritesNothing() throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection c = TestDatabase.asApp()) {
            c.setAutoCommit(false);
            fill(c, 901, id);
            c.commit();
            for (String table : names(c, TENANT_TABLES)) {
                assertThat(count(c, table)).as(table).isZero();
            }
            assertThatThrownBy(() -> insertNumberBlock(c, 901, "NO")).hasMessageContaining("row-level security");
            c.rollback();
            setTenant(c, 902);
            assertThat(count(c, "record")).as("another tenant's").isZero();
            assertThat(count(c, "event")).isZero();
            assertThatThrownBy(() -> insertNumberBlock(c, 901, "NO")).hasMessageContaining("row-level security");
            c.rollback();
            setTenant(c, 901);
            assertThat(count(c, "record")).isPositive();
            assertThat(count(c, "event")).isPositive();
            c.rollback();
        }
    }

    @Test
    void aPartitionReadDirectlyHidesOtherTenantsToo() throws SQLException {
        try (Connection c = TestDatabase.asApp()) {
            c.setAutoCommit(false);
            fill(c, 903, UUID.randomUUID());
            c.commit();
            List<String> months =
                    names(c, "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass");
            assertThat(months).hasSizeGreaterThan(24);
            setTenant(c, 903);
            long seen = 0;
            for (String month : months) {
                seen += count(c, month);
            }
            assertThat(seen).isPositive();
            c.rollback();
            for (String month : months) {
                assertThat(count(c, month)).as(month).isZero();
            }
        }
    }

    @Test
    void theApplicationOwnsNothingAndCannotLiftTheSecurity() throws SQLException {
        try (Connection c = TestDatabase.asApp()) {
            assertThat(names(
                            c,
                            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"))
                    .isEmpty();
            assertThatThrownBy(() -> {
                        try (Statement s = c.createStatement()) {
                            s.execute("ALTER TABLE record DISABLE ROW LEVEL SECURITY");
                        }
                    })
                    .hasMessageContaining("must be owner");
        }
    }

    @Test
    void theAuditOnlyGrows() throws SQLException {
        try (Connection c = TestDatabase.asApp()) {
            for (String change : List.of("UPDATE audit SET code = 'nothing'", "DELETE FROM audit", "TRUNCATE audit")) {
                assertThatThrownBy(() -> {
                            try (Statement s = c.createStatement()) {
                                s.execute(change);
                            }
                        })
                        .as(change)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void searchFindsOnlyTheTenantsOwnRecords() throws SQLException {
        UUID mine = UUID.randomUUID();
        UUID theirs = UUID.randomUUID();
        try (Connection c = TestDatabase.asApp()) {
            c.setAutoCommit(false);
            fill(c, 904, mine);
            c.commit();
            fill(c, 905, theirs);
            c.commit();
            String search = "SELECT search_records(1, '''f_subject:kettle'''::tsquery, 100)::text";
            setTenant(c, 904);
            assertThat(names(c, search)).containsExactly(mine.toString());
            c.rollback();
            assertThat(names(c, search)).isEmpty();
        }
    }

    @Test
    void wordsThatMayBeMeantAreTheTenantsOwn() throws SQLException {
        try (Connection c = TestDatabase.asApp()) {
            c.setAutoCommit(false);
            fill(c, 906, UUID.randomUUID());
            c.createStatement()
                    .execute(
                            "UPDATE record_search SET tokens = array_to_tsvector(ARRAY[':kettle', '+:lid', ':spout'])");
            c.commit();
            fill(c, 907, UUID.randomUUID());
            c.createStatement().execute("UPDATE record_search SET tokens = array_to_tsvector(ARRAY[':teapot'])");
            c.commit();
            String held = "SELECT search_words(ARRAY['kettle', 'kettles', 'lid', 'teapot'])";
            setTenant(c, 906);
            assertThat(names(c, held)).containsExactly("kettle");
            c.rollback();
            assertThat(names(c, held)).isEmpty();
        }
    }

    private static void fill(Connection c, int tenant, UUID id) throws SQLException {
        setTenant(c, tenant);
        try (PreparedStatement s = c.prepareStatement("""
                INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, flow_release, created_at,
                    updated_at, title, fields) VALUES (?, ?, 1, 1, 1, 'review', 1, 2, 'r', now(), now(), 'a kettle', '{}')
                ON CONFLICT DO NOTHING""")) {
            s.setInt(1, tenant);
            s.setObject(2, id);
            s.execute();
        }
        try (PreparedStatement s = c.prepareStatement("""
                INSERT INTO event (tenant_id, id, record_id, version, at, channel, release_id, changes)
                VALUES (?, ?, ?, 1, now(), 'web', 'r', '[]')""")) {
            s.setInt(1, tenant);
            s.setObject(2, Uuid7.at(Instant.now().truncatedTo(ChronoUnit.MICROS)));
            s.setObject(3, id);
            s.execute();
        }
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO record_search VALUES (?, ?, 1, array_to_tsvector(ARRAY['f_subject:a', 'f_subject:kettle']))")) {
            s.setInt(1, tenant);
            s.setObject(2, id);
            s.execute();
        }
    }

    private static void insertNumberBlock(Connection c, int tenant, String prefix) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("INSERT INTO number_block VALUES (?, ?, 1)")) {
            s.setInt(1, tenant);
            s.setString(2, prefix);
            s.execute();
        }
    }

    private static void setTenant(Connection c, int tenant) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(TenantTx.SET_TENANT)) {
            s.setString(1, Integer.toString(tenant));
            s.execute();
        }
    }

    private static long count(Connection c, String table) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT count(*) FROM " + table)) {
            r.next();
            return r.getLong(1);
        }
    }

    private static List<String> names(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (r.next()) {
                out.add(r.getString(1));
            }
            return out;
        }
    }
}

package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.EveryTable;
import io.deskloom.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a backup takes comes back, whole or not at all, from any PostgreSQL to any other. */
@Tag("database")
class BackupTest {
    private static final int ALPHA = 3;
    private static final int BETA = 7;
    private static Database source;

    @TempDir
    static Path folder;

    @BeforeAll
    static void twoWorkspaces() throws SQLException {
        source = TestDatabase.create("leaving_source");
        try (Connection c = owner(source);
                Statement s = c.createStatement()) {
            s.execute(
                    "INSERT INTO tenant VALUES (3, 'alpha', 'Alpha, \"one\"', false, now()), (7, 'beta', '乙', true, now())");
            s.execute("INSERT INTO operator VALUES (gen_random_uuid(), 'operator', 'hash', now())");
            s.execute("INSERT INTO deleted_tenant VALUES (2, now(), '{}')");
            s.execute("""
                    INSERT INTO audit SELECT 0, gen_random_uuid(), now(), NULL, 'GET', '/', 401, 'none', gen_random_uuid()
                    FROM generate_series(1, 2)""");
            EveryTable.fill(c, ALPHA, "alpha");
            EveryTable.fill(c, BETA, "beta");
        }
    }

    @Test
    void everythingGoesFromOutsideToEmbeddedToAnOrdinaryUsersDatabaseAndIsTheSame() throws Exception {
        Path first = folder.resolve("first.zip");
        Ran taken = run(new BackupCommand(), at(source), first.toString());
        assertThat(taken.code).as(taken.err).isZero();
        assertThat(taken.out).contains("2 workspaces").contains("read back and found whole");

        Map<String, String> embedded =
                Map.of("DESKLOOM_DATA", folder.resolve("embedded").toString());
        Ran into = run(new RestoreCommand(), embedded, first.toString());
        assertThat(into.code).as(into.err).isZero();
        Path second = folder.resolve("second.zip");
        assertThat(run(new BackupCommand(), embedded, second.toString()).code).isZero();

        try (EmbeddedPostgres outside =
                EmbeddedPostgres.start(folder.resolve("outside"), Path.of("target", "test-postgres"), false)) {
            try (Connection c = DriverManager.getConnection(
                            outside.url("postgres"), EmbeddedPostgres.OWNER, outside.ownerPassword());
                    Statement s = c.createStatement()) {
                s.execute("CREATE ROLE desk LOGIN CREATEROLE PASSWORD 'desk'");
                s.execute("CREATE DATABASE desk OWNER desk");
            }
            Map<String, String> ordinary = Map.of(
                    "DESKLOOM_DATA",
                    folder.resolve("unused").toString(),
                    "DESKLOOM_DB_URL",
                    "postgresql://desk:desk@127.0.0.1:" + outside.port() + "/desk");
            Ran back = run(new RestoreCommand(), ordinary, second.toString());
            assertThat(back.code).as(back.err).isZero();
            assertThat(back.out).contains("2 workspaces are back");
            // As a superuser, who sees all rows.
            try (Connection there = DriverManager.getConnection(
                            outside.url("desk"), EmbeddedPostgres.OWNER, outside.ownerPassword());
                    Connection here = owner(source)) {
                for (int tenant : List.of(ALPHA, BETA)) {
                    Map<String, List<String>> before = taken(here, tenant);
                    assertThat(taken(there, tenant)).isEqualTo(before);
                    // A table no row was made for has been forgotten by this test, not by the backup.
                    assertThat(before)
                            .as("every table has rows")
                            .allSatisfy(
                                    (table, rows) -> assertThat(rows).as(table).isNotEmpty());
                }
                assertThat(EveryTable.rows(there, 0).get("audit"))
                        .isEqualTo(EveryTable.rows(here, 0).get("audit"))
                        .hasSize(2);
                for (String table : List.of("tenant", "operator", "deleted_tenant")) {
                    assertThat(all(there, table))
                            .as(table)
                            .isEqualTo(all(here, table))
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void everyTableOutsideAllWorkspacesIsTakenOrLeftForAReason() throws SQLException {
        try (Connection c = owner(source)) {
            assertThat(names(c, """
                    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT EXISTS
                        (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')"""))
                    .containsExactlyInAnyOrder(
                            "tenant",
                            "operator",
                            "deleted_tenant",
                            "operator_session",
                            "login_attempt",
                            "flyway_schema_history");
        }
    }

    @Test
    void oneWorkspaceComesBesideOthersUnderANumberAndNameOfItsOwn() throws Exception {
        Database target = TestDatabase.create("leaving_beside");
        try (Connection c = owner(target);
                Statement s = c.createStatement()) {
            s.execute("INSERT INTO tenant VALUES (3, 'gamma', 'Gamma', false, now())");
            // Number 4 was somebody's: it is nobody else's ever again.
            s.execute("INSERT INTO deleted_tenant VALUES (4, now(), '{}')");
            EveryTable.fill(c, 3, "gamma");
        }
        Path file = folder.resolve("alpha.zip");
        assertThat(run(new BackupCommand(), at(source), file.toString(), "--workspace", "alpha").code)
                .isZero();
        try (Connection there = owner(target);
                Connection here = owner(source)) {
            Map<String, List<String>> untouched = EveryTable.rows(there, 3);

            Ran first = run(new RestoreCommand(), at(target), file.toString());
            assertThat(first.code).as(first.err).isZero();
            Ran again = run(new RestoreCommand(), at(target), file.toString());
            assertThat(again.code).isEqualTo(1);
            assertThat(again.err)
                    .contains("There is a workspace 'alpha' already")
                    .contains("--as");
            assertThat(run(new RestoreCommand(), at(target), file.toString(), "--as", "alpha-copy").code)
                    .isZero();

            assertThat(names(there, "SELECT id || ' ' || slug || ' ' || name FROM tenant ORDER BY id"))
                    .containsExactly("3 gamma Gamma", "5 alpha Alpha, \"one\"", "6 alpha-copy Alpha, \"one\"");
            Map<String, List<String>> before = taken(here, ALPHA);
            // Tokens name the number they were made for.
            before.put("api_token", List.of());
            assertThat(taken(there, 5)).isEqualTo(before);
            assertThat(taken(there, 6)).isEqualTo(before);
            assertThat(EveryTable.rows(there, 3)).isEqualTo(untouched);
        }
    }

    @Test
    void oneWorkspaceOfAWholeBackupComesBackAlone() throws Exception {
        Database target = TestDatabase.create("leaving_one_of_all");
        Path file = folder.resolve("all.zip");
        assertThat(run(new BackupCommand(), at(source), file.toString()).code).isZero();
        assertThat(run(new RestoreCommand(), at(target), file.toString(), "--workspace", "gamma").err)
                .contains("has no workspace 'gamma'; it has alpha, beta");
        assertThat(run(new RestoreCommand(), at(target), file.toString(), "--as", "x").err)
                .contains("--as needs --workspace");
        assertThat(run(new RestoreCommand(), at(target), file.toString(), "--workspace", "beta", "--as", "Not a slug")
                        .err)
                .contains("A slug has");
        assertThat(run(new RestoreCommand(), at(target), file.toString(), "--workspace", "beta").code)
                .isZero();
        try (Connection there = owner(target)) {
            assertThat(names(there, "SELECT slug FROM tenant")).containsExactly("beta");
            assertThat(all(there, "operator")).isEmpty();
        }
        assertThat(run(new RestoreCommand(), at(target), file.toString()).err)
                .contains("The database has workspaces already (beta)");
    }

    @Test
    void whatCannotBePutBackToItsEndLeavesNothing() throws Exception {
        Database target = TestDatabase.create("leaving_nothing");
        Path file = folder.resolve("refused.zip");
        assertThat(run(new BackupCommand(), at(source), file.toString(), "--workspace", "alpha").code)
                .isZero();
        try (Connection c = owner(target);
                Statement s = c.createStatement()) {
            // Refuses the row of one of the last tables.
            s.execute("ALTER TABLE import_reject ADD CHECK (line < 0)");
            Ran refused = run(new RestoreCommand(), at(target), file.toString());
            assertThat(refused.code).isEqualTo(1);
            assertThat(refused.err).contains("The database refused").hasLineCount(1);
            assertThat(all(c, "tenant")).isEmpty();
            assertThat(EveryTable.rows(c, 1))
                    .allSatisfy((_, rows) -> assertThat(rows).isEmpty());
        }
    }

    @Test
    void anArchiveOfAnotherSchemaIsRefusedBesideOthers() throws Exception {
        Database target = TestDatabase.create("leaving_schema");
        Path file = folder.resolve("schema.zip");
        assertThat(run(new BackupCommand(), at(source), file.toString(), "--workspace", "alpha").code)
                .isZero();
        try (Connection c = owner(target);
                Statement s = c.createStatement()) {
            s.execute(
                    "INSERT INTO flyway_schema_history VALUES (9999, '999', 'later', 'SQL', 'x', 0, 'x', now(), 0, true)");
        }
        assertThat(run(new RestoreCommand(), at(target), file.toString()).err)
                .contains("this database has 999: restore it into a new, empty database");
    }

    @Test
    void theFileIsItsOwnersAndReplacesNone() throws IOException {
        Path file = folder.resolve("mine.zip");
        assertThat(run(new BackupCommand(), at(source), file.toString(), "--workspace", "nobody").err)
                .contains("There is no workspace 'nobody'; there are: alpha, beta.");
        assertThat(file).doesNotExist();
        assertThat(run(new BackupCommand(), at(source), file.toString(), "--workspace", "beta").code)
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(file);
        assertThat(run(new BackupCommand(), at(source), file.toString()).err).contains("choose another name");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder.resolve("mine.zip.unfinished")).doesNotExist();
    }

    @Test
    void whereThereIsNoDatabaseNothingIsMadeForABackup() {
        Path nowhere = folder.resolve("nowhere");
        assertThat(run(new BackupCommand(), Map.of("DESKLOOM_DATA", nowhere.toString()), "x.zip").err)
                .contains("There is no database in " + nowhere);
        assertThat(nowhere).doesNotExist();
        assertThat(run(new RestoreCommand(), Map.of("DESKLOOM_DATA", nowhere.toString()), "no-such.zip").err)
                .contains("There is no file no-such.zip");
        assertThat(nowhere).doesNotExist();
    }

    private static Map<String, List<String>> taken(Connection c, int tenant) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>(EveryTable.rows(c, tenant));
        rows.keySet().removeAll(Set.of("session"));
        return rows;
    }

    private static List<String> all(Connection c, String table) throws SQLException {
        return names(c, "SELECT to_jsonb(t)::text FROM " + table + " t ORDER BY 1");
    }

    private static List<String> names(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (row.next()) {
                out.add(row.getString(1));
            }
            return out;
        }
    }

    private static Connection owner(Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.owner(), database.ownerPassword());
    }

    static Map<String, String> at(Database database) {
        return Map.of(
                "DESKLOOM_DATA",
                "target/no-data",
                "DESKLOOM_DB_URL",
                database.url(),
                "DESKLOOM_DB_USER",
                database.owner(),
                "DESKLOOM_DB_PASSWORD",
                database.ownerPassword());
    }

    /** What a command said. */
    record Ran(int code, String out, String err) {}

    static Ran run(DatabaseCommand command, Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        command.environment = environment;
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Ran(code, out.toString(), err.toString());
    }
}

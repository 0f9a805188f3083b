package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("database")
class EmbeddedPostgresTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void theCacheIsAnEighthOfTheMachineWithinBounds() {
        assertThat(EmbeddedPostgres.cacheMb(0)).isEqualTo(128);
        assertThat(EmbeddedPostgres.cacheMb(4096 * MIB)).isEqualTo(512);
        assertThat(EmbeddedPostgres.cacheMb(64 * 1024 * MIB)).isEqualTo(1024);
    }

    @Test
    void keepsDataWhenTheServerIsKilledAndIsTakenUpAgainWhenOnlyTheApplicationWas(@TempDir Path root) throws Exception {
        Path cache = Path.of("target", "test-postgres");
        EmbeddedPostgres first = EmbeddedPostgres.start(root, cache, true);
        run(first, "CREATE TABLE t(x int)");
        run(first, "INSERT INTO t VALUES (42)");
        assertThat(ask(first, "SHOW fsync")).isEqualTo("on");
        assertThat(ask(first, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask(first, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(Files.readAllLines(root.resolve("data/pg_hba.conf")))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("scram-sha-256"));

        EmbeddedPostgres sameServer = EmbeddedPostgres.start(root, cache, true);
        assertThat(sameServer.port()).isEqualTo(first.port());

        long pid = Long.parseLong(
                Files.readAllLines(root.resolve("data/postmaster.pid")).getFirst());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        server.destroyForcibly();
        server.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);

        try (EmbeddedPostgres again = EmbeddedPostgres.start(root, cache, true)) {
            assertThat(ask(again, "SELECT x::text FROM t")).isEqualTo("42");
        }
    }

    @Test
    void anotherUserMayRunItsPrograms(@TempDir Path cache) throws Exception {
        Path home = PostgresBinaries.unpack(cache, _ -> {}).home();
        for (Path entered : List.of(home, home.resolve("bin"), home.resolve("lib"), home.resolve("bin/postgres"))) {
            assertThat(Files.getPosixFilePermissions(entered))
                    .as(entered.toString())
                    .contains(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    @Test
    void ofTwoThatUnpackAtOnceTheSlowerTakesWhatIsThere(@TempDir Path cache) throws Exception {
        Path home = PostgresBinaries.unpack(cache, _ -> PostgresBinaries.unpack(cache, _ -> {}))
                .home();
        assertThat(home.resolve("bin/postgres")).isExecutable();
        try (var left = Files.list(cache)) {
            assertThat(left).containsExactly(home);
        }
    }

    private static void run(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection c = connect(server);
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection c = connect(server);
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(server.url("postgres"), EmbeddedPostgres.OWNER, server.ownerPassword());
    }
}

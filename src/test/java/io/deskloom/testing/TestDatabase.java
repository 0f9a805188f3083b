package io.deskloom.testing;

import io.deskloom.app.Database;
import io.deskloom.app.EmbeddedPostgres;
import io.deskloom.kernel.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** The one PostgreSQL of a test run: started on first use, thrown away at the end of the JVM. */
public final class TestDatabase {
    private static final Path ROOT = Path.of("target", "test-postgres");
    private static EmbeddedPostgres server;
    private static Database database;

    private TestDatabase() {}

    /** The migrated database of this run. */
    public static synchronized Database get() {
        if (database == null) {
            database = create("deskloom_test");
        }
        return database;
    }

    /** Another, freshly migrated database on the same server. */
    public static synchronized Database create(String name) {
        Database fresh = Database.on(server(), name, "app-password-of-a-test-run");
        Flyway.configure()
                .dataSource(fresh.url(), fresh.owner(), fresh.ownerPassword())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return fresh;
    }

    /** A connection as the application's role: row-level security binds it. */
    public static Connection asApp() throws SQLException {
        return DriverManager.getConnection(get().url(), Database.APP, get().appPassword());
    }

    /**
     * A transaction of one tenant as the application's role.
     *
     * @param begin what the application sends first; its one parameter is the tenant
     */
    public static Connection asTenant(TenantId tenant, String begin) throws SQLException {
        Connection c = asApp();
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement(begin)) {
            s.setString(1, Integer.toString(tenant.value()));
            s.execute();
        }
        return c;
    }

    /** A connection as the schema's owner. */
    public static Connection asOwner() throws SQLException {
        return DriverManager.getConnection(get().url(), get().owner(), get().ownerPassword());
    }

    public static synchronized EmbeddedPostgres server() {
        if (server == null) {
            removeLeftovers();
            Path mine = ROOT.resolve("run-" + ProcessHandle.current().pid());
            server = EmbeddedPostgres.start(mine, ROOT, false);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                deleteTree(mine);
            }));
        }
        return server;
    }

    // A run that was killed leaves its server behind; its folder is named after the dead process.
    private static void removeLeftovers() {
        if (!Files.isDirectory(ROOT)) {
            return;
        }
        try (Stream<Path> runs = Files.list(ROOT)) {
            for (Path run : runs.filter(p -> p.getFileName().toString().startsWith("run-"))
                    .toList()) {
                long pid = Long.parseLong(run.getFileName().toString().substring(4));
                if (ProcessHandle.of(pid).isEmpty()) {
                    Path postmaster = run.resolve("data/postmaster.pid");
                    if (Files.exists(postmaster)) {
                        long dead = Long.parseLong(
                                Files.readAllLines(postmaster).getFirst().strip());
                        ProcessHandle.of(dead).ifPresent(ProcessHandle::destroyForcibly);
                    }
                    deleteTree(run);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            // Only test data; the next run tries again.
            System.err.println("left behind: " + root);
        }
    }
}

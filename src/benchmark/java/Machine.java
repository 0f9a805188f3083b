import io.deskloom.app.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Processes: the database server, the two applications. */
final class Machine {
    static final String SECRET = "a-secret-of-the-benchmark-0123456789";
    private static EmbeddedPostgres postgres;

    private Machine() {}

    /** One durable PostgreSQL for everything measured: the same settings as in life. */
    static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            postgres = EmbeddedPostgres.start(Bench.DATA.resolve("postgres"), Bench.DATA, true);
        }
        return postgres;
    }

    static synchronized void stopPostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    static Connection owner(String database) throws SQLException {
        return DriverManager.getConnection(postgres().url(database), EmbeddedPostgres.OWNER, postgres().ownerPassword());
    }

    /** @return whether it had to be made */
    static boolean createDatabase(String name) throws SQLException {
        try (Connection c = owner("postgres"); Statement s = c.createStatement()) {
            if (s.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'").next()) {
                return false;
            }
            s.execute("CREATE DATABASE " + name);
            return true;
        }
    }

    /** Processor seconds the database's processes have used so far: what a busy machine does not distort. */
    static double databaseCpuSeconds() throws Exception {
        long postmaster = Long.parseLong(Files.readAllLines(Bench.DATA.resolve("postgres/data/postmaster.pid")).getFirst().strip());
        double sum = 0;
        for (ProcessHandle child : ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            sum += cpuSeconds(child.pid());
        }
        return sum;
    }

    /** User and system, by clock ticks of 10 ms. */
    private static double cpuSeconds(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] f = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(f[11]) + Long.parseLong(f[12])) / 100.0;
    }

    /** What {@code COMMENT ON DATABASE} said; empty when nothing, or when there is no such database. */
    static String comment(String database) throws SQLException {
        try (Connection c = owner("postgres"); Statement s = c.createStatement()) {
            ResultSet row = s.executeQuery("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + database + "'");
            return row.next() && row.getString(1) != null ? row.getString(1) : "";
        }
    }

    static void dropDatabase(String name) throws SQLException {
        try (Connection c = owner("postgres"); Statement s = c.createStatement()) {
            s.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    /** A running server process. */
    record Server(Process process, int port, double secondsToReady) implements AutoCloseable {
        /** Processor seconds used so far. */
        double cpuSeconds() throws Exception {
            return Machine.cpuSeconds(process.pid());
        }

        /** Resident memory, in MiB. */
        double rssMb() throws Exception {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
            throw new IllegalStateException("no VmRSS");
        }

        String url(String path) {
            return "http://127.0.0.1:" + port + path;
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            if (!process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    static Server deskloom(String database, int port) throws Exception {
        return deskloom(database, port, "256m");
    }

    /** @param heap largest heap, as {@code -Xmx} takes it */
    static Server deskloom(String database, int port, String heap) throws Exception {
        EmbeddedPostgres pg = postgres();
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + heap, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
        if (Files.exists(Path.of("target/quarkus-app/app.aot"))) {
            command.addAll(List.of("-XX:AOTCache=target/quarkus-app/app.aot", "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining"));
        }
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar", "serve"));
        return start(command, port, "/q/health/ready", Map.of(
                "DESKLOOM_PORT", Integer.toString(port),
                "DESKLOOM_DATA", Bench.DATA.resolve("server").toString(),
                // Nothing else is to be written while something is measured.
                "DESKLOOM_DEMO_WHOLE", "true",
                "DESKLOOM_SECRET", SECRET,
                "DESKLOOM_DB_URL", "postgresql://" + EmbeddedPostgres.OWNER + ":" + pg.ownerPassword() + "@127.0.0.1:" + pg.port() + "/" + database));
    }

    static Server handwritten(String database, int port) throws Exception {
        return start(List.of(java(), "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-jar", "src/benchmark/handwritten/target/quarkus-app/quarkus-run.jar"),
                port, "/", Map.of(
                        "HANDWRITTEN_PORT", Integer.toString(port),
                        "HANDWRITTEN_DB_URL", postgres().url(database),
                        "HANDWRITTEN_DB_USER", "handwritten",
                        "HANDWRITTEN_DB_PASSWORD", "handwritten"));
    }

    private static Server start(List<String> command, int port, String ready, Map<String, String> env) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Bench.DATA.resolve("server-" + port + ".log").toFile());
        builder.environment().putAll(env);
        long begin = System.nanoTime();
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ready)).timeout(Duration.ofSeconds(5)).build();
        long end = begin + Duration.ofSeconds(240).toNanos();
        while (System.nanoTime() < end) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                if (status == 200 || ready.equals("/") && status == 404) {
                    return new Server(process, port, (System.nanoTime() - begin) / 1e9);
                }
            } catch (java.io.IOException notYet) {
                if (!process.isAlive()) {
                    break;
                }
            }
            Thread.sleep(20);
        }
        process.destroyForcibly();
        throw new IllegalStateException("the server on port " + port + " did not start; see " + Bench.DATA.resolve("server-" + port + ".log"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}

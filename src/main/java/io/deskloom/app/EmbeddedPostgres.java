package io.deskloom.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A real PostgreSQL server of our own: durable (fsync and synchronous_commit stay on), scram passwords, loopback only,
 * data in one folder. It outlives a killed application and is taken up again by the next start.
 *
 * <p>PostgreSQL refuses to run as root. There we start it in a user namespace without a mapping ({@code unshare -U}), in
 * which it sees itself as "nobody" while its files stay ours; where that is not allowed, {@code setpriv} drops to
 * "nobody" and the data folder is given to it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The owner of the schema: runs migrations, never serves a request. */
    public static final String OWNER = "deskloom_owner";

    private static final long SMALLEST_CACHE_MB = 128;
    private static final long LARGEST_CACHE_MB = 1024;
    private static final Duration MAKE_LIMIT = Duration.ofMinutes(2);

    // Long enough to take up what was written before a power cut.
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration LEFTOVERS_LIMIT = Duration.ofSeconds(20);
    private static final int NOBODY = 65534;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final Path data;
    private final String password;
    private final int port;

    private EmbeddedPostgres(Path data, String password, int port) {
        this.data = data;
        this.password = password;
        this.port = port;
    }

    /**
     * Starts the server on {@code root/data}, making it first if needed, or takes up one that still runs there.
     *
     * @param root the data folder; holds the cluster, its password and its log
     * @param cache where the server's programs are unpacked; may be shared
     * @param durable false only for throw-away test data: no fsync
     */
    public static EmbeddedPostgres start(Path root, Path cache, boolean durable) {
        return start(root, cache, durable, _ -> {});
    }

    /**
     * The same, telling a person who waits.
     *
     * @param progress is given a sentence before each thing that takes seconds
     */
    static EmbeddedPostgres start(Path root, Path cache, boolean durable, Consumer<String> progress) {
        PostgresBinaries binaries = PostgresBinaries.unpack(cache.toAbsolutePath(), progress);
        Path home = binaries.home();
        Path folder = root.toAbsolutePath();
        try {
            Files.createDirectories(folder);
            Path data = folder.resolve("data");
            String password = ownerPassword(folder);
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                progress.accept("Making the database ...");
                initdb(binaries, folder, data, durable);
            }
            refuseOtherVersion(binaries, data);
            Optional<EmbeddedPostgres> running = stillRunning(data, password);
            if (running.isPresent()) {
                return running.get();
            }
            if (Files.exists(data.resolve("postmaster.pid"))) {
                progress.accept("The database was killed; taking up what it had written ...");
            }
            return launch(home, folder, data, password, durable);
        } catch (IOException e) {
            throw new StartFailure("The data folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The server that runs on {@code root/data} now, if there is one. */
    static Optional<EmbeddedPostgres> running(Path root) {
        Path folder = root.toAbsolutePath();
        try {
            return Files.exists(folder.resolve("database.password"))
                    ? stillRunning(folder.resolve("data"), ownerPassword(folder))
                    : Optional.empty();
        } catch (IOException e) {
            throw new StartFailure("The data folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** JDBC address of {@code database} on this server, without user or password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String ownerPassword() {
        return password;
    }

    public int port() {
        return port;
    }

    /** Stops it fast but clean: sessions are ended, everything committed is on disk. */
    @Override
    public void close() {
        runningPid(data).flatMap(ProcessHandle::of).ifPresent(server -> {
            signal("-INT", server.pid());
            await("PostgreSQL to stop", Duration.ofSeconds(30), () -> !server.isAlive());
        });
    }

    private static String ownerPassword(Path folder) throws IOException {
        Path file = folder.resolve("database.password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password);
        return password;
    }

    private static void refuseOtherVersion(PostgresBinaries binaries, Path data) throws IOException {
        String made = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!made.equals(Integer.toString(binaries.major()))) {
            throw new StartFailure(
                    "The data in " + data + " was made by PostgreSQL " + made + ", this is " + binaries.major()
                            + "; take a backup with the Deskloom that made it, and restore that into a new data folder.");
        }
    }

    private static void initdb(PostgresBinaries binaries, Path folder, Path data, boolean durable) throws IOException {
        // A half-made cluster (killed during initdb) has no PG_VERSION at its end; begin again.
        PostgresBinaries.deleteTree(data);
        Path pwfile = folder.resolve("database.password");
        List<String> command = new ArrayList<>(prefix());
        if (command.equals(AS_NOBODY)) {
            Files.createDirectories(data);
            giveToNobody(folder);
        }
        command.addAll(List.of(
                binaries.home().resolve("bin/initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                OWNER,
                "--pwfile=" + pwfile,
                "--auth=scram-sha-256",
                "--encoding=UTF8"));
        // Ours is newer; tests try the oldest we promise to run on.
        command.addAll(
                binaries.major() >= 17
                        ? List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale")
                        : List.of("--locale=C.UTF-8"));
        if (!durable) {
            command.add("--no-sync");
        }
        Path log = folder.resolve("initdb.log");
        Process p = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (waitFor(p, MAKE_LIMIT) != 0) {
            throw new StartFailure("PostgreSQL could not make its data folder " + data + "; see " + log + ".");
        }
    }

    private static Optional<EmbeddedPostgres> stillRunning(Path data, String password) throws IOException {
        if (runningPid(data).flatMap(ProcessHandle::of).isEmpty()) {
            return Optional.empty();
        }
        List<String> pid = Files.readAllLines(data.resolve("postmaster.pid"));
        if (pid.size() < 4) {
            return Optional.empty();
        }
        EmbeddedPostgres candidate =
                new EmbeddedPostgres(data, password, Integer.parseInt(pid.get(3).strip()));
        // The process id may belong to somebody else by now: only a server that knows our password is ours.
        return candidate.answers() ? Optional.of(candidate) : Optional.empty();
    }

    /**
     * Megabytes of the database's own cache: an eighth of the machine up to a gigabyte. What is in it is read without asking the
     * operating system, which is most of what gathering ten thousand entries of an index costs. Taken as it fills.
     */
    static long cacheMb(long machineBytes) {
        return Math.clamp(machineBytes / 8 / 1024 / 1024, SMALLEST_CACHE_MB, LARGEST_CACHE_MB);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    private static EmbeddedPostgres launch(Path home, Path folder, Path data, String password, boolean durable)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of(
                home.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=60",
                "-c",
                "shared_buffers=" + (durable ? cacheMb(machineBytes()) : SMALLEST_CACHE_MB) + "MB",
                "-c",
                "jit=off",
                "-c",
                "timezone=UTC",
                "-c",
                "log_timezone=UTC",
                "-c",
                "password_encryption=scram-sha-256"));
        if (durable) {
            // Whole pages are written to the log after each checkpoint. A gigabyte of log, the default, is a minute of
            // many changes:
            // then a third of all time is a checkpoint's.
            command.addAll(
                    List.of("-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=15min", "-c", "wal_compression=pglz"));
        } else {
            command.addAll(List.of("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"));
        }
        Path log = folder.resolve("postgres.log");
        EmbeddedPostgres server = new EmbeddedPostgres(data, password, port);
        long giveUp = System.nanoTime() + LEFTOVERS_LIMIT.toNanos();
        while (!starts(command, log, server)) {
            // Killed with its sessions still at work, the last server holds its memory until the last of them has
            // ended.
            boolean killed = Files.exists(data.resolve("postmaster.pid"));
            if (!killed || System.nanoTime() > giveUp) {
                throw new StartFailure("PostgreSQL stopped right after its start; see " + log + ".");
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        return server;
    }

    /** False when it ended by itself. */
    private static boolean starts(List<String> command, Path log, EmbeddedPostgres server) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        await("PostgreSQL to start (see " + log + ")", START_LIMIT, () -> !process.isAlive() || server.answers());
        return process.isAlive();
    }

    private boolean answers() {
        try (Connection c = DriverManager.getConnection(url("postgres") + "?connectTimeout=2", OWNER, password)) {
            return c.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private static Optional<Long> runningPid(Path data) {
        try {
            return Optional.of(Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static List<String> prefix() {
        if (!isRoot()) {
            return List.of();
        }
        if (canUnshare()) {
            return List.of("unshare", "-U");
        }
        if (succeeds(AS_NOBODY, "true")) {
            return AS_NOBODY;
        }
        throw new StartFailure(
                "PostgreSQL does not run as root, and here neither unshare nor setpriv (package util-linux)"
                        + " lets it run as another user; start Deskloom as an ordinary user, or set DESKLOOM_DB_URL.");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean canUnshare() {
        return succeeds(List.of("unshare", "-U"), "true");
    }

    private static void giveToNobody(Path folder) {
        if (!succeeds(List.of("chown", "-R"), NOBODY + ":" + NOBODY, folder.toString())
                || !succeeds(AS_NOBODY, "test", "-x", folder.toString())) {
            throw new StartFailure("As root the database runs as user nobody, who cannot enter " + folder
                    + "; choose a folder that everybody may enter with DESKLOOM_DATA.");
        }
    }

    private static boolean succeeds(List<String> prefix, String... command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        try {
            Process p = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return waitFor(p, Duration.ofSeconds(30)) == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    private static void signal(String signal, long pid) {
        try {
            waitFor(new ProcessBuilder("kill", signal, Long.toString(pid)).start(), Duration.ofSeconds(5));
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL (process " + pid + ") cannot be stopped: " + e.getMessage(), e);
        }
    }

    private static int waitFor(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static void await(String what, Duration limit, BooleanSupplier done) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new StartFailure("Waited " + limit.toSeconds() + " s in vain for " + what + ".");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

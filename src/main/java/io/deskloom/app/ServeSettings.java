package io.deskloom.app;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with, read from the environment.
 *
 * @param data the data folder: the embedded database and, outside production, the secret
 * @param databaseUrl an outside PostgreSQL ({@code postgresql://user:password@host:port/name} or a JDBC address); null
 *     for the embedded one
 * @param secret from which cookies', cursors' and the database role's keys are derived; null to keep one in the data folder
 * @param standin whether the demo's ERP and warehouse system is started beside it: never in production
 */
record ServeSettings(
        Path data,
        @Nullable String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        @Nullable String secret,
        boolean production,
        boolean standin) {
    private static final int SHORTEST_SECRET = 32;

    /** The database's name on a server of ours. */
    private static final String EMBEDDED = "deskloom";

    // Held for as long as the process lives: a collected channel would give the lock away.
    private static @Nullable FileLock held;

    static ServeSettings fromEnvironment(Map<String, String> env) {
        return new ServeSettings(
                Path.of(env.getOrDefault("DESKLOOM_DATA", ".deskloom")),
                env.get("DESKLOOM_DB_URL"),
                env.get("DESKLOOM_DB_USER"),
                env.get("DESKLOOM_DB_PASSWORD"),
                env.get("DESKLOOM_SECRET"),
                "true".equals(env.get("DESKLOOM_PRODUCTION")),
                "on".equals(env.get("DESKLOOM_STANDIN")) && !"true".equals(env.get("DESKLOOM_PRODUCTION")));
    }

    /**
     * How many threads wait for requests, which others carry out. They do so little that half as many as processors never stand in the
     * way, and each more is one more to wake: of two processors' time a ticket took a twentieth less with one instead of four.
     */
    private static int eventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** A database that is ready, and what stops it when it is ours. */
    record Prepared(Map<String, String> settings, Optional<EmbeddedPostgres> embedded) {}

    /** Starts or reaches the database; throws {@link StartFailure} with one sentence when it cannot. */
    Prepared prepare() {
        String key = secretKey();
        String appPassword = derive(key, "database role");
        Map<String, String> settings = new HashMap<>();
        Optional<EmbeddedPostgres> embedded = Optional.empty();
        Database database;
        if (databaseUrl != null) {
            database = external(databaseUrl, appPassword);
        } else {
            lock(data);
            EmbeddedPostgres server = EmbeddedPostgres.start(data.resolve("postgres"), data, true, System.err::println);
            embedded = Optional.of(server);
            database = Database.on(server, EMBEDDED, appPassword);
        }
        settings.putAll(database.settings());
        writePid();
        settings.put("quarkus.vertx.event-loops-pool-size", Integer.toString(eventLoops()));
        settings.put("deskloom.secret", key);
        settings.put("deskloom.production", Boolean.toString(production));
        settings.put("deskloom.demo", Boolean.toString(!production));
        return new Prepared(settings, embedded);
    }

    /**
     * The database for a command that works on it as its owner, whether a server runs on it or not.
     *
     * @param make an embedded one that is not there yet
     */
    OwnerDatabase owner(boolean make) {
        if (databaseUrl != null) {
            Address at = address(databaseUrl);
            return new OwnerDatabase(at.url(), at.user(), at.password(), null);
        }
        Path postgres = data.resolve("postgres");
        if (!make && !Files.exists(postgres.resolve("data/PG_VERSION"))) {
            throw new StartFailure("There is no database in " + data + "; DESKLOOM_DATA says in which folder it is.");
        }
        if (!tryLock(data)) {
            EmbeddedPostgres running = EmbeddedPostgres.running(postgres)
                    .orElseThrow(() -> new StartFailure(
                            "The Deskloom on " + data + " is just starting or stopping; try again in a moment."));
            return new OwnerDatabase(running.url(EMBEDDED), EmbeddedPostgres.OWNER, running.ownerPassword(), null);
        }
        EmbeddedPostgres started = EmbeddedPostgres.start(postgres, data, true, System.err::println);
        Database.make(started, EMBEDDED);
        return new OwnerDatabase(started.url(EMBEDDED), EmbeddedPostgres.OWNER, started.ownerPassword(), started);
    }

    private Database external(String address, String appPassword) {
        Address at = address(address);
        return Database.external(at.url(), at.user(), at.password(), appPassword);
    }

    /** @param url JDBC address without user or password */
    private record Address(String url, String user, String password) {}

    private Address address(String address) {
        String jdbc = address.startsWith("jdbc:") ? address.substring("jdbc:".length()) : address;
        try {
            URI uri = URI.create(jdbc.replaceFirst("^postgres:", "postgresql:"));
            String[] user = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
            String name = databaseUser != null ? databaseUser : decode(user[0]);
            String password = databasePassword != null ? databasePassword : user.length > 1 ? decode(user[1]) : "";
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || name.isEmpty()) {
                throw new StartFailure("DESKLOOM_DB_URL must look like postgresql://user:password@host:5432/database.");
            }
            return new Address("jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + query, name, password);
        } catch (IllegalArgumentException e) {
            throw new StartFailure("DESKLOOM_DB_URL must look like postgresql://user:password@host:5432/database.", e);
        }
    }

    private static String decode(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    private String secretKey() {
        if (secret != null) {
            if (secret.length() < SHORTEST_SECRET) {
                throw new StartFailure("DESKLOOM_SECRET is too short: use at least 32 random characters.");
            }
            return secret;
        }
        if (production) {
            throw new StartFailure("In production DESKLOOM_SECRET must be set to at least 32 random characters.");
        }
        return keptSecret();
    }

    private String keptSecret() {
        Path file = data.resolve("secret");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(data);
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            String fresh = HexFormat.of().formatHex(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, fresh);
            return fresh;
        } catch (IOException e) {
            throw new StartFailure("The data folder " + data + " cannot be written: " + e.getMessage(), e);
        }
    }

    // For "deskloom stop", which knows only the folder.
    private void writePid() {
        try {
            Files.createDirectories(data);
            Files.writeString(
                    data.resolve("server.pid"),
                    Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new StartFailure("The data folder " + data + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String derive(String key, String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    // Two servers on one embedded database would stop it under each other. The lock ends with the process.
    private static void lock(Path data) {
        if (!tryLock(data)) {
            throw new StartFailure("The data folder " + data
                    + " is in use by another Deskloom; stop it, or choose another folder with DESKLOOM_DATA.");
        }
    }

    private static synchronized boolean tryLock(Path data) {
        try {
            Files.createDirectories(data);
            FileChannel channel =
                    FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return false;
            }
            held = lock;
        } catch (OverlappingFileLockException e) {
            // Live reload starts us again within the same process: the lock is already ours.
        } catch (IOException e) {
            throw new StartFailure("The data folder " + data + " cannot be used: " + e.getMessage(), e);
        }
        return true;
    }
}

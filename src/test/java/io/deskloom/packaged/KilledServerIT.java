package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.packaged.Packaged.Answer;
import io.deskloom.packaged.Packaged.Visitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was acknowledged is there after {@code kill -9}, complete, and nothing half done beside it; what was begun is
 * finished once. One story on one data folder, because starts are what takes time: each chapter begins with what the one
 * before left.
 */
@Tag("packaged")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KilledServerIT {
    private static final int WRITERS = 4;
    private static final int ENOUGH = 40;
    private static final int DEMO = 60;
    private static final int ROWS = 4_000;

    /** For a machine that has something else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<String, String> SETTINGS = Map.of("DESKLOOM_DEMO_TICKETS", Integer.toString(DEMO));
    private static final String DEMO_TICKETS = "SELECT count(*) FROM record WHERE external_id LIKE 'T-%'";
    private static final String SUM = "SELECT coalesce((fields #>> '{f_ordered,amount}')::numeric * 100, 0)::bigint"
            + " FROM record WHERE source = 'till' AND external_id = 'C-killed'";

    private static final Queue<String> ACKNOWLEDGED = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path data;

    /** The one that runs now; null until the first one is up. */
    private static Packaged server;

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void aFirstStartKilledWhileItMakesTheDemoIsFinishedByTheNext() throws Exception {
        Packaged first = Packaged.begin(data, SETTINGS);
        until(first, () -> made(5));
        first.kill();
        assertThat(ask(DEMO_TICKETS)).isBetween(5L, DEMO - 1L);
        assertThat(ask("SELECT demo_tickets FROM tenant WHERE slug = 'demo'")).isEqualTo(DEMO);

        server = Packaged.start(data, SETTINGS);
        assertThat(ask(DEMO_TICKETS)).isEqualTo(DEMO);
        assertThat(ask("SELECT count(DISTINCT external_id) FROM record WHERE external_id LIKE 'T-%'"))
                .isEqualTo(DEMO);
        assertThat(ask("SELECT count(*) FROM tenant WHERE demo_tickets IS NOT NULL"))
                .isZero();
        assertThat(ask("SELECT count(*) FROM tenant")).isEqualTo(1);
        assertThat(ask("SELECT count(*) FROM release")).isEqualTo(1);
        for (String login : List.of("admin", "jun", "lin", "fang", "mei")) {
            assertThat(server.signIn(login).get("/tickets?type=return_refund").ok())
                    .isNotEmpty();
        }
        nothingIsHalfDone();
    }

    /**
     * Somebody holds the customer's row, so its sum cannot be written before the server dies, while orders of this customer
     * come in as a file and others write tickets: what was acknowledged is there, every row of the file is an order once, and
     * the sum is that of all of them, without waiting for any lease of what follows.
     */
    @Test
    @Order(2)
    void theNextServerFinishesTheImportAndWhatFollowsFromIt() throws Exception {
        Visitor admin = server.signIn("admin");
        String customer = admin.put(
                        "/objects/customer",
                        Map.of("source", "till", "externalId", "C-killed", "fields", Map.of("name", "Anna")))
                .ok()
                .path("id")
                .asText();
        String job = sent(admin);
        try (Connection holding = connect();
                Statement s = holding.createStatement()) {
            holding.setAutoCommit(false);
            s.execute("SELECT 1 FROM record WHERE id = '" + customer + "' FOR UPDATE");
            Map<String, Object> order = Map.of("order_no", "E-killed", "customer", customer, "paid", "99.90");
            admin.put("/objects/order", Map.of("source", "till", "externalId", "E-killed", "fields", order))
                    .ok();
            // Not before the sum is being computed, which is the worst moment.
            until(
                    server,
                    () -> ask(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'")
                            >= 1);
            killWhileCreating(server, () -> {
                admin.post("/imports/" + job + "/start", Map.of("dryRun", false))
                        .ok();
                until(
                        server,
                        () -> admin.get("/imports/" + job).ok().path("done").asLong() > 0);
                server.kill();
            });
            // As the database itself does when it next looks: what the dead server had sent is not to be finished for
            // it.
            ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'deskloom_app'");
            until(() -> ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'deskloom_app'") == 0);
            holding.rollback();
        }
        assertThat(ask("SELECT done FROM import_job WHERE state = 'running'")).isBetween(1L, ROWS - 1L);
        assertThat(ask(SUM)).isZero();
        assertThat(ask("SELECT count(*) FROM outbox WHERE kind = 'recompute'")).isPositive();
        // What is left of the dead worker's half a minute is not waited for.
        ask("WITH given AS (UPDATE import_job SET due_at = now() WHERE state = 'running' RETURNING 1)"
                + " SELECT count(*) FROM given");

        server = Packaged.start(data, SETTINGS);
        long up = System.nanoTime();
        Visitor again = server.signIn("admin");
        until(
                server,
                () -> again.get("/imports/" + job).ok().path("state").asText().equals("done"));
        JsonNode done = again.get("/imports/" + job).ok();
        assertThat(done.at("/counts/created").asLong()).as(done.toString()).isEqualTo(ROWS);
        for (String other : List.of("updated", "known", "rejected")) {
            assertThat(done.at("/counts/" + other).asLong()).as(other).isZero();
        }
        String rows = "FROM record r JOIN event e ON (e.tenant_id, e.record_id) = (r.tenant_id, r.id)"
                + " WHERE r.source = 'till' AND r.external_id LIKE 'N-%' AND e.changes::jsonb @> '[{\"kind\": \"created\"}]'";
        assertThat(ask("SELECT count(*) " + rows)).isEqualTo(ROWS);
        assertThat(ask("SELECT count(DISTINCT r.external_id) " + rows)).isEqualTo(ROWS);
        until(server, () -> ask(SUM) == ROWS * 100L + 9990);
        assertThat(System.nanoTime() - up)
                .as("nanoseconds; a lease lasts a minute")
                .isLessThan(TimeUnit.SECONDS.toNanos(50));
        Answer read = again.get("/objects/customer/" + customer);
        assertThat(read.ok().at("/fields/ordered_total/amount").asText()).isEqualTo(ROWS + 99 + ".90");
        everythingIsThere();
    }

    @Test
    @Order(3)
    void whatWasAcknowledgedSurvivesKillingBothServerAndDatabase() throws Exception {
        killWhileCreating(server, () -> {
            killDatabase();
            server.kill();
        });
        server = Packaged.start(data, SETTINGS);
        everythingIsThere();
        assertThat(server.signIn("jun").post("/tickets", ticket("afterwards")).status())
                .isEqualTo(201);
    }

    /** While others write: what was there before it began is in it, and of what came meanwhile nothing by half. */
    @Test
    @Order(4)
    void aBackupOfTheRunningServerComesBackAsAnotherWorkspace() throws Exception {
        Path archive = data.resolve("demo.zip");
        String tenant = "(SELECT id FROM tenant WHERE slug = '%s')";
        String demo = tenant.formatted("demo");
        long before = ask("SELECT count(*) FROM record WHERE tenant_id = " + demo);
        Visitor jun = server.signIn("jun");
        CountDownLatch over = new CountDownLatch(1);
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; over.getCount() > 0; i++) {
                ACKNOWLEDGED.add(jun.post("/tickets", ticket("meanwhile " + i))
                        .ok()
                        .path("id")
                        .asText());
            }
        });
        String taken = Packaged.run(data, "backup", archive.toString(), "--workspace", "demo");
        over.countDown();
        writer.join();
        assertThat(taken).contains("read back and found whole");
        long after = ask("SELECT count(*) FROM record WHERE tenant_id = " + demo);
        assertThat(after).as("tickets made meanwhile").isGreaterThan(before);

        Packaged.run(data, "restore", archive.toString(), "--workspace", "demo", "--as", "copy");
        String copy = tenant.formatted("copy");
        assertThat(ask("SELECT count(*) FROM record WHERE tenant_id = " + copy)).isBetween(before, after);
        // All but what came meanwhile is there as it was.
        assertThat(ask("SELECT count(*) FROM record a WHERE tenant_id = " + demo + " AND title NOT LIKE 'meanwhile %'"
                        + " AND NOT EXISTS (SELECT FROM record b WHERE b.tenant_id = " + copy
                        + " AND (b.id, b.version, b.step, b.number, b.title, b.fields) ="
                        + " (a.id, a.version, a.step, a.number, a.title, a.fields))"))
                .isZero();
        nothingIsHalfDone();
        Visitor there = server.signIn("copy", "admin");
        assertThat(there.get("/objects/customer?q=Anna")
                        .ok()
                        .at("/items/0/fields/ordered_total/amount")
                        .asText())
                .isEqualTo(ROWS + 99 + ".90");
        assertThat(there.post("/tickets", ticket("in the copy")).status()).isEqualTo(201);
        everythingIsThere();
        server.close();
        assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    /** A file of orders, sent and looked at; answers the job that is to be started. */
    private static String sent(Visitor admin) throws Exception {
        byte[] file = IntStream.range(0, ROWS)
                .mapToObj(i -> "N-" + i + ",C-killed,1.00\n")
                .collect(Collectors.joining("", "no,customer,paid\n", ""))
                .getBytes(StandardCharsets.UTF_8);
        Map<String, Object> mapping = Map.of(
                "source", "till",
                "externalId", "no",
                "columns", Map.of("no", "order_no", "customer", "customer", "paid", "paid"));
        String job = admin.post(
                        "/imports",
                        Map.of("type", "order", "fileName", "till.csv", "size", file.length, "mapping", mapping))
                .ok()
                .path("id")
                .asText();
        admin.put("/imports/" + job + "/parts/0", file).ok();
        until(
                server,
                () -> admin.get("/imports/" + job).ok().path("state").asText().equals("ready"));
        return job;
    }

    private static void until(Callable<Boolean> met) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!met.call()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void until(Packaged running, Callable<Boolean> met) throws Exception {
        try {
            until(() -> {
                assertThat(running.isAlive()).as("the server runs").isTrue();
                return met.call();
            });
        } catch (AssertionError e) {
            throw new AssertionError(running.said(), e);
        }
    }

    private interface Blow {
        void fall() throws Exception;
    }

    private static void killWhileCreating(Packaged server, Blow blow) throws Exception {
        Visitor jun = server.signIn("jun");
        int before = ACKNOWLEDGED.size();
        CountDownLatch enough = new CountDownLatch(ENOUGH);
        List<Thread> writers = IntStream.range(0, WRITERS)
                .mapToObj(n -> Thread.ofPlatform().start(() -> create(jun, n, enough)))
                .toList();
        assertThat(enough.await(60, TimeUnit.SECONDS)).as(server.said()).isTrue();
        blow.fall();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(ACKNOWLEDGED.size() - before).isGreaterThanOrEqualTo(ENOUGH);
    }

    // Until the server is gone: the last ones are in the middle of it when it happens.
    private static void create(Visitor jun, int writer, CountDownLatch enough) {
        for (int i = 0; ; i++) {
            Answer answer = jun.post("/tickets", ticket("writer " + writer + ", ticket " + i));
            if (answer.status() != 201) {
                assertThat(answer.status()).as(answer.body().toString()).isIn(0, 500, 503);
                return;
            }
            ACKNOWLEDGED.add(answer.body().path("id").asText());
            enough.countDown();
        }
    }

    private static void killDatabase() throws IOException {
        ProcessHandle database = ProcessHandle.of(
                        Long.parseLong(postmaster().getFirst().strip()))
                .orElseThrow();
        List<ProcessHandle> all = database.descendants().toList();
        database.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void everythingIsThere() throws Exception {
        Visitor jun = server.signIn("jun");
        assertThat(ACKNOWLEDGED)
                .allSatisfy(id -> assertThat(jun.get("/tickets/" + id).status()).isEqualTo(200));
        assertThat(ask("SELECT count(*) FROM record WHERE created_by IS NOT NULL"))
                .isGreaterThanOrEqualTo(ACKNOWLEDGED.size());
        nothingIsHalfDone();
    }

    private static void nothingIsHalfDone() throws Exception {
        assertThat(ask("SELECT count(*) FROM record r WHERE NOT EXISTS"
                        + " (SELECT FROM event e WHERE (e.tenant_id, e.record_id) = (r.tenant_id, r.id)"
                        + " AND e.changes::jsonb @> '[{\"kind\": \"created\"}]')"))
                .isZero();
        assertThat(ask("SELECT count(*) FROM record r WHERE NOT EXISTS"
                        + " (SELECT FROM record_search s WHERE (s.tenant_id, s.record_id) = (r.tenant_id, r.id))"))
                .isZero();
    }

    /** Whether there is a database yet, with the tables and so many tickets of the demo in it. */
    private static boolean made(long tickets) {
        try {
            return Files.exists(data.resolve("postgres/data/postmaster.pid"))
                    && postmaster().size() >= 4
                    && ask(DEMO_TICKETS) >= tickets;
        } catch (SQLException | IOException notYet) {
            // A database that is being made is started and stopped meanwhile.
            return false;
        }
    }

    private static long ask(String sql) throws SQLException, IOException {
        try (Connection c = connect();
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            assertThat(r.next()).as(sql).isTrue();
            return r.getLong(1);
        }
    }

    private static Connection connect() throws SQLException, IOException {
        String url = "jdbc:postgresql://127.0.0.1:" + postmaster().get(3).strip() + "/deskloom";
        String password =
                Files.readString(data.resolve("postgres/database.password")).strip();
        return DriverManager.getConnection(url, "deskloom_owner", password);
    }

    private static List<String> postmaster() throws IOException {
        return Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
    }

    private static Map<String, Object> ticket(String subject) {
        return Map.of("type", "return_refund", "fields", Map.of("subject", subject, "reason", "damaged"));
    }
}

package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.packaged.Packaged.Answer;
import io.deskloom.packaged.Packaged.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was acknowledged is there after {@code kill -9}, complete, and nothing half done beside it. */
@Tag("packaged")
class KilledServerIT {
    private static final int WRITERS = 4;
    private static final int ENOUGH = 40;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

    @TempDir
    Path data;

    @Test
    void acknowledgedTicketsSurviveKillingTheServerAndThenBothServerAndDatabase() throws Exception {
        Packaged first = Packaged.start(data, Map.of());
        killWhileCreating(first, first::kill);

        Packaged second = Packaged.start(data, Map.of());
        everythingIsThere(second);
        killWhileCreating(second, () -> {
            killDatabase();
            second.kill();
        });

        try (Packaged third = Packaged.start(data, Map.of())) {
            everythingIsThere(third);
            assertThat(third.signIn("jun")
                            .post("/tickets", ticket("afterwards"))
                            .status())
                    .isEqualTo(201);
        }
        assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }

    /**
     * Somebody holds the customer's row, so its sum cannot be written before the server dies: the order is there, what follows
     * from it is not, and the next server carries it out without waiting for any lease.
     */
    @Test
    void whatFollowsFromAnOrderIsComputedByTheNextServer() throws Exception {
        String sum = "SELECT coalesce((fields #>> '{f_ordered,amount}')::numeric * 100, 0)::bigint FROM record"
                + " WHERE source = 'shop' AND external_id = 'C-killed'";
        Packaged first = Packaged.start(data, Map.of());
        Visitor ada = first.signIn("admin");
        String customer = ada.put(
                        "/objects/customer",
                        Map.of("source", "shop", "externalId", "C-killed", "fields", Map.of("name", "Anna")))
                .ok()
                .path("id")
                .asText();
        try (Connection holding = connect();
                Statement s = holding.createStatement()) {
            holding.setAutoCommit(false);
            s.execute("SELECT 1 FROM record WHERE id = '" + customer + "' FOR UPDATE");
            Map<String, Object> order = Map.of("order_no", "E-killed", "customer", customer, "paid", "99.90");
            ada.put("/objects/order", Map.of("source", "shop", "externalId", "E-killed", "fields", order))
                    .ok();
            // Not before it is being carried out, which is the worst moment.
            until("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'", 1);
            first.kill();
            // As the database itself does when it next looks: what the dead server had sent is not to be finished for
            // it.
            ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
            until("SELECT (count(*) = 0)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 1);
            holding.rollback();
        }
        assertThat(ask(sum)).isZero();
        assertThat(ask("SELECT count(*) FROM outbox WHERE kind = 'recompute'")).isPositive();
        try (Packaged second = Packaged.start(data, Map.of())) {
            long up = System.nanoTime();
            until(sum, 9990);
            assertThat(System.nanoTime() - up)
                    .as("nanoseconds; a lease lasts a minute")
                    .isLessThan(TimeUnit.SECONDS.toNanos(30));
            Answer read = second.signIn("admin").get("/objects/customer/" + customer);
            assertThat(read.ok().at("/fields/ordered_total/amount").asText()).isEqualTo("99.90");
        }
    }

    private void until(String sql, long value) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ask(sql) < value) {
            assertThat(System.nanoTime()).as(sql).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private interface Blow {
        void fall() throws Exception;
    }

    private void killWhileCreating(Packaged server, Blow blow) throws Exception {
        Visitor jun = server.signIn("jun");
        int before = acknowledged.size();
        CountDownLatch enough = new CountDownLatch(ENOUGH);
        List<Thread> writers = IntStream.range(0, WRITERS)
                .mapToObj(n -> Thread.ofPlatform().start(() -> create(jun, n, enough)))
                .toList();
        assertThat(enough.await(60, TimeUnit.SECONDS)).as(server.said()).isTrue();
        blow.fall();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(acknowledged.size() - before).isGreaterThanOrEqualTo(ENOUGH);
    }

    // Until the server is gone: the last ones are in the middle of it when it happens.
    private void create(Visitor jun, int writer, CountDownLatch enough) {
        for (int i = 0; ; i++) {
            Answer answer = jun.post("/tickets", ticket("writer " + writer + ", ticket " + i));
            if (answer.status() != 201) {
                assertThat(answer.status()).as(answer.body().toString()).isIn(0, 500, 503);
                return;
            }
            acknowledged.add(answer.body().path("id").asText());
            enough.countDown();
        }
    }

    private void killDatabase() throws IOException {
        ProcessHandle database = ProcessHandle.of(
                        Long.parseLong(postmaster().getFirst().strip()))
                .orElseThrow();
        List<ProcessHandle> all = database.descendants().toList();
        database.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private void everythingIsThere(Packaged server) throws Exception {
        Visitor jun = server.signIn("jun");
        assertThat(acknowledged)
                .allSatisfy(id -> assertThat(jun.get("/tickets/" + id).status()).isEqualTo(200));
        assertThat(ask("SELECT count(*) FROM record WHERE created_by IS NOT NULL"))
                .isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(ask("SELECT count(*) FROM record r WHERE NOT EXISTS"
                        + " (SELECT FROM event e WHERE (e.tenant_id, e.record_id) = (r.tenant_id, r.id)"
                        + " AND e.changes::jsonb @> '[{\"kind\": \"created\"}]')"))
                .isZero();
        assertThat(ask("SELECT count(*) FROM record r WHERE NOT EXISTS"
                        + " (SELECT FROM record_search s WHERE (s.tenant_id, s.record_id) = (r.tenant_id, r.id))"))
                .isZero();
    }

    private long ask(String sql) throws Exception {
        try (Connection c = connect();
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getLong(1);
        }
    }

    private Connection connect() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + postmaster().get(3).strip() + "/deskloom";
        String password =
                Files.readString(data.resolve("postgres/database.password")).strip();
        return DriverManager.getConnection(url, "deskloom_owner", password);
    }

    private List<String> postmaster() throws IOException {
        return Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
    }

    private static Map<String, Object> ticket(String subject) {
        return Map.of("type", "return_refund", "fields", Map.of("subject", subject, "reason", "damaged"));
    }
}

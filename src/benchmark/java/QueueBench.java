import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/**
 * The outbox and the timers of a running server: how many effects it claims, carries out and marks a second, how late timers are that
 * come steadily, and how fast many that are due at once are through, against how fast people's changes are.
 */
final class QueueBench {
    private static final String DEMO = "(SELECT id FROM tenant WHERE slug = 'demo')";

    private QueueBench() {}

    static void run(Bench bench) throws Exception {
        String database = "bench_queues";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18102);
                Connection c = Machine.owner(database)) {
            Workload.publish(server, List.of(AUTOMATION, TELLING));
            CrudBench.Side side =
                    new CrudBench.Side(server, Api.token(server, "admin"), "/api/v1/tickets", CrudBench::ourBody);
            side.ids(500);
            sql(c, "CREATE TEMPORARY TABLE bench_told AS SELECT array_agg(id) ids FROM"
                    + " (SELECT id FROM record WHERE tenant_id = " + DEMO + " ORDER BY id DESC LIMIT 500) newest");
            effects(bench, c);
            // Warm: the first of a kind are compiled while they wait.
            due(side, bench.quick ? 1_000 : 4_000, _ -> Instant.now().plusSeconds(1));
            lateness(bench, side, c);
            drain(bench, side, c);
        }
    }

    /** Two people are told of a ticket in words that say what each may know; it never acts by itself. */
    private static final Map<String, String> TELLING = Map.of("path", "triggers/bench_tell.yaml", "text", """
            id: tr_bench_tell
            key: bench_tell
            label: {en: Told}
            type: bench_return
            on: [created]
            when: subject == "Nobody says this"
            do:
              - notify: {to: [{team: after_sales}], text: {en: "{{ticket.number}} waits: {{subject}}"}}
            """);

    /**
     * What tells open screens needs nothing but to be sent; what tells people asks of each ticket who is meant and what he may know, and
     * writes it; of a ticket that is gone there is nothing to tell.
     */
    private static void effects(Bench bench, Connection c) throws Exception {
        int count = bench.quick ? 20_000 : 100_000;
        double[] sent = new double[3];
        double[] told = new double[3];
        double[] gone = new double[3];
        for (int i = 0; i < 3; i++) {
            sent[i] = effects(c, count, "ticket-changed",
                    "jsonb_build_object('ticket', gen_random_uuid(), 'type', 't_return', 'version', 1)");
            // Of five hundred tickets, in an order that puts most of them into each batch.
            told[i] = effects(c, count / 4, "notify", tell("(SELECT ids[1 + n * 37 % 500] FROM bench_told)"));
            gone[i] = effects(c, count / 4, "notify", tell("gen_random_uuid()"));
            sql(c, "DELETE FROM notification WHERE rule_id = 'tr_bench_tell'");
        }
        bench.result("outbox.effects_per_s", median(sent), "effects/s", ">= 5000",
                Map.of("effects", count, "people_told_of_per_s", median(told), "nothing_to_tell_per_s", median(gone)));
    }

    private static String tell(String ticket) {
        return "jsonb_build_object('ticket', " + ticket + ", 'release', (SELECT hash FROM release_current WHERE tenant_id = " + DEMO + "),"
                + " 'rule', 'tr_bench_tell', 'pack', NULL, 'wish', 0, 'to', '[{\"team\": \"after_sales\"}]'::jsonb,"
                + " 'event', '{}'::jsonb, 'by', NULL)";
    }

    private static double effects(Connection c, int count, String kind, String payload) throws Exception {
        sql(c, "INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at) SELECT " + DEMO
                + ", uuidv7(), '" + kind + "', " + payload + ", 0, 0, now(), now() FROM generate_series(1, " + count + ") n");
        return perSecond(c, "SELECT count(*) FROM outbox WHERE state = 0", count);
    }

    /** From the moment the first of them are through. */
    private static double perSecond(Connection c, String left, long count) throws Exception {
        long first;
        do {
            first = ask(c, left);
            Thread.sleep(2);
        } while (first >= count);
        long begin = System.nanoTime();
        while (ask(c, left) > 0) {
            Thread.sleep(20);
        }
        return first / ((System.nanoTime() - begin) / 1e9);
    }

    /**
     * Tickets that an automation changes at a time of their own, so that each timer is a command: decided, written with its history, told.
     * Where the ticket was last changed is when the timer was through.
     */
    private static final Map<String, String> AUTOMATION = Map.of("path", "automations/bench_due.yaml", "text", """
            id: au_bench_due
            key: bench_due
            label: {en: Due}
            type: bench_return
            when: subject.startsWith("Due")
            since: pickup_at
            after: PT1M
            do:
              - setField: {field: freight_payer, value: '"buyer"'}
            """);

    private static void lateness(Bench bench, CrudBench.Side side, Connection c) throws Exception {
        int seconds = bench.quick ? 10 : 60;
        int count = 200 * seconds;
        // They are made before the first of them is due.
        Instant first = Instant.now().plusSeconds(count / 150 + 10L).truncatedTo(ChronoUnit.SECONDS);
        due(side, count, n -> first.plusMillis(5L * n));
        if (Instant.now().isAfter(first)) {
            throw new IllegalStateException("the tickets took too long to make");
        }
        long due = count;
        while (due > 0) {
            Thread.sleep(200);
            due = ask(c, WAITING);
        }
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY"
                        + " extract(epoch FROM r.updated_at - (t.payload ->> 'asked')::timestamptz) * 1000) FROM timer t"
                        + " JOIN record r ON (r.tenant_id, r.id) = (t.tenant_id, t.record_id) WHERE t.kind = 'automation' AND t.state = 2"
                        + " AND t.payload ->> 'rule' = 'au_bench_due' AND (t.payload ->> 'asked')::timestamptz >= '" + first + "'")) {
            row.next();
            Double[] late = (Double[]) row.getArray(1).getArray();
            bench.result("timers.p99_late_ms", late[1], "ms", "<= 1000",
                    Map.of("due_per_s", 200, "timers", count, "p50_ms", late[0], "max_ms", late[2]));
        }
    }

    private static void drain(Bench bench, CrudBench.Side side, Connection c) throws Exception {
        int count = bench.quick ? 2_000 : 10_000;
        double seconds = bench.quick ? 5 : 15;
        List<String> tickets = side.ids(200);
        CrudBench.warm(bench.quick ? 20 : 120, length -> side.updateAndComment(length, tickets));
        int rounds = bench.quick ? 1 : 3;
        double[] ratios = new double[rounds];
        double fired = 0;
        double updated = 0;
        for (int i = 0; i < rounds; i++) {
            Instant at = Instant.now().plusSeconds(count / 150 + 10L).truncatedTo(ChronoUnit.SECONDS);
            due(side, count, _ -> at);
            fired = perSecond(c, WAITING, count);
            updated = side.updateAndComment(seconds, tickets).perSecond();
            ratios[i] = fired / updated;
        }
        bench.result("timers.drain_vs_update", median(ratios), "ratio", ">= 0.5",
                Map.of("timers", count, "timers_per_s", fired, "updates_per_s", updated));
    }

    private static final String WAITING = "SELECT count(*) FROM timer WHERE kind = 'automation' AND state = 0"
            + " AND payload ->> 'rule' = 'au_bench_due'";

    /** So many tickets, each with the moment a timer of its own counts from. */
    private static void due(CrudBench.Side side, int count, IntFunction<Instant> at) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Exception> failed = new AtomicReference<>();
        Thread[] writers = new Thread[8];
        for (int i = 0; i < writers.length; i++) {
            writers[i] = Thread.ofPlatform().start(() -> {
                try (Load.Connection c = new Load.Connection(side.server().port())) {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        String body = CrudBench.ourBody(System.nanoTime())
                                .replaceFirst("\"pickup_at\": \"[^\"]*\"", "\"pickup_at\": \"" + at.apply(n).minusSeconds(60) + "\"")
                                .replace("\"subject\": \"The", "\"subject\": \"Due");
                        Load.Answer answer = c.send(Load.request("POST", side.path(), side.token(), body, "Idempotency-Key: due-" + UUID.randomUUID()));
                        if (answer.status() != 201) {
                            throw new IllegalStateException("no ticket: " + answer.body());
                        }
                    }
                } catch (Exception e) {
                    failed.compareAndSet(null, e);
                }
            });
        }
        for (Thread writer : writers) {
            writer.join();
        }
        if (failed.get() != null) {
            throw failed.get();
        }
    }

    private static double median(double[] values) {
        return java.util.Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static void sql(Connection c, String sql) throws Exception {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.execute();
        }
    }

    private static long ask(Connection c, String sql) throws Exception {
        try (PreparedStatement s = c.prepareStatement(sql);
                ResultSet row = s.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

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
            effects(bench, c);
            lateness(bench, c);
            drain(bench, server, c);
        }
    }

    /** What tells open screens goes out in batches; who is to be told is found one by one. */
    private static void effects(Bench bench, Connection c) throws Exception {
        int count = bench.quick ? 20_000 : 100_000;
        double[] together = new double[3];
        double[] alone = new double[3];
        for (int i = 0; i < 3; i++) {
            together[i] = effects(c, count, "ticket-changed",
                    "jsonb_build_object('ticket', gen_random_uuid(), 'type', 't_return', 'version', 1)");
            alone[i] = effects(c, count / 4, "notify", "jsonb_build_object('ticket', gen_random_uuid(), 'release', repeat('0', 64),"
                    + " 'rule', 'tr_bench', 'pack', NULL, 'wish', 0, 'to', '[]'::jsonb, 'event', '{}'::jsonb, 'by', NULL)");
        }
        bench.result("outbox.effects_per_s", median(together), "effects/s", ">= 5000",
                Map.of("effects", count, "one_by_one_per_s", median(alone)));
    }

    private static double effects(Connection c, int count, String kind, String payload) throws Exception {
        sql(c, "INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts, created_at, due_at) SELECT " + DEMO
                + ", uuidv7(), '" + kind + "', " + payload + ", 0, 0, now(), now() FROM generate_series(1, " + count + ")");
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

    /** Two hundred a second; each says itself when it fired. */
    private static void lateness(Bench bench, Connection c) throws Exception {
        int seconds = bench.quick ? 10 : 60;
        int count = 200 * seconds;
        sql(c, timers(count, "now() + interval '3 s' + n * interval '5 ms'"));
        Thread.sleep(3_000 + seconds * 1_000L);
        while (ask(c, unfired()) > 0) {
            Thread.sleep(50);
        }
        try (Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY"
                        + " extract(epoch FROM fired_at - (payload ->> 'due')::timestamptz) * 1000) FROM timer WHERE payload ->> 'bench' IS NOT NULL")) {
            row.next();
            Double[] late = (Double[]) row.getArray(1).getArray();
            bench.result("timers.p99_late_ms", late[1], "ms", "<= 1000",
                    Map.of("due_per_s", 200, "timers", count, "p50_ms", late[0], "max_ms", late[2]));
        }
        sql(c, "DELETE FROM timer WHERE payload ->> 'bench' IS NOT NULL");
    }

    private static void drain(Bench bench, Machine.Server server, Connection c) throws Exception {
        int count = bench.quick ? 2_000 : 10_000;
        double seconds = bench.quick ? 5 : 15;
        Workload.publish(server, List.of());
        CrudBench.Side side =
                new CrudBench.Side(server, Api.token(server, "admin"), "/api/v1/tickets", CrudBench::ourBody);
        List<String> tickets = side.ids(200);
        CrudBench.warm(bench.quick ? 20 : 120, length -> side.updateAndComment(length, tickets));
        double[] ratios = new double[3];
        double fired = 0;
        double updated = 0;
        for (int i = 0; i < ratios.length; i++) {
            sql(c, timers(count, "now()"));
            fired = perSecond(c, unfired(), count);
            sql(c, "DELETE FROM timer WHERE payload ->> 'bench' IS NOT NULL");
            updated = side.updateAndComment(seconds, tickets).perSecond();
            ratios[i] = fired / updated;
        }
        bench.result("timers.drain_vs_update", median(ratios), "ratio", ">= 0.5",
                Map.of("timers", count, "timers_per_s", fired, "updates_per_s", updated));
    }

    private static String unfired() {
        return "SELECT count(*) FROM timer WHERE payload ->> 'bench' IS NOT NULL AND fired_at IS NULL";
    }

    private static String timers(int count, String due) {
        return "INSERT INTO timer (tenant_id, id, kind, payload, state, attempts, created_at, due_at) SELECT " + DEMO
                + ", gen_random_uuid(), 'expire-idempotency-keys', jsonb_build_object('bench', true, 'due', " + due
                + "), 0, 0, now(), " + due + " FROM generate_series(1, " + count + ") n";
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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Create, read, update and comment: Deskloom and the hand-written application in turns, then pgbench with the same rows. */
final class CrudBench {
    private static final int CONNECTIONS = 8;
    private static final String HAND_TOKEN = "1.hand-written-token-of-the-benchmark";

    private CrudBench() {}

    static void run(Bench bench) throws Exception {
        double seconds = 3;
        int rounds = bench.quick ? 3 : 11;
        Machine.dropDatabase("bench_crud");
        Machine.createDatabase("bench_crud");
        prepareHandwritten();
        // Made by a server of its own: what is measured has not made a demo first, nor has one that starts again in life.
        try (Machine.Server first = Machine.deskloom("bench_crud", 18091)) {
            Workload.publish(first, List.of());
        }
        try (Machine.Server ours = Machine.deskloom("bench_crud", 18091);
                Machine.Server hand = Machine.handwritten("bench_hand", 18092)) {
            String token = Api.token(ours, "admin");
            Side deskloom = new Side(ours, token, "/api/v1/tickets", CrudBench::ourBody);
            Side handwritten = new Side(hand, HAND_TOKEN, "/api/tickets", CrudBench::handBody);
            List<String> ourIds = deskloom.ids(200);
            List<String> handIds = handwritten.ids(200);
            double longest = bench.quick ? 40 : 300;
            compare(bench, "create.vs_handwritten", ">= 0.9", rounds, longest,
                    length -> deskloom.create(length), length -> handwritten.create(length), seconds);
            compare(bench, "read.vs_handwritten", ">= 0.9", rounds, longest / 2,
                    length -> deskloom.read(length, ourIds), length -> handwritten.read(length, handIds), seconds);
            compare(bench, "update.vs_handwritten", ">= 0.9", rounds, longest / 2,
                    length -> deskloom.updateAndComment(length, ourIds), length -> handwritten.updateAndComment(length, handIds), seconds);
            bench.result("memory.rss_mb", ours.rssMb(), "MiB", "<= 400", Map.of("handwritten", hand.rssMb()));
            pgbench(bench, deskloom, rounds, seconds);
        }
    }

    /**
     * Runs both in turns until five rounds bring neither a new best (by more than a fiftieth): what is compared are two
     * applications that Java has compiled, not how long it takes to compile them; and one that waited for the other's
     * warming up would begin with cold caches.
     *
     * @param longest stops after so many seconds all the same
     */
    static void warm(double longest, Round... sides) throws Exception {
        long end = System.nanoTime() + (long) (longest * 1e9);
        double[] best = new double[sides.length];
        int since = 0;
        while (since < 5 && System.nanoTime() < end) {
            since++;
            for (int i = 0; i < sides.length; i++) {
                double rate = sides[i].run(3).perSecond();
                since = rate > best[i] * 1.02 ? 0 : since;
                best[i] = Math.max(best[i], rate);
            }
        }
    }

    interface Round {
        Load.Result run(double seconds) throws Exception;
    }

    /**
     * In turns, so that whatever else the machine does hits both, and the ratio is the median of the rounds' own: a machine
     * whose speed halves between two rounds says nothing of either side.
     */
    private static void compare(Bench bench, String key, String goal, int rounds, double longest, Round ours, Round hand, double seconds)
            throws Exception {
        Bench.say("warming up");
        warm(longest, ours, hand);
        List<Double> a = new ArrayList<>();
        List<Double> b = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> cpuA = new ArrayList<>();
        List<Double> cpuB = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Load.Result x = i % 2 == 0 ? ours.run(seconds) : null;
            Load.Result y = hand.run(seconds);
            x = x == null ? ours.run(seconds) : x;
            a.add(x.perSecond());
            cpuA.add(x.cpuMs());
            b.add(y.perSecond());
            ratios.add(x.perSecond() / y.perSecond());
            cpuB.add(y.cpuMs());
            Bench.say(String.format("  %s: %.0f/s against %.0f/s", key, x.perSecond(), y.perSecond()));
        }
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("deskloom_per_s", Bench.median(a));
        more.put("handwritten_per_s", Bench.median(b));
        more.put("deskloom_cpu_ms", Bench.median(cpuA));
        more.put("handwritten_cpu_ms", Bench.median(cpuB));
        bench.result(key, Bench.median(ratios), "ratio", goal, more);
    }

    interface Body {
        String of(long n);
    }

    /** One application under the same requests. */
    record Side(Machine.Server server, String token, String path, Body body) {
        Load.Result create(double seconds) throws Exception {
            return Load.run(server, CONNECTIONS, seconds,
                    n -> Load.request("POST", path, token, body.of(n), "Idempotency-Key: bench-" + n));
        }

        List<String> ids(int count) throws Exception {
            List<String> ids = new ArrayList<>();
            try (Load.Connection c = new Load.Connection(server.port())) {
                for (int i = 0; i < count; i++) {
                    long n = System.nanoTime();
                    Load.Answer answer = c.send(Load.request("POST", path, token, body.of(n), "Idempotency-Key: ids-" + n));
                    ids.add(Api.JSON.readTree(answer.body()).get("id").asText());
                }
            }
            return ids;
        }

        Load.Result read(double seconds, List<String> ids) throws Exception {
            return Load.run(server, CONNECTIONS, seconds,
                    n -> Load.request("GET", path + "/" + ids.get((int) (n % ids.size())), token, ""));
        }

        /** Each connection works its own tickets, so that no update meets a newer version. */
        Load.Result updateAndComment(double seconds, List<String> ids) throws Exception {
            Updates updates = new Updates(this, ids);
            return Load.run(server, CONNECTIONS, seconds, updates::next);
        }
    }

    /** Alternates an update (with the version it knows) and a comment on tickets nobody else touches at the moment. */
    static final class Updates {
        private final Side side;
        private final Map<String, Integer> versions = new java.util.concurrent.ConcurrentHashMap<>();
        private final java.util.concurrent.ConcurrentLinkedQueue<String> free;
        private final ThreadLocal<String> mine = new ThreadLocal<>();
        private final ThreadLocal<Boolean> commented = ThreadLocal.withInitial(() -> true);

        Updates(Side side, List<String> ids) throws Exception {
            this.side = side;
            this.free = new java.util.concurrent.ConcurrentLinkedQueue<>(ids);
            try (Load.Connection c = new Load.Connection(side.server.port())) {
                for (String id : ids) {
                    Load.Answer answer = c.send(Load.request("GET", side.path + "/" + id, side.token, ""));
                    versions.put(id, Api.JSON.readTree(answer.body()).get("version").asInt());
                }
            }
        }

        String next(long n) {
            if (commented.get()) {
                if (mine.get() != null) {
                    free.add(mine.get());
                }
                mine.set(free.poll());
                commented.set(false);
                int version = versions.merge(mine.get(), 1, Integer::sum) - 1;
                boolean ours = side.path.startsWith("/api/v1");
                String payer = version % 2 == 0 ? "seller" : "buyer";
                // Never the amount that is there already: an update that changes nothing makes no version.
                String amount = String.format("%d.%02d", 1 + n % 250, n / 250 % 100);
                return ours
                        ? Load.request("PATCH", side.path + "/" + mine.get(), side.token,
                                "{\"version\": " + version + ", \"fields\": {\"freight_payer\": \"" + payer + "\", \"refund_amount\": {\"amount\": \"" + amount + "\", \"currency\": \"CNY\"}}}")
                        : Load.request("PATCH", side.path + "/" + mine.get(), side.token,
                                "{\"version\": " + version + ", \"freightPayer\": \"" + payer + "\", \"refundAmount\": " + amount + "}");
            }
            commented.set(true);
            versions.merge(mine.get(), 1, Integer::sum);
            return side.path.startsWith("/api/v1")
                    ? Load.request("POST", side.path + "/" + mine.get() + "/comments", side.token,
                            "{\"visibility\": \"internal\", \"text\": \"Checked the photos, the crack is real.\"}")
                    : Load.request("POST", side.path + "/" + mine.get() + "/comments", side.token,
                            "{\"comment\": \"Checked the photos, the crack is real.\"}");
        }
    }

    static String ourBody(long n) {
        return "{\"type\": \"" + Workload.TYPE + "\", \"fields\": {\"subject\": \"The thermos arrived cracked " + n + "\","
                + " \"complaint_text\": \"The box was dented and the thermos inside has a long crack. I have photos.\","
                + " \"reason\": \"damaged\", \"order_no\": \"E2026-" + n % 1_000_000 + "\", \"customer_name\": \"Emma Clarke\","
                + " \"contact\": \"138" + String.format("%08d", n % 100_000_000) + "\", \"tier\": \"vip\","
                + " \"lifetime_spend\": {\"amount\": \"5200.00\", \"currency\": \"CNY\"}, \"paid\": {\"amount\": \"268.00\", \"currency\": \"CNY\"},"
                + " \"refund_amount\": {\"amount\": \"" + n % 200 + ".50\", \"currency\": \"CNY\"}, \"items_count\": 1, \"parcel_weight\": 1.250,"
                + " \"delivered_on\": \"2026-11-20\", \"pickup_at\": \"2026-11-23T09:00:00Z\", \"fault_codes\": [\"crack\", \"leak\"],"
                + " \"resellable\": false, \"inspection_result\": \"minor\", \"freight_payer\": \"seller\","
                + " \"warehouse_note\": \"Box kept for the carrier's claim.\"}}";
    }

    static String handBody(long n) {
        return "{\"title\": \"The thermos arrived cracked " + n + "\","
                + " \"complaintText\": \"The box was dented and the thermos inside has a long crack. I have photos.\","
                + " \"reason\": \"damaged\", \"orderNo\": \"E2026-" + n % 1_000_000 + "\", \"customerName\": \"Emma Clarke\","
                + " \"contact\": \"138" + String.format("%08d", n % 100_000_000) + "\", \"tier\": \"vip\", \"lifetimeSpend\": 5200.00, \"paid\": 268.00,"
                + " \"refundAmount\": " + n % 200 + ".50, \"itemsCount\": 1, \"parcelWeight\": 1.250, \"deliveredOn\": \"2026-11-20\","
                + " \"pickupAt\": \"2026-11-23T09:00:00Z\", \"faultCodes\": [\"crack\", \"leak\"], \"resellable\": false, \"inspectionResult\": \"minor\","
                + " \"freightPayer\": \"seller\", \"warehouseNote\": \"Box kept for the carrier's claim.\"}";
    }

    private static void prepareHandwritten() throws Exception {
        Machine.dropDatabase("bench_hand");
        try (Connection c = Machine.owner("postgres"); Statement s = c.createStatement()) {
            if (!s.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = 'handwritten'").next()) {
                s.execute("CREATE ROLE handwritten LOGIN PASSWORD 'handwritten'");
            }
        }
        Machine.createDatabase("bench_hand");
        try (Connection c = Machine.owner("bench_hand"); Statement s = c.createStatement()) {
            s.execute(Files.readString(Path.of("src/benchmark/handwritten/schema.sql")));
            UUID account = UUID.randomUUID();
            s.execute("SELECT set_config('app.tenant', '1', false)");
            try (PreparedStatement p = c.prepareStatement("INSERT INTO account VALUES (1, ?, 'jun', '{agent,admin}', '{after_sales}')")) {
                p.setObject(1, account);
                p.execute();
            }
            try (PreparedStatement p = c.prepareStatement("INSERT INTO token VALUES (1, ?, ?, now() + interval '30 days')")) {
                p.setString(1, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(HAND_TOKEN.getBytes(StandardCharsets.UTF_8))));
                p.setObject(2, account);
                p.execute();
            }
        }
    }

    /** The rows one create writes, by pgbench, as the application's role under the same row-level security; in turns with creates. */
    private static void pgbench(Bench bench, Side deskloom, int rounds, double seconds) throws Exception {
        Path program = PgBench.program();
        if (program == null) {
            Bench.say("create.vs_pgbench left out: pgbench is not installed (on Debian: apt-get install postgresql-contrib)");
            return;
        }
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            ours.add(deskloom.create(seconds).perSecond());
            theirs.add(PgBench.creates(program, "bench_crud", CONNECTIONS, seconds));
            ratios.add(ours.getLast() / theirs.getLast());
            Bench.say(String.format("  create.vs_pgbench: %.0f/s against %.0f/s", ours.getLast(), theirs.getLast()));
        }
        bench.result("create.vs_pgbench", Bench.median(ratios), "ratio", ">= 0.4",
                Map.of("deskloom_per_s", Bench.median(ours), "pgbench_per_s", Bench.median(theirs)));
    }
}

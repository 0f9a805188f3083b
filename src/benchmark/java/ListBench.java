import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lists of a scoped agent: type + custom equality + status, sorted by date and by a custom number, at three selectivities,
 * on ten thousand and on a million tickets. The loaded database is kept and used again.
 */
final class ListBench {
    /**
     * Filters that select so much of all tickets (the agent's scope then lets six in ten of those through), as order numbers.
     * Several of a kind take turns, so that one list's pages are not all that is in memory.
     */
    private static final Map<String, List<String>> SELECTIVITY = new TreeMap<>(Map.of(
            "0.01%", numbered("LIST-RARE-", 20), "1%", numbered("LIST-SOME-", 5), "20%", List.of("LIST-MANY")));

    private static final List<String> SORTS = List.of("-updated", "-refund_amount");

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private ListBench() {}

    static void run(Bench bench) throws Exception {
        int samples = bench.quick ? 150 : 500;
        double worstOfAll = 0;
        double growthOfAll = 0;
        Map<String, Measured> small = measure(bench, "bench_list_10k", 10_000, samples);
        Map<String, Measured> large = measure(bench, "bench_list_1m", 1_000_000, samples);
        for (String order : List.of("by_date", "by_number")) {
            double worst = 0;
            double growth = 0;
            for (String share : SELECTIVITY.keySet()) {
                Measured at = large.get(share + "." + order);
                Measured before = small.get(share + "." + order);
                worst = Math.max(worst, at.p95);
                growth = Math.max(growth, at.p95 / before.p95);
                bench.result("list.p95_ms.1m." + order + "." + share, at.p95, "ms", "<= 20", Map.of("p50", at.p50, "cpu_ms", at.cpu,
                        "p95_ms_10k", before.p95, "cpu_ms_10k", before.cpu, "growth", at.p95 / before.p95,
                        "cpu_growth", at.cpu / before.cpu, "rows", at.rows, "rows_10k", before.rows));
            }
            bench.result("list.p95_ms.1m." + order, worst, "ms", "<= 20", Map.of());
            bench.result("list.growth." + order, growth, "ratio", "<= 2", Map.of());
            worstOfAll = Math.max(worstOfAll, worst);
            growthOfAll = Math.max(growthOfAll, growth);
        }
        bench.result("list.p95_ms.1m", worstOfAll, "ms", "<= 20", Map.of());
        bench.result("list.growth", growthOfAll, "ratio", "<= 2", Map.of());
    }

    /**
     * @param cpu milliseconds of processor one answer takes, server and database together
     * @param rows on the page, of 50
     */
    private record Measured(double p50, double p95, double cpu, int rows) {}

    private static Map<String, Measured> measure(Bench bench, String database, int tickets, int samples) throws Exception {
        // A kept database of other migrations or another distribution is no use.
        String made = fingerprint();
        if (!made.equals(Machine.comment(database))) {
            Machine.dropDatabase(database);
        }
        boolean fresh = Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18096)) {
            load(database, tickets, fresh, made);
            String token = Api.token(server, "jun");
            Map<String, Measured> out = new LinkedHashMap<>();
            try (Load.Connection c = new Load.Connection(server.port())) {
                // The first list must not pay for everybody's compilation.
                for (int i = 0; i < samples; i++) {
                    for (String sort : SORTS) {
                        for (List<String> share : SELECTIVITY.values()) {
                            c.send(request(share.get(i % share.size()), sort, token));
                        }
                    }
                }
                for (String sort : SORTS) {
                    for (Map.Entry<String, List<String>> share : SELECTIVITY.entrySet()) {
                        List<String> requests = share.getValue().stream().map(number -> request(number, sort, token)).toList();
                        List<Double> ms = new ArrayList<>();
                        int rows = 0;
                        double cpu = 0;
                        for (int i = -60; i < samples; i++) {
                            if (i == 0) {
                                cpu = server.cpuSeconds() + Machine.databaseCpuSeconds();
                            }
                            long begin = System.nanoTime();
                            Load.Answer answer = c.send(requests.get(Math.floorMod(i, requests.size())));
                            double took = (System.nanoTime() - begin) / 1e6;
                            if (answer.status() != 200) {
                                throw new IllegalStateException(answer.status() + " " + answer.body());
                            }
                            if (i >= 0) {
                                ms.add(took);
                            } else if (i == -1) {
                                rows = Api.JSON.readTree(answer.body()).get("items").size();
                            }
                        }
                        String key = share.getKey() + "." + (sort.equals("-updated") ? "by_date" : "by_number");
                        cpu = (server.cpuSeconds() + Machine.databaseCpuSeconds() - cpu) * 1000 / samples;
                        Measured measured = new Measured(Bench.median(ms), Bench.percentile(ms, 0.95), cpu, rows);
                        out.put(key, measured);
                        Bench.say(String.format("  %s %s: p50 %.2f ms, p95 %.2f ms, processor %.2f ms", database, key, measured.p50, measured.p95, cpu));
                    }
                }
            }
            return out;
        }
    }

    private static String request(String number, String sort, String token) {
        String filter = URLEncoder.encode("order_no == \"" + number + "\" && ticket.status == \"open\"", StandardCharsets.UTF_8);
        return Load.request("GET", "/api/v1/tickets?type=return_refund&limit=50&sort=" + sort + "&filter=" + filter, token, "");
    }

    // Status, team and amount are drawn apart from the order number (by hash), so that neither sort order nor scope favours a list.
    // Half of the tickets are open: an order number that 2 % share makes a filter that selects 1 %.
    private static final String LOAD = """
                INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, assignee_id, team, requester_id,
                    flow_release, created_at, updated_at, title, %1$s, %2$s, %3$s, %4$s, %5$s, %6$s, fields)
                SELECT m.tenant_id, uuidv7(make_interval(secs => -g)), m.type_id, 1000000 + %7$d - g, 1,
                    CASE WHEN v.open THEN 'review' ELSE 'done' END, CASE WHEN v.open THEN 2 ELSE 4 END, 1 + g %% 4, NULL,
                    (ARRAY['after_sales', 'after_sales', 'after_sales', 'warehouse', 'finance'])[1 + (hashint8extended(g, 3) & 1048575) %% 5], NULL, m.flow_release,
                    now() - make_interval(secs => g), now() - make_interval(secs => g), m.title || ' ' || g,
                    v.o, v.a, v.r, v.p, v.t, date_trunc('day', now()) - make_interval(days => g %% 365),
                    m.fields || jsonb_build_object('f_order', v.o, 'f_refund', jsonb_build_object('amount', (v.a / 100.0)::numeric(15, 2)::text, 'currency', 'CNY'),
                        'f_reason', v.r, 'f_phone', v.p, 'f_tier', v.t)
                FROM (SELECT * FROM record ORDER BY number LIMIT 1) m, generate_series(1, %7$d) g,
                    LATERAL (SELECT CASE WHEN g %% 5 IN (0, 3) THEN 'LIST-MANY' WHEN g %% 10 = 1 THEN 'LIST-SOME-' || g %% 50 / 10
                            WHEN g %% 50 = 2 AND g %% 5000 / 50 < 20 THEN 'LIST-RARE-' || g %% 5000 / 50 ELSE 'E2026-' || g END AS o,
                        hashint8extended(g, 1) & 1048575 AS a, hashint8extended(g, 2) & 1 = 0 AS open,
                        (ARRAY['size', 'quality', 'damaged', 'wrong_item', 'no_longer_wanted'])[1 + g %% 5] AS r,
                        '138' || lpad(g::text, 8, '0') AS p, (ARRAY['standard', 'standard', 'gold', 'vip'])[1 + g %% 4] AS t) v
                ORDER BY g DESC
                """;

    /** Copies one real ticket until there are enough: rows as the application writes them, only the values spread. */
    private static void load(String database, int tickets, boolean fresh, String made) throws Exception {
        try (Connection c = Machine.owner(database); Statement s = c.createStatement()) {
            ResultSet there = s.executeQuery("SELECT count(*) FROM record");
            there.next();
            if (!fresh && there.getInt(1) >= tickets) {
                return;
            }
            Bench.say("loading " + tickets + " tickets into " + database);
            ResultSet slots = s.executeQuery("SELECT max(slot) FILTER (WHERE field_id = 'f_order'), max(slot) FILTER (WHERE field_id = 'f_refund'),"
                    + " max(slot) FILTER (WHERE field_id = 'f_reason'), max(slot) FILTER (WHERE field_id = 'f_phone'), max(slot) FILTER (WHERE field_id = 'f_tier'),"
                    + " max(slot) FILTER (WHERE field_id = 'f_delivered') FROM slot_assignment");
            slots.next();
            String order = slots.getString(1);
            String refund = slots.getString(2);
            String sql = LOAD.formatted(order, refund, slots.getString(3), slots.getString(4), slots.getString(5), slots.getString(6), tickets);
            s.execute(sql);
            s.execute("VACUUM ANALYZE record");
            s.execute("CHECKPOINT");
            s.execute("COMMENT ON DATABASE " + database + " IS '" + made + "'");
        }
    }

    /** Of everything that decides what is in the database. */
    private static String fingerprint() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(LOAD.getBytes(StandardCharsets.UTF_8));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("src/main/resources/db/migration"))) {
            all.filter(p -> p.toString().endsWith(".sql")).sorted().forEach(files::add);
        }
        for (Path file : files) {
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

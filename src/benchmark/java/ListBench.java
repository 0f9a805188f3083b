import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of a scoped agent: type + custom equality + status, sorted by date and by a custom number, at three selectivities,
 * on ten thousand and on a million tickets. The loaded database is kept and used again.
 */
final class ListBench {
    /** Order numbers so many of a million tickets share. */
    private static final Map<String, String> SELECTIVITY = Map.of("rare", "LIST-RARE", "some", "LIST-SOME", "many", "LIST-MANY");

    private ListBench() {}

    static void run(Bench bench) throws Exception {
        int samples = bench.quick ? 150 : 500;
        Map<String, Double> small = measure(bench, "bench_list_10k", 10_000, samples);
        Map<String, Double> large = measure(bench, "bench_list_1m", 1_000_000, samples);
        double worst = 0;
        double growth = 0;
        for (String key : large.keySet()) {
            worst = Math.max(worst, large.get(key));
            growth = Math.max(growth, large.get(key) / small.get(key));
            bench.result("list.p95_ms.1m." + key, large.get(key), "ms", "<= 20", Map.of("p95_ms_10k", small.get(key)));
        }
        bench.result("list.p95_ms.1m", worst, "ms", "<= 20", Map.of());
        bench.result("list.growth", growth, "ratio", "<= 2", Map.of());
    }

    private static Map<String, Double> measure(Bench bench, String database, int tickets, int samples) throws Exception {
        boolean fresh = Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18096)) {
            load(database, tickets, fresh);
            String token = Api.token(server, "jun");
            Map<String, Double> p95 = new LinkedHashMap<>();
            try (Load.Connection c = new Load.Connection(server.port())) {
                for (String sort : List.of("-updated", "-refund_amount")) {
                    for (String name : List.of("rare", "some", "many")) {
                        String filter = URLEncoder.encode(
                                "order_no == \"" + SELECTIVITY.get(name) + "\" && ticket.status == \"open\"", StandardCharsets.UTF_8);
                        String request = Load.request("GET", "/api/v1/tickets?type=return_refund&limit=50&sort=" + sort + "&filter=" + filter, token, "");
                        List<Double> ms = new ArrayList<>();
                        for (int i = -60; i < samples; i++) {
                            long begin = System.nanoTime();
                            Load.Answer answer = c.send(request);
                            double took = (System.nanoTime() - begin) / 1e6;
                            if (answer.status() != 200) {
                                throw new IllegalStateException(answer.status() + " " + answer.body());
                            }
                            if (i >= 0) {
                                ms.add(took);
                            }
                        }
                        String key = name + "." + (sort.equals("-updated") ? "by_date" : "by_number");
                        p95.put(key, Bench.percentile(ms, 0.95));
                        Bench.say(String.format("  %s %s: p50 %.2f ms, p95 %.2f ms", database, key, Bench.median(ms), p95.get(key)));
                    }
                }
            }
            return p95;
        }
    }

    /** Copies one real ticket until there are enough: rows as the application writes them, only the values spread. */
    private static void load(String database, int tickets, boolean fresh) throws Exception {
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
            String sql = """
                    INSERT INTO record (tenant_id, id, type_id, number, version, step, st, priority, assignee_id, team, requester_id,
                        flow_release, created_at, updated_at, title, %1$s, %2$s, %3$s, %4$s, %5$s, %6$s, fields)
                    SELECT m.tenant_id, uuidv7(make_interval(secs => -g)), m.type_id, 1000000 + g, 1,
                        CASE WHEN g %% 2 = 0 THEN 'review' ELSE 'done' END, CASE WHEN g %% 2 = 0 THEN 2 ELSE 4 END, 1 + g %% 4, NULL,
                        CASE WHEN g %% 5 < 3 THEN 'after_sales' WHEN g %% 5 = 3 THEN 'warehouse' ELSE 'vip_desk' END, NULL, m.flow_release,
                        now() - make_interval(secs => g), now() - make_interval(secs => g), m.title || ' ' || g,
                        v.o, v.a, v.r, v.p, v.t, date_trunc('day', now()) - make_interval(days => g %% 365),
                        m.fields || jsonb_build_object('f_order', v.o, 'f_refund', jsonb_build_object('amount', (v.a / 100.0)::numeric(15, 2)::text, 'currency', 'CNY'),
                            'f_reason', v.r, 'f_phone', v.p, 'f_tier', v.t)
                    FROM (SELECT * FROM record ORDER BY number LIMIT 1) m, generate_series(1, %7$d) g,
                        LATERAL (SELECT CASE WHEN g %% 5 = 0 THEN 'LIST-MANY' WHEN g %% 100 = 1 THEN 'LIST-SOME'
                                WHEN g %% 10000 = 2 THEN 'LIST-RARE' ELSE 'E2026-' || g END AS o, (hashtext(g::text)::bigint & 1048575) AS a,
                            (ARRAY['size', 'quality', 'damaged', 'wrong_item', 'no_longer_wanted'])[1 + g %% 5] AS r,
                            '138' || lpad(g::text, 8, '0') AS p, (ARRAY['standard', 'standard', 'gold', 'vip'])[1 + g %% 4] AS t) v
                    """.formatted(order, refund, slots.getString(3), slots.getString(4), slots.getString(5), slots.getString(6), tickets);
            s.execute(sql);
            s.execute("VACUUM ANALYZE record");
        }
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long after the answer to a change what is computed from it is right: a customer's sum over her orders, and the parcel's
 * status on all tickets that show it. Filters are asked, because what is read one by one is computed when it is looked at.
 */
final class DerivedBench {
    private DerivedBench() {}

    static void run(Bench bench) throws Exception {
        String database = "bench_derived";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18099)) {
            Api api = new Api(server);
            api.login("demo", "admin", "deskloom-demo");
            int customers = 20;
            int orders = bench.quick ? 20 : 100;
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < customers; i++) {
                ids.add(put(api, "customer", "C" + i, Map.of("name", "Customer " + i)).get("id").asText());
                for (int j = 0; j < orders; j++) {
                    put(api, "order", "E" + i + "-" + j, Map.of("order_no", "E" + i + "-" + j, "customer", ids.get(i), "paid", "10"));
                }
            }
            Random random = new Random(20261129);
            List<Double> times = new ArrayList<>();
            int changes = bench.quick ? 40 : 200;
            for (int i = -20; i < changes; i++) {
                int c = random.nextInt(customers);
                // More than any sum before: who has it is the only one.
                long amount = 1_000_000 + (i + 21) * 100_000L;
                put(api, "order", "E" + c + "-0", Map.of("paid", Long.toString(amount)));
                double took = until(api, "/api/v1/objects/customer?filter=" + encoded("ordered_total > money(" + amount + ", \"CNY\")"), 1);
                if (i >= 0) {
                    times.add(took);
                }
                put(api, "order", "E" + c + "-0", Map.of("paid", "10"));
            }
            bench.result("derived.follow.p95_ms", Bench.percentile(times, 0.95), "ms", "<= 1000",
                    Map.of("changes", changes, "records_in_the_sum", orders, "p50_ms", Bench.percentile(times, 0.5), "max_ms", Bench.percentile(times, 1)));

            int tickets = bench.quick ? 200 : 1_000;
            String parcel = put(api, "shipment", "S", Map.of("tracking_no", "S", "status", "packed")).get("id").asText();
            String order = put(api, "order", "E", Map.of("order_no", "E", "shipment", parcel)).get("id").asText();
            for (int i = 0; i < tickets; i++) {
                Map<String, Object> fields = new LinkedHashMap<>(Map.of("subject", "Late " + i, "reason", "size", "order", order));
                api.send("POST", "/api/v1/tickets", Map.of("type", "return_refund", "fields", fields));
            }
            List<Double> spreads = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String status = i % 2 == 0 ? "delayed" : "delivered";
                put(api, "shipment", "S", Map.of("status", status));
                double took = until(api, "/api/v1/tickets?type=return_refund&filter=" + encoded("parcel_status == \"" + status + "\" && order == \"" + order + "\""), tickets);
                if (i > 0) {
                    spreads.add(took);
                }
            }
            bench.result("derived.spread_ms", Bench.median(spreads), "ms", "<= 1000",
                    Map.of("tickets", tickets, "max_ms", Bench.percentile(spreads, 1)));
        }
    }

    private static JsonNode put(Api api, String type, String id, Map<String, Object> fields) throws Exception {
        return api.send("PUT", "/api/v1/objects/" + type, Map.of("source", "bench", "externalId", id, "fields", fields));
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Milliseconds until the list has so many. */
    private static double until(Api api, String list, int count) throws Exception {
        long begin = System.nanoTime();
        while (api.send("GET", list + "&limit=1", null).at("/count/value").asInt() < count) {
            if (System.nanoTime() - begin > 60e9) {
                throw new IllegalStateException("it does not follow: " + list);
            }
            Thread.sleep(2);
        }
        return (System.nanoTime() - begin) / 1e6;
    }
}

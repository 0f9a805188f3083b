import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ticket page asks for, as an agent, over the demo's tickets in turns: the ticket with its form, the first page of its
 * conversation, and what is beside it (customer, orders with their items, parcels, stock, earlier tickets). Each is one request;
 * a browser sends them together, here they go one after the other, so that their sum is what one processor has to do.
 */
final class DetailBench {
    private static final int PORT = 18099;
    private static final List<String> PARTS = List.of("", "/events?limit=50", "/context");

    private DetailBench() {}

    static void run(Bench bench) throws Exception {
        int samples = bench.quick ? 200 : 1_000;
        String database = "bench_detail";
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, PORT)) {
            String token = Api.token(server, "jun");
            try (Load.Connection c = new Load.Connection(PORT)) {
                List<String> tickets = tickets(c, token);
                for (int i = 0; i < 2 * samples; i++) {
                    open(c, token, tickets.get(i % tickets.size()), new LinkedHashMap<>());
                }
                Map<String, List<Double>> ms = new LinkedHashMap<>();
                double cpu = server.cpuSeconds() + Machine.databaseCpuSeconds();
                for (int i = 0; i < samples; i++) {
                    open(c, token, tickets.get(i % tickets.size()), ms);
                }
                cpu = (server.cpuSeconds() + Machine.databaseCpuSeconds() - cpu) * 1000 / samples;
                bench.result("detail.p95_ms", Bench.percentile(ms.get("all"), 0.95), "ms", "<= 30", Map.of(
                        "p50", Bench.median(ms.get("all")), "cpu_ms", cpu, "ticket_p95", Bench.percentile(ms.get(PARTS.get(0)), 0.95),
                        "events_p95", Bench.percentile(ms.get(PARTS.get(1)), 0.95), "context_p95", Bench.percentile(ms.get(PARTS.get(2)), 0.95),
                        "tickets", tickets.size()));
            }
        }
    }

    private static void open(Load.Connection c, String token, String ticket, Map<String, List<Double>> ms) throws Exception {
        double all = 0;
        for (String part : PARTS) {
            String request = Load.request("GET", "/api/v1/tickets/" + ticket + part, token, "");
            long begin = System.nanoTime();
            Load.Answer answer = c.send(request);
            double took = (System.nanoTime() - begin) / 1e6;
            if (answer.status() != 200) {
                throw new IllegalStateException(part + ": " + answer.status() + " " + answer.body());
            }
            all += took;
            ms.computeIfAbsent(part, _ -> new ArrayList<>()).add(took);
        }
        ms.computeIfAbsent("all", _ -> new ArrayList<>()).add(all);
    }

    /** Returns that name a customer and an order: those have most beside them. */
    private static List<String> tickets(Load.Connection c, String token) throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode page = Api.JSON.readTree(c.send(Load.request("GET", "/api/v1/tickets?type=return_refund&limit=50&sort=-updated", token, "")).body());
        for (JsonNode row : page.get("items")) {
            ids.add(row.get("id").asText());
        }
        if (ids.size() < 40) {
            throw new IllegalStateException("the demo has only " + ids.size() + " returns for jun");
        }
        return ids;
    }
}

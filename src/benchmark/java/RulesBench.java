import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What evaluating, publishing and sharing a thousand rules costs, and whether anybody notices a hundred publications. */
final class RulesBench {
    private static final int PUBLICATIONS = 100;

    private static final Map<String, String> GOALS = Map.of(
            "rules.eval_us.1000", "<= 100", "rules.publish_ms.1000", "<= 200", "rules.kb_per_tenant", "<= 20");

    private RulesBench() {}

    static void run(Bench bench) throws Exception {
        engine(bench);
        publishing(bench);
    }

    /** In a process of its own, which nothing has warmed. */
    private static void engine(Bench bench) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "src/benchmark/rules/io/deskloom/rules/RuleBench.java")
                .redirectError(Bench.DATA.resolve("rules.log").toFile())
                .start();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (!line.startsWith("{")) {
                    continue;
                }
                JsonNode result = Api.JSON.readTree(line);
                Map<String, Object> more = new LinkedHashMap<>();
                result.properties().forEach(e -> {
                    if (!List.of("key", "value", "unit").contains(e.getKey())) {
                        more.put(e.getKey(), e.getValue().asDouble());
                    }
                });
                String key = result.get("key").asText();
                bench.result(key, result.get("value").asDouble(), result.get("unit").asText(), GOALS.getOrDefault(key, ""), more);
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the bench of the rules has failed; see " + Bench.DATA.resolve("rules.log"));
        }
    }

    /**
     * People create tickets while somebody publishes again and again, each time with one of a thousand rules changed: what of their
     * requests fails, and what publishing takes beside them, from the request to its answer.
     */
    private static void publishing(Bench bench) throws Exception {
        String database = "bench_publish";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        int times = bench.quick ? 20 : PUBLICATIONS;
        try (Machine.Server server = Machine.deskloom(database, 18096, "512m")) {
            Workload.publish(server, TriggerBench.idle(1_000));
            Api api = new Api(server);
            api.login("demo", "admin", "deskloom-demo");
            List<Map<String, String>> files = new ArrayList<>();
            for (JsonNode file : api.send("GET", "/api/v1/metadata", null).get("files")) {
                files.add(Map.of("path", file.get("path").asText(), "text", file.get("text").asText()));
            }
            String token = Api.token(server, "admin");
            AtomicInteger published = new AtomicInteger();
            List<Double> took = Collections.synchronizedList(new ArrayList<>());
            Thread publisher = Thread.ofPlatform().start(() -> {
                try {
                    while (published.get() < times) {
                        List<Map<String, String>> now = new ArrayList<>(files);
                        now.add(Map.of("path", "triggers/again.yaml", "text", """
                                id: tr_again
                                key: again
                                label: {en: Again, zh: 再次}
                                type: %s
                                on: [created]
                                when: order_no == "AGAIN-%d"
                                do: [{setPriority: high}]
                                """.formatted(Workload.TYPE, published.get())));
                        long begin = System.nanoTime();
                        api.send("POST", "/api/v1/metadata", Map.of("files", now, "note", "Again", "dryRun", false));
                        took.add((System.nanoTime() - begin) / 1e6);
                        published.incrementAndGet();
                    }
                } catch (Exception e) {
                    Bench.say("publishing failed: " + e);
                }
            });
            long failed = 0;
            long done = 0;
            while (publisher.isAlive()) {
                Load.Result load = Load.run(server, 4, 3,
                        n -> Load.request("POST", "/api/v1/tickets", token, CrudBench.ourBody(n), "Idempotency-Key: p-" + n));
                failed += load.failed();
                done += Math.round(load.perSecond() * 3);
            }
            if (published.get() < times) {
                throw new IllegalStateException("only " + published.get() + " of " + times + " publications succeeded");
            }
            bench.result("rules.publish_failed_requests", failed, "requests", "0", Map.of(
                    "publications", published.get(), "requests", done, "publish_request_ms", Bench.median(took)));
        }
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How many rows a second become tickets, and by how much a list of a hundred thousand makes the server grow that writes it out. */
final class ImportBench {
    private static final List<String> INTENTS = List.of("track_order", "cancel_order", "get_refund", "complaint", "delivery_period");

    private ImportBench() {}

    static void run(Bench bench) throws Exception {
        String database = "bench_import";
        Machine.dropDatabase(database);
        Machine.createDatabase(database);
        try (Machine.Server server = Machine.deskloom(database, 18098)) {
            Api api = new Api(server);
            api.login("demo", "admin", "deskloom-demo");
            // A server that has just started compiles first; who imports has used it before.
            importRows(api, "warm", bench.quick ? 2_000 : 10_000);
            int rows = bench.quick ? 6_480 : 100_000;
            double cpu = server.cpuSeconds() + Machine.databaseCpuSeconds();
            JsonNode done = importRows(api, "measured", rows);
            cpu = server.cpuSeconds() + Machine.databaseCpuSeconds() - cpu;
            double seconds = Duration.between(
                            Instant.parse(done.get("startedAt").asText()), Instant.parse(done.get("endedAt").asText()))
                    .toMillis() / 1000.0;
            bench.result("import.rows_per_s", rows / seconds, "1/s", ">= 1000",
                    Map.of("rows", rows, "seconds", seconds, "cpu_ms_per_row", cpu * 1000 / rows));

            String list = "/api/v1/exports/tickets?type=enquiry&sort=-updated&format=";
            // The first export is for the code it loads, a small one.
            api.drain(list + "csv&filter=" + java.net.URLEncoder.encode("intent == \"complaint\"", StandardCharsets.UTF_8));
            api.drain(list + "xlsx&filter=" + java.net.URLEncoder.encode("intent == \"complaint\"", StandardCharsets.UTF_8));
            double before = server.rssMb();
            double most = before;
            double took = 0;
            long bytes = 0;
            for (String format : List.of("csv", "xlsx", "csv")) {
                long begin = System.nanoTime();
                Peak peak = new Peak(server);
                bytes = api.drain(list + format);
                most = Math.max(most, peak.stop());
                took = (System.nanoTime() - begin) / 1e9;
            }
            bench.result("export.rss_growth_mb", most - before, "MiB", "<= 30",
                    Map.of("rows", rows, "rss_before_mb", before, "csv_mb", bytes / 1048576.0, "csv_seconds", took));
        }
    }

    /** The largest resident memory while something goes on. */
    private static final class Peak {
        private final Thread thread;
        private volatile double most;
        private volatile boolean over;

        Peak(Machine.Server server) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!over) {
                    try {
                        most = Math.max(most, server.rssMb());
                        Thread.sleep(20);
                    } catch (Exception e) {
                        return;
                    }
                }
            });
        }

        double stop() throws InterruptedException {
            over = true;
            thread.join();
            return most;
        }
    }

    private static JsonNode importRows(Api api, String source, int rows) throws Exception {
        Path file = csv(source, rows);
        byte[] bytes = Files.readAllBytes(file);
        JsonNode job = api.send("POST", "/api/v1/imports", Map.of("type", "enquiry", "fileName", source + ".csv", "size", bytes.length,
                "mapping", Map.of("source", source, "columns", Map.of("utterance", List.of("subject", "message"), "intent", "intent",
                        "order", "order_no"), "constants", Map.of("channel", "site"))));
        String path = "/api/v1/imports/" + job.get("id").asText();
        int part = job.get("part").asInt();
        for (int i = 0; i * part < bytes.length; i++) {
            api.send("PUT", path + "/parts/" + i, Arrays.copyOfRange(bytes, i * part, Math.min(bytes.length, (i + 1) * part)));
        }
        until(api, path, "ready");
        api.send("POST", path + "/start", Map.of("dryRun", false));
        JsonNode done = until(api, path, "done");
        if (done.at("/counts/created").asInt() != rows) {
            throw new IllegalStateException("not all rows were imported: " + done);
        }
        return done;
    }

    private static JsonNode until(Api api, String path, String state) throws Exception {
        while (true) {
            JsonNode job = api.send("GET", path, null);
            if (job.get("state").asText().equals(state)) {
                return job;
            }
            if (job.get("state").asText().equals("failed")) {
                throw new IllegalStateException(job.toString());
            }
            Thread.sleep(100);
        }
    }

    private static Path csv(String name, int rows) throws Exception {
        Random random = new Random(rows);
        List<String> lines = new ArrayList<>();
        lines.add("utterance,intent,order");
        for (int i = 0; i < rows; i++) {
            String intent = INTENTS.get(random.nextInt(INTENTS.size()));
            lines.add("\"Message " + i + ": what about order " + random.nextInt(1_000_000) + ", please?\"," + intent + ",NL" + i);
        }
        return Files.write(Bench.DATA.resolve(name + ".csv"), lines);
    }
}

package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.packaged.Packaged.Visitor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts in the packaged application: here and in a process of its own, which does not outlive its server. */
@Tag("packaged")
class ScriptsIT {
    private static final Map<String, Object> RETURN = Map.of(
            "input", Map.of("paid", Map.of("amount", "320.10", "currency", "CNY"), "rate", "0.1", "tier", "standard"));

    @TempDir
    Path data;

    @Test
    void bothKindsRunAndTheProcessEndsWithItsServer() throws Exception {
        Packaged server = Packaged.start(data, Map.of("DESKLOOM_DEMO_TICKETS", "5"));
        List<ProcessHandle> workers;
        try {
            Visitor admin = server.signIn("admin");
            JsonNode own = admin.post("/admin/scripts/repair_price/try", Map.of("input", Map.of("worked", "5400")))
                    .ok();
            assertThat(own.at("/output/fields/quote").asText())
                    .as(own.toString())
                    .isEqualTo("165.00");
            assertThat(own.path("log")).hasSize(1);

            JsonNode foreign = tried(admin);
            assertThat(foreign.at("/output/fields/refund_amount/amount").asText())
                    .as(foreign.toString())
                    .isEqualTo("288.09");
            workers = server.process()
                    .descendants()
                    .filter(p -> p.info().commandLine().orElse("").contains("WorkerMain"))
                    .toList();
            assertThat(workers).isNotEmpty();
        } finally {
            server.close();
        }
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    /** A slow machine may take longer to start a process than a ticket waits for it. */
    private static JsonNode tried(Visitor admin) throws Exception {
        String path = "/admin/scripts/restocking_fee/try?pack=io.deskloom.after-sales";
        JsonNode answer = admin.post(path, RETURN).ok();
        for (int i = 0; i < 10 && answer.path("failed").asText().equals("script.busy"); i++) {
            answer = admin.post(path, RETURN).ok();
        }
        return answer;
    }
}

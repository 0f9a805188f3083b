package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.packaged.Packaged.Visitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's ERP as {@code ./deskloom start} has it: a process beside the server, known to the demo, and gone with it. */
@Tag("packaged")
class StandinIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path data;

    @Test
    void itStartsWithTheDemoIsKnownToItTellsItAndEndsWithIt() throws Exception {
        ProcessHandle standin;
        try (Packaged server = Packaged.start(data, Map.of("DESKLOOM_STANDIN", "on"))) {
            until(() -> called("GET", "/health", "").path("stocked").asBoolean());
            standin = standin(server);
            Visitor admin = server.signIn("admin");
            JsonNode connectors = admin.get("/admin/integrations").ok().path("connectors");
            for (String key : List.of("erp", "wms")) {
                assertThat(connectors).anySatisfy(connector -> {
                    assertThat(connector.path("key").asText()).isEqualTo(key);
                    assertThat(connector.path("missing")).isEmpty();
                    assertThat(connector.path("destination").asText()).isEqualTo(url());
                });
            }

            JsonNode level =
                    admin.get("/objects/stock_level?limit=1").ok().path("items").path(0);
            String[] named = level.path("externalId").asText().split("@", 2);
            int more = level.path("fields").path("available").asInt() + 7;
            String shelf = "/wms/stock/" + named[0] + "/" + named[1] + "/add";
            assertThat(called("POST", shelf, "{\"quantity\": 7}")
                            .path("available")
                            .asInt())
                    .isEqualTo(more);
            String id = level.path("id").asText();
            until(() -> admin.get("/objects/stock_level/" + id)
                            .ok()
                            .path("fields")
                            .path("available")
                            .asInt()
                    == more);

            // Whoever ends it has it back.
            standin.destroyForcibly();
            until(() -> !standin.isAlive());
            until(() ->
                    called("POST", shelf, "{\"quantity\": 1}").path("available").asInt() == more + 1);
            ProcessHandle next = standin(server);
            server.kill();
            until(() -> !next.isAlive());
        }
    }

    private static ProcessHandle standin(Packaged server) {
        return server.process()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("StandinMain"))
                .findFirst()
                .orElseThrow();
    }

    private String url() throws java.io.IOException {
        return "http://127.0.0.1:"
                + Files.readString(data.resolve("standin/port")).strip();
    }

    /** An empty object when nobody answers. */
    private JsonNode called(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url() + path))
                            .timeout(Duration.ofSeconds(10))
                            .header("Authorization", "Bearer " + Files.readString(data.resolve("standin/token")))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (java.io.IOException e) {
            return JSON.createObjectNode();
        }
    }

    private static void until(Callable<Boolean> met) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!met.call()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}

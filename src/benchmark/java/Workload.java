import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the hand-written application does, as metadata: a ticket type of the same twenty fields with its flow, its access and
 * two triggers (src/benchmark/metadata), published beside the demo's. The demo grows, the yardstick does not.
 */
final class Workload {
    static final String TYPE = "bench_return";

    private static final Path METADATA = Path.of("src/benchmark/metadata");

    private Workload() {}

    /** Publishes it, and {@code more} files. */
    static void publish(Machine.Server server, List<Map<String, String>> more) throws Exception {
        Api api = new Api(server);
        api.login("demo", "admin", "deskloom-demo");
        List<Map<String, String>> files = new ArrayList<>(more);
        for (JsonNode file : api.send("GET", "/api/v1/metadata", null).get("files")) {
            files.add(Map.of("path", file.get("path").asText(), "text", file.get("text").asText()));
        }
        try (Stream<Path> own = Files.walk(METADATA).filter(Files::isRegularFile)) {
            own.forEach(path -> files.add(Map.of("path", METADATA.relativize(path).toString(), "text", read(path))));
        }
        api.send("POST", "/api/v1/metadata", Map.of("files", files, "note", "The benchmark's type", "dryRun", false));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

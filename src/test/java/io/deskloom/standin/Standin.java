package io.deskloom.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The stand-in as a process of its own, as the demo starts it, and whoever calls it. */
public final class Standin implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private String url;

    private Standin(Path folder) {
        this.folder = folder;
        begin();
    }

    /** One with the books in {@code folder}, which can be told to misbehave. */
    public static Standin in(Path folder) {
        return new Standin(folder);
    }

    /** One that has three orders, a product in two warehouses, and parts. */
    public static Standin stocked(Path folder) {
        Standin standin = in(folder);
        standin.admin(
                "POST",
                "/admin/stock",
                Map.of(
                        "order",
                                List.of(
                                        Map.of(
                                                "no",
                                                "SO-1",
                                                "status",
                                                "paid",
                                                "address",
                                                "杭州 1",
                                                "warehouse",
                                                "W-1",
                                                "paid",
                                                "300"),
                                        Map.of(
                                                "no",
                                                "SO-2",
                                                "status",
                                                "shipped",
                                                "address",
                                                "北京 2",
                                                "warehouse",
                                                "W-1",
                                                "paid",
                                                "80"),
                                        Map.of(
                                                "no",
                                                "SO-3",
                                                "status",
                                                "picking",
                                                "address",
                                                "杭州 3",
                                                "warehouse",
                                                "W-2",
                                                "paid",
                                                "120")),
                        "warehouse",
                                List.of(
                                        Map.of("no", "W-1", "status", "open", "city", "北京"),
                                        Map.of("no", "W-2", "status", "open", "city", "杭州")),
                        "stock",
                                List.of(
                                        Map.of(
                                                "no",
                                                "P-1@W-1",
                                                "product",
                                                "P-1",
                                                "warehouse",
                                                "W-1",
                                                "available",
                                                10,
                                                "safety",
                                                5),
                                        Map.of(
                                                "no",
                                                "P-1@W-2",
                                                "product",
                                                "P-1",
                                                "warehouse",
                                                "W-2",
                                                "available",
                                                3,
                                                "safety",
                                                5))));
        return standin;
    }

    private void begin() {
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx96m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            StandinMain.class.getName(),
                            "--data",
                            folder.toString(),
                            "--misbehave",
                            "--with-parent")
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("standin.log").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("DESKLOOM_"));
            process = builder.start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(line).as(said()).startsWith(StandinCommand.READY);
            url = line.substring(StandinCommand.READY.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String said() throws IOException {
        return Files.readString(folder.resolve("standin.log"));
    }

    public String url() {
        return url;
    }

    public String token() {
        try {
            return Files.readString(folder.resolve("token"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} and a power cut do it; then it starts again on the same books. */
    public void killAndStart() {
        kill();
        begin();
    }

    void kill() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Process process() {
        return process;
    }

    public record Answered(int status, JsonNode body) {
        public JsonNode ok() {
            assertThat(status).as(body.toString()).isBetween(200, 299);
            return body;
        }

        void refused(int expected, String code) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            assertThat(body.path("code").asText()).isEqualTo(code);
        }
    }

    public Answered get(String path) {
        return call("GET", path, null, Map.of());
    }

    public Answered post(String path, Map<String, ?> body) {
        return call("POST", path, body, Map.of());
    }

    Answered put(String path, Map<String, ?> body) {
        return call("PUT", path, body, Map.of());
    }

    Answered post(String key, String path, Map<String, ?> body) {
        return call("POST", path, body, Map.of("Idempotency-Key", key));
    }

    public void admin(String method, String path, Map<String, ?> body) {
        assertThat(call(method, path, body, Map.of()).status()).isEqualTo(200);
    }

    /** How the next calls under a path go wrong. */
    public void misbehaves(String fault, String path, int times, int millis) {
        admin("PUT", "/admin/behaviour", Map.of("fault", fault, "path", path, "times", times, "millis", millis));
    }

    Answered call(
            String method, String path, @org.jspecify.annotations.Nullable Object body, Map<String, String> headers) {
        try {
            Map<String, String> all = new HashMap<>(Map.of("Authorization", "Bearer " + token()));
            all.putAll(headers);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
            all.forEach((name, value) -> {
                if (!value.isEmpty()) {
                    request.header(name, value);
                }
            });
            request.method(
                    method,
                    body == null
                            ? HttpRequest.BodyPublishers.noBody()
                            : body instanceof String text
                                    ? HttpRequest.BodyPublishers.ofString(text)
                                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answered(answer.statusCode(), JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body()));
        } catch (IOException e) {
            return new Answered(0, JSON.createObjectNode().put("failure", e.toString()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All papers of a kind in the file. */
    public List<JsonNode> papers(String kind) {
        try {
            List<JsonNode> all = new ArrayList<>();
            JSON.readTree(Files.readAllBytes(folder.resolve("books.json")))
                    .path("papers")
                    .path(kind)
                    .forEach(all::add);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        client.shutdownNow();
    }
}

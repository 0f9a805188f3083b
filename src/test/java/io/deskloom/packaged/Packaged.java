package io.deskloom.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The built application as a process of its own, as {@code ./deskloom start} runs it. */
final class Packaged implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final String address;
    private final Path log;

    private Packaged(Process process, String address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /** Starts it on a free port and waits until it is ready. */
    static Packaged start(Path data, Map<String, String> environment) throws IOException {
        Packaged packaged = begin(data, environment);
        packaged.awaitReady();
        return packaged;
    }

    /** Starts it on a free port and waits for nothing. */
    static Packaged begin(Path data, Map<String, String> environment) throws IOException {
        Files.createDirectories(data);
        lendBinaries(data);
        int port = freePort();
        Path log = data.resolve("server.log");
        ProcessBuilder builder = java(data, "serve")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("DESKLOOM_PORT", Integer.toString(port));
        builder.environment().put("DESKLOOM_DEMO_TICKETS", "40");
        builder.environment().putAll(environment);
        return new Packaged(builder.start(), "http://localhost:" + port, log);
    }

    /** Runs a command beside the server, if one runs, to its good end; answers what it said. */
    static String run(Path data, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(data, "command", ".log");
        Process process = java(data, command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end of " + String.join(" ", command) + ": " + Files.readString(said));
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    private static ProcessBuilder java(Path data, String... command) {
        assertThat(JAR)
                .as("the packaged application; ./deskloom test builds it")
                .exists();
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-jar",
                JAR.toString()));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("DESKLOOM_"));
        builder.environment().put("DESKLOOM_DATA", data.toString());
        return builder;
    }

    // Unpacking the database takes seconds and is the same each time: the run's own may be used again.
    private static void lendBinaries(Path data) throws IOException {
        Path shared = Path.of("target", "test-postgres").toAbsolutePath();
        if (!Files.isDirectory(shared)) {
            return;
        }
        try (var folders = Files.newDirectoryStream(shared, "postgres-*")) {
            for (Path folder : folders) {
                if (!Files.exists(data.resolve(folder.getFileName()))) {
                    Files.createSymbolicLink(data.resolve(folder.getFileName()), folder);
                }
            }
        }
    }

    private void awaitReady() {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (System.nanoTime() < end) {
                if (!process.isAlive()) {
                    throw new AssertionError("the server stopped: " + said());
                }
                try {
                    if (client.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError("not ready within " + LIMIT.toSeconds() + " s: " + said());
    }

    /** What stands at an address that needs no sign-in. */
    String body(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        }
    }

    /** All it has written. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** As {@code kill -9} and a power cut do it: nothing is finished. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Visitor signIn(String login) {
        return signIn("demo", login);
    }

    Visitor signIn(String workspace, String login) {
        Visitor nobody = new Visitor(HttpClient.newHttpClient(), "", "");
        Answer in =
                nobody.post("/session", Map.of("workspace", workspace, "login", login, "password", "deskloom-demo"));
        assertThat(in.status).as(in.body.toString()).isEqualTo(201);
        return new Visitor(nobody.client, in.cookie, in.body.path("csrfToken").asText());
    }

    record Answer(int status, JsonNode body, String cookie) {
        /** The body of what must have gone well. */
        JsonNode ok() {
            assertThat(status).as(body.toString()).isBetween(200, 299);
            return body;
        }
    }

    /** Somebody's browser. */
    final class Visitor {
        private final HttpClient client;
        private final String cookie;
        private final String csrf;

        private Visitor(HttpClient client, String cookie, String csrf) {
            this.client = client;
            this.cookie = cookie;
            this.csrf = csrf;
        }

        Answer get(String path) {
            return send(request(path).GET());
        }

        Answer post(String path, Object body) {
            return write("POST", path, body);
        }

        Answer put(String path, Object body) {
            return write("PUT", path, body);
        }

        Answer put(String path, byte[] bytes) {
            return send(request(path)
                    .header("Content-Type", "application/octet-stream")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        }

        private Answer write(String method, String path, Object body) {
            try {
                return send(request(path)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                    .timeout(Duration.ofSeconds(30));
            if (!cookie.isEmpty()) {
                request.header("Cookie", cookie).header("X-CSRF-Token", csrf);
            }
            return request;
        }

        /** Status 0 when there was no answer: nobody can say whether it was done. */
        private Answer send(HttpRequest.Builder request) {
            try {
                HttpResponse<String> r = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                String set = r.headers().firstValue("Set-Cookie").orElse("").split(";")[0];
                return new Answer(r.statusCode(), JSON.readTree(r.body()), set);
            } catch (IOException e) {
                return new Answer(0, JSON.createObjectNode().put("failure", e.toString()), "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

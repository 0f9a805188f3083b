package io.deskloom.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets a server on a throw-away database be visited once and stops it: what Java has loaded by then is what it keeps for
 * the starts to come (see ADR 060). Only with {@code -Ddeskloom.rehearsal=true}, which the launcher sets after a build.
 */
@ApplicationScoped
class Rehearsal {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);
    private static final int LAST = 7_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    void play(
            @Observes @Priority(LAST) StartupEvent started,
            @ConfigProperty(name = "deskloom.rehearsal", defaultValue = "false") boolean wanted,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        if (wanted) {
            Thread.ofPlatform()
                    .daemon()
                    .name("rehearsal")
                    .start(() -> Quarkus.asyncExit(visited(port, DemoSeed.WORKSPACE) ? 0 : 1));
        }
    }

    /** Whether the visit to the demo workspace at {@code port} went as it should; what did not is in the log. */
    static boolean visited(int port, String workspace) {
        try (HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            new Visit(client, "http://localhost:" + port, workspace).run();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.errorf("the rehearsal failed: %s", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What somebody does first: sign in, look at the list and at a ticket, make one. */
    private record Visit(HttpClient client, String address, String workspace) {
        void run() throws IOException, InterruptedException {
            awaitReady();
            JsonNode session =
                    post("/session", "", Map.of("workspace", workspace, "login", "jun", "password", DemoSeed.PASSWORD));
            get("/me");
            get("/views");
            get("/types/return_refund/schema");
            JsonNode list = get("/tickets?type=return_refund&limit=50");
            String ticket = list.path("items").path(0).path("id").asText();
            get("/tickets/" + ticket);
            get("/tickets/" + ticket + "/events");
            post(
                    "/tickets",
                    session.path("csrfToken").asText(),
                    Map.of("type", "return_refund", "fields", Map.of("subject", "A rehearsal", "reason", "damaged")));
        }

        private void awaitReady() throws InterruptedException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < end) {
                try {
                    if (send(HttpRequest.newBuilder(URI.create(address + "/q/health/ready")))
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    LOG.debug("not listening yet", notYet);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            throw new IllegalStateException("not ready within " + LIMIT.toSeconds() + " s");
        }

        private JsonNode get(String path) throws IOException, InterruptedException {
            return answer(path, HttpRequest.newBuilder(URI.create(address + "/api/v1" + path)));
        }

        private JsonNode post(String path, String csrf, Map<String, ?> body) throws IOException, InterruptedException {
            return answer(
                    path,
                    HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                            .header("Content-Type", "application/json")
                            .header("Origin", address)
                            .header("X-CSRF-Token", csrf)
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
        }

        private JsonNode answer(String path, HttpRequest.Builder request) throws IOException, InterruptedException {
            HttpResponse<String> response = send(request);
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(path + " answered " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}

package io.deskloom.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deskloom.standin.Behaviour.Fault;
import io.deskloom.standin.Behaviour.Plan;
import io.deskloom.standin.Service.Said;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side. It listens on this machine only and answers nobody without the token, {@code /health} apart.
 *
 * <p>{@code /erp/…} and {@code /wms/…} are the two systems; {@code /admin/…} is for whoever started it.
 */
final class StandinServer implements AutoCloseable {
    private static final int MOST_BYTES = 64 * 1024;

    /** What the shop has may be told in pieces of so much. */
    private static final int MOST_STOCK_BYTES = 8 * 1024 * 1024;

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Service service;
    private final Ledger ledger;
    private final Messenger messenger;
    private final byte[] token;
    private final @Nullable Behaviour behaviour;

    /** @param behaviour null when it cannot be told to misbehave */
    StandinServer(
            int port, Service service, Ledger ledger, Messenger messenger, String token, @Nullable Behaviour behaviour)
            throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        this.service = service;
        this.ledger = ledger;
        this.messenger = messenger;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.behaviour = behaviour;
        server.setExecutor(threads);
        server.createContext("/", this::exchange);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            Said said = Said.of(Answer.problem(500, "failed", "This went wrong here.", List.of()));
            try {
                Said answered = answer(exchange);
                if (answered == null) {
                    return;
                }
                said = answered;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | RuntimeException e) {
                System.err.println("stand-in: " + exchange.getRequestMethod() + " failed: " + e);
            }
            byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", said.status() < 400 ? "application/json" : "application/problem+json");
            exchange.sendResponseHeaders(said.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Null when there is to be none. */
    private @Nullable Said answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/health")) {
            return Said.of(Answer.ok(Map.of("status", "up", "stocked", ledger.read(Books::isStocked))));
        }
        if (!isKnown(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Said.of(Answer.problem(401, "token", "Say who you are: Authorization: Bearer <token>.", List.of()));
        }
        boolean admin = path.startsWith("/admin/");
        int most = admin ? MOST_STOCK_BYTES : MOST_BYTES;
        byte[] bytes = exchange.getRequestBody().readNBytes(most + 1);
        if (bytes.length > most) {
            return Said.of(Answer.problem(413, "too-large", "This is more than is read.", List.of()));
        }
        JsonNode body;
        String[] parts;
        try {
            body = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : BooksFile.JSON.readTree(bytes);
            parts = Arrays.stream(path.split("/"))
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toArray(String[]::new);
        } catch (IOException | IllegalArgumentException e) {
            return Said.of(Answer.problem(400, "invalid", "This is no JSON, or no path.", List.of()));
        }
        if (!body.isObject()) {
            return Said.of(Answer.problem(400, "invalid", "The body is an object.", List.of()));
        }
        return admin ? Said.of(admin(exchange.getRequestMethod(), path, body)) : called(exchange, path, parts, body);
    }

    private boolean isKnown(@Nullable String header) {
        return header != null
                && header.startsWith("Bearer ")
                && MessageDigest.isEqual(header.substring("Bearer ".length()).getBytes(StandardCharsets.UTF_8), token);
    }

    private @Nullable Said called(HttpExchange exchange, String path, String[] parts, JsonNode body)
            throws IOException, InterruptedException {
        Optional<Plan> plan = behaviour == null ? Optional.empty() : behaviour.next(path);
        Fault fault = plan.map(Plan::fault).orElse(null);
        Duration delay = plan.map(Plan::delay).orElse(Duration.ZERO);
        if (fault == Fault.DOWN || fault == Fault.REFUSES) {
            int status = fault == Fault.DOWN ? 503 : plan.get().status();
            return Said.of(Answer.problem(status, fault.wire(), "As it was told to.", List.of()));
        }
        if (fault == Fault.SLOW) {
            Thread.sleep(delay);
        }
        Said said = service.call(
                exchange.getRequestMethod(),
                parts,
                body,
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                fault == Fault.TWICE);
        if (fault == Fault.LATE) {
            Thread.sleep(delay);
        }
        if (fault == Fault.FAILS_AFTER) {
            return Said.of(Answer.problem(500, fault.wire(), "As it was told to.", List.of()));
        }
        return fault == Fault.BROKEN ? null : said;
    }

    private Answer admin(String method, String path, JsonNode body) throws IOException {
        return switch (method + " " + path) {
            case "PUT /admin/behaviour" -> behave(body);
            case "PUT /admin/deskloom" -> messenger.talkTo(body);
            case "POST /admin/stock" -> stock(body);
            case "GET /admin/news" -> Answer.ok(Map.of("waiting", ledger.read(Books::newsCount)));
            default -> Answer.notFound("path");
        };
    }

    private Answer behave(JsonNode body) {
        if (behaviour == null) {
            return Answer.problem(403, "behaves", "It was not started to misbehave (--misbehave).", List.of());
        }
        String wanted = body.path("fault").asText("");
        if (wanted.isEmpty()) {
            behaviour.is(Optional.empty());
            return Answer.ok(Map.of("fault", ""));
        }
        Optional<Fault> fault = Fault.of(wanted);
        Duration delay = Duration.ofMillis(body.path("millis").asLong(0));
        int status = body.path("status").asInt(422);
        if (fault.isEmpty()
                || delay.isNegative()
                || delay.compareTo(LONGEST_DELAY) > 0
                || status < 400
                || status > 599) {
            return Answer.problem(400, "invalid", "There is no such fault, delay or status.", List.of());
        }
        behaviour.is(Optional.of(new Plan(
                fault.get(), body.path("path").asText(""), body.path("times").asInt(1), delay, status)));
        return Answer.ok(Map.of("fault", wanted));
    }

    /** What the shop has: what is there already stays as it is. */
    private Answer stock(JsonNode body) throws IOException {
        List<String> problems = new java.util.ArrayList<>();
        Shop shop = Shop.read(body, problems);
        if (!problems.isEmpty()) {
            return Answer.problem(400, "invalid", "This is not what a shop has.", problems);
        }
        ledger.change(shop::into);
        return Answer.ok(Map.of("papers", shop.size()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package io.deskloom.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody outside: a real server that keeps what it is sent and answers as it is told to. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** @param headers by name in small letters */
    public record Got(String method, String path, Map<String, String> headers, String body) {
        public String id() {
            return headers.get("webhook-id");
        }

        /** As a receiver checks it: whether one of the signatures is made with this secret, and not long ago. */
        public boolean isSignedWith(String secret, Instant now) {
            try {
                long at = Long.parseLong(headers.get("webhook-timestamp"));
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                String expected = "v1,"
                        + Base64.getEncoder()
                                .encodeToString(
                                        mac.doFinal((id() + "." + at + "." + body).getBytes(StandardCharsets.UTF_8)));
                return Math.abs(now.getEpochSecond() - at) < 300
                        && Arrays.asList(headers.get("webhook-signature").split(" "))
                                .contains(expected);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            Got one = new Got(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer next = answers.poll();
            Answer answer = next == null ? new Answer(200, Map.of(), "{\"id\":\"m-1\",\"errcode\":0}") : next;
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            got.add(one);
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How it answers next; with 200 and something in JSON when nothing more is said. */
    public void answers(int status, Map<String, String> headers, String body) {
        answers.add(new Answer(status, headers, body));
    }

    /** What it is sent next. */
    public Got next() {
        try {
            Got one = got.poll(30, TimeUnit.SECONDS);
            if (one == null) {
                throw new AssertionError("nothing came in thirty seconds");
            }
            return one;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What came and was not asked for yet. */
    public List<Got> others() {
        return List.copyOf(got);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

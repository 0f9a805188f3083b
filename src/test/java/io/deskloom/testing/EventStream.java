package io.deskloom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A browser's stream of live changes, line by line as they come. Opened, it is subscribed. */
public final class EventStream implements AutoCloseable {
    private static final int SECONDS = 20;
    private static final String END = "\0end";

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    /** Opens the stream of somebody signed in and waits for its first word. */
    public static EventStream open(URI base, Browser browser) {
        return open(base, "Cookie", Browser.COOKIE + "=" + browser.cookie());
    }

    /** The same with one header of another kind: "Authorization", say. */
    public static EventStream open(URI base, String header, String value) {
        EventStream stream = new EventStream();
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/live"))
                .header(header, value)
                .build();
        stream.client
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenAccept(r -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(r.body(), StandardCharsets.UTF_8))) {
                        in.lines().forEach(stream.lines::add);
                    } catch (IOException | java.io.UncheckedIOException broken) {
                        stream.lines.add(": broken off, " + broken);
                    }
                })
                .whenComplete((_, _) -> stream.lines.add(END));
        stream.until(":live");
        return stream;
    }

    /** Waits for a line that holds {@code text}. */
    public String until(String text) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            String line = next(end, text);
            assertThat(line)
                    .as("the stream ended before '%s'; heard %s", text, heard)
                    .isNotEqualTo(END);
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Waits for the server to end the stream. */
    public void untilTheEnd() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        String line = next(end, "the end");
        while (!line.equals(END)) {
            line = next(end, "the end");
        }
    }

    /** Every line so far. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    private String next(long end, String wanted) {
        try {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(line)
                    .as("'%s' within %d s; heard %s", wanted, SECONDS, heard)
                    .isNotNull();
            heard.add(line);
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package io.deskloom.leak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.testing.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sends what {@code routes.yaml} says, with every placeholder filled in, as one signed-in person. */
final class Prober {
    private static final Set<String> PER_REQUEST = Set.of("date", "set-cookie", "x-request-id");
    /** A neighbour's, nobody's, and three of one's own. */
    private static final int SOME = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer that does not come is a failure to look at, not a build that never ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String base;
    private final Browser browser;
    private final Known known;
    // As proxies and most scripts speak; the client would otherwise ask to speak HTTP/2 first.
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What placeholders stand for. */
    record Known(
            List<String> tickets,
            Map<String, String> ticketByEvent,
            List<String> fields,
            List<String> objectFields,
            List<String> related,
            List<String> records,
            List<String> views,
            List<String> attachments,
            List<String> accounts,
            String release) {}

    /** An answer as its reader gets it; {@code text} is everything in it. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        String text() {
            return status + "\n" + headers + "\n" + body;
        }
    }

    Prober(String base, Browser browser, Known known) {
        this.base = base;
        this.browser = browser;
        this.known = known;
    }

    /** Answers by request, in order. */
    Map<String, Answer> run(List<Routes.Try> tries) {
        Map<String, Answer> out = new LinkedHashMap<>();
        for (Routes.Try one : tries) {
            for (Request request : variants(one)) {
                Answer answer = send(request);
                out.put(request.toString(), answer);
                for (int page = 2; one.pages() && next(answer) != null && page < 6; page++) {
                    Map<String, Object> query = new LinkedHashMap<>(request.query());
                    query.put("cursor", next(answer));
                    answer = send(new Request(request.method(), request.path(), query, request.body()));
                    out.put(request + " page " + page, answer);
                }
            }
        }
        return out;
    }

    private record Request(String method, String path, Map<String, Object> query, String body) {}

    private List<Request> variants(Routes.Try one) {
        String body = one.body() == null ? null : json(one.body());
        List<Request> out = List.of(new Request(one.method(), one.path(), one.query(), body));
        out = each(out, "{ticket}", one.some() ? few(known.tickets) : known.tickets);
        out = each(out, "{field}", known.fields);
        out = each(out, "{objectField}", known.objectFields);
        out = each(out, "{related}", known.related);
        out = each(out, "{record}", one.some() ? few(known.records) : known.records);
        out = each(out, "{view}", known.views);
        out = each(out, "{attachment}", known.attachments);
        out = each(out, "{account}", known.accounts);
        out = each(out, "{release}", List.of(known.release));
        List<Request> all = new ArrayList<>();
        for (Request r : out) {
            if (r.path.contains("{ticketOfEvent}")) {
                known.ticketByEvent.forEach(
                        (event, ticket) -> all.add(fill(fill(r, "{ticketOfEvent}", ticket), "{event}", event)));
            } else {
                all.add(r);
            }
        }
        return all;
    }

    private static List<String> few(List<String> of) {
        return of.subList(0, Math.min(SOME, of.size()));
    }

    private static List<Request> each(List<Request> requests, String mark, List<String> values) {
        List<Request> out = new ArrayList<>();
        for (Request r : requests) {
            if (r.toString().contains(mark)) {
                values.forEach(v -> out.add(fill(r, mark, v)));
            } else {
                out.add(r);
            }
        }
        return out;
    }

    private static Request fill(Request r, String mark, String value) {
        Map<String, Object> query = new LinkedHashMap<>();
        r.query.forEach(
                (k, v) -> query.put(k.replace(mark, value), v instanceof String text ? text.replace(mark, value) : v));
        return new Request(
                r.method, r.path.replace(mark, value), query, r.body == null ? null : r.body.replace(mark, value));
    }

    private Answer send(Request r) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(r))
                .timeout(PATIENCE)
                .header("Cookie", Browser.COOKIE + "=" + browser.cookie())
                .header("X-CSRF-Token", browser.csrf())
                .header("Content-Type", "application/json")
                .method(
                        r.method,
                        r.body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(r.body));
        try {
            HttpResponse<String> got =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Map<String, List<String>> headers = new TreeMap<>(got.headers().map());
            headers.keySet().removeIf(PER_REQUEST::contains);
            return new Answer(got.statusCode(), headers, got.body());
        } catch (IOException e) {
            throw new IllegalStateException(r.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private URI uri(Request r) {
        List<String> parts = new ArrayList<>();
        r.query.forEach((k, v) -> {
            for (Object one : v instanceof List<?> many ? many : List.of(v)) {
                parts.add(encode(k) + "=" + encode(String.valueOf(one)));
            }
        });
        return URI.create(base + r.path + (parts.isEmpty() ? "" : "?" + String.join("&", parts)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String next(Answer answer) {
        try {
            JsonNode next = JSON.readTree(answer.body()).path("next");
            return next.isTextual() ? next.asText() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

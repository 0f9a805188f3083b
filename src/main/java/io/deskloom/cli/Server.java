package io.deskloom.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.metadata.SourceFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A running Deskloom, over its API. A session of our own is ended on close. */
final class Server implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI base;
    private final Map<String, String> identity = new LinkedHashMap<>();
    private boolean signedIn;

    private Server(URI base) {
        this.base = base;
    }

    static Server withToken(URI base, String token) {
        Server server = new Server(base);
        server.identity.put("Authorization", "Bearer " + token);
        return server;
    }

    static Server signIn(URI base, String workspace, String login, String password)
            throws IOException, MetadataCommand.Refused {
        Server server = new Server(base);
        HttpResponse<String> answer =
                server.send("POST", "/session", Map.of("workspace", workspace, "login", login, "password", password));
        JsonNode body = parsed(answer);
        String cookie = answer.headers().allValues("set-cookie").stream()
                .filter(c -> c.startsWith("deskloom_session="))
                .map(c -> c.split(";", 2)[0])
                .findFirst()
                .orElseThrow(() -> new IOException("the server gave no session"));
        server.identity.put("Cookie", cookie);
        server.identity.put("X-CSRF-Token", body.path("csrfToken").asText());
        server.signedIn = true;
        return server;
    }

    /** @param lines what changes, ready to print; empty when nothing does */
    record Applied(String shortRelease, List<String> lines, List<String> findings) {}

    Applied apply(List<SourceFile> files, String note, boolean dryRun) throws IOException, MetadataCommand.Refused {
        List<Map<String, String>> bodies = files.stream()
                .map(f -> Map.of("path", f.path(), "text", f.text()))
                .toList();
        JsonNode answer = parsed(send("POST", "/metadata", Map.of("files", bodies, "note", note, "dryRun", dryRun)));
        List<String> lines = new ArrayList<>();
        for (JsonNode change : answer.path("diff")) {
            lines.add("%-8s %s"
                    .formatted(
                            change.path("change").asText(), change.path("path").asText()));
            change.path("lines").forEach(l -> lines.add("           " + l.asText()));
        }
        String release = answer.path("release").asText();
        List<String> findings = new ArrayList<>();
        for (JsonNode finding : answer.path("findings")) {
            findings.add(finding.path("severity").asText() + ": "
                    + finding.path("message").asText());
        }
        return new Applied(release.substring(0, Math.min(8, release.length())), lines, findings);
    }

    List<SourceFile> export() throws IOException, MetadataCommand.Refused {
        List<SourceFile> files = new ArrayList<>();
        for (JsonNode file : parsed(send("GET", "/metadata", null)).path("files")) {
            files.add(
                    new SourceFile(file.path("path").asText(), file.path("text").asText()));
        }
        return files;
    }

    @Override
    public void close() {
        if (signedIn) {
            try {
                send("DELETE", "/session", null);
            } catch (IOException e) {
                // The session ends by itself; what was asked for is done.
                signedIn = false;
            }
        }
        http.close();
    }

    JsonNode get(String path) throws IOException, MetadataCommand.Refused {
        return parsed(send("GET", path, null));
    }

    JsonNode post(String path, Object body) throws IOException, MetadataCommand.Refused {
        return parsed(send("POST", path, body));
    }

    JsonNode put(String path, byte[] bytes) throws IOException, MetadataCommand.Refused {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        return parsed(answer(request, HttpResponse.BodyHandlers.ofString()));
    }

    /** A file of the server's. */
    byte[] bytes(String path) throws IOException {
        HttpResponse<byte[]> answer =
                answer(request(path).setHeader("Accept", "*/*").GET(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("the server gave no file (status " + answer.statusCode() + ")");
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json");
        identity.forEach(request::header);
        return request;
    }

    private <T> HttpResponse<T> answer(HttpRequest.Builder request, HttpResponse.BodyHandler<T> as) throws IOException {
        try {
            return http.send(request.build(), as);
        } catch (ConnectException e) {
            throw new IOException("no Deskloom answers at " + base + "; start it, or give its address with --url", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpResponse<String> send(String method, String path, @org.jspecify.annotations.Nullable Object body)
            throws IOException {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        return answer(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode parsed(HttpResponse<String> answer) throws IOException, MetadataCommand.Refused {
        JsonNode body;
        try {
            body = JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (JsonProcessingException e) {
            throw new IOException("what answers there is no Deskloom (status " + answer.statusCode() + ")", e);
        }
        if (answer.statusCode() / 100 == 2) {
            return body;
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode problem : body.path("problems")) {
            lines.add(line(problem));
        }
        throw new MetadataCommand.Refused(
                body.path("title").asText("The server refused with status " + answer.statusCode() + "."), lines);
    }

    private static String line(JsonNode problem) {
        JsonNode source = problem.path("source");
        String place = source.has("file")
                ? source.path("file").asText() + ":" + source.path("line").asInt() + ":"
                        + source.path("column").asInt() + ": "
                : "";
        String suggestion = problem.path("suggestion").asText("");
        return place + problem.path("pointer").asText() + ": "
                + problem.path("message").asText()
                + (suggestion.isEmpty() || suggestion.equals("null") ? "" : " (did you mean '" + suggestion + "'?)");
    }
}

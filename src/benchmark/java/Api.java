import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Deskloom's API as a script uses it: a login, then a token. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Machine.Server server;
    private String cookie = "";
    private String csrf = "";

    Api(Machine.Server server) {
        this.server = server;
    }

    static String token(Machine.Server server, String login) throws Exception {
        Api api = new Api(server);
        api.login("demo", login, "deskloom-demo");
        return api.send("POST", "/api/v1/me/tokens", Map.of(
                        "name", "bench", "scopes", List.of("tickets:read", "tickets:write"), "expiresInDays", 30))
                .get("token").asText();
    }

    void login(String workspace, String login, String password) throws Exception {
        JsonNode session = send("POST", "/api/v1/session", Map.of("workspace", workspace, "login", login, "password", password));
        csrf = session.get("csrfToken").asText();
    }

    /** Reads an answer of any length and keeps none of it; answers how many bytes there were. */
    long drain(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url(path))).header("Cookie", cookie).build();
        HttpResponse<java.io.InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("GET " + path + ": " + answer.statusCode());
        }
        try (java.io.InputStream in = answer.body()) {
            return in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    JsonNode send(String method, String path, Object body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url(path)))
                .header("Content-Type", body instanceof byte[] ? "application/octet-stream" : "application/json")
                .method(method, switch (body) {
                    case null -> HttpRequest.BodyPublishers.noBody();
                    case byte[] bytes -> HttpRequest.BodyPublishers.ofByteArray(bytes);
                    default -> HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
                });
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie).header("X-CSRF-Token", csrf);
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        answer.headers().firstValue("set-cookie").ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
        return answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body());
    }
}

package io.deskloom.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Account;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Contents;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody's browser would send: a clear refusal, nothing changed, nothing revealed, and a line in the audit. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HostileRequestsTest {
    private static final String CANARY = "canary-5d1f";
    private static final String ACCOUNTS = "/api/v1/admin/accounts";
    private static final List<String> TELLTALES = List.of(
            "Exception",
            "io.deskloom",
            "io.quarkus",
            "jackson",
            "jakarta",
            "\tat ",
            "SQL",
            "psql",
            "org.postgres",
            CANARY);

    @Inject
    Workspaces workspaces;

    @Inject
    AuditTrail audit;

    @TestHTTPResource("/")
    URL server;

    private Tenant home;
    private Account me;
    private Browser boss;

    @BeforeEach
    void signIn() {
        home = workspaces.fresh();
        me = workspaces.account(home, "boss", "admin");
        boss = Browser.signIn(home, "boss");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("an unknown property", 422, "field.unknown", "{\"theme\": \"dark\", \"colour\": 1}"),
                Arguments.of("a wrong type", 422, "field.type", "{\"theme\": {\"" + "x" + "\": \"" + CANARY + "\"}}"),
                Arguments.of("a number for a text", 422, "field.type", "{\"name\": 5}"),
                Arguments.of("a truth for a text", 422, "field.type", "{\"name\": true}"),
                Arguments.of("a list for an object", 422, "field.type", "[{\"theme\": \"dark\"}]"),
                Arguments.of("a text for an object", 422, null, "\"" + CANARY + "\""),
                Arguments.of("an unknown choice", 422, "choice.unknown", "{\"theme\": \"" + CANARY + "\"}"),
                Arguments.of("a name too long", 422, "text.length", "{\"name\": \"" + "x".repeat(5000) + "\"}"),
                Arguments.of(
                        "the same key twice", 400, "json.duplicate-key", "{\"theme\": \"dark\", \"theme\": \"light\"}"),
                Arguments.of(
                        "the same key escaped",
                        400,
                        "json.duplicate-key",
                        "{\"theme\": \"dark\", \"them\\u0065\": \"light\"}"),
                Arguments.of("a quote in a key", 422, "field.unknown", "{\"the\\\"me' OR 1=1 --\": \"dark\"}"),
                Arguments.of("a JSON path for a key", 422, "field.unknown", "{\"$.theme ? (@ == 1)\": \"dark\"}"),
                Arguments.of("a prototype for a key", 422, "field.unknown", "{\"__proto__\": {\"admin\": true}}"),
                Arguments.of(
                        "ten thousand objects deep",
                        422,
                        "field.type",
                        "{\"theme\":".repeat(10_000) + "1" + "}".repeat(10_000)),
                Arguments.of("ten thousand lists deep", 422, "field.type", "{\"theme\":" + "[".repeat(10_000)),
                Arguments.of("a key without end", 400, "json.limit", "{\"" + "k".repeat(100_000) + "\": 1}"),
                Arguments.of("a number without end", 400, "json.limit", "{\"name\": " + "9".repeat(100_000) + "}"),
                Arguments.of("cut off", 400, "json.malformed", "{\"theme\": \"dark\""),
                Arguments.of("two documents", 422, null, "{\"theme\": \"dark\"} {\"theme\": \"light\"}"),
                Arguments.of("a comment", 400, "json.malformed", "{/* " + CANARY + " */ \"theme\": \"dark\"}"),
                Arguments.of("single quotes", 400, "json.malformed", "{'theme': 'dark'}"),
                Arguments.of("NaN", 400, "json.malformed", "{\"name\": NaN}"),
                Arguments.of("nothing", 400, "json.missing", ""),
                Arguments.of("null", 400, "json.missing", "null"),
                Arguments.of("a NUL", 400, "json.character", "{\"name\": \"a\\u0000b\"}"),
                Arguments.of("half a pair", 400, "json.character", "{\"name\": \"a\\ud83d\"}"),
                Arguments.of("an id", 422, "field.unknown", "{\"name\": \"x\", \"id\": \"" + UUID.randomUUID() + "\"}"),
                Arguments.of("a tenant", 422, "field.unknown", "{\"name\": \"x\", \"tenant_id\": 1}"),
                Arguments.of("a version", 422, "field.unknown", "{\"name\": \"x\", \"version\": 7}"),
                Arguments.of("roles of one's own", 422, "field.unknown", "{\"name\": \"x\", \"roles\": [\"admin\"]}"),
                Arguments.of("a class to make", 422, "field.unknown", "{\"@class\": \"java.lang.ProcessBuilder\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyIsRefused(String what, int status, String code, String body) throws Exception {
        // As bytes: the test library would indent ten thousand levels for its log.
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Response refused = refused(status, () -> boss.with().body(bytes).patch("/api/v1/me"));
        if (code != null) {
            assertThat(refused.jsonPath().getList("problems.code")).contains(code);
        }
    }

    // Encoded surrogate, overlong slash, a lone continuation byte; UTF-16 and UTF-32, which a lenient parser would
    // guess.
    @ParameterizedTest
    @ValueSource(strings = {"eda080", "c0af", "80", "f4908080"})
    void brokenUtf8IsRefused(String hex) throws Exception {
        byte[] bad = java.util.HexFormat.of().parseHex(hex);
        byte[] body =
                concat("{\"name\": \"".getBytes(StandardCharsets.UTF_8), bad, "\"}".getBytes(StandardCharsets.UTF_8));
        Response refused = refused(400, () -> boss.with().body(body).patch("/api/v1/me"));
        assertThat(refused.jsonPath().getString("problems[0].code")).isEqualTo("json.encoding");
        refused(
                400,
                () -> boss.with()
                        .body("{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_16BE))
                        .patch("/api/v1/me"));
    }

    @Test
    void templatesAndQuotesAreTextAndNothingElse() {
        for (String text : List.of(
                "{{7*7}}",
                "${7*7}",
                "#{7*7}",
                "<%= 7*7 %>",
                "'; DROP TABLE account; --",
                "<script>alert(1)</script>")) {
            boss.with().body(Map.of("name", text)).patch("/api/v1/me").then().statusCode(200);
            assertThat(boss.with().get("/api/v1/me").jsonPath().getString("name"))
                    .isEqualTo(text);
            assertThat(boss.with()
                            .queryParam("q", text)
                            .get("/api/v1/accounts")
                            .jsonPath()
                            .getList("name"))
                    .containsExactly(text);
        }
        assertThat(boss.with()
                        .queryParam("q", "%")
                        .get("/api/v1/accounts")
                        .jsonPath()
                        .getList("name"))
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsAProblemToo() throws Exception {
        refused(404, () -> boss.with().get("/api/v1/" + CANARY));
        refused(404, () -> boss.with().get("/api/" + CANARY));
        refused(404, () -> boss.with().get("/api/v1/../../etc/passwd"));
        refused(405, () -> boss.with().delete("/api/v1/me"));
        refused(405, () -> boss.with().put("/api/v1/session"));
        refused(
                415,
                () -> boss.with()
                        .contentType("text/plain")
                        .body("{\"theme\": \"dark\"}")
                        .patch("/api/v1/me"));
        refused(
                415,
                () -> boss.with()
                        .contentType("application/xml")
                        .body("<theme>dark</theme>")
                        .patch("/api/v1/me"));
        refused(
                415,
                () -> boss.with()
                        .contentType("application/json;charset=utf-16")
                        .body("{\"theme\": \"dark\"}".getBytes(StandardCharsets.UTF_16))
                        .patch("/api/v1/me"));
        refused(404, () -> boss.with().delete("/api/v1/me/tokens/" + CANARY));
        refused(404, () -> boss.with().delete("/api/v1/me/tokens/" + UUID.randomUUID()));
        refused(400, () -> boss.with().queryParam("limit", "100000").get("/api/v1/accounts"));
        refused(404, () -> boss.with().queryParam("limit", CANARY).get("/api/v1/accounts"));
        refused(400, () -> boss.with().queryParam("ids", CANARY).get("/api/v1/accounts"));
    }

    @Test
    void anotherTenantsIdsAreNobodys() throws Exception {
        Tenant acme = workspaces.fresh();
        Account theirs = workspaces.account(acme, "theirs", "agent");
        String unknown = refused(
                        404, () -> boss.with().body("{\"disabled\": true}").patch(ACCOUNTS + "/" + UUID.randomUUID()))
                .body()
                .asString();
        String foreign = refused(
                        404, () -> boss.with().body("{\"disabled\": true}").patch(ACCOUNTS + "/" + theirs.id()))
                .body()
                .asString();
        assertThat(foreign).isEqualTo(unknown);
        refused(404, () -> boss.with().post(ACCOUNTS + "/" + theirs.id() + "/password"));
        assertThat(boss.with()
                        .queryParam("ids", theirs.id().toString())
                        .get("/api/v1/accounts")
                        .jsonPath()
                        .getList("id"))
                .isEmpty();
        assertThat(boss.with().get(ACCOUNTS).jsonPath().getList("login")).containsExactly("boss");
        // The tenant in a cookie is only where to look: the secret is not there.
        Browser moved = new Browser(
                boss.cookie().replaceFirst("^\\d+", Integer.toString(acme.id().value())), boss.csrf());
        refused(401, () -> moved.with().get("/api/v1/me"));
    }

    @Test
    void whoMayNotIsRefusedAndTheRefusalIsOnRecord() throws Exception {
        workspaces.account(home, "jun", "agent");
        Browser jun = Browser.signIn(home, "jun");
        refused(403, () -> jun.with().get(ACCOUNTS));
        refused(403, () -> jun.with().body("{\"roles\": [\"admin\"]}").patch(ACCOUNTS + "/" + me.id()));
        refused(401, () -> given().get(ACCOUNTS));
        refused(
                403,
                () -> given().cookie(Browser.COOKIE, boss.cookie())
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post(ACCOUNTS));
    }

    @Test
    void aRefusedLineSaysWhoWhereAndWhyButNoValue() throws Exception {
        Response refused = boss.with().body("{\"theme\": \"" + CANARY + "\"}").patch("/api/v1/me");
        assertThat(audit.flush(10)).isTrue();
        assertThat(line(refused))
                .isEqualTo(home.id().value() + " " + me.id() + " PATCH /api/v1/me 422 validation-failed");
        Response wrong = Browser.trySignIn(home.slug(), "boss", CANARY);
        assertThat(audit.flush(10)).isTrue();
        assertThat(line(wrong))
                .isEqualTo(home.id().value() + " " + me.id() + " POST /api/v1/session 401 login-refused");
        Response made = boss.with()
                .body(Map.of("login", "new", "name", CANARY, "roles", List.of("agent")))
                .post(ACCOUNTS);
        assertThat(audit.flush(10)).isTrue();
        assertThat(line(made))
                .isEqualTo(home.id().value() + " " + me.id() + " POST " + ACCOUNTS + " 201 account-created");
    }

    @Test
    void aHundredMegabytesAreRefusedBeforeTheyAreSent() throws IOException {
        String head = "PATCH /api/v1/me HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: " + Browser.COOKIE
                + "=" + boss.cookie() + "\r\nX-CSRF-Token: " + boss.csrf() + "\r\nContent-Type: application/json\r\n";
        // Announced: the answer is there although not one byte of the body has left.
        assertThat(statusAfter(head + "Content-Length: 104857600\r\n\r\n", 0)).contains(" 413 ");
        // Not announced: read up to the limit and no further; far less than all of it can be sent.
        long[] sent = new long[1];
        assertThat(chunked(head + "Transfer-Encoding: chunked\r\n\r\n", 100 << 20, sent))
                .contains(" 413 ");
        assertThat(sent[0]).isLessThan(30L << 20);
        boss.with().get("/api/v1/me").then().statusCode(200);
    }

    @Test
    void jsonALittleTooLargeIsRefusedAndALittleSmallerIsRead() throws Exception {
        String large = "{\"name\": \"x\"" + " ".repeat(Edge.LARGEST_BODY) + "}";
        assertThat(HostileTicketsTest.heard(() -> boss.with().body(large).patch("/api/v1/me"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(unannounced(large)).isEqualTo(413);
        String fits = "{\"name\": \"x\"" + " ".repeat(Edge.LARGEST_BODY - 100) + "}";
        boss.with().body(fits).patch("/api/v1/me").then().statusCode(200);
        assertThat(unannounced(fits)).isEqualTo(200);
    }

    @Test
    void onlyMetadataMayBeLarger() throws Exception {
        String ofTheRest = "{\"files\": []" + " ".repeat(Edge.LARGEST_BODY) + "}";
        boss.with().body(ofTheRest).post("/api/v1/metadata").then().statusCode(422);
        String rest = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: " + Browser.COOKIE + "="
                + boss.cookie() + "\r\nX-CSRF-Token: " + boss.csrf() + "\r\nContent-Type: application/json\r\n";
        String more = "Content-Length: " + (Edge.LARGEST_BODY + 1) + "\r\n\r\n";
        assertThat(statusAfter("POST /api/v1/tickets" + rest + more, 0)).contains(" 413 ");
        String tooMuch = "Content-Length: " + (Edge.LARGEST_METADATA + 1) + "\r\n\r\n";
        assertThat(statusAfter("POST /api/v1/metadata" + rest + tooMuch, 0)).contains(" 413 ");
        long[] sent = new long[1];
        assertThat(chunked("POST /api/v1/metadata" + rest + "Transfer-Encoding: chunked\r\n\r\n", 100 << 20, sent))
                .contains(" 413 ");
        assertThat(sent[0]).isBetween((long) Edge.LARGEST_METADATA, 50L << 20);
        // One text of it is still only as long as a file may be.
        String longText = "{\"files\": [{\"path\": \"workspace.yaml\", \"text\": \"" + "x".repeat(1_500_000) + "\"}]}";
        boss.with()
                .body(longText)
                .post("/api/v1/metadata")
                .then()
                .statusCode(400)
                .body("problems[0].code", org.hamcrest.Matchers.equalTo("json.limit"));
    }

    /** A short body that is said to come and does not. */
    @Test
    void whoDoesNotSendABodyIsNotWaitedForLonger() throws Exception {
        String answer;
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(60_000);
            String half = "POST /api/v1/tickets HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: "
                    + Browser.COOKIE + "=" + boss.cookie() + "\r\nX-CSRF-Token: " + boss.csrf()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{\"type\": \"" + CANARY;
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            // It ends: the connection is closed, or this waits in vain.
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(answer)
                .startsWith("HTTP/1.1 408 ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"code\":\"too-slow\"")
                .doesNotContain(CANARY)
                .doesNotContain(TELLTALES);
        assertThat(audit.flush(10)).isTrue();
        String id = answer.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-request-id: "))
                .map(line -> line.substring("x-request-id: ".length()).strip())
                .findFirst()
                .orElseThrow();
        assertThat(Contents.auditLine(id)).contains(" 408 ").doesNotContain(CANARY);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (Response r : List.of(
                boss.with().get("/api/v1/me"),
                given().get("/api/v1/nowhere"),
                given().get("/q/health/live"),
                given().get("/nowhere"))) {
            assertThat(r.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe-");
            assertThat(r.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(r.header("Referrer-Policy")).isNotBlank();
            assertThat(r.header("Permissions-Policy"))
                    .contains("camera=(self)", "geolocation=(self)", "microphone=()", "payment=()", "usb=()");
            assertThat(r.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(r.header("X-Request-Id")).hasSize(36);
        }
        assertThat(boss.with().get("/api/v1/me").header("Cache-Control")).isEqualTo("no-store");
        // Compiled code runs beside a page and never in one, also not in one that is called from the same folder.
        assertThat(given().get("/assets/workers/any.js").header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';"
                        + " frame-ancestors 'none'");
        for (String page : List.of("/assets/workers/any", "/assets/workers/../any.js", "/assets/any.js")) {
            assertThat(given().urlEncodingEnabled(false).get(page).header("Content-Security-Policy"))
                    .as(page)
                    .doesNotContain("unsafe-");
        }
    }

    /** A refusal that changes nothing, reveals nothing and is on record. */
    private Response refused(int status, Supplier<Response> request) throws Exception {
        audit.flush(10);
        Map<String, String> before = Contents.except(BACKGROUND);
        Response answer = request.get();
        assertThat(answer.statusCode()).as(answer.body().asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.body().asString()).doesNotContain(TELLTALES);
        assertThat(answer.jsonPath().getString("code")).isNotBlank();
        assertThat(audit.flush(10)).isTrue();
        assertThat(line(answer)).contains(" " + status + " ").doesNotContain(CANARY);
        assertThat(Contents.except(BACKGROUND)).isEqualTo(before);
        return answer;
    }

    private static String line(Response answer) throws SQLException {
        return Contents.auditLine(answer.header("X-Request-Id"));
    }

    /** Count and record the refusal itself, or tick by themselves. */
    private static final Set<String> BACKGROUND =
            Set.of("audit", "login_attempt", "timer", "rule_asking", "rule_firing", "flyway_schema_history");

    private String statusAfter(String head, int bytes) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[bytes]);
            socket.getOutputStream().flush();
            return firstLine(socket.getInputStream());
        }
    }

    /** A link with a condition that somebody has typed: no URI, and what every browser sends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/session?filter=reason%20==%20%22size%22||reason%20==%20%22damaged%22",
                "/api/v1/session?q={kettle}^`",
                "/q/health/ready?|"
            })
    void whatBrowsersSendRawIsUnderstood(String path) throws IOException {
        assertThat(statusAfter(
                        "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: " + Browser.COOKIE
                                + "=" + boss.cookie() + "\r\nConnection: close\r\n\r\n",
                        0))
                .contains(" 200 ");
    }

    /** The status of a PATCH of one's own account whose body comes without its length. */
    private int unannounced(String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.getAuthority() + "/api/v1/me"))
                    .header("Cookie", Browser.COOKIE + "=" + boss.cookie())
                    .header("X-CSRF-Token", boss.csrf())
                    .header("Content-Type", "application/json")
                    .version(HttpClient.Version.HTTP_1_1)
                    .method(
                            "PATCH",
                            HttpRequest.BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private String chunked(String head, long bytes, long[] sent) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        java.util.Arrays.fill(chunk, (byte) ' ');
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            try {
                while (sent[0] < bytes && in.available() == 0) {
                    out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    sent[0] += chunk.length;
                }
            } catch (IOException closed) {
                // The server has hung up on us, as it should; its answer may still be read.
                sent[0] += 0;
            }
            return firstLine(in);
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString();
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

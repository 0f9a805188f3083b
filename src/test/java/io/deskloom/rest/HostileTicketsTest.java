package io.deskloom.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Contents;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What nobody's browser would send to the routes about tickets, lists, history, metadata and live changes: a clear
 * refusal, nothing changed anywhere, nothing revealed, and a line in the audit.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HostileTicketsTest {
    private static final String TICKETS = "/api/v1/tickets";
    private static final String METADATA = "/api/v1/metadata";
    private static final String SECRET = "canary-88214";
    private static final String THEIRS = "canary-acme-77";
    private static final List<String> TELLTALES = List.of(
            "Exception",
            "io.deskloom",
            "io.quarkus",
            "jackson",
            "jakarta",
            "\tat ",
            "SELECT",
            "psql",
            "org.postgres",
            "88214",
            SECRET,
            THEIRS,
            "lifetime_spend",
            "Margin",
            "margin");

    @Inject
    Desk desk;

    @Inject
    AuditTrail audit;

    @TestHTTPResource("/")
    URL server;

    private Tenant demo;
    private Browser admin;
    private Browser jun;
    private Browser olga;
    private String id;
    private String path;
    private String etag;
    private String theirs;
    private String theirEvent;

    @BeforeEach
    void twoWorkspaces() {
        demo = desk.demo();
        desk.account(demo, "root", "admin");
        desk.account(demo, "jun", "agent", "after_sales");
        admin = Browser.signIn(demo, "root");
        jun = Browser.signIn(demo, "jun");
        Map<String, Object> fields = new HashMap<>(Map.of(
                "subject",
                "Kettle",
                "reason",
                "damaged",
                "lifetime_spend",
                Map.of("amount", "88214.00", "currency", "CNY"),
                "warehouse_note",
                SECRET));
        Response made =
                json(admin, Map.of("type", "return_refund", "fields", fields)).post(TICKETS);
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        id = made.path("id");
        path = TICKETS + "/" + id;
        etag = jun.with().get(path).header("ETag");
        Tenant acme = desk.acme();
        desk.account(acme, "olga", "owner", "bench");
        olga = Browser.signIn(acme, "olga");
        Response other = json(olga, Map.of("type", "mending", "fields", Map.of("device", THEIRS)))
                .post(TICKETS);
        assertThat(other.statusCode()).as(other.asString()).isEqualTo(201);
        theirs = other.path("id");
        theirEvent = olga.with().get(TICKETS + "/" + theirs + "/events").path("items[0].id");
    }

    private static RequestSpecification json(Browser who, Object body) {
        return who.with().body(body);
    }

    /** Every route that takes a ticket's id, which comes as it stands in the address. */
    private static Map<String, Function<String, Response>> ticketRoutes(Browser who, String event) {
        Map<String, Function<String, Response>> all = new LinkedHashMap<>();
        all.put("detail", t -> plain(who).get(TICKETS + "/" + t));
        all.put("events", t -> plain(who).get(TICKETS + "/" + t + "/events"));
        all.put("why", t -> plain(who).get(TICKETS + "/" + t + "/why?event=" + event));
        all.put(
                "update",
                t -> plain(who).body(Map.of("version", 1, "priority", "low")).patch(TICKETS + "/" + t));
        all.put(
                "comment",
                t -> plain(who)
                        .body(Map.of("visibility", "public", "text", "hello"))
                        .post(TICKETS + "/" + t + "/comments"));
        all.put("act", t -> plain(who).body(Map.of()).post(TICKETS + "/" + t + "/actions/approve"));
        all.put("assign", t -> plain(who).body(Map.of("team", "after_sales")).post(TICKETS + "/" + t + "/assignment"));
        all.put("claim", t -> plain(who).post(TICKETS + "/" + t + "/claim"));
        return all;
    }

    private static RequestSpecification plain(Browser who) {
        return who.with().urlEncodingEnabled(false);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void anotherWorkspacesTicketIsLikeNoneOnEveryRoute() throws Exception {
        String unknown = UUID.randomUUID().toString();
        for (Browser who : List.of(admin, jun)) {
            for (Map.Entry<String, Function<String, Response>> route :
                    ticketRoutes(who, theirEvent).entrySet()) {
                String none =
                        refused(404, () -> route.getValue().apply(unknown)).asString();
                assertThat(refused(404, () -> route.getValue().apply(theirs)).asString())
                        .as(route.getKey())
                        .isEqualTo(none);
            }
        }
        for (Map.Entry<String, Function<String, Response>> route :
                ticketRoutes(olga, UUID.randomUUID().toString()).entrySet()) {
            assertThat(refused(404, () -> route.getValue().apply(id)).asString())
                    .as(route.getKey())
                    .isEqualTo(
                            refused(404, () -> route.getValue().apply(unknown)).asString());
        }
        // Their event of our ticket, our event of theirs.
        refused(404, () -> jun.with().queryParam("event", theirEvent).get(path + "/why"));
        refused(404, () -> jun.with().get(path + "/why"));
        refused(404, () -> jun.with().queryParam("type", "mending").get(TICKETS));
    }

    @Test
    void whatIsNoIdIsNobodysId() throws Exception {
        for (String odd :
                List.of("x", id + "'", id.replace("-", ""), "{" + id + "}", "' OR 1=1 --", "{{7*7}}", "${7*7}")) {
            for (Function<String, Response> route :
                    ticketRoutes(jun, escaped(odd)).values()) {
                refused(404, () -> route.apply(escaped(odd)), odd);
            }
        }
        for (String odd : List.of("1", "-1", "null", "undefined", "*", "..%2f..", "%252e%252e", id + "%20")) {
            refused(404, () -> plain(jun).get(TICKETS + "/" + odd), odd);
        }
    }

    @Test
    void aListIsAskedForInItsOwnWordsOnly() throws Exception {
        Map<String, String> sorts = new LinkedHashMap<>();
        for (String sort : List.of(
                "updated;drop",
                "updated; DROP TABLE record",
                "fields->>'x'",
                "(select 1)",
                "updated desc",
                "updated,created",
                "--updated",
                "\"updated\"",
                "f_refund",
                "s1",
                "__proto__",
                "lifetime_spend",
                "-lifetime_spend",
                "{{7*7}}",
                "s".repeat(5_000))) {
            sorts.put(sort, "/sort");
            refusedList(Map.of("sort", sort));
        }
        for (String filter : List.of(
                "lifetime_spend == null",
                "1 == 1; DROP TABLE record",
                "reason == \"size\" OR 1=1 --",
                "fields->>'x' == \"1\"",
                "$.fields[*] ? (@ == 1)",
                "reason.getClass() == null",
                "java.lang.System.exit(1)",
                "reason == \"" + "x".repeat(4_000) + "\"",
                "{{7*7}}",
                "${7*7} == 49",
                "[1,2].map(x, x * 2)",
                "true ? reason",
                "reason == \"\\u0000\"",
                "reason.matches(\"(a+)+$\")",
                "(".repeat(200) + "true" + ")".repeat(200),
                "!".repeat(3_000) + "resellable",
                "- ".repeat(1_900) + "1 == 1",
                String.join("||", java.util.Collections.nCopies(600, "true")),
                String.join(" || ", java.util.Collections.nCopies(500, "reason == \"size\"")))) {
            refusedList(Map.of("filter", filter));
        }
        for (Map<String, ?> query : List.<Map<String, ?>>of(
                Map.of("lifetime_spend", "1"),
                Map.of("x' OR '1'='1", "1"),
                Map.of("fields->>'x'", "1"),
                Map.of("fields.reason", "size"),
                Map.of("tenant_id", "1"),
                Map.of("reason", "boredom"),
                Map.of("refund_amount", "much"),
                Map.of("delivered_on", "tomorrow"),
                Map.of("assignee", "x' OR 1=1 --"),
                Map.of("status", "hacked"),
                Map.of("number", "1;2"),
                Map.of("order_no", java.util.Collections.nCopies(101, "a")),
                Map.of("limit", "0"),
                Map.of("limit", "-1"),
                Map.of("limit", "100000"),
                Map.of("limit", "99999999999999999999"),
                Map.of("limit", "1e3"),
                Map.of("cursor", "x"),
                Map.of("cursor", "A".repeat(5_000)),
                Map.of("cursor", "' OR 1=1 --"),
                Map.of("sort", List.of("updated", "created")),
                Map.of("filter", List.of("true", "false")),
                Map.of("type", List.of("return_refund", "mending")),
                Map.of("limit", List.of("1", "2")))) {
            refusedList(query);
        }
        refused(404, () -> jun.with().queryParam("type", "return_refund'--").get(TICKETS));
        refused(404, () -> jun.with().queryParam("view", "../large").get(TICKETS));
        // A name nobody may see is answered like one that does not exist, but for the name.
        for (String parameter : List.of("filter", "sort")) {
            String hidden = list(Map.of(parameter, "lifetime_spend")).asString();
            String none = list(Map.of(parameter, "lifetime_speeed")).asString();
            assertThat(hidden.replace("lifetime_spend", "NAME")).isEqualTo(none.replace("lifetime_speeed", "NAME"));
        }
    }

    private Response list(Map<String, ?> query) {
        RequestSpecification request = jun.with();
        if (!query.containsKey("type")) {
            request.queryParam("type", "return_refund");
        }
        query.forEach((name, value) -> request.queryParam(name, value instanceof List<?> many ? many : List.of(value)));
        return request.get(TICKETS);
    }

    private void refusedList(Map<String, ?> query) throws Exception {
        refused(400, () -> list(query), query.toString());
    }

    @Test
    void aCursorBelongsToItsReaderAndItsQuestion() throws Exception {
        for (int i = 0; i < 2; i++) {
            json(admin, Map.of("type", "return_refund", "fields", Map.of("subject", "More", "reason", "size")))
                    .post(TICKETS)
                    .then()
                    .statusCode(201);
        }
        String cursor = list(Map.of("limit", "1")).path("next");
        assertThat(cursor).isNotBlank();
        assertThat(list(Map.of("limit", "1", "cursor", cursor)).statusCode()).isEqualTo(200);
        refusedList(Map.of("limit", "1", "cursor", cursor, "sort", "created"));
        refusedList(Map.of("limit", "1", "cursor", cursor, "reason", "size"));
        refusedList(Map.of("limit", "1", "cursor", cursor.substring(1)));
        refusedList(Map.of("limit", "1", "cursor", cursor + "AAAA"));
        refused(
                400,
                () -> admin.with()
                        .queryParam("type", "return_refund")
                        .queryParam("limit", "1")
                        .queryParam("cursor", cursor)
                        .get(TICKETS));
        for (String other : List.of(cursor, "x", "A".repeat(5_000))) {
            refused(400, () -> jun.with().queryParam("cursor", other).get(path + "/events"));
        }
        refused(400, () -> jun.with().queryParam("limit", SECRET).get(path + "/events"), SECRET);
    }

    @Test
    void addressesAreText() throws Exception {
        for (String uri : List.of(
                TICKETS + "?type=return_refund&order_no=a%00b",
                TICKETS + "?type=return_refund&filter=%FF",
                TICKETS + "?type=return_refund&filter=%ED%A0%80",
                TICKETS + "?type=return_refund&sort=%C0%AF",
                TICKETS + "/%00",
                TICKETS + "/%C0%AE%C0%AE/admin",
                "/api/v1/accounts?q=%00",
                "/api/v1/releases/%00/diff?to=%00")) {
            refused(400, () -> jun.with().urlEncodingEnabled(false).get(uri), uri);
        }
        refused(400, () -> jun.with().urlEncodingEnabled(false).body("{}").post(path + "/actions/%00"));
    }

    @Test
    void bodiesOfTicketsAreRefused() throws Exception {
        String deep = "{\"fields\":{\"subject\":" + "[".repeat(10_000) + "]".repeat(10_000) + "},\"version\":1}";
        Map<String, Integer> bodies = new LinkedHashMap<>();
        bodies.put(deep, 400);
        bodies.put("{\"version\":1,\"fields\":{\"subject\":" + "{\"a\":".repeat(60) + "1" + "}".repeat(60) + "}}", 422);
        bodies.put("{\"version\":1,\"version\":1}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"subject\":\"a\",\"subject\":\"b\"}}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"subject\":\"a\",\"s\\u0075bject\":\"b\"}}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"subject\":\"a\\u0000b\"}}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"subject\":\"a\\ud83d\"}}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"items_count\":1e99999999999}}", 422);
        bodies.put("{\"version\":1,\"fields\":{\"items_count\":1e999999}}", 422);
        bodies.put("{\"version\":1,\"fields\":{\"items_count\":" + "9".repeat(10_000) + "}}", 400);
        bodies.put("{\"version\":1,\"fields\":{\"items_count\":true}}", 422);
        bodies.put("{\"version\":1,\"fields\":{\"items_count\":\"3\"}}", 422);
        bodies.put("{\"version\":1,\"fields\":{\"reason\":[\"size\"]}}", 422);
        bodies.put("{\"version\":1,\"fields\":{\"reason\":\"size' OR 1=1\"}}", 422);
        bodies.put(
                "{\"version\":1,\"fields\":{\"refund_amount\":{\"amount\":\"1\",\"currency\":\"CNY\",\"x\":1}}}", 422);
        bodies.put("{\"version\":1,\"fields\":[]}", 422);
        bodies.put("{\"version\":\"1\",\"priority\":\"low\"}", 422);
        bodies.put("{\"version\":-1,\"priority\":\"low\"}", 422);
        bodies.put("{\"version\":1.0,\"priority\":\"low\"}", 422);
        bodies.put("{\"version\":99999999999,\"priority\":\"low\"}", 422);
        bodies.put("{\"version\":7,\"priority\":\"low\"}", 409);
        bodies.put("{\"version\":1,\"priority\":\"hacked\"}", 422);
        bodies.put("{\"version\":1,\"priority\":{}}", 422);
        bodies.put("{\"priority\":\"low\"}", 422);
        bodies.put("", 422);
        bodies.put("null", 422);
        bodies.put("[]", 422);
        bodies.put("\"text\"", 422);
        bodies.put("{\"version\":1", 400);
        bodies.put("{\"version\":NaN}", 400);
        for (String key : List.of(
                "lifetime_spend",
                "x'; DROP TABLE record; --",
                "a\\\"b",
                "$.fields.subject",
                "fields->>'x'",
                "__proto__",
                "constructor",
                "f_subject",
                "s1",
                "id",
                "number",
                "step",
                "status",
                "requester",
                "ticket.step",
                "{{7*7}}",
                "k".repeat(400))) {
            bodies.put("{\"version\":1,\"fields\":{\"" + key + "\":\"x\"}}", 422);
        }
        for (String name :
                List.of("id", "tenant_id", "tenantId", "number", "createdAt", "step", "status", "requester", "title")) {
            bodies.put("{\"version\":1,\"priority\":\"low\",\"" + name + "\":\"x\"}", 422);
        }
        for (Map.Entry<String, Integer> body : bodies.entrySet()) {
            // As bytes: the test library would indent ten thousand levels for its log.
            byte[] bytes = body.getKey().getBytes(StandardCharsets.UTF_8);
            refused(body.getValue(), () -> jun.with().body(bytes).patch(path), body.getKey());
        }
        String hidden = problemsOf("lifetime_spend");
        assertThat(hidden.replace("lifetime_spend", "NAME"))
                .isEqualTo(problemsOf("lifetime_speeed").replace("lifetime_speeed", "NAME"));
    }

    private String problemsOf(String field) {
        return json(jun, Map.of("version", 1, "fields", Map.of(field, Map.of("amount", "1"))))
                .patch(path)
                .asString();
    }

    @Test
    void otherBodiesAreRefusedToo() throws Exception {
        String large = "x".repeat(1 << 20);
        refused(
                400,
                () -> json(jun, "{\"visibility\":\"public\",\"text\":\"" + large + "\"}")
                        .post(path + "/comments"));
        refused(
                422,
                () -> json(jun, Map.of("visibility", "public", "text", "x".repeat(900_000)))
                        .post(path + "/comments"));
        refused(422, () -> json(jun, Map.of("visibility", "all", "text", "x")).post(path + "/comments"));
        refused(
                422,
                () -> json(jun, Map.of("visibility", "public", "text", " ")).post(path + "/comments"));
        refused(
                422,
                () -> json(jun, Map.of("visibility", "public", "text", "x", "at", "2020-01-01"))
                        .post(path + "/comments"));
        refused(422, () -> json(jun, Map.of()).post(path + "/assignment"));
        refused(422, () -> json(jun, Map.of("team", "no_such_team")).post(path + "/assignment"));
        refused(422, () -> json(jun, Map.of("assignee", "x' OR 1=1")).post(path + "/assignment"));
        refused(
                422,
                () -> json(jun, Map.of("assignee", UUID.randomUUID().toString()))
                        .post(path + "/assignment"));
        String create = "{\"type\":\"return_refund\",\"fields\":{\"subject\":\"x\",\"reason\":\"size\"}";
        for (String more : List.of(
                ",\"id\":\"" + UUID.randomUUID() + "\"}",
                ",\"tenant_id\":1}",
                ",\"version\":9}",
                ",\"number\":1}",
                ",\"createdAt\":\"2020-01-01T00:00:00Z\"}",
                ",\"step\":\"done\"}",
                ",\"status\":\"solved\"}",
                ",\"requester\":\"" + UUID.randomUUID() + "\"}",
                ",\"type\":\"mending\",\"x\":1}")) {
            int status = more.startsWith(",\"type\"") ? 400 : 422;
            refused(status, () -> json(jun, create + more).post(TICKETS), more);
        }
        String unknown = refused(422, () -> json(jun, Map.of("type", "nothing")).post(TICKETS))
                .asString();
        assertThat(refused(422, () -> json(jun, Map.of("type", "mending")).post(TICKETS))
                        .asString())
                .as("another workspace's type")
                .isEqualTo(unknown);
        StringBuilder many = new StringBuilder("{\"type\":\"return_refund\"");
        for (int i = 0; i < 50_000; i++) {
            many.append(",\"k").append(i).append("\":1");
        }
        assertThat(refused(422, () -> json(jun, many + "}").post(TICKETS)).asString())
                .as("an answer does not grow with the question")
                .hasSizeLessThan(200_000);
        refused(415, () -> jun.with().contentType("text/plain").body("{}").post(TICKETS));
        refused(
                415,
                () -> jun.with().contentType("application/xml").body("<x/>").post(path + "/comments"));
        refused(
                413,
                () -> heard(() ->
                        json(jun, create + " ".repeat(Edge.LARGEST_BODY) + "}").post(TICKETS)));
        byte[] bad = {'{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'};
        refused(400, () -> jun.with().body(bad).post(TICKETS));
    }

    @Test
    void anActionIsOneOfTheStepsOwn() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (String action : List.of(
                "nothing",
                "APPROVE",
                "approve ",
                "approve;drop",
                "../claim",
                "approve'--",
                "{{7*7}}",
                "a".repeat(3_000),
                "水",
                "pay")) {
            Response answer =
                    refusedWithin(() -> plain(jun).body(Map.of()).post(path + "/actions/" + escaped(action)), action);
            statuses.add(answer.statusCode());
        }
        assertThat(statuses).allMatch(s -> s == 403 || s == 404 || s == 422);
    }

    @Test
    void headersThatMeanNothingAreNotTakenForAnything() throws Exception {
        for (String nonsense : List.of(
                "1",
                "\"1\"",
                "W/\"x\"",
                "\"-1-a\"",
                "\"99999999999-a\"",
                etag.replace("\"", ""),
                etag + ", " + etag,
                "' OR 1=1 --",
                "\"1-" + "a".repeat(500) + "\"")) {
            refused(
                    400,
                    () -> json(jun, Map.of("priority", "low"))
                            .header("If-Match", nonsense)
                            .patch(path),
                    nonsense);
            refused(
                    400,
                    () -> json(jun, Map.of()).header("If-Match", nonsense).post(path + "/actions/approve"),
                    nonsense);
        }
        refused(
                422,
                () -> json(jun, Map.of("priority", "low"))
                        .header("If-Match", "*")
                        .patch(path));
        for (String key : List.of("k".repeat(201), "a b", "a\tb")) {
            refused(
                    422,
                    () -> json(jun, Map.of()).header("Idempotency-Key", key).post(path + "/claim"),
                    key);
        }
        refused(405, () -> jun.with().delete(path));
        refused(405, () -> jun.with().put(path));
        refused(405, () -> json(jun, Map.of()).post("/api/v1/live"));
        refused(401, () -> given().get("/api/v1/live"));
        refused(401, () -> given().get(path));
        refused(
                403,
                () -> given().cookie(Browser.COOKIE, jun.cookie())
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post(path + "/claim"));
        String token = jun.with()
                .body("{\"name\": \"t\", \"scopes\": [\"tickets:read\"], \"expiresInDays\": 1}")
                .post("/api/v1/me/tokens")
                .path("token");
        // The first use is noted, with the token.
        given().auth().oauth2(token).get(path).then().statusCode(200);
        refused(
                403,
                () -> given().auth()
                        .oauth2(token)
                        .contentType(ContentType.JSON)
                        .body("{}")
                        .post(path + "/claim"));
    }

    @Test
    void oneReadersTagIsNotAnothers() {
        String admins = admin.with().get(path).header("ETag");
        assertThat(etag).isNotEqualTo(admins);
        assertThat(jun.with().header("If-None-Match", etag).get(path).statusCode())
                .isEqualTo(304);
        assertThat(jun.with().header("If-None-Match", admins).get(path).statusCode())
                .isEqualTo(200);
    }

    @Test
    void templatesAndQuotesAreTextAndNothingElse() {
        int version = 1;
        for (String text : List.of(
                "{{7*7}}",
                "${7*7}",
                "#{7*7}",
                "<%= 7*7 %>",
                "${jndi:ldap://x/y}",
                "'; DROP TABLE record; --",
                "<script>alert(1)</script>",
                "$.fields.* ? (@ == 1)",
                "\\u0027 \\x27 \\",
                "%s%n%1$s",
                "../../etc/passwd")) {
            json(jun, Map.of("version", version, "fields", Map.of("subject", text, "order_no", text)))
                    .patch(path)
                    .then()
                    .statusCode(200);
            version++;
            Response read = jun.with().get(path);
            assertThat(read.<String>path("title")).isEqualTo(text);
            assertThat(read.<String>path("fields.order_no")).isEqualTo(text);
            assertThat(list(Map.of("order_no", text)).<List<String>>path("items.id"))
                    .containsExactly(id);
            json(jun, Map.of("visibility", "public", "text", text))
                    .post(path + "/comments")
                    .then()
                    .statusCode(201);
            version++;
            assertThat(jun.with().get(path + "/events").<String>path("items[0].text"))
                    .isEqualTo(text);
        }
        assertThat(list(Map.of("order_no", "%")).<List<String>>path("items.id")).isEmpty();
    }

    @Test
    void aHundredMegabytesAreNotRead() throws IOException {
        String head = "POST " + TICKETS + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nCookie: "
                + Browser.COOKIE + "=" + jun.cookie() + "\r\nX-CSRF-Token: " + jun.csrf()
                + "\r\nContent-Type: application/json\r\n";
        assertThat(raw(head + "Content-Length: 104857600\r\n\r\n")).contains(" 413");
        // Longer than any address we take: refused by the web server itself, which knows of no audit.
        String line = "GET " + TICKETS + "?filter=" + "true||".repeat(10_000) + "true HTTP/1.1\r\nHost: "
                + server.getAuthority() + "\r\n\r\n";
        assertThat(raw(line)).contains(" 414");
        jun.with().get(path).then().statusCode(200);
    }

    @Test
    void metadataIsAllOrNothing() throws Exception {
        String before = admin.with().get(METADATA).path("release");
        refused(403, () -> jun.with().get(METADATA));
        refused(403, () -> apply(jun, Snapshots.demoFiles()));
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 8; i++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(i, i, String.join(",", java.util.Collections.nCopies(6, "*a" + (i - 1)))));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("a bomb of aliases", bomb.toString());
        texts.put("itself", "&a [*a]");
        texts.put("deep", "[".repeat(10_000));
        texts.put("an object", "x: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x/\"]]");
        texts.put("a NUL", "id: \"\\0\"");
        texts.put("twice", "id: a\nid: b");
        texts.put("no YAML", "{{7*7}}");
        texts.put("large", "x: '" + "y".repeat(990_000) + "'");
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Response answer = refused(422, () -> apply(admin, with("workspace.yaml", text.getValue())), text.getKey());
            assertThat(answer.asString()).hasSizeLessThan(400_000);
        }
        String ors = String.join(" || ", java.util.Collections.nCopies(10_000, "ticket.status == \"open\""));
        String view = "id: v_x\nkey: x\nlabel: {en: X, zh: X}\ntype: return_refund\nfilter: '" + ors
                + "'\ncolumns: [number]\n";
        refused(422, () -> apply(admin, with("views/x.yaml", view)));
        refused(422, () -> apply(admin, with("../../etc/passwd", "x")));
        refused(
                422,
                () -> apply(admin, with("rule-packs/p/evil.drl", "rule x when eval(true) then System.exit(1); end")));
        String nothing = "{\"files\":[" + "null,".repeat(300_000) + "null]}";
        assertThat(refused(422, () -> admin.with().body(nothing).post(METADATA)).asString())
                .hasSizeLessThan(200_000);
        String tiny = "{\"files\":["
                + java.util.stream.IntStream.range(0, 40_000)
                        .mapToObj(i -> "{\"path\":\"roles/r" + i + ".yaml\",\"text\":\"x\"}")
                        .collect(Collectors.joining(","))
                + "]}";
        assertThat(refused(422, () -> admin.with().body(tiny).post(METADATA)).asString())
                .hasSizeLessThan(200_000);
        for (String body : List.of(
                "{}",
                "{\"files\":null}",
                "{\"files\":{}}",
                "{\"files\":[],\"release\":\"x\"}",
                "{\"files\":[{\"path\":\"a\",\"text\":\"b\",\"mode\":\"0777\"}]}",
                "{\"files\":[],\"dryRun\":\"yes\"}")) {
            refused(422, () -> admin.with().body(body).post(METADATA), body);
        }
        refused(
                422,
                () -> admin.with()
                        .body(Map.of("files", List.of(), "note", "n".repeat(5_000)))
                        .post(METADATA));
        refused(404, () -> admin.with().get(METADATA + "/schemas/{k}", "../flow"));
        refused(404, () -> admin.with().post("/api/v1/releases/" + "0".repeat(64) + "/publish"));
        assertThat(admin.with().get(METADATA).<String>path("release")).isEqualTo(before);
    }

    private static List<SourceFile> with(String path, String text) {
        List<SourceFile> all = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().equals(path))
                .toList());
        all.add(new SourceFile(path, text));
        return all;
    }

    private static Response apply(Browser who, List<SourceFile> files) {
        return who.with()
                .body(Map.of(
                        "files",
                        files.stream()
                                .map(f -> Map.of("path", f.path(), "text", f.text()))
                                .toList()))
                .post(METADATA);
    }

    /**
     * The answer to a body too large to be taken: whoever is still sending when the connection is closed has not heard it, and asks
     * again.
     */
    static Response heard(Supplier<Response> request) {
        for (int attempt = 0; ; attempt++) {
            try {
                return request.get();
            } catch (Exception e) {
                // The client throws what it is told, whether or not it has declared it.
                if (!(e instanceof SocketException) || attempt == 9) {
                    throw e;
                }
            }
        }
    }

    private Response refused(int status, Supplier<Response> request) throws Exception {
        return refused(status, request, "");
    }

    private Response refused(int status, Supplier<Response> request, String what) throws Exception {
        Response answer = refusedWithin(request, what);
        assertThat(answer.statusCode())
                .as(brief(what) + ": " + brief(answer.asString()))
                .isEqualTo(status);
        return answer;
    }

    /** A refusal that changes nothing, reveals nothing and is on record. */
    private Response refusedWithin(Supplier<Response> request, String what) throws Exception {
        assertThat(audit.flush(20)).isTrue();
        // The outbox empties by itself; a refused request must not fill it.
        Set<String> effects = Contents.outbox();
        Map<String, String> before = contents();
        Response answer = request.get();
        String text = answer.asString();
        assertThat(answer.statusCode()).as(brief(what) + ": " + brief(text)).isBetween(400, 499);
        assertThat(answer.contentType()).as(brief(what)).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getString("code")).isNotBlank();
        for (String tell : TELLTALES) {
            // What somebody said may be repeated to them; what they did not say may not.
            if (!what.contains(tell)) {
                assertThat(text).as(brief(what)).doesNotContain(tell);
            }
        }
        assertThat(audit.flush(20)).isTrue();
        assertThat(line(answer))
                .as(brief(what))
                .contains(" " + answer.statusCode() + " ")
                .doesNotContain(SECRET);
        assertThat(contents()).as(brief(what)).isEqualTo(before);
        assertThat(effects).as(brief(what)).containsAll(Contents.outbox());
        return answer;
    }

    private static String brief(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static String line(Response answer) throws SQLException {
        return Contents.auditLine(answer.header("X-Request-Id"));
    }

    /** Count and record the refusal itself, or tick by themselves. */
    private static final Set<String> BACKGROUND =
            Set.of("audit", "login_attempt", "timer", "outbox", "rule_asking", "rule_firing", "flyway_schema_history");

    private static Map<String, String> contents() throws SQLException {
        Map<String, String> all = Contents.except(BACKGROUND);
        assertThat(all).containsKeys("record", "event", "idempotency", "release", "release_current", "account");
        return all;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.append((char) b);
            }
            return line.toString();
        }
    }
}

package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketWritesTest {
    private static final String TICKETS = "/api/v1/tickets";

    @Inject
    Desk desk;

    @TestHTTPResource("/api/v1/live")
    URI live;

    private Tenant demo;
    private Browser jun;
    private Browser lin;

    @BeforeEach
    void people() {
        demo = desk.demo();
        desk.account(demo, "jun", "agent", "after_sales");
        desk.account(demo, "lin", "warehouse", "warehouse");
        jun = signIn("jun");
        lin = signIn("lin");
    }

    private Browser signIn(String login) {
        Response in = Browser.trySignIn(demo.slug(), login, Workspaces.PASSWORD);
        in.then().statusCode(201);
        return new Browser(in.cookie(Browser.COOKIE), in.path("csrfToken"));
    }

    private static RequestSpecification json(Browser who, Object body) {
        return who.with().contentType("application/json").body(body);
    }

    private Response create() {
        Response made = json(
                        jun,
                        Map.of(
                                "type",
                                "return_refund",
                                "fields",
                                Map.of("subject", "Too big", "reason", "size", "freight_payer", "buyer")))
                .post(TICKETS);
        made.then().statusCode(201);
        return made;
    }

    @Test
    void fromNewToHandedOver() {
        Response made = create();
        String id = made.path("id");
        assertThat(made.header("Location")).endsWith(TICKETS + "/" + id);
        made.then().header("ETag", notNullValue()).body("version", equalTo(1)).body("step.id", equalTo("review"));

        json(jun, Map.of("fields", Map.of("order_no", "B-7")))
                .header("If-Match", made.header("ETag"))
                .patch(TICKETS + "/" + id)
                .then()
                .statusCode(200)
                .body("version", equalTo(2))
                .body("fields.order_no", equalTo("B-7"));
        json(jun, Map.of("visibility", "internal", "text", "call back"))
                .post(TICKETS + "/" + id + "/comments")
                .then()
                .statusCode(201)
                .body("kind", equalTo("comment"))
                .body("visibility", equalTo("internal"))
                .body("text", equalTo("call back"));
        jun.with().post(TICKETS + "/" + id + "/claim").then().statusCode(200).body("assignee.name", equalTo("jun"));
        json(jun, Map.of()).post(TICKETS + "/" + id + "/actions/approve").then().statusCode(200);
        jun.with().get(TICKETS + "/" + id).then().statusCode(200).body("step.id", equalTo("inspect"));
        json(lin, Map.of("fields", Map.of("resellable", true)))
                .post(TICKETS + "/" + id + "/actions/pass")
                .then()
                .statusCode(422)
                .body("problems.pointer", equalTo(List.of("/fields/inspection_result")))
                .body("problems.code", equalTo(List.of("field.required")));
        // Passed on to finance: the warehouse sees it no longer.
        json(lin, Map.of("fields", Map.of("inspection_result", "pass")))
                .post(TICKETS + "/" + id + "/actions/pass")
                .then()
                .statusCode(204);
    }

    @Test
    void whoIsTooLateIsToldWhatChanged() {
        Response made = create();
        String path = TICKETS + "/" + made.path("id");
        json(jun, Map.of("version", 1, "fields", Map.of("order_no", "B-1"), "priority", "high"))
                .patch(path)
                .then()
                .statusCode(200);
        json(jun, Map.of("fields", Map.of("order_no", "B-2")))
                .header("If-Match", made.header("ETag"))
                .patch(path)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("ticket-changed"))
                .body("changes.field", hasItems("order_no", "priority"))
                .body("changes.find { it.field == 'order_no' }.theirs", equalTo("B-1"))
                .body("changes.find { it.field == 'order_no' }.by", equalTo("jun"));
        json(jun, Map.of("fields", Map.of("order_no", "B-2")))
                .patch(path)
                .then()
                .statusCode(422)
                .body("problems.pointer", equalTo(List.of("/version")));
    }

    @Test
    void whatNobodyAskedForIsRefused() {
        String path = TICKETS + "/" + create().path("id");
        json(jun, Map.of("type", "return_refund", "fields", Map.of(), "tenant_id", 1, "version", 9))
                .post(TICKETS)
                .then()
                .statusCode(422)
                .body("problems.findAll { it.code == 'body.unknown' }.pointer", hasItems("/tenant_id", "/version"));
        json(jun, Map.of("visibility", "secret", "text", " "))
                .post(path + "/comments")
                .then()
                .statusCode(422)
                .body("problems", hasSize(2));
        json(jun, Map.of("fields", Map.of("subject", "x".repeat(300_000)), "version", 1))
                .patch(path)
                .then()
                .statusCode(422)
                .body("problems.code", equalTo(List.of("field.too-long")));
        json(jun, Map.of("fields", "all", "version", "1", "priority", "now"))
                .patch(path)
                .then()
                .statusCode(422)
                .body("problems.pointer", hasItems("/fields", "/version", "/priority"));
        jun.with()
                .contentType("application/json")
                .body("[1]")
                .patch(path)
                .then()
                .statusCode(422);
        jun.with()
                .header("Idempotency-Key", "k".repeat(201))
                .contentType("application/json")
                .body(Map.of("type", "return_refund"))
                .post(TICKETS)
                .then()
                .statusCode(422);
        json(lin, Map.of()).post(path + "/claim").then().statusCode(404);
        jun.with().get(path).then().statusCode(200).body("version", equalTo(1));
    }

    @Test
    void aStreamTellsOnlyOfTicketsItsReaderMaySee() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Stream toJun = new Stream(client, live, jun);
            Stream toLin = new Stream(client, live, lin);
            String hers = create().path("id");
            String handed = create().path("id");
            json(jun, Map.of())
                    .post(TICKETS + "/" + handed + "/actions/approve")
                    .then()
                    .statusCode(200);

            assertThat(toLin.nextTicket())
                    .as("nothing before what was handed to her")
                    .contains(handed);
            assertThat(toJun.nextTicket()).contains(hers).contains("return_refund");
            client.shutdownNow();
        }
    }

    /** The data lines of an open stream. */
    private static final class Stream {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Stream(HttpClient client, URI uri, Browser who) throws InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Cookie", Browser.COOKIE + "=" + who.cookie())
                    .header("Accept", "text/event-stream")
                    .build();
            client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                    .thenAccept(answer -> answer.body().forEach(lines::add));
            assertThat(next(":")).as("the stream is open").contains("live");
        }

        String nextTicket() throws InterruptedException {
            return next("data:");
        }

        private String next(String start) throws InterruptedException {
            for (String line = lines.poll(30, TimeUnit.SECONDS);
                    line != null;
                    line = lines.poll(30, TimeUnit.SECONDS)) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            throw new AssertionError("nothing came");
        }
    }
}

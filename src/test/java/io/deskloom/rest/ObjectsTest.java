package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Object records over the API: the same access, history, locking and lists as tickets have, without a flow. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ObjectsTest {
    private static final String CUSTOMERS = "/api/v1/objects/customer";

    @Inject
    Desk desk;

    private Tenant demo;
    private Browser jun;
    private Browser lin;
    private Browser fang;
    private Browser mei;

    @BeforeEach
    void people() {
        demo = desk.demo();
        desk.account(demo, "jun", "agent", "after_sales");
        desk.account(demo, "lin", "warehouse", "warehouse");
        desk.account(demo, "fang", "finance", "finance");
        desk.account(demo, "mei", "supervisor", "after_sales");
        jun = signIn("jun");
        lin = signIn("lin");
        fang = signIn("fang");
        mei = signIn("mei");
    }

    private Browser signIn(String login) {
        Response in = Browser.trySignIn(demo.slug(), login, Workspaces.PASSWORD);
        in.then().statusCode(201);
        return new Browser(in.cookie(Browser.COOKIE), in.path("csrfToken"));
    }

    private static RequestSpecification json(Browser who, Object body) {
        return who.with().contentType("application/json").body(body);
    }

    private static Response put(Browser who, String externalId, Map<String, Object> fields) {
        return json(who, Map.of("source", "shop", "externalId", externalId, "fields", fields))
                .put(CUSTOMERS);
    }

    private String customer(String externalId, String name, String phone) {
        Response made =
                put(mei, externalId, Map.of("name", name, "phone", phone, "tier", "vip", "prefers", "mornings"));
        made.then().statusCode(201);
        return made.path("id");
    }

    @Test
    void aRecordIsMadeChangedAndRead() {
        Response made = json(jun, Map.of("fields", Map.of("name", "Emma Clarke", "phone", "138 0013 8000")))
                .post(CUSTOMERS);
        made.then()
                .statusCode(201)
                .header("ETag", notNullValue())
                .body("title", equalTo("Emma Clarke"))
                .body("version", equalTo(1))
                .body("can.update", equalTo(true))
                .body("can.delete", equalTo(false));
        String one = CUSTOMERS + "/" + made.path("id");
        assertThat(made.header("Location")).endsWith(one);

        json(jun, Map.of("fields", Map.of("name", "Emma Roth")))
                .header("If-Match", made.header("ETag"))
                .patch(one)
                .then()
                .statusCode(200)
                .body("version", equalTo(2))
                .body("title", equalTo("Emma Roth"));
        json(jun, Map.of("version", 1, "fields", Map.of("name", "Emma Marin")))
                .patch(one)
                .then()
                .statusCode(409)
                .body("code", equalTo("record-changed"))
                .body("changes.field", hasItem("name"));
        jun.with()
                .get(one + "/events")
                .then()
                .statusCode(200)
                .body("items.kind", contains("title", "field", "created"));
    }

    @Test
    void everybodySeesTheFieldsTheirRoleGrants() {
        String one = CUSTOMERS + "/" + customer("C-1", "Lena Vogel", "13900000001");
        mei.with().get(one).then().statusCode(200).body("fields.phone", equalTo("13900000001"));
        lin.with()
                .get(one)
                .then()
                .statusCode(200)
                .body("fields.phone.masked", notNullValue())
                .body("fields", not(hasKey("tier")))
                .body("can.update", equalTo(false));
        fang.with().get(one).then().statusCode(200).body("fields", not(hasKey("prefers")));
        json(lin, Map.of("version", 1, "fields", Map.of("name", "x")))
                .patch(one)
                .then()
                .statusCode(403);
        // A masked number may be looked for by whoever has it, and what is hidden is not there at all.
        lin.with()
                .queryParam("phone", "139 0000 0001")
                .get(CUSTOMERS)
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
        lin.with()
                .queryParam("tier", "vip")
                .get(CUSTOMERS)
                .then()
                .statusCode(400)
                .body("problems.code", contains("filter.unknown"));
    }

    @Test
    void theSameCallAgainChangesNothing() {
        customer("C-2", "Noah Brandt", "13900000002");
        put(mei, "C-2", Map.of("name", "Noah Brandt")).then().statusCode(200).body("version", equalTo(1));
        put(mei, "C-2", Map.of("city", "Berlin"))
                .then()
                .statusCode(200)
                .body("version", equalTo(2))
                .body("fields.name", equalTo("Noah Brandt"));
        json(mei, Map.of("source", "shop", "externalId", "C-2", "fields", Map.of("name", "Another")))
                .post(CUSTOMERS)
                .then()
                .statusCode(409)
                .body("code", equalTo("external-id-taken"));
        mei.with()
                .queryParam("source", "shop")
                .queryParam("external_id", "C-2")
                .get(CUSTOMERS)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].externalId", equalTo("C-2"));
    }

    @Test
    void ofManyWhoPutTheSameRecordAtOnceOneMakesIt() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
            List<Callable<Integer>> calls = java.util.stream.IntStream.range(0, 12)
                    .mapToObj(i ->
                            (Callable<Integer>) () -> put(mei, "C-3", Map.of("name", "Maya", "city", "City " + i))
                                    .statusCode())
                    .toList();
            List<Integer> codes = new java.util.ArrayList<>();
            for (Future<Integer> f : pool.invokeAll(calls)) {
                codes.add(f.get());
            }
            assertThat(codes).containsOnly(200, 201);
            assertThat(codes.stream().filter(c -> c == 201)).hasSize(1);
        }
        assertThat(Desk.column(demo.id(), "SELECT count(*) FROM record WHERE tenant_id = ?"))
                .containsExactly("1");
    }

    @Test
    void aRecordIsTakenAwayAndBroughtBack() {
        String id = customer("C-4", "Sofia Marin", "13900000004");
        String one = CUSTOMERS + "/" + id;
        jun.with().delete(one).then().statusCode(403);
        mei.with().header("If-Match", "\"7-x\"").delete(one).then().statusCode(409);
        mei.with().delete(one).then().statusCode(204);
        mei.with().get(one).then().statusCode(404);
        mei.with().get(CUSTOMERS).then().body("items.id", not(hasItem(id))).body("count.value", equalTo(0));
        mei.with().post(one + "/restore").then().statusCode(200).body("title", equalTo("Sofia Marin"));
        mei.with().get(one + "/events").then().body("items.kind", contains("restored", "deleted", "created"));
        // Upserted again, it comes back with its history.
        mei.with().delete(one).then().statusCode(204);
        put(mei, "C-4", Map.of("city", "Lyon"))
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("fields.city", equalTo("Lyon"));
    }

    @Test
    void listsAreFilteredSortedAndPaged() {
        for (int i = 0; i < 7; i++) {
            customer("P-" + i, "Customer " + i, "1390000010" + i);
        }
        Response first = mei.with()
                .queryParam("sort", "-name")
                .queryParam("limit", 4)
                .queryParam("filter", "tier == \"vip\"")
                .get(CUSTOMERS);
        first.then()
                .statusCode(200)
                .body("items.title", contains("Customer 6", "Customer 5", "Customer 4", "Customer 3"))
                .body("count.value", equalTo(7));
        mei.with()
                .queryParam("sort", "-name")
                .queryParam("limit", 4)
                .queryParam("filter", "tier == \"vip\"")
                .queryParam("cursor", (String) first.path("next"))
                .get(CUSTOMERS)
                .then()
                .statusCode(200)
                .body("items.title", contains("Customer 2", "Customer 1", "Customer 0"))
                .body("next", equalTo(null));
        mei.with()
                .queryParam("columns", "title, city,tier")
                .queryParam("limit", 2)
                .get(CUSTOMERS)
                .then()
                .statusCode(200)
                .body("items.title", everyItem(notNullValue()))
                .body("items.fields", everyItem(hasKey("tier")))
                .body("items.fields", everyItem(not(hasKey("name"))));
        mei.with()
                .queryParam("columns", "title,colour")
                .get(CUSTOMERS)
                .then()
                .statusCode(400)
                .body("problems.pointer", contains("/columns"));
        mei.with().queryParam("sort", "priority").get(CUSTOMERS).then().statusCode(400);
        mei.with()
                .queryParam("filter", "record.source == \"shop\" && record.external_id == \"P-3\"")
                .get(CUSTOMERS)
                .then()
                .statusCode(200)
                .body("items.title", everyItem(equalTo("Customer 3")))
                .body("items", hasSize(1));
        mei.with()
                .queryParam("filter", "ticket.status == \"open\"")
                .get(CUSTOMERS)
                .then()
                .statusCode(400);
    }

    @Test
    void theSameKeyCarriesOutACommandOnce() {
        Map<String, Object> body = Map.of("fields", Map.of("name", "Once"));
        Response first = json(mei, body).header("Idempotency-Key", "k-1").post(CUSTOMERS);
        first.then().statusCode(201);
        json(mei, body)
                .header("Idempotency-Key", "k-1")
                .post(CUSTOMERS)
                .then()
                .statusCode(201)
                .body("id", equalTo(first.path("id")));
    }

    @Test
    void ticketsAndRecordsAreNotEachOther() {
        String id = customer("C-5", "Daniel Roth", "13900000005");
        mei.with().get("/api/v1/tickets/" + id).then().statusCode(404);
        mei.with().get("/api/v1/tickets/" + id + "/events").then().statusCode(404);
        json(mei, Map.of("version", 1, "fields", Map.of("name", "x")))
                .patch("/api/v1/tickets/" + id)
                .then()
                .statusCode(404);
        json(mei, Map.of("type", "customer", "fields", Map.of("name", "x")))
                .post("/api/v1/tickets")
                .then()
                .statusCode(422)
                .body("problems.code", contains("type.unknown"));
        mei.with().queryParam("type", "customer").get("/api/v1/tickets").then().statusCode(404);
        mei.with().get("/api/v1/objects/return_refund").then().statusCode(404);
        mei.with().get("/api/v1/objects/product/" + id).then().statusCode(404);
        mei.with().get("/api/v1/types").then().body("key", hasItems("return_refund", "service_visit"));
        mei.with()
                .get("/api/v1/objects")
                .then()
                .body("key", hasItem("customer"))
                .body("plural.en", hasItem("Customers"));
        mei.with()
                .get("/api/v1/objects/customer/schema")
                .then()
                .body("fields.key", hasItem("open_id"))
                .body("plural.en", equalTo("Customers"));
    }

    @Test
    void whatCannotBeARecordIsSaidAtOnce() {
        json(mei, Map.of("source", "a b", "fields", Map.of("nmae", "x")))
                .put(CUSTOMERS)
                .then()
                .statusCode(422)
                .body("problems.pointer", hasItem("/source"));
        json(mei, Map.of("externalId", "7", "fields", Map.of("name", "x")))
                .post(CUSTOMERS)
                .then()
                .statusCode(422)
                .body("problems.code", contains("external.both"));
        json(mei, Map.of("fields", Map.of("nmae", "x", "tier", "platinum")))
                .post(CUSTOMERS)
                .then()
                .statusCode(422)
                .body("problems.pointer", hasItem("/fields/nmae"))
                .body("problems.pointer", hasItem("/fields/tier"));
        json(fang, Map.of("fields", Map.of("name", "x"))).post(CUSTOMERS).then().statusCode(403);
    }
}

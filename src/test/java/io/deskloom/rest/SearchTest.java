package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Tenant;
import io.deskloom.model.Snapshots;
import io.deskloom.store.SearchRebuild;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Words looked for over the API: in lists together with filters and order, and in everything at once. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SearchTest {
    private static final String TICKETS = "/api/v1/tickets";

    @Inject
    Desk desk;

    @Inject
    SearchRebuild rebuild;

    @Inject
    Snapshots snapshots;

    private Tenant demo;
    private Browser jun;
    private Browser lin;
    private Browser fang;
    private Browser mei;
    private Browser ann;

    @BeforeEach
    void people() {
        demo = desk.demo();
        desk.account(demo, "jun", "agent", "after_sales");
        desk.account(demo, "lin", "warehouse", "warehouse");
        desk.account(demo, "fang", "finance", "finance");
        desk.account(demo, "mei", "supervisor", "after_sales");
        desk.account(demo, "ann", "admin");
        ann = signIn("ann");
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

    private String ticket(String subject, String complaint, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", subject, "reason", "size"));
        if (!complaint.isEmpty()) {
            fields.put("complaint_text", complaint);
        }
        fields.putAll(more);
        Response made = ann.with()
                .contentType("application/json")
                .body(Map.of("type", "return_refund", "fields", fields))
                .post(TICKETS);
        made.then().statusCode(201);
        return made.path("id");
    }

    private void comment(Browser who, String ticket, String visibility, String text) {
        who.with()
                .contentType("application/json")
                .body(Map.of("visibility", visibility, "text", text))
                .post(TICKETS + "/" + ticket + "/comments")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse list(Browser who, String q, Object... more) {
        return who.with()
                .queryParam("type", "return_refund")
                .queryParam("q", q)
                .queryParams(parameters(more))
                .get(TICKETS)
                .then();
    }

    private static Map<String, Object> parameters(Object... more) {
        Map<String, Object> out = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            out.put((String) more[i], more[i + 1]);
        }
        return out;
    }

    private static List<String> titles(Browser who, String q, Object... more) {
        return list(who, q, more).statusCode(200).extract().path("items.title");
    }

    @Test
    void wordsAreFoundInBothLanguagesByFormBeginningAndWithoutAccents() {
        ticket("Kettle leaks at the spout", "The café owner is unhappy.", Map.of());
        ticket("水壶漏水", "收到时已经破损", Map.of());
        assertThat(titles(jun, "kettles leaking ")).containsExactly("Kettle leaks at the spout");
        assertThat(titles(jun, "KETTLE spo")).containsExactly("Kettle leaks at the spout");
        assertThat(titles(jun, "cafe")).containsExactly("Kettle leaks at the spout");
        assertThat(titles(jun, "ｋｅｔｔｌｅ")).containsExactly("Kettle leaks at the spout");
        assertThat(titles(jun, "漏水")).containsExactly("水壶漏水");
        assertThat(titles(jun, "水")).containsExactly("水壶漏水");
        assertThat(titles(jun, "水壶 破损")).containsExactly("水壶漏水");
        assertThat(titles(jun, "水漏")).isEmpty();
        assertThat(titles(jun, "kettle toaster ")).isEmpty();
        assertThat(titles(jun, "?!")).isEmpty();
    }

    @Test
    void highlightsSayWhereTheWordsStand() {
        String one = ticket("Kettle leaks", "It " + "was quiet and ".repeat(40) + "leaking all night", Map.of());
        ValidatableResponse found = list(jun, "leak").statusCode(200).body("search.similar", equalTo(false));
        String at = "search.highlights.'" + one + "'";
        found.body(at + ".field", contains("subject", "complaint_text"))
                .body(at + "[0].text", equalTo("Kettle leaks"))
                .body(at + "[0].ranges[0].offset", equalTo(7))
                .body(at + "[0].ranges[0].length", equalTo(5));
        String part = found.extract().path(at + "[1].text");
        int offset = found.extract().path(at + "[1].ranges[0].offset");
        int length = found.extract().path(at + "[1].ranges[0].length");
        assertThat(part.substring(offset, offset + length)).isEqualTo("leaking");
        assertThat(part.length()).isLessThan(200);
        jun.with().queryParam("type", "return_refund").get(TICKETS).then().body("search", nullValue());
    }

    @Test
    void wordsFiltersOrderAndPagesGoTogether() {
        for (int i = 0; i < 7; i++) {
            ticket(
                    "Kettle number " + i,
                    "",
                    Map.of(
                            "refund_amount",
                            Map.of("amount", i + ".00", "currency", "CNY"),
                            "paid",
                            Map.of("amount", "100.00", "currency", "CNY")));
        }
        ticket("Toaster", "", Map.of());
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            ValidatableResponse page = cursor == null
                    ? list(mei, "kettle", "filter", "refund_amount > 1", "sort", "-refund_amount", "limit", 2)
                    : list(
                            mei,
                            "kettle",
                            "filter",
                            "refund_amount > 1",
                            "sort",
                            "-refund_amount",
                            "limit",
                            2,
                            "cursor",
                            cursor);
            seen.addAll(page.statusCode(200).extract().path("items.title"));
            cursor = page.extract().path("next");
        } while (cursor != null);
        assertThat(seen)
                .containsExactly(
                        "Kettle number 6", "Kettle number 5", "Kettle number 4", "Kettle number 3", "Kettle number 2");
        list(mei, "kettle").body("count.value", equalTo(7)).body("count.capped", equalTo(false));
        String next = list(mei, "kettle", "limit", 2).extract().path("next");
        list(mei, "toaster", "limit", 2, "cursor", next).statusCode(400).body("code", equalTo("cursor-invalid"));
    }

    @Test
    void mistypedWordsFindWhatIsCloseAndSaySo() {
        ticket("Kettle leaks", "", Map.of());
        ticket("Kettle whistles", "", Map.of());
        list(jun, "ketle")
                .statusCode(200)
                .body("items", hasSize(2))
                .body("search.similar", equalTo(true))
                .body("search.words", contains("kettle"));
        String next = list(jun, "ketlte", "limit", 1)
                .body("items", hasSize(1))
                .extract()
                .path("next");
        list(jun, "ketlte", "limit", 1, "cursor", next)
                .statusCode(200)
                .body("items", hasSize(1))
                .body("search.similar", equalTo(true));
        list(jun, "kettle leaks").body("search.similar", equalTo(false));
    }

    @Test
    void aWordOfAFieldOneMayNotReadFindsNothing() {
        String one = ticket("Kettle", "whistling loudly", Map.of("contact", "13800010002"));
        warehouse(one);
        assertThat(titles(mei, "whistling")).containsExactly("Kettle");
        assertThat(titles(lin, "whistling")).containsExactly("Kettle");
        // Neither the complaint nor the title, nor what is said to the customer, nor a word close to one.
        finance(one);
        comment(mei, one, "public", "We sent a replacement valve");
        comment(mei, one, "internal", "Beware of the dragon");
        for (String hidden : List.of("whistling", "whistlin", "whistlinng", "kettle", "replacement", "valve")) {
            list(fang, hidden)
                    .statusCode(200)
                    .body("items", hasSize(0))
                    .body("count.value", equalTo(0))
                    .body("search.similar", equalTo(false));
        }
        list(fang, "dragon")
                .body("items", hasSize(1))
                .body("search.highlights.'" + one + "'.place", contains("internal_comment"));
    }

    private void warehouse(String ticket) {
        assign(ticket, "warehouse");
    }

    private void finance(String ticket) {
        assign(ticket, "finance");
    }

    private void assign(String ticket, String team) {
        mei.with()
                .contentType("application/json")
                .body(Map.of("team", team))
                .post(TICKETS + "/" + ticket + "/assignment")
                .then()
                .statusCode(200);
    }

    @Test
    void aMaskedNumberIsFoundByTheWholeNumberOnly() {
        String one = ticket("Kettle", "", Map.of("contact", "138 0001 0002"));
        warehouse(one);
        assertThat(titles(mei, "13800010")).containsExactly("Kettle");
        list(mei, "138 0001 0002").body("search.highlights.'" + one + "'.field", hasItem("contact"));
        assertThat(titles(lin, "138-0001-0002")).containsExactly("Kettle");
        list(lin, "13800010002").body("search.highlights.'" + one + "'", nullValue());
        for (String part : List.of("13800010", "1380001000", "0002", "138 0001", "138000100022")) {
            assertThat(titles(lin, part)).as(part).isEmpty();
        }
    }

    @Test
    void commentsAreFoundAndStayFoundWhenFieldsChange() {
        String one = ticket("Kettle", "", Map.of());
        comment(jun2(one), one, "public", "A new gasket is on its way 新的密封圈已寄出");
        mei.with()
                .contentType("application/json")
                .body(Map.of("version", version(one), "fields", Map.of("subject", "Teapot")))
                .patch(TICKETS + "/" + one)
                .then()
                .statusCode(200);
        assertThat(titles(mei, "gasket")).containsExactly("Teapot");
        assertThat(titles(mei, "密封圈 teapot")).containsExactly("Teapot");
        assertThat(titles(mei, "kettle")).isEmpty();
        list(mei, "gaskets ").body("search.highlights.'" + one + "'.place", contains("comment"));
    }

    @Test
    void aWordIsMeantAsLongAsAnyPlaceHoldsIt() throws SQLException {
        String one = ticket("Kettle and teapot", "A kettle", Map.of());
        comment(jun2(one), one, "internal", "the teapot is a samovar");
        change(one, Map.of("subject", "Gasket", "complaint_text", "Still a kettle"));
        list(mei, "ketle").body("search.similar", equalTo(true)).body("items", hasSize(1));
        list(mei, "taepot").body("search.words", contains("teapot"));
        change(one, Map.of("complaint_text", "A washer"));
        list(mei, "ketle").body("items", hasSize(0));
        assertThat(Desk.column(demo.id(), "SELECT unnest(tsvector_to_array(tokens)) FROM record_search WHERE tenant_id = ?"))
                .contains("-:teapot", ":teapot", ":samovar", ":gasket", ":washer")
                .doesNotContain(":kettle", ":still");
    }

    private void change(String ticket, Map<String, Object> fields) {
        ann.with()
                .contentType("application/json")
                .body(Map.of("version", version(ticket), "fields", fields))
                .patch(TICKETS + "/" + ticket)
                .then()
                .statusCode(200);
    }

    private Browser jun2(String ticket) {
        assign(ticket, "after_sales");
        return mei;
    }

    private int version(String ticket) {
        return mei.with().get(TICKETS + "/" + ticket).path("version");
    }

    @Test
    void oneSearchGoesThroughTicketsAndRecords() {
        String one = ticket("Emma's kettle", "", Map.of("order_no", "E2026-77"));
        mei.with()
                .contentType("application/json")
                .body(Map.of(
                        "source",
                        "shop",
                        "externalId",
                        "C-77",
                        "fields",
                        Map.of("name", "Emma Clarke", "phone", "13900000001")))
                .put("/api/v1/objects/customer")
                .then()
                .statusCode(201);
        mei.with()
                .queryParam("q", "emma")
                .get("/api/v1/search")
                .then()
                .statusCode(200)
                .body("groups.type", contains("return_refund", "customer"))
                .body("groups[0].items[0].id", equalTo(one))
                .body("groups[0].items[0].number", notNullValue())
                .body("groups[1].items[0].title", equalTo("Emma Clarke"))
                .body("groups[1].items[0].highlights[0].field", equalTo("name"))
                .body("groups[1].count.value", equalTo(1));
        mei.with()
                .queryParam("q", "139 0000 0001")
                .get("/api/v1/search")
                .then()
                .body("groups.type", contains("customer"));
        mei.with().queryParam("q", "C-77").get("/api/v1/search").then().body("groups.type", hasItem("customer"));
        mei.with()
                .queryParam("q", "emmma clarke")
                .get("/api/v1/search")
                .then()
                .body("similar", equalTo(true))
                .body("groups.type", contains("customer"));
        mei.with()
                .queryParam("q", "emma")
                .queryParam("types", "customer")
                .get("/api/v1/search")
                .then()
                .body("groups.type", contains("customer"));
        mei.with()
                .queryParam("q", "emma")
                .queryParam("types", "customer,nothing")
                .get("/api/v1/search")
                .then()
                .statusCode(404);
        mei.with()
                .queryParam("q", "clark")
                .queryParam("filter", "city == null")
                .get("/api/v1/objects/customer")
                .then()
                .statusCode(400);
        mei.with()
                .queryParam("q", "clark")
                .get("/api/v1/objects/customer")
                .then()
                .statusCode(200)
                .body("items.title", contains("Emma Clarke"));
    }

    @Test
    void aNumberFindsItsTicket() {
        String one = ticket("Kettle", "", Map.of());
        for (int i = 0; i < 3; i++) {
            ticket("Another", "", Map.of());
        }
        String number = mei.with().get(TICKETS + "/" + one).path("number");
        for (String typed : List.of(
                number, number.toLowerCase(), number.replaceAll("\\D", ""), "#" + number.replaceAll("\\D", ""))) {
            mei.with()
                    .queryParam("q", typed)
                    .queryParam("limit", 1)
                    .get("/api/v1/search")
                    .then()
                    .statusCode(200)
                    .body("groups[0].items[0].id", equalTo(one));
        }
    }

    @Test
    void whatIsAskedHasBounds() {
        list(jun, "x".repeat(201)).statusCode(400).body("problems.code", hasItems("query.text-long"));
        list(jun, "a b c d e f g h i j k l m").statusCode(400).body("problems.code", hasItems("query.text-words"));
        list(jun, "a b c d e f g h i j k l a").statusCode(200);
        jun.with().get("/api/v1/search").then().statusCode(400).body("problems.code", hasItems("query.text-missing"));
        jun.with()
                .queryParam("q", "x")
                .queryParam("limit", 21)
                .get("/api/v1/search")
                .then()
                .statusCode(400);
        jun.with().queryParam("q", "x", "y").get("/api/v1/search").then().statusCode(400);
        list(jun, "kettle\u0000").statusCode(400);
        for (String hostile : List.of("'", "\\", "' | '", "':*", "a'b\\c", "<->", "!kettle & (", "%")) {
            list(jun, hostile).statusCode(200);
            jun.with().queryParam("q", hostile).get("/api/v1/search").then().statusCode(200);
        }
    }

    @Test
    void whatIsKeptIsMadeAnewAndSearchesSayThatTheyMayLackSomething() throws SQLException {
        String one = ticket("Kettle", "", Map.of());
        comment(mei, one, "public", "A new gasket");
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record_search WHERE tenant_id = " + demo.id().value());
            s.execute(
                    "DELETE FROM search_rebuild WHERE tenant_id = " + demo.id().value());
            s.execute(
                    "INSERT INTO search_rebuild SELECT tenant_id, type_id, '1:', '00000000-0000-0000-0000-000000000000', 0"
                            + " FROM type_ref WHERE tenant_id = " + demo.id().value());
        }
        list(mei, "kettle")
                .body("items", hasSize(0))
                .body("count.capped", equalTo(true))
                .body("search.gap", equalTo("rebuilding"));
        int steps = 0;
        while (rebuild.step(demo.id(), snapshots.current(demo.id())) && steps < 100) {
            steps++;
        }
        assertThat(steps).isBetween(1, 99);
        list(mei, "kettle gasket")
                .body("items", hasSize(1))
                .body("count.capped", equalTo(false))
                .body("search.gap", nullValue());
    }

    /** A tsvector has room for a megabyte; more than that would refuse the comment. */
    @Test
    void anEndlessConversationGoesOn() throws SQLException {
        String one = ticket("Kettle", "", Map.of());
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("UPDATE record_search SET tokens = array_to_tsvector(ARRAY(SELECT '+:' || repeat('x', 130) || g"
                    + " FROM generate_series(1, 7000) g)) WHERE record_id = '" + one + "'");
        }
        StringBuilder book = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            book.append("word").append(i).append("of").append(i).append(' ');
        }
        comment(mei, one, "public", book.toString());
        assertThat(titles(mei, "word7of7")).isEmpty();
        assertThat(mei.with().get(TICKETS + "/" + one + "/events").asString()).contains("word7of7");
    }
}

package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Tenant;
import io.deskloom.model.Snapshots;
import io.deskloom.store.SearchRebuild;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.TestImages;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.awt.Color;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
        changed(ann, one, Map.of("subject", "Gasket", "complaint_text", "Still a kettle"))
                .then()
                .statusCode(200);
        list(mei, "ketle").body("search.similar", equalTo(true)).body("items", hasSize(1));
        list(mei, "taepot").body("search.words", contains("teapot"));
        changed(ann, one, Map.of("complaint_text", "A washer")).then().statusCode(200);
        list(mei, "ketle").body("items", hasSize(0));
        assertThat(lexemes())
                .contains("-:teapot", ":teapot", ":samovar", ":gasket", ":washer")
                .doesNotContain(":kettle", ":still");
    }

    private Response changed(Browser who, String ticket, Map<String, Object> fields) {
        return who.with()
                .contentType("application/json")
                .body(Map.of("version", version(ticket), "fields", fields))
                .patch(TICKETS + "/" + ticket);
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
        stopTheClock();
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
        stopTheClock();
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
        forget();
        list(mei, "kettle")
                .body("items", hasSize(0))
                .body("count.capped", equalTo(true))
                .body("search.gap", equalTo("rebuilding"));
        // A list says so; a file could not.
        for (String q : List.of("kettle", "ketle")) {
            export(mei, q).then().statusCode(409).body("code", equalTo("export-rebuilding"));
        }
        int steps = 0;
        while (rebuild.step(demo.id(), snapshots.current(demo.id())) && steps < 100) {
            steps++;
        }
        assertThat(steps).isBetween(1, 99);
        export(mei, "ketle").then().statusCode(200);
        list(mei, "kettle gasket")
                .body("items", hasSize(1))
                .body("count.capped", equalTo(false))
                .body("search.gap", nullValue());
    }

    private static Response export(Browser who, String q) {
        return who.with().queryParam("type", "return_refund").queryParam("q", q).get("/api/v1/exports/tickets");
    }

    private static String upload(Browser who, String name, byte[] content) {
        Response made = RestAssured.given()
                .cookie(Browser.COOKIE, who.cookie())
                .header("X-CSRF-Token", who.csrf())
                .header(
                        "X-File-Name",
                        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .contentType("application/octet-stream")
                .body(content)
                .post("/api/v1/attachments");
        made.then().statusCode(201);
        return made.path("id");
    }

    private void comment(Browser who, String ticket, String visibility, String text, String file) {
        who.with()
                .contentType("application/json")
                .body(Map.of("visibility", visibility, "text", text, "attachments", List.of(file)))
                .post(TICKETS + "/" + ticket + "/comments")
                .then()
                .statusCode(201);
    }

    private static void findsFile(Browser who, String q, String ticket, String place, String name) {
        list(who, q)
                .statusCode(200)
                .body("items", hasSize(1))
                .body("search.highlights.'" + ticket + "'.place", hasItem(place))
                .body("search.highlights.'" + ticket + "'.text", hasItem(name));
    }

    private static void findsNothing(Browser who, String... words) {
        for (String q : words) {
            list(who, q)
                    .statusCode(200)
                    .body("items", hasSize(0))
                    .body("count.value", equalTo(0))
                    .body("search.similar", equalTo(false));
        }
    }

    @Test
    void namesOfFilesAreFoundByThoseWhoReadWhatTheyHangOn() throws SQLException {
        byte[] picture = TestImages.png(20, 20, Color.RED);
        String photo = upload(ann, "broken spout 裂纹.png", picture);
        String document = upload(ann, "发票 invoice_8812.txt", "paid".getBytes(StandardCharsets.UTF_8));
        String one = ticket("Kettle", "", Map.of("photos", List.of(photo), "documents", List.of(document)));
        comment(mei, one, "public", "See there", upload(mei, "warranty card 保修卡.txt", picture));
        comment(mei, one, "internal", "And there", upload(mei, "blacklist.txt", picture));

        findsFile(mei, "spou", one, "field", "broken spout 裂纹.png");
        findsFile(mei, "裂纹", one, "field", "broken spout 裂纹.png");
        findsFile(mei, "invoice", one, "field", "发票 invoice_8812.txt");
        findsFile(mei, "保修", one, "file", "warranty card 保修卡.txt");
        findsFile(mei, "kettle blackl", one, "internal_file", "blacklist.txt");
        list(mei, "spotu").body("search.similar", equalTo(true)).body("search.words", contains("spout"));
        warehouse(one);
        findsFile(lin, "spout", one, "field", "broken spout 裂纹.png");
        findsNothing(lin, "invoice", "invo", "8812", "发票", "票", "invioce");
        finance(one);
        findsFile(fang, "invoice", one, "field", "发票 invoice_8812.txt");
        findsFile(fang, "blacklist", one, "internal_file", "blacklist.txt");
        findsNothing(fang, "spout", "spo", "spotu", "裂纹", "warranty", "waranty", "保修");

        rebuilt();
        findsFile(mei, "spout", one, "field", "broken spout 裂纹.png");
        findsFile(mei, "warranty", one, "file", "warranty card 保修卡.txt");
        findsNothing(fang, "spout", "warranty");
        changed(ann, one, Map.of("documents", List.of())).then().statusCode(200);
        findsNothing(mei, "invoice", "发票", "invioce");
        findsFile(mei, "spout", one, "field", "broken spout 裂纹.png");
        assertThat(lexemes()).contains("f_photos:spout", ":spout").doesNotContain("f_documents:8812", ":invoice");
        changed(ann, one, Map.of("documents", List.of(document), "subject", "Spout"))
                .then()
                .statusCode(200);
        findsFile(mei, "invoice", one, "field", "发票 invoice_8812.txt");
        changed(ann, one, Map.of("subject", "Lid")).then().statusCode(200);
        list(mei, "spotu").body("search.words", contains("spout"));
    }

    private void rebuilt() throws SQLException {
        forget();
        assertThat(titles(mei, "kettle")).isEmpty();
        int steps = 0;
        while (rebuild.step(demo.id(), snapshots.current(demo.id())) && steps < 100) {
            steps++;
        }
        assertThat(steps).isBetween(1, 99);
    }

    /** As if everything had been written by an older version. */
    private void forget() throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM record_search WHERE tenant_id = " + demo.id().value());
            s.execute(
                    "DELETE FROM search_rebuild WHERE tenant_id = " + demo.id().value());
            s.execute(
                    "INSERT INTO search_rebuild SELECT tenant_id, type_id, '1:', '00000000-0000-0000-0000-000000000000', 0"
                            + " FROM type_ref WHERE tenant_id = " + demo.id().value());
        }
    }

    private List<String> lexemes() {
        return Desk.column(
                demo.id(), "SELECT unnest(tsvector_to_array(tokens)) FROM record_search WHERE tenant_id = ?");
    }

    /** Every look at the clock takes a while: after the first two types nothing is left of the time. */
    @Test
    void aSearchThatTakesTooLongAnswersWithWhatItHasFoundAndSaysSo() {
        stopTheClock();
        ticket("Kettle", "", Map.of());
        ann.with()
                .contentType("application/json")
                .body(Map.of("type", "complaint", "fields", Map.of("subject", "Kettle", "severity", "minor")))
                .post(TICKETS)
                .then()
                .statusCode(201);
        search(ann, "kettle")
                .body("groups.type", contains("complaint", "return_refund"))
                .body("gap", nullValue());
        QuarkusMock.installMockForType(new Slow(Duration.ofMillis(600)), Clock.class);
        // Types are looked through beside each other, so which of both there is time for is not said.
        search(ann, "kettle").body("groups.size()", lessThan(2)).body("gap", equalTo("slow"));
        search(ann, "ketle")
                .body("groups", hasSize(0))
                .body("gap", equalTo("slow"))
                .body("similar", equalTo(false));
        search(ann, "nothing").body("groups", hasSize(0)).body("gap", equalTo("slow"));
    }

    /** However long a search takes here: the time there is for it does not run out. */
    private static void stopTheClock() {
        QuarkusMock.installMockForType(new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS)), Clock.class);
    }

    private static ValidatableResponse search(Browser who, String q) {
        return who.with().queryParam("q", q).get("/api/v1/search").then().statusCode(200);
    }

    private static final class Slow extends Clock {
        private final Duration look;
        private Instant now = Instant.now();

        Slow(Duration look) {
            this.look = look;
        }

        @Override
        public synchronized Instant instant() {
            now = now.plus(look);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
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

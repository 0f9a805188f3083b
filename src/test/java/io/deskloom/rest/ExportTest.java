package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.sheet.RowReader;
import io.deskloom.sheet.SheetRow;
import io.deskloom.sheet.Sheets;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists as files: what stands in them is what their reader sees on the screen. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ExportTest {
    private static final String EXPORT = "/api/v1/exports/tickets";
    private static final String RECORDS = "/api/v1/exports/objects";

    @Inject
    Desk desk;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void tickets() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "mei", "supervisor");
    }

    private Browser as(String login) {
        return Browser.signIn(demo, login);
    }

    private void create(String subject, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("subject", subject);
        fields.putIfAbsent("reason", "size");
        desk.create(jun, "return_refund", fields);
    }

    private static List<String> lines(Response answer) {
        answer.then().statusCode(200);
        return answer.asString().substring(1).lines().toList();
    }

    @Test
    void theFileIsTheListInTheReadersLanguage() {
        create("Too big", Map.of("refund_amount", "12.50", "delivered_on", "2026-11-20", "contact", "13812345678"));
        create("=cmd()", Map.of("refund_amount", "900", "reason", "damaged", "fault_codes", List.of("crack", "leak")));
        Browser mei = as("mei");
        Response csv = mei.with()
                .queryParam("type", "return_refund")
                .queryParam("sort", "-refund_amount")
                .queryParam("columns", "title,reason,refund_amount,delivered_on,fault_codes,priority")
                .get(EXPORT);
        assertThat(csv.header("Content-Disposition")).contains("return_refund-").contains(".csv");
        assertThat(csv.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(lines(csv))
                .containsExactly(
                        "Title,Reason,Refund,Delivered on,Faults,Priority",
                        "'=cmd(),Arrived damaged,900.00,,\"Crack, Leak\",Urgent",
                        "Too big,Wrong size,12.50,2026-11-20,,Normal");
        mei.with().body(Map.of("language", "zh")).patch("/api/v1/me").then().statusCode(200);
        assertThat(lines(mei.with()
                        .queryParam("type", "return_refund")
                        .queryParam("filter", "refund_amount > 500")
                        .queryParam("columns", "title,reason,priority")
                        .get(EXPORT)))
                .containsExactly("标题,退货原因,优先级", "'=cmd(),收到时破损,紧急");
    }

    @Test
    void whatIsMaskedOrHiddenOnTheScreenIsSoInTheFile() {
        desk.account(demo, "lin", "warehouse", "warehouse");
        create("Too big", Map.of("contact", "13812345678", "freight_payer", "buyer"));
        Browser lin = as("lin");
        // Not in the warehouse yet: the list is empty, and so is the file.
        assertThat(lines(lin.with()
                        .queryParam("type", "return_refund")
                        .queryParam("columns", "contact")
                        .get(EXPORT)))
                .hasSize(1);
        String id = as("jun")
                .with()
                .queryParam("type", "return_refund")
                .get("/api/v1/tickets")
                .path("items[0].id");
        as("jun")
                .with()
                .body(Map.of())
                .post("/api/v1/tickets/" + id + "/actions/approve")
                .then()
                .statusCode(200);
        assertThat(lines(lin.with()
                        .queryParam("type", "return_refund")
                        .queryParam("columns", "contact")
                        .get(EXPORT)))
                .containsExactly("Contact phone", "138 •••• 5678");
        for (String hidden : List.of("lifetime_spend", "no_such_column")) {
            lin.with()
                    .queryParam("type", "return_refund")
                    .queryParam("columns", hidden)
                    .get(EXPORT)
                    .then()
                    .statusCode(400);
        }
        assertThat(lin.with().queryParam("type", "return_refund").get(EXPORT).asString())
                .doesNotContain("13812345678");
    }

    /** Numbers in a list, all pages of it. */
    private static List<String> listed(Browser who, Map<String, ?> query) {
        List<String> out = new ArrayList<>();
        String cursor = null;
        do {
            RequestSpecification page = who.with().queryParams(query).queryParam("limit", 2);
            Response answer = (cursor == null ? page : page.queryParam("cursor", cursor)).get("/api/v1/tickets");
            answer.then().statusCode(200);
            out.addAll(answer.path("items.number"));
            cursor = answer.path("next");
        } while (cursor != null);
        return out;
    }

    private static List<String> exported(Browser who, Map<String, ?> query, String format) throws Exception {
        Response answer = who.with()
                .queryParams(query)
                .queryParam("columns", "number")
                .queryParam("format", format)
                .get(EXPORT);
        answer.then().statusCode(200);
        return firstColumn(answer.asByteArray());
    }

    private static List<String> firstColumn(byte[] file) throws Exception {
        Path copy = Files.createTempFile("export", ".sheet");
        try {
            Files.write(copy, file);
            List<String> out = new ArrayList<>();
            try (RowReader rows = Sheets.open(copy, Sheets.look(copy))) {
                for (SheetRow row = rows.next(); row != null; row = rows.next()) {
                    out.add((String) row.cells().getFirst());
                }
            }
            return out;
        } finally {
            Files.delete(copy);
        }
    }

    /** Words, conditions and order together, for whom some words are there and for whom they are not. */
    @Test
    void theFileHoldsWhatTheListShowsWhateverIsLookedFor() throws Exception {
        desk.account(demo, "lin", "warehouse", "warehouse");
        desk.account(demo, "fang", "finance", "finance");
        Actor ann = desk.actor(demo, "ann", "admin");
        for (int i = 0; i < 5; i++) {
            create("Kettle " + i, Map.of("complaint_text", "leaks", "refund_amount", i + "00"));
        }
        create("Toaster", Map.of("complaint_text", "A kettle beside it leaks", "reason", "damaged"));
        create("水壶漏水", Map.of("order_no", "NL-9"));
        for (String team : List.of("warehouse", "finance")) {
            Ticket theirs = desk.create(
                    ann,
                    "return_refund",
                    Map.of("subject", "Kettle of " + team, "reason", "size", "complaint_text", "It hisses"));
            desk.assign(ann, theirs, team);
        }
        int rows = 0;
        int refused = 0;
        Map<String, List<String>> seen = new HashMap<>();
        for (String login : List.of("mei", "lin", "fang")) {
            Browser who = as(login);
            for (Map<String, String> more : List.of(
                    Map.of("q", "kettle"),
                    Map.of("q", "kettle leak", "sort", "-refund_amount"),
                    Map.of("q", "kettle", "sort", "refund_amount", "filter", "refund_amount >= 200"),
                    Map.of("q", "kettle", "reason", "damaged"),
                    Map.of("q", "漏水", "sort", "number"),
                    Map.of("q", "ketle", "sort", "number"),
                    Map.of("q", "hisses"),
                    Map.of("q", "nothing of the sort"),
                    Map.of("q", "kettle", "view", "all_open"),
                    Map.of("sort", "-number"))) {
                Map<String, String> query = new HashMap<>(more);
                query.put("type", "return_refund");
                int status =
                        who.with().queryParams(query).get("/api/v1/tickets").statusCode();
                if (status != 200) {
                    who.with().queryParams(query).get(EXPORT).then().statusCode(status);
                    refused++;
                    continue;
                }
                List<String> list = listed(who, query);
                assertThat(exported(who, query, "csv")).as(login + query).isEqualTo(list);
                assertThat(exported(who, query, "xlsx")).as(login + query).isEqualTo(list);
                seen.put(login + " " + more.get("q"), list);
                rows += list.size();
            }
        }
        assertThat(rows).isGreaterThan(30);
        // An order by a field one may not read, a view of others.
        assertThat(refused).isBetween(2, 8);
        assertThat(seen.get("mei ketle")).hasSize(8);
        assertThat(seen.get("lin hisses")).hasSize(1);
        // To whom the complaint is hidden, no word of it says anything.
        assertThat(seen.get("fang hisses")).isEmpty();
        assertThat(listed(as("fang"), Map.of("type", "return_refund"))).hasSize(1);
    }

    @Test
    void wordsTooLongOrGivenTwiceAreRefusedAsForTheList() {
        Browser mei = as("mei");
        mei.with()
                .queryParam("type", "return_refund")
                .queryParam("q", "x".repeat(201))
                .get(EXPORT)
                .then()
                .statusCode(400)
                .body("problems.code", hasItem("query.text-long"));
        mei.with().queryParam("q", "a", "b").get(RECORDS + "/customer").then().statusCode(400);
    }

    private static String name(Response answer) {
        answer.then().statusCode(200);
        String all = answer.header("Content-Disposition");
        assertThat(all)
                .matches(
                        "attachment; filename=\"[a-z_]+-[0-9-]{10}\\.(csv|xlsx)\"; filename\\*=UTF-8''[A-Za-z0-9._%-]+");
        return URLDecoder.decode(all.substring(all.indexOf("''") + 2), StandardCharsets.UTF_8);
    }

    /** Late in the day in Greenwich it is the next day already where the workspace is. */
    @Test
    void theFilesNameSaysWhatItIsInTheReadersLanguage() {
        Instant evening = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(20, ChronoUnit.HOURS);
        QuarkusMock.installMockForType(new ManualClock(evening), Clock.class);
        String day = LocalDate.ofInstant(evening, ZoneOffset.UTC).plusDays(1).toString();
        Browser mei = as("mei");
        assertThat(name(mei.with().queryParam("type", "return_refund").get(EXPORT)))
                .isEqualTo("Returns and refunds - " + day + ".csv");
        assertThat(name(mei.with()
                        .queryParam("view", "all_open")
                        .queryParam("filter", "reason == \"size\"")
                        .queryParam("format", "xlsx")
                        .get(EXPORT)))
                .isEqualTo("Returns and refunds - All open - filtered - " + day + ".xlsx");
        assertThat(name(mei.with().queryParam("q", "../a\"b\r\n; c:\u202E*").get(RECORDS + "/customer")))
                .isEqualTo("Customers - a_b; c__ - " + day + ".csv");
        mei.with().body(Map.of("language", "zh")).patch("/api/v1/me").then().statusCode(200);
        assertThat(name(mei.with()
                        .queryParam("view", "all_open")
                        .queryParam("q", "水壶".repeat(40))
                        .queryParam("reason", "size")
                        .get(EXPORT)))
                .isEqualTo("退货退款 - 全部待办 - " + "水壶".repeat(19) + "水… - 已筛选 - " + day + ".csv");
    }

    @Test
    void aWholeListComesWhateverAPageHolds() {
        for (int i = 0; i < 60; i++) {
            create("Number " + i, Map.of());
        }
        assertThat(lines(as("mei")
                        .with()
                        .queryParam("type", "return_refund")
                        .queryParam("sort", "number")
                        .queryParam("columns", "title")
                        .get(EXPORT)))
                .hasSize(61)
                .startsWith("Title", "Number 0", "Number 1")
                .endsWith("Number 59");
        byte[] xlsx = as("mei")
                .with()
                .queryParam("type", "return_refund")
                .queryParam("format", "xlsx")
                .get(EXPORT)
                .asByteArray();
        assertThat(xlsx).startsWith('P', 'K');
    }

    @Test
    void selectedRowsAreAskedForByTheirNumbers() {
        create("One", Map.of());
        create("Two", Map.of());
        String number = as("mei")
                .with()
                .queryParam("type", "return_refund")
                .queryParam("sort", "number")
                .get("/api/v1/tickets")
                .path("items[0].number");
        assertThat(lines(as("mei")
                        .with()
                        .queryParam("type", "return_refund")
                        .queryParam("number", number)
                        .queryParam("columns", "title")
                        .get(EXPORT)))
                .containsExactly("Title", "One");
    }

    @Test
    void recordsComeAsAFileAsTheirListDoes() {
        desk.account(demo, "ada", "admin");
        Browser ada = as("ada");
        for (String name : List.of("Zhang", "Anna")) {
            ada.with()
                    .body(Map.of(
                            "source",
                            "shop",
                            "externalId",
                            "C-" + name,
                            "fields",
                            Map.of("name", name, "tier", "vip", "phone", "13812345678")))
                    .put("/api/v1/objects/customer")
                    .then()
                    .statusCode(201);
        }
        assertThat(lines(ada.with()
                        .queryParam("sort", "created")
                        .queryParam("columns", "external_id,name,tier,phone")
                        .get(RECORDS + "/customer")))
                .containsExactly(
                        "Id at the source,Name,Tier,Phone",
                        "C-Zhang,Zhang,VIP,13812345678",
                        "C-Anna,Anna,VIP,13812345678");
        assertThat(lines(ada.with()
                        .queryParam("q", "ann")
                        .queryParam("filter", "tier == \"vip\"")
                        .queryParam("sort", "created")
                        .queryParam("columns", "name")
                        .get(RECORDS + "/customer")))
                .containsExactly("Name", "Anna");
        assertThat(lines(ada.with()
                        .queryParam("q", "zhan")
                        .queryParam("tier", "standard")
                        .queryParam("columns", "name")
                        .get(RECORDS + "/customer")))
                .containsExactly("Name");
        ada.with().get(RECORDS + "/nothing").then().statusCode(404);
        ada.with().get(RECORDS + "/return_refund").then().statusCode(404);
    }

    @Test
    void whoOnlyAsksForTheHeadTakesNobodysPlace() {
        Browser mei = as("mei");
        for (int i = 0; i < 10; i++) {
            mei.with().queryParam("type", "return_refund").head(EXPORT).then().statusCode(200);
        }
        mei.with().queryParam("type", "return_refund").get(EXPORT).then().statusCode(200);
    }
}

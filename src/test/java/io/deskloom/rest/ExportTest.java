package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
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

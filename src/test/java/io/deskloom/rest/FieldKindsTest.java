package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Tenant;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Visits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every kind of field through the API and the database: written, read, listed, looked for, and at the end of its life. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FieldKindsTest {
    private static final String TICKETS = "/api/v1/tickets";

    @Inject
    Desk desk;

    private Tenant demo;
    private Browser jun;
    private Browser admin;
    private String junsId;
    private String customer;
    private List<String> bring;

    @BeforeEach
    void people() {
        demo = desk.demo();
        junsId = desk.account(demo, "jun", "agent", "after_sales").id().toString();
        desk.account(demo, "ada", "admin");
        jun = Browser.signIn(demo, "jun");
        admin = Browser.signIn(demo, "ada");
        customer = record("customer", "C-1", Map.of("name", "Emma Clarke"));
        bring = List.of(
                record("product", "P-1", Map.of("name", "Kettle, steel", "sku", "K-1")),
                record("product", "P-2", Map.of("name", "Filter", "sku", "F-1")));
    }

    private String record(String type, String externalId, Map<String, Object> fields) {
        return admin.with()
                .body(Map.of("source", "shop", "externalId", externalId, "fields", fields))
                .put("/api/v1/objects/" + type)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse create(Map<String, Object> fields) {
        return jun.with()
                .body(Map.of("type", "service_visit", "fields", fields))
                .post(TICKETS)
                .then();
    }

    private ValidatableResponse patch(Browser who, String id, Map<String, Object> fields) {
        int version = who.with().get(TICKETS + "/" + id).then().extract().path("version");
        return who.with()
                .body(Map.of("version", version, "fields", fields))
                .patch(TICKETS + "/" + id)
                .then();
    }

    private Map<String, Object> everything() {
        return Visits.everything(junsId, customer, bring);
    }

    @Test
    void everyKindIsWrittenAndReadBack() {
        String id = create(everything()).statusCode(201).extract().path("id");
        JsonPath t = jun.with()
                .get(TICKETS + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(t.getString("fields.visit_no")).matches("V-1[0-9]{4}");
        assertThat(t.getString("fields.serial_no")).isEqualTo("6901234567892");
        assertThat(t.getString("fields.manual")).isEqualTo("https://example.com/kettle");
        assertThat(t.getString("fields.mail")).isEqualTo("Li@example.com");
        assertThat(t.getString("fields.product")).isEqualTo("kitchen/kettle");
        assertThat(t.getString("fields.worked")).isEqualTo("PT1H30M");
        assertThat(t.getString("fields.address.city")).isEqualTo("深圳市");
        assertThat(t.getString("fields.warranty.end")).isEqualTo("2028-01-01");
        assertThat(t.getString("fields.report.html")).isEqualTo("<p>Changed the <b>gasket</b></p>");
        assertThat(t.getString("fields.report.text")).isEqualTo("Changed the gasket");
        assertThat(t.getString("fields.parts[0].price.amount")).isEqualTo("12.50");
        assertThat(t.<List<String>>get("fields.tags")).containsExactly("VIP", "late");
        assertThat(t.getFloat("fields.place.lat")).isEqualTo(22.5431f);
        assertThat(t.getString("fields.customer.title")).isEqualTo("Emma Clarke");
        assertThat(t.<List<String>>get("fields.bring.title")).containsExactly("Kettle, steel", "Filter");
    }

    @Test
    void whatIsWrongIsSaidWhereItIs() {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("subject", "x");
        f.put("product", "kitchen");
        f.put("manual", "javascript:alert(1)");
        f.put("mail", "nobody");
        f.put("region", "CN/99");
        f.put("warranty", Map.of("start", "2026-01-02", "end", "2025-01-01"));
        f.put("place", Map.of("lat", 91, "lon", 0));
        f.put("dispatch", "no_such_team");
        f.put("helpers", List.of("01930000-0000-7000-8000-00000000abcd"));
        f.put("effort", 2.3);
        f.put("worked", "PT30H");
        f.put("satisfaction", 6);
        f.put("parts", List.of(Map.of("quantity", 0)));
        f.put("visit_no", "V-1");
        create(f)
                .statusCode(422)
                .body(
                        "problems.collect { it.pointer + ' ' + it.code }.sort()",
                        equalTo(List.of(
                                "/fields/dispatch field.unknown-team",
                                "/fields/effort field.step",
                                "/fields/helpers field.unknown-account",
                                "/fields/mail field.email",
                                "/fields/manual field.url",
                                "/fields/parts/0/part_no field.required",
                                "/fields/parts/0/quantity field.too-small",
                                "/fields/place/lat field.degrees",
                                "/fields/product field.too-shallow",
                                "/fields/region field.unknown-option",
                                "/fields/satisfaction field.too-large",
                                "/fields/visit_no field.read-only",
                                "/fields/warranty/end field.range-order",
                                "/fields/worked field.too-long-time")));
    }

    @Test
    void aFieldsOwnRuleLooksIntoPeriods() {
        Map<String, Object> f = everything();
        f.put("bought_on", "2026-02-01");
        create(f)
                .statusCode(422)
                .body("problems.code", equalTo(List.of("field.rule")))
                .body("problems.pointer", equalTo(List.of("/fields/warranty")));
        f = everything();
        f.remove("cost");
        create(f).statusCode(422).body("problems.pointer", equalTo(List.of("/fields/cost")));
    }

    @Test
    void tooManyRowsAreRefusedWithTheirNumber() {
        Map<String, Object> f = everything();
        f.put("parts", Collections.nCopies(31, Map.of("part_no", "G-1", "quantity", 1)));
        create(f)
                .statusCode(422)
                .body("problems", hasSize(1))
                .body("problems[0].code", equalTo("field.too-many-rows"))
                .body("problems[0].params.rows", equalTo("31"));
        // So many do not even reach the field: no value of a request may be that large.
        f.put("parts", Collections.nCopies(100_000, Map.of("q", 1)));
        create(f).statusCode(422).body("problems", hasSize(1)).body("problems[0].pointer", equalTo("/fields/parts"));
    }

    @Test
    void listsFindThemByWhatTheyAre() {
        create(everything()).statusCode(201);
        Map<String, Object> other = everything();
        other.put("product", "climate/aircon");
        other.put("worked", "PT3H");
        other.put("home_from", "14:00");
        other.put("warranty", Map.of("start", "2026-06-01"));
        other.put("mail", "other@example.com");
        create(other).statusCode(201);
        for (String filter : List.of(
                "product.startsWith(\"kitchen/\")",
                "product == \"kitchen/kettle\"",
                "worked < duration(\"2h\")",
                "worked == duration(\"90m\")",
                "home_from < \"12:00\"",
                "warranty.start < date(\"2026-03-01\")",
                "warranty.end != null",
                "mail == \"Li@EXAMPLE.com\"",
                "warranty.start <= date(\"2026-02-01\") && (warranty.end == null || warranty.end >= date(\"2026-02-01\"))")) {
            jun.with()
                    .queryParam("type", "service_visit")
                    .queryParam("filter", filter)
                    .get(TICKETS)
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(1))
                    .body("items[0].fields.mail", equalTo("Li@example.com"));
        }
        jun.with()
                .queryParam("type", "service_visit")
                .queryParam("sort", "-warranty")
                .get(TICKETS)
                .then()
                .statusCode(200)
                .body("items.fields.mail", equalTo(List.of("other@example.com", "Li@example.com")));
        jun.with()
                .queryParam("type", "service_visit")
                .queryParam("filter", "door_code != null")
                .get(TICKETS)
                .then()
                .statusCode(400);
    }

    @Test
    void aSecretIsSealedAndNeverReadBack() {
        String id = create(everything()).statusCode(201).extract().path("id");
        for (Browser who : List.of(jun, admin)) {
            String detail = who.with()
                    .get(TICKETS + "/" + id)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(detail).contains("••••").doesNotContain("hunter2", "sealed:");
            patch(who, id, Map.of("door_code", "swordfish")).statusCode(200);
            String events = who.with()
                    .get(TICKETS + "/" + id + "/events")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(events).doesNotContain("hunter2", "swordfish", "sealed:");
        }
        assertThat(stored()).contains("sealed:1:").doesNotContain("hunter2", "swordfish");
        Map<String, Object> gone = new LinkedHashMap<>();
        gone.put("door_code", null);
        patch(jun, id, gone).statusCode(200).body("fields.door_code", nullValue());
    }

    @Test
    void anArchivedFieldIsGoneButForHistoryAndComesBack() {
        String id = create(everything()).statusCode(201).extract().path("id");
        patch(jun, id, Map.of("floor", 13)).statusCode(200);
        publish("label: {en: Floor, zh: 楼层}", "label: {en: Floor, zh: 楼层}, life: archived");
        jun.with()
                .get(TICKETS + "/" + id)
                .then()
                .body("fields.floor", nullValue())
                .body("form.fields.key", not(hasItem("floor")));
        patch(jun, id, Map.of("floor", 14)).statusCode(422).body("problems[0].code", equalTo("field.unknown"));
        jun.with().get("/api/v1/types/service_visit/schema").then().body("fields.key", not(hasItem("floor")));
        jun.with().get(TICKETS + "/" + id + "/events").then().body("items.findAll { it.field == 'floor' }", hasSize(1));
        publish("label: {en: Floor, zh: 楼层}, life: archived", "label: {en: Floor, zh: 楼层}");
        jun.with().get(TICKETS + "/" + id).then().body("fields.floor", equalTo(13));
    }

    @Test
    void aDeprecatedFieldIsShownWhereItIsFilledAndAskedOfNobody() {
        String filled = create(everything()).statusCode(201).extract().path("id");
        Map<String, Object> less = everything();
        less.remove("floor");
        String empty = create(less).statusCode(201).extract().path("id");
        publish("label: {en: Floor, zh: 楼层}", "label: {en: Floor, zh: 楼层}, life: deprecated, required: true");
        patch(jun, filled, Map.of("floor", 3)).statusCode(200);
        patch(jun, empty, Map.of("floor", 3)).statusCode(422).body("problems[0].code", equalTo("field.read-only"));
        create(less).statusCode(201);
        jun.with()
                .get("/api/v1/types/service_visit/schema")
                .then()
                .body("fields.find { it.key == 'floor' }.deprecated", equalTo(true))
                .body("fields.find { it.key == 'floor' }.level", equalTo("read"));
    }

    @Test
    void aKindIsChangedAfterALookAtWhatBecomesOfTheValues() {
        for (String serial : List.of("100", "0200", "A-3")) {
            Map<String, Object> f = everything();
            f.put("serial_no", serial);
            create(f).statusCode(201);
        }
        Map<String, Object> change = Map.of("type", "service_visit", "field", "serial_no", "kind", "integer");
        admin.with()
                .body(change)
                .post("/api/v1/metadata/kind-change/preview")
                .then()
                .statusCode(200)
                .body("total", equalTo(3))
                .body("exact", equalTo(1))
                .body("lossy", equalTo(1))
                .body("failing", equalTo(1))
                .body("samples.code", equalTo(java.util.Arrays.asList("field.wrong-type", null)));
        jun.with()
                .body(change)
                .post("/api/v1/metadata/kind-change/preview")
                .then()
                .statusCode(403);
        publish(
                "key: serial_no, kind: barcode, label: {en: Serial number, zh: 序列号}, help: {en: On the plate at the back, zh: 见机身背面铭牌}, maxLength: 40, indexed: true}",
                "key: serial_old, kind: barcode, label: {en: Serial number, zh: 序列号}, maxLength: 40, life: archived}\n"
                        + "  - {id: f_v_serial2, key: serial_no, kind: text, label: {en: Serial number, zh: 序列号}, indexed: true, convertedFrom: f_v_serial}");
        jun.with()
                .queryParam("type", "service_visit")
                .queryParam("filter", "serial_no == \"0200\"")
                .get(TICKETS)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].fields.serial_no", equalTo("0200"));
        assertThat(stored()).contains("\"f_v_serial\"", "\"f_v_serial2\"");
    }

    /** Everything the database holds of the workspace's tickets. */
    private String stored() {
        return String.join("\n", Desk.column(demo.id(), "SELECT fields::text FROM record WHERE tenant_id = ?"))
                + String.join("\n", Desk.column(demo.id(), "SELECT e::text FROM event e WHERE tenant_id = ?"));
    }

    /** Publishes the demo with one text of the visit's definition replaced. */
    private void publish(String from, String to) {
        List<Map<String, String>> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals("types/service_visit/type.yaml") ? changed(f, from, to) : f)
                .map(f -> Map.of("path", f.path(), "text", f.text()))
                .toList();
        admin.with()
                .body(Map.of("files", files))
                .post("/api/v1/metadata")
                .then()
                .statusCode(200);
    }

    private static SourceFile changed(SourceFile file, String from, String to) {
        // The way back replaces nothing: the demo's own text is what it was.
        return new SourceFile(file.path(), file.text().replace(from, to));
    }
}

package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Visits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A field of another kind: what would become of its values, what does, and what is kept of those that do not fit. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class KindChangeTest {
    private static final String TICKETS = "/api/v1/tickets";
    private static final String TYPE = "types/service_visit/type.yaml";

    /** Written as dates, nearly so, and not at all. */
    private static final List<String> SERIALS =
            List.of("2026-01-02", "2026-03-04", "2026/5/6", "2026/12/31", "tomorrow", "2026-02-30", "A-7");

    @Inject
    Desk desk;

    private Tenant demo;
    private Browser jun;
    private Browser ada;
    private final Map<String, String> numbers = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();

    @BeforeEach
    void visits() {
        demo = desk.demo();
        String account = desk.account(demo, "jun", "agent", "after_sales").id().toString();
        desk.account(demo, "ada", "admin");
        jun = Browser.signIn(demo, "jun");
        ada = Browser.signIn(demo, "ada");
        Actor admin = desk.actor(demo, "shop", "admin");
        String customer = desk.put(admin, "customer", "C-1", Map.of("name", "Zelda Quist"))
                .toString();
        String product = desk.put(admin, "product", "P-1", Map.of("name", "Kettle", "sku", "7"))
                .toString();
        List<String> all = new ArrayList<>(SERIALS);
        all.add("");
        for (String serial : all) {
            Map<String, Object> fields = Visits.everything(account, customer, List.of(product));
            fields.remove("serial_no");
            if (!serial.isEmpty()) {
                fields.put("serial_no", serial);
            }
            ValidatableResponse made = jun.with()
                    .body(Map.of("type", "service_visit", "fields", fields))
                    .post(TICKETS)
                    .then()
                    .statusCode(201);
            ids.put(serial, made.extract().path("id"));
            numbers.put(serial, made.extract().path("number"));
        }
    }

    @Test
    void thePreviewCountsWhatBecomesOfEveryValueAndNamesThoseThatDoNotFit() {
        String answer = preview(ada)
                .statusCode(200)
                .body("total", equalTo(7))
                .body("more", equalTo(false))
                .body("looked", equalTo(7))
                .body("exact", equalTo(2))
                .body("lossy", equalTo(2))
                .body("failing", equalTo(3))
                // The newest first.
                .body(
                        "samples.ticket",
                        contains(
                                numbers.get("A-7"),
                                numbers.get("2026-02-30"),
                                numbers.get("tomorrow"),
                                numbers.get("2026/12/31"),
                                numbers.get("2026/5/6")))
                .body("samples.code", equalTo(Arrays.asList("field.date", "field.date", "field.date", null, null)))
                .extract()
                .asString();
        assertThat(answer).as("values are not told").doesNotContain("tomorrow", "2026/5/6");
        preview(jun).statusCode(403);
        // Nothing has been changed by asking.
        jun.with().get(TICKETS + "/" + ids.get("tomorrow")).then().body("fields.serial_no", equalTo("tomorrow"));
    }

    @Test
    void whatFitsIsConvertedAndFoundAndWhatDoesNotIsKeptAsItWas() {
        publish(KindChangeTest::converted);
        for (String serial : List.of("2026-01-02", "2026-03-04")) {
            serial(serial).body("fields.serial_no", equalTo(serial));
        }
        serial("2026/5/6").body("fields.serial_no", equalTo("2026-05-06"));
        for (String serial : List.of("tomorrow", "2026-02-30", "A-7", "")) {
            serial(serial).body("fields.serial_no", nullValue());
        }
        list("serial_no > date(\"2026-01-02\") && serial_no < date(\"2026-12-31\")", "-serial_no")
                .body("items.fields.serial_no", contains("2026-05-06", "2026-03-04"));
        list("serial_no == date(\"2026-12-31\")", null).body("items.id", contains(ids.get("2026/12/31")));
        // Those without a value are listed: the failing ones, and the one that never had any.
        list("serial_no == null", "created")
                .body("items.id", contains(ids.get("tomorrow"), ids.get("2026-02-30"), ids.get("A-7"), ids.get("")));
        assertThat(old()).as("the old values, all of them").containsExactlyInAnyOrderElementsOf(SERIALS);
        // Neither is a new value overwritten nor an old one lost by publishing once more.
        int version = serial("tomorrow").extract().path("version");
        jun.with()
                .body(Map.of("version", version, "fields", Map.of("serial_no", "2026-07-08")))
                .patch(TICKETS + "/" + ids.get("tomorrow"))
                .then()
                .statusCode(200);
        publish(text -> converted(text).replace("Serial number", "Serial no."));
        serial("tomorrow").body("fields.serial_no", equalTo("2026-07-08"));
        assertThat(old()).containsExactlyInAnyOrderElementsOf(SERIALS);
    }

    @Test
    void theOldFieldBroughtBackReadsWhatItHeld() {
        publish(KindChangeTest::converted);
        publish(
                text -> converted(text).replace(", life: archived}", "}").replace(", convertedFrom: f_v_serial}", "}"),
                access -> access.replaceAll("( +)serial_no: edit", "$0\n$1serial_old: read"));
        for (String serial : SERIALS) {
            serial(serial).body("fields.serial_old", equalTo(serial));
        }
        serial("tomorrow").body("fields.serial_no", nullValue());
        serial("2026/5/6").body("fields.serial_no", equalTo("2026-05-06"));
    }

    @Test
    void aFieldOfAnObjectTypeChangesItsKindAsOneOfATicketDoes() {
        for (String sku : List.of("1001", "1002", "A-3")) {
            ada.with()
                    .body(Map.of("source", "shop", "externalId", "P-" + sku, "fields", Map.of("name", sku, "sku", sku)))
                    .post("/api/v1/objects/product")
                    .then()
                    .statusCode(201);
        }
        ada.with()
                .body(Map.of("type", "product", "field", "sku", "kind", "integer"))
                .post("/api/v1/metadata/kind-change/preview")
                .then()
                .statusCode(200)
                .body("exact", equalTo(3))
                .body("failing", equalTo(1))
                .body("samples.ticket", contains("P-A-3"));

        publishFiles(f -> f.path().equals("objects/product/type.yaml")
                ? new SourceFile(
                        f.path(),
                        f.text()
                                .replace(
                                        "key: sku, kind: text, label: {en: SKU, zh: 货号}, maxLength: 40, required: true, indexed: true}",
                                        "key: sku_old, kind: text, label: {en: SKU, zh: 货号}, maxLength: 40, life: archived}\n"
                                                + "  - {id: f_sku2, key: sku, kind: integer, label: {en: SKU, zh: 货号}, indexed: true,"
                                                + " convertedFrom: f_sku}"))
                : f);

        ada.with()
                .queryParam("filter", "sku > 1001")
                .get("/api/v1/objects/product")
                .then()
                .statusCode(200)
                .body("items.fields.sku", contains(1002));
        ada.with()
                .queryParam("filter", "sku == null")
                .get("/api/v1/objects/product")
                .then()
                .body("items.externalId", contains("P-A-3"));
    }

    private ValidatableResponse preview(Browser who) {
        return who.with()
                .body(Map.of("type", "service_visit", "field", "serial_no", "kind", "date"))
                .post("/api/v1/metadata/kind-change/preview")
                .then();
    }

    /** The visit that was made with this serial number. */
    private ValidatableResponse serial(String serial) {
        return jun.with().get(TICKETS + "/" + ids.get(serial)).then().statusCode(200);
    }

    private ValidatableResponse list(String filter, String sort) {
        var request = jun.with().queryParam("type", "service_visit").queryParam("filter", filter);
        return (sort == null ? request : request.queryParam("sort", sort))
                .get(TICKETS)
                .then()
                .statusCode(200);
    }

    private List<String> old() {
        return Desk.column(
                demo.id(),
                "SELECT fields->>'f_v_serial' FROM record WHERE tenant_id = ? AND fields->>'f_v_serial' IS NOT NULL");
    }

    /** The serial number as a date in a field of its own; the old one archived. */
    private static String converted(String type) {
        return type.replaceAll(
                "(id: f_v_serial, key: )serial_no(, kind: barcode, .*), indexed: true}",
                "$1serial_old$2, life: archived}\n"
                        + "  - {id: f_v_serial2, key: serial_no, kind: date, label: {en: Serial number, zh: 序列号},"
                        + " indexed: true, convertedFrom: f_v_serial}");
    }

    private void publish(UnaryOperator<String> type) {
        publish(type, text -> text);
    }

    private void publish(UnaryOperator<String> type, UnaryOperator<String> access) {
        publishFiles(f -> switch (f.path()) {
            case TYPE -> new SourceFile(f.path(), type.apply(f.text()));
            case "types/service_visit/access.yaml" -> new SourceFile(f.path(), access.apply(f.text()));
            default -> f;
        });
    }

    private void publishFiles(UnaryOperator<SourceFile> change) {
        List<Map<String, String>> files = Snapshots.demoFiles().stream()
                .map(change)
                .map(f -> Map.of("path", f.path(), "text", f.text()))
                .toList();
        ada.with().body(Map.of("files", files)).post("/api/v1/metadata").then().statusCode(200);
    }
}

package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.secret.Vault;
import io.deskloom.standin.Standin;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's ERP takes over what the shop has, tells of what it changes, and leaves systems alone that somebody put in its place. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DemoStandinTest {
    @TempDir
    Path folder;

    @Inject
    Desk desk;

    @Inject
    DemoStandin demoStandin;

    @Inject
    Vault vault;

    @Inject
    Clock clock;

    private Standin standin;
    private Tenant demo;
    private Actor boss;

    @BeforeEach
    void start() {
        standin = Standin.in(folder);
        demo = desk.shipped();
        boss = desk.actor(demo, "boss", "admin");
    }

    @AfterEach
    void stop() {
        standin.close();
    }

    private void introduce() throws Exception {
        demoStandin.introduce(demo, standin.url(), folder, "http://localhost:" + RestAssured.port);
    }

    private String secret(String name) {
        return vault.open(demo.id(), name, clock.instant())
                .map(Vault.Opened::value)
                .orElse("");
    }

    private static void until(BooleanSupplier met) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void itsBooksBeginAsTheShopsAndWhatItChangesIsToldThere() throws Exception {
        TicketId warehouse = desk.put(boss, "warehouse", "W-2", Map.of("name", "Hangzhou", "city", "杭州"));
        TicketId product = desk.put(boss, "product", "P-7", Map.of("name", "Pan", "sku", "NL-7"));
        TicketId order = desk.put(
                boss,
                "order",
                "SO-7",
                Map.of(
                        "order_no", "SO-7",
                        "status", "picking",
                        "paid", "99.50",
                        "address", "杭州 7",
                        "warehouse", warehouse.toString()));
        TicketId level = desk.put(
                boss,
                "stock_level",
                "P-7@W-2",
                Map.of(
                        "name",
                        "Pan · Hangzhou",
                        "product",
                        product.toString(),
                        "warehouse",
                        warehouse.toString(),
                        "available",
                        4,
                        "safety_stock",
                        5));
        assertThat(standin.get("/erp/orders/SO-7").status()).isEqualTo(503);
        introduce();
        until(() -> standin.get("/health").ok().path("stocked").asBoolean());

        JsonNode found = standin.get("/erp/orders/SO-7").ok();
        assertThat(found.path("address").asText()).isEqualTo("杭州 7");
        assertThat(found.path("warehouse").asText()).isEqualTo("W-2");
        assertThat(found.path("paid").asText()).isEqualTo("99.50");
        assertThat(standin.get("/wms/stock/P-7").ok().path("below_safety").asBoolean())
                .isTrue();

        standin.post(
                        "/erp/procurement-orders",
                        Map.of("product", "P-7", "warehouse", "W-2", "quantity", 20, "expected_on", "2026-12-24"))
                .ok();
        standin.post("/wms/orders/SO-7/ship", Map.of()).ok();
        until(() -> desk.ticket(boss, level)
                .field("f_restock")
                .equals(new Value.Date(java.time.LocalDate.parse("2026-12-24"))));
        until(() -> desk.ticket(boss, order).field("f_status").equals(Value.text("shipped")));
        // The order looks its parcel up, which is a record of its own now.
        assertThat(desk.ticket(boss, order).field("f_shipment").isNull()).isFalse();
    }

    @Test
    void theConnectorsLeadToItUntilSomebodyPutsAnAddressOfHisOwn() throws Exception {
        introduce();
        assertThat(secret("erp_url")).isEqualTo(standin.url() + "/erp");
        assertThat(secret("wms_url")).isEqualTo(standin.url() + "/wms");
        assertThat(secret("erp_token")).isEqualTo(standin.token());

        AccountId by = boss.account();
        vault.put(demo.id(), "erp_url", "https://erp.example/v2", Duration.ZERO, by, clock.instant());
        vault.put(demo.id(), "erp_token", "theirs", Duration.ZERO, by, clock.instant());
        introduce();
        assertThat(secret("erp_url")).isEqualTo("https://erp.example/v2");
        assertThat(secret("erp_token")).isEqualTo("theirs");
        assertThat(secret("wms_url")).isEqualTo(standin.url() + "/wms");
    }

    @Test
    void itWritesTheShopsRecordsAndSeesNoTicket() throws Exception {
        introduce();
        until(() -> standin.get("/health").ok().path("stocked").asBoolean());
        JsonNode kept =
                new ObjectMapper().readTree(folder.resolve("deskloom.json").toFile());
        desk.create(
                desk.actor(demo, "jun", "agent", "after_sales"),
                "return_refund",
                Map.of("subject", "x", "reason", "size"));
        for (String path : java.util.List.of("/tickets?type=return_refund", "/objects/customer")) {
            String answer = RestAssured.given()
                    .header("Authorization", "Bearer " + kept.path("token").asText())
                    .get("/api/v1" + path)
                    .asString();
            assertThat(answer).doesNotContain("\"number\"", "\"externalId\"");
        }
    }
}

package io.deskloom.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.testing.Receiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ERP and warehouse system that SOPs call, as a process of its own and by its API. */
class StandinTest {
    @TempDir
    private Path folder;

    private Standin standin;

    @BeforeEach
    void start() {
        standin = Standin.stocked(folder);
    }

    @AfterEach
    void stop() {
        standin.close();
    }

    private JsonNode order(String no) {
        return standin.get("/erp/orders/" + no).ok();
    }

    private int available(String warehouse) {
        for (JsonNode one : standin.get("/wms/stock/P-1").ok().path("warehouses")) {
            if (one.path("warehouse").asText().equals(warehouse)) {
                return one.path("available").asInt();
            }
        }
        throw new AssertionError("no such warehouse");
    }

    @Test
    void anOrderIsChangedUntilItHasLeftAndEachChangeCanBeTakenBack() {
        assertThat(order("SO-1").path("outbound").asBoolean()).isFalse();
        standin.put("/erp/orders/SO-1/address", Map.of("address", "上海 9")).ok();
        assertThat(order("SO-1").path("address").asText()).isEqualTo("上海 9");
        standin.post("/erp/orders/SO-1/address/restore", Map.of()).ok();
        assertThat(order("SO-1").path("address").asText()).isEqualTo("杭州 1");

        standin.post("/erp/orders/SO-1/rush", Map.of()).ok();
        assertThat(order("SO-1").path("rush").asBoolean()).isTrue();
        standin.post("/erp/orders/SO-1/unrush", Map.of()).ok();
        assertThat(order("SO-1").path("rush").asBoolean()).isFalse();

        standin.post("/erp/orders/SO-1/cancel", Map.of("reason", "changed mind"))
                .ok();
        standin.post("/erp/orders/SO-1/cancel", Map.of()).ok();
        assertThat(order("SO-1").path("status").asText()).isEqualTo("cancelled");
        standin.post("/erp/orders/SO-1/rush", Map.of()).refused(422, "cancelled");
        standin.post("/erp/orders/SO-1/reinstate", Map.of()).ok();
        assertThat(order("SO-1").path("status").asText()).isEqualTo("paid");

        for (String late :
                List.of("/erp/orders/SO-2/cancel", "/erp/orders/SO-2/rush", "/wms/orders/SO-2/stop-picking")) {
            standin.post(late, Map.of()).refused(422, "outbound");
        }
        standin.put("/erp/orders/SO-2/address", Map.of("address", "x")).refused(422, "outbound");
        assertThat(order("SO-2").path("outbound").asBoolean()).isTrue();
    }

    @Test
    void theWarehouseStopsAndGoesOnAndPacksWhatItsListSays() {
        standin.post("/wms/orders/SO-3/stop-picking", Map.of()).ok();
        standin.post("/wms/orders/SO-3/ship", Map.of()).refused(422, "picking-stopped");
        standin.post("/wms/orders/SO-3/resume-picking", Map.of()).ok();
        standin.put("/wms/orders/SO-3/picking-list", Map.of("note", "gift", "address", "宁波 1"))
                .ok();
        assertThat(order("SO-3").path("picking_address").asText()).isEqualTo("宁波 1");
        standin.post("/wms/orders/SO-3/picking-list/restore", Map.of()).ok();
        assertThat(order("SO-3").path("picking_address").asText()).isEqualTo("杭州 3");
        assertThat(order("SO-3").path("picking_note").asText()).isEmpty();

        JsonNode shipped = standin.post("/wms/orders/SO-3/ship", Map.of()).ok();
        String parcel = shipped.path("shipment").asText();
        assertThat(shipped.path("status").asText()).isEqualTo("shipped");
        standin.post("/wms/shipments/" + parcel + "/status", Map.of("status", "delivered"))
                .ok();
        assertThat(order("SO-3").path("status").asText()).isEqualTo("delivered");
        standin.post("/wms/shipments/" + parcel + "/status", Map.of("status", "delayed"))
                .refused(422, "shipment-over");
        standin.post("/wms/shipments/" + parcel + "/status", Map.of("status", "lost"))
                .refused(400, "invalid");
    }

    @Test
    void refundsAreNeverMoreThanWasPaidAndAReferenceNamesThem() {
        String no = standin.post("/erp/refunds", Map.of("order", "SO-1", "amount", 200, "ref", "RET-7"))
                .ok()
                .path("no")
                .asText();
        standin.post("/erp/refunds", Map.of("order", "SO-1", "amount", "100.01"))
                .refused(422, "refund-too-large");
        assertThat(standin.post("/erp/refunds/RET-7/cancel", Map.of())
                        .ok()
                        .path("no")
                        .asText())
                .isEqualTo(no);
        standin.post("/erp/refunds/" + no + "/cancel", Map.of()).ok();
        standin.post("/erp/refunds/" + no + "/pay", Map.of()).refused(422, "refund-cancelled");
        String next = standin.post("/erp/refunds", Map.of("order", "SO-1", "amount", "300", "ref", "RET-7"))
                .ok()
                .path("no")
                .asText();
        standin.post("/erp/refunds/RET-7/pay", Map.of()).ok();
        standin.post("/erp/refunds/" + next + "/cancel", Map.of()).refused(422, "refund-paid");
    }

    @Test
    void whatWasNeverMadeIsTakenBackWithoutAWord() {
        for (String path : List.of(
                "/erp/refunds/nobodys/cancel",
                "/erp/procurement-orders/nobodys/cancel",
                "/erp/invoices/nobodys/cancel",
                "/erp/part-issues/nobodys/return",
                "/erp/settlements/nobodys/cancel",
                "/wms/reservations/nobodys/release",
                "/wms/shipments/nobodys/cancel",
                "/wms/pickups/nobodys/cancel")) {
            assertThat(standin.post(path, Map.of()).ok().path("status").asText())
                    .as(path)
                    .isEqualTo("none");
        }
        standin.post("/erp/orders/nobodys/reinstate", Map.of()).refused(404, "unknown");
    }

    @Test
    void stockIsReservedWhereItIsBestReleasedAndNeverBelowNothing() {
        JsonNode near = standin.post("/wms/reservations", Map.of("product", "P-1", "quantity", 2, "address", "杭州市西湖区"))
                .ok();
        assertThat(near.path("warehouse").asText()).isEqualTo("W-2");
        assertThat(available("W-2")).isEqualTo(1);
        JsonNode far = standin.post("/wms/reservations", Map.of("product", "P-1", "quantity", 5, "address", "杭州市西湖区"))
                .ok();
        assertThat(far.path("warehouse").asText()).isEqualTo("W-1");
        standin.post("/wms/reservations", Map.of("product", "P-1", "quantity", 6))
                .refused(422, "out-of-stock");
        standin.post("/wms/reservations/" + near.path("no").asText() + "/release", Map.of())
                .ok();
        standin.post("/wms/reservations/" + near.path("no").asText() + "/release", Map.of())
                .ok();
        assertThat(available("W-2")).isEqualTo(3);
        JsonNode sent = standin.post(
                        "/wms/shipments",
                        Map.of(
                                "order",
                                "SO-1",
                                "ref",
                                "EXC-1",
                                "reservation",
                                far.path("no").asText()))
                .ok();
        assertThat(sent.path("warehouse").asText()).isEqualTo("W-1");
        standin.post("/wms/reservations/" + far.path("no").asText() + "/release", Map.of())
                .refused(422, "reservation-used");
        standin.post("/wms/shipments/EXC-1/cancel", Map.of()).ok();
    }

    @Test
    void whatIsProcuredSaysWhenItComesAndFillsTheShelf() {
        JsonNode order = standin.post(
                        "/erp/procurement-orders",
                        Map.of("product", "P-1", "warehouse", "W-2", "quantity", 40, "expected_on", "2026-12-24"))
                .ok();
        assertThat(standin.get("/wms/stock/P-1").ok().path("restock_on").asText())
                .isEqualTo("2026-12-24");
        standin.post("/erp/procurement-orders/" + order.path("no").asText() + "/receive", Map.of())
                .ok();
        standin.post("/erp/procurement-orders/" + order.path("no").asText() + "/receive", Map.of())
                .ok();
        assertThat(available("W-2")).isEqualTo(43);
        assertThat(standin.get("/wms/stock/P-1").ok().path("restock_on").isNull())
                .isTrue();
        standin.post("/erp/procurement-orders/" + order.path("no").asText() + "/cancel", Map.of())
                .refused(422, "procurement-received");
        String other = standin.post(
                        "/erp/procurement-orders", Map.of("product", "P-1", "warehouse", "W-1", "quantity", 1))
                .ok()
                .path("no")
                .asText();
        standin.post("/erp/procurement-orders/" + other + "/cancel", Map.of()).ok();
        assertThat(standin.get("/wms/stock/P-1").ok().path("restock_on").isNull())
                .isTrue();
    }

    @Test
    void whatComesBackIsFetchedAndTakenInOnce() {
        JsonNode pickup = standin.post("/wms/pickups", Map.of("order", "SO-2", "ref", "RET-9"))
                .ok();
        assertThat(pickup.path("address").asText()).isEqualTo("北京 2");
        standin.post("/wms/pickups/RET-9/collected", Map.of()).ok();
        standin.post("/wms/pickups/RET-9/cancel", Map.of()).refused(422, "pickup-collected");
        standin.post("/wms/pickups/RET-9/received", Map.of("product", "P-1")).ok();
        standin.post("/wms/pickups/RET-9/received", Map.of("product", "P-1")).ok();
        assertThat(available("W-1")).isEqualTo(11);
        standin.post("/wms/pickups", Map.of("order", "SO-2", "ref", "RET-10")).ok();
        standin.post("/wms/pickups/RET-10/cancel", Map.of()).ok();
        standin.post("/wms/pickups/RET-10/received", Map.of()).refused(422, "pickup-cancelled");
    }

    @Test
    void invoicesArePerOrderMatchedByAmountAndVoided() {
        assertThat(standin.post("/erp/invoices/match", Map.of("order", "SO-1"))
                        .ok()
                        .path("why")
                        .asText())
                .isEqualTo("no-invoice");
        String no = standin.post("/erp/invoices", Map.of("order", "SO-1", "title", "Acme"))
                .ok()
                .path("no")
                .asText();
        standin.post("/erp/invoices", Map.of("order", "SO-1")).refused(422, "invoice-there");
        JsonNode match = standin.post("/erp/invoices/match", Map.of("order", "SO-1", "amount", 300))
                .ok();
        assertThat(match.path("matched").asBoolean()).isTrue();
        assertThat(match.path("invoice").asText()).isEqualTo(no);
        assertThat(standin.post("/erp/invoices/match", Map.of("order", "SO-1", "amount", 299))
                        .ok()
                        .path("why")
                        .asText())
                .isEqualTo("another-amount");
        assertThat(standin.post("/erp/invoices/match", Map.of("order", "nobody's"))
                        .ok()
                        .path("why")
                        .asText())
                .isEqualTo("no-such-order");
        standin.post("/erp/invoices/" + no + "/send", Map.of()).ok();
        standin.post("/erp/invoices/" + no + "/cancel", Map.of()).ok();
        standin.post("/erp/invoices/" + no + "/send", Map.of()).refused(422, "invoice-void");
    }

    @Test
    void partsAreTakenPricedGivenBackAndSettled() {
        JsonNode issue = standin.post("/erp/parts/motor/issue", Map.of("quantity", 2, "ref", "REP-1"))
                .ok();
        assertThat(issue.path("cost").asText()).isEqualTo("258.00");
        standin.post("/erp/parts/motor/issue", Map.of("quantity", 5)).refused(422, "out-of-parts");
        standin.post("/erp/part-issues/REP-1/return", Map.of()).ok();
        standin.post("/erp/part-issues/REP-1/return", Map.of()).ok();
        assertThat(standin.get("/erp/parts/motor").ok().path("available").asInt())
                .isEqualTo(6);
        JsonNode settled = standin.post("/erp/settlements", Map.of("ref", "REP-1", "labour", "80", "parts", "258.00"))
                .ok();
        assertThat(settled.path("total").asText()).isEqualTo("338.00");
        standin.post("/erp/settlements/REP-1/cancel", Map.of()).ok();
    }

    @Test
    void theSameKeyIsDoneOnceAlsoAfterItWasKilled() {
        Map<String, Object> refund = Map.of("order", "SO-1", "amount", 10);
        JsonNode first = standin.post("key-1", "/erp/refunds", refund).ok();
        assertThat(standin.post("key-1", "/erp/refunds", refund).ok()).isEqualTo(first);
        standin.killAndStart();
        assertThat(standin.post("key-1", "/erp/refunds", refund).ok()).isEqualTo(first);
        assertThat(standin.papers("REFUND")).hasSize(1);
        standin.post("key-1", "/erp/refunds", Map.of("order", "SO-1", "amount", 11))
                .refused(422, "key-used");
        standin.post("key-2", "/erp/refunds", refund).ok();
        assertThat(standin.papers("REFUND")).hasSize(2);
    }

    @Test
    void aNoIsNotRememberedUnderItsKey() {
        Map<String, Object> wish = Map.of("product", "P-1", "quantity", 11);
        standin.post("key-1", "/wms/reservations", wish).refused(422, "out-of-stock");
        standin.post("/wms/stock/P-1/W-1/add", Map.of("quantity", 5)).ok();
        standin.post("key-1", "/wms/reservations", wish).ok();
    }

    @Test
    void manyAtOnceUnderOneKeyAreOne() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            List<Callable<String>> calls = IntStream.range(0, 64)
                    .<Callable<String>>mapToObj(i ->
                            () -> standin.post("key-" + i % 4, "/erp/refunds", Map.of("order", "SO-1", "amount", 1))
                                    .ok()
                                    .path("no")
                                    .asText())
                    .toList();
            for (Future<String> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isNotEmpty();
            }
        }
        assertThat(standin.papers("REFUND")).hasSize(4);
    }

    @Test
    void whatWasAnsweredIsThereAfterItWasKilledInTheMiddle() throws Exception {
        List<String> acknowledged = new java.util.concurrent.CopyOnWriteArrayList<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; ; i++) {
                Standin.Answered answer = standin.post("/wms/pickups", Map.of("order", "SO-2", "ref", "R-" + i));
                if (answer.status() != 201) {
                    return;
                }
                acknowledged.add("R-" + i);
            }
        });
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (acknowledged.size() < 20 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        standin.killAndStart();
        writer.join();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(20);
        for (String ref : acknowledged) {
            standin.get("/wms/pickups/" + ref).ok();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Bearer wrong", "Basic eDp4"})
    void withoutItsTokenNothingIsAnswered(String header) {
        Standin.Answered answer =
                standin.call("GET", "/erp/orders/SO-1", null, Map.of("Authorization", header.isEmpty() ? "x" : header));
        answer.refused(401, "token");
        standin.call("PUT", "/admin/deskloom", Map.of(), Map.of("Authorization", "Bearer x"))
                .refused(401, "token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /erp/refunds                  | {"order": "SO-1", "amount": -1}      | 400
            POST | /erp/refunds                  | {"amount": 1e999999}                 | 400
            POST | /erp/refunds                  | {"order": "nobody's", "amount": 1}   | 404
            POST | /erp/refunds                  | [1]                                  | 400
            POST | /erp/refunds                  | {"order":                            | 400
            POST | /wms/reservations             | {"product": "P-1", "quantity": 1.5}  | 400
            POST | /wms/reservations             | {"product": {"a": 1}}                | 400
            POST | /erp/procurement-orders       | {"product": "P-1", "warehouse": "W-1", "quantity": 1, "expected_on": "soon"} | 400
            PUT  | /erp/orders/SO-1/address      | {}                                   | 400
            POST | /erp/orders/SO-9/cancel       | {}                                   | 404
            POST | /erp/orders/%2E%2E/cancel     | {}                                   | 404
            POST | /erp/nothing                  | {}                                   | 404
            DELETE | /erp/orders/SO-1            | {}                                   | 405
            """)
    void whatIsWrongIsRefusedAndChangesNothing(String method, String path, String body, int status) throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("books.json"));
        assertThat(standin.call(method, path, body, Map.of()).status()).isEqualTo(status);
        assertThat(Files.readAllBytes(folder.resolve("books.json"))).isEqualTo(before);
    }

    @Test
    void aBodyWithoutEndIsNotRead() {
        assertThat(standin.call("POST", "/erp/refunds", "{\"a\": \"" + "x".repeat(70_000) + "\"}", Map.of())
                        .status())
                .isEqualTo(413);
    }

    @Test
    void itGoesWrongAsItIsTold() {
        Map<String, Object> refund = Map.of("order", "SO-1", "amount", 1);
        standin.misbehaves("down", "/erp", 1, 0);
        standin.get("/wms/stock/P-1").ok();
        standin.post("down", "/erp/refunds", refund).refused(503, "down");
        standin.misbehaves("fails-after", "/erp", 1, 0);
        standin.post("after", "/erp/refunds", refund).refused(500, "fails-after");
        assertThat(standin.papers("REFUND")).hasSize(1);
        standin.post("after", "/erp/refunds", refund).ok();
        assertThat(standin.papers("REFUND")).hasSize(1);
        standin.misbehaves("broken", "/erp", 1, 0);
        assertThat(standin.post("broken", "/erp/refunds", refund).status()).isZero();
        assertThat(standin.papers("REFUND")).hasSize(2);
        standin.admin("PUT", "/admin/behaviour", Map.of("fault", "refuses", "status", 409));
        standin.post("refuses", "/erp/refunds", refund).refused(409, "refuses");
        assertThat(standin.papers("REFUND")).hasSize(2);
    }

    @Test
    void twoDoNotShareOneFolder() throws Exception {
        Process second = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StandinMain.class.getName(),
                        "--data",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(second.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(said).startsWith("stand-in: the folder " + folder + " is in use by another stand-in\n");
    }

    @Test
    void itEndsWithWhoeverStartedItAndComesBackWhereItWas() throws Exception {
        String url = standin.url();
        standin.process().getOutputStream().close();
        assertThat(standin.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        standin.killAndStart();
        assertThat(standin.url()).isEqualTo(url);
        order("SO-1");
    }

    @Test
    void deskloomIsToldOfEveryChangeOldestFirstUntilItHasHeard() {
        try (Receiver deskloom = new Receiver()) {
            deskloom.answers(503, Map.of(), "{}");
            standin.admin("PUT", "/admin/deskloom", Map.of("url", deskloom.url(), "token", "dlk_x"));
            standin.post("/erp/orders/SO-1/cancel", Map.of()).ok();
            standin.post("/wms/stock/P-1/W-1/add", Map.of("quantity", 5)).ok();
            Receiver.Got lost = deskloom.next();
            Receiver.Got first = deskloom.next();
            assertThat(first.body())
                    .isEqualTo(lost.body())
                    .contains("\"externalId\":\"SO-1\"", "\"status\":\"cancelled\"");
            assertThat(first.path()).isEqualTo("/api/v1/objects/order");
            assertThat(first.method()).isEqualTo("PUT");
            assertThat(first.headers()).containsEntry("authorization", "Bearer dlk_x");
            // The address has not changed, so it is nobody's news.
            assertThat(first.body()).doesNotContain("address");
            Receiver.Got stock = deskloom.next();
            assertThat(stock.path()).isEqualTo("/api/v1/objects/stock_level");
            assertThat(stock.body()).contains("\"available\":15", "P-1@W-1");
            assertThat(deskloom.others()).isEmpty();
        }
    }

    @Test
    void whatDeskloomHasNotHeardOutlivesAKill() {
        standin.post("/erp/orders/SO-1/cancel", Map.of()).ok();
        standin.killAndStart();
        try (Receiver deskloom = new Receiver()) {
            standin.misbehaves("twice", "/erp", 1, 0);
            standin.post("/erp/orders/SO-3/cancel", Map.of()).ok();
            standin.admin("PUT", "/admin/deskloom", Map.of("url", deskloom.url(), "token", "dlk_x"));
            assertThat(deskloom.next().body()).contains("SO-1", "cancelled");
            assertThat(deskloom.next().body()).contains("SO-3", "cancelled");
            assertThat(deskloom.next().body()).contains("SO-3", "cancelled");
        }
    }
}

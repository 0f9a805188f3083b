package io.deskloom.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.connector.Answers;
import io.deskloom.connector.Answers.Meaning;
import io.deskloom.connector.Network;
import io.deskloom.connector.Origin;
import io.deskloom.connector.Outcome;
import io.deskloom.connector.Outgoing;
import io.deskloom.connector.OutgoingPolicy;
import io.deskloom.connector.Rendering;
import io.deskloom.connector.Resolver;
import io.deskloom.field.Value;
import io.deskloom.model.ConnectorDef;
import io.deskloom.testing.Snapshots;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's connectors and the stand-in fit each other: every operation is called as an SOP calls it and answers all it promises. */
class ConnectorsTest {
    private static final Vertx VERTX = Vertx.vertx();

    /** What must not be named by one call and given to the next. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("shipment", "restock_before");

    @TempDir
    private Path folder;

    private Standin standin;
    private final Set<String> called = new LinkedHashSet<>();

    @BeforeEach
    void start() {
        standin = Standin.stocked(folder);
    }

    @AfterEach
    void stop() {
        standin.close();
    }

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static OutgoingPolicy only(String url) {
        return new OutgoingPolicy(
                List.of(Origin.parse(url).orElseThrow()),
                List.of(Network.parse("127.0.0.1/32").orElseThrow()));
    }

    private Outcome send(
            OutgoingPolicy policy, ConnectorDef connector, ConnectorDef.Operation operation, Map<String, Value> with) {
        Rendering.Made made = Rendering.call(
                connector,
                operation,
                with,
                UUID.randomUUID(),
                Instant.now(),
                name -> Optional.of(name.endsWith("_url") ? standin.url() + "/" + connector.key() : standin.token()));
        assertThat(made).isInstanceOf(Rendering.Made.Call.class);
        try {
            return new Outgoing(VERTX, policy, Resolver.ofTheMachine(), 100_000)
                    .send(((Rendering.Made.Call) made).call());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Calls an operation with texts, numbers and days; answers what it took out of the answer. */
    private Map<String, String> call(String name, Object... with) {
        String[] parts = name.split("\\.");
        ConnectorDef connector = Snapshots.shipped(Snapshots.NO_RULES)
                .integrations()
                .connectors()
                .get(parts[0]);
        ConnectorDef.Operation operation = connector.operation(parts[1]).orElseThrow();
        Map<String, Value> values = new HashMap<>();
        for (int i = 0; i < with.length; i += 2) {
            values.put(
                    (String) with[i],
                    switch (with[i + 1]) {
                        case Integer number -> Value.num(number);
                        case LocalDate day -> new Value.Date(day);
                        default -> Value.text(String.valueOf(with[i + 1]));
                    });
        }
        Outcome outcome = send(only(standin.url()), connector, operation, values);
        Meaning meaning = Answers.ofFlow(operation, outcome, Instant.now());
        assertThat(meaning).as(name + " " + outcome).isInstanceOf(Meaning.Done.class);
        Map<String, String> answers = ((Meaning.Done) meaning).values();
        Set<String> promised = new LinkedHashSet<>(operation.answer().keySet());
        promised.removeAll(MAY_BE_EMPTY);
        assertThat(answers.keySet()).as(name).containsAll(promised);
        called.add(name);
        return answers;
    }

    @Test
    void everyOperationIsThereAndAnswersWhatItPromises() {
        call("wms.stop_picking", "order", "SO-3");
        call("wms.resume_picking", "order", "SO-3");
        call("wms.update_picking_list", "order", "SO-3", "address", "宁波 1", "note", "gift");
        call("wms.restore_picking_list", "order", "SO-3");
        call("erp.change_address", "order", "SO-1", "address", "上海 / 9 & 10");
        assertThat(call("erp.restore_address", "order", "SO-1")).containsEntry("address", "杭州 1");
        call("erp.rush_order", "order", "SO-1");
        call("erp.unrush_order", "order", "SO-1");
        call("erp.get_order", "order", "SO-1");
        call("erp.cancel_order", "order", "SO-3", "reason", "changed mind");
        call("erp.reinstate_order", "order", "SO-3");

        String refund = call("erp.create_refund", "order", "SO-1", "amount", 10, "ref", "RET-1")
                .get("refund_no");
        call("erp.cancel_refund", "refund", refund);
        call("erp.create_refund", "order", "SO-1", "amount", 20, "ref", "RET-2");
        call("erp.pay_refund", "refund", "RET-2");
        call("erp.issue_invoice", "order", "SO-1", "ref", "ENQ-1", "title", "Acme");
        assertThat(call("erp.match_invoice", "order", "SO-1", "amount", 300)).containsEntry("matched", "true");
        call("erp.send_invoice", "invoice", "ENQ-1");
        call("erp.cancel_invoice", "invoice", "ENQ-1");

        call("wms.set_restock", "product", "P-1", "warehouse", "W-1", "restock_on", LocalDate.parse("2026-12-20"));
        call("wms.get_stock", "product", "P-1");
        call("erp.create_procurement", "product", "P-1", "warehouse", "W-2", "quantity", 5, "ref", "PRO-1");
        call("erp.receive_procurement", "procurement", "PRO-1");
        call("erp.create_procurement", "product", "P-1", "warehouse", "W-2", "quantity", 5, "ref", "PRO-2");
        call("erp.cancel_procurement", "procurement", "PRO-2");

        call("erp.get_part", "part", "motor");
        call("erp.issue_part", "part", "motor", "ref", "REP-1");
        call("erp.return_part", "issue", "REP-1");
        call("erp.settle_repair", "ref", "REP-1", "labour", 80);
        call("erp.cancel_settlement", "settlement", "REP-1");

        call("wms.reserve", "product", "P-1", "ref", "EXC-1", "quantity", 2);
        call("wms.release", "reservation", "EXC-1");
        call("wms.reserve", "product", "P-1", "ref", "EXC-2");
        call("wms.create_shipment", "order", "SO-2", "ref", "EXC-2", "reservation", "EXC-2");
        call("wms.redirect_shipment", "shipment", "EXC-2", "address", "南京 3");
        assertThat(call("wms.restore_shipment_address", "shipment", "EXC-2")).containsEntry("address", "北京 2");
        call("wms.get_shipment", "shipment", "EXC-2");
        call("wms.cancel_shipment", "shipment", "EXC-2");
        call("wms.create_pickup", "order", "SO-2", "ref", "RET-3", "kind", "return");
        call("wms.get_pickup", "pickup", "RET-3");
        call("wms.receive_pickup", "pickup", "RET-3", "product", "P-1");
        call("wms.create_pickup", "order", "SO-2", "ref", "RET-4");
        call("wms.cancel_pickup", "pickup", "RET-4");

        // The day before was taken away with what was received.
        call("wms.set_restock", "product", "P-1", "warehouse", "W-1", "restock_on", LocalDate.parse("2026-12-21"));
        assertThat(call("wms.restore_restock", "product", "P-1", "warehouse", "W-1"))
                .containsEntry("restock_on", "2026-12-20");

        for (String key : List.of("erp", "wms")) {
            ConnectorDef connector = Snapshots.shipped(Snapshots.NO_RULES)
                    .integrations()
                    .connectors()
                    .get(key);
            assertThat(connector.operations().keySet())
                    .allSatisfy(operation -> assertThat(called).contains(key + "." + operation));
            assertThat(connector.operations().values())
                    .filteredOn(operation -> !operation.method().equals("GET"))
                    .allSatisfy(operation ->
                            assertThat(operation.idempotencyHeader()).isEqualTo("Idempotency-Key"));
        }
    }

    @Test
    void aNoIsANoAndAnUnknownOrderOneToo() {
        ConnectorDef erp = Snapshots.shipped(Snapshots.NO_RULES)
                .integrations()
                .connectors()
                .get("erp");
        ConnectorDef.Operation address = erp.operation("change_address").orElseThrow();
        for (String order : List.of("SO-2", "nobody's")) {
            Outcome outcome = send(
                    only(standin.url()), erp, address, Map.of("order", Value.text(order), "address", Value.text("x")));
            assertThat(Answers.ofFlow(address, outcome, Instant.now())).isEqualTo(new Meaning.Never(Answers.REFUSED));
        }
    }

    @Test
    void nobodyIsLedToTheStandInUnlessItsVeryPortIsAllowed() {
        ConnectorDef erp = Snapshots.shipped(Snapshots.NO_RULES)
                .integrations()
                .connectors()
                .get("erp");
        ConnectorDef.Operation get = erp.operation("get_order").orElseThrow();
        Map<String, Value> with = Map.of("order", Value.text("SO-1"));
        OutgoingPolicy usual = new OutgoingPolicy(List.of(), List.of());
        assertThat(send(usual, erp, get, with)).isEqualTo(new Outcome.NotSent("scheme-forbidden"));
        assertThat(send(only("http://127.0.0.1:1"), erp, get, with)).isEqualTo(new Outcome.NotSent("scheme-forbidden"));
        OutgoingPolicy origin =
                new OutgoingPolicy(List.of(Origin.parse(standin.url()).orElseThrow()), List.of());
        assertThat(send(origin, erp, get, with)).isEqualTo(new Outcome.NotSent("address-forbidden"));
        assertThat(send(only(standin.url()), erp, get, with)).isInstanceOf(Outcome.Answered.class);
    }
}

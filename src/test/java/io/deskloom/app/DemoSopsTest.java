package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.agenda.LinkKind;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.standin.Standin;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's SOPs and its ERP and warehouse system: what a ticket wants is done there, and what they answer takes it on. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DemoSopsTest {
    private static final Origin WEB = Origin.of("web");

    @TempDir
    Path folder;

    @Inject
    Desk desk;

    @Inject
    DemoStandin demoStandin;

    @Inject
    Commands commands;

    private Standin standin;
    private Tenant demo;
    private Actor boss;
    private Actor jun;
    private Actor lin;
    private Actor mei;
    private Actor fang;
    private Map<String, Object> level;

    @BeforeEach
    void aShop() throws Exception {
        standin = Standin.in(folder);
        demo = desk.shipped();
        boss = desk.actor(demo, "boss", "admin");
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        lin = desk.actor(demo, "lin", "warehouse", "warehouse");
        mei = desk.actor(demo, "mei", "supervisor");
        fang = desk.actor(demo, "fang", "finance", "finance");
        TicketId hangzhou = desk.put(boss, "warehouse", "W-2", Map.of("name", "Hangzhou", "city", "杭州"));
        TicketId pan = desk.put(boss, "product", "P-7", Map.of("name", "Pan", "sku", "NL-7", "price", "20"));
        level = Map.of(
                "name",
                "Pan · Hangzhou",
                "product",
                pan.toString(),
                "warehouse",
                hangzhou.toString(),
                "safety_stock",
                5);
        stock(10);
        order("SO-7", "99.50", hangzhou);
        order("SO-8", "1500", hangzhou);
        demoStandin.introduce(demo, standin.url(), folder, "http://localhost:" + RestAssured.port);
        until(() -> standin.get("/health").ok().path("stocked").asBoolean());
    }

    @AfterEach
    void stop() {
        standin.close();
    }

    private void stock(int available) {
        Map<String, Object> fields = new HashMap<>(level);
        fields.put("available", available);
        desk.put(boss, "stock_level", "P-7@W-2", fields);
    }

    private void order(String no, String paid, TicketId warehouse) {
        desk.put(
                boss,
                "order",
                no,
                Map.of(
                        "order_no",
                        no,
                        "status",
                        "picking",
                        "paid",
                        paid,
                        "address",
                        "杭州 7",
                        "warehouse",
                        warehouse.toString()));
    }

    private static void until(BooleanSupplier met) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private Ticket made(Actor who, String type, Map<String, Object> fields) {
        return settled(desk.create(who, type, fields));
    }

    private Ticket settled(Ticket ticket) {
        desk.settled(demo.id());
        return desk.ticket(boss, ticket.id());
    }

    private Ticket act(Actor who, Ticket ticket, String action, Map<String, Object> fields) {
        return settled(desk.act(who, ticket, action, fields));
    }

    private Ticket update(Actor who, Ticket ticket, Map<String, Object> fields) {
        commands.handle(who, new Command.Update(WEB, ticket.id(), ticket.version(), new HashMap<>(fields), null))
                .orThrow();
        return settled(ticket);
    }

    private Ticket cancelled(Actor who, Ticket ticket) {
        commands.handle(who, new Command.Cancel(WEB, ticket.id(), "Not wanted any more"))
                .orThrow();
        return settled(ticket);
    }

    private JsonNode erp(String path) {
        return standin.get("/erp" + path).ok();
    }

    private String text(Ticket ticket, String field) {
        return ticket.field(field) instanceof Value.Text(String text) ? text : "";
    }

    @Test
    void anAddressIsChangedByItselfBeforeTheGoodsLeave() {
        Ticket ticket =
                made(jun, "address_change", Map.of("subject", "Moved", "order_no", "SO-7", "new_address", "杭州 文三路 9"));
        assertThat(ticket.step()).isEqualTo("done");
        assertThat(text(ticket, "f_ac_old")).isEqualTo("杭州 7");
        assertThat(erp("/orders/SO-7").path("address").asText()).isEqualTo("杭州 文三路 9");
        assertThat(erp("/orders/SO-7").path("picking_address").asText()).isEqualTo("杭州 文三路 9");
        assertThat(ticket.agenda().open()).as("five minutes are over in time").isEmpty();
        assertThat(desk.events(boss, ticket.id()))
                .anyMatch(e -> e instanceof Event.Commented c && c.text().startsWith("Done: your order"));
    }

    @Test
    void afterwardsTheDeskAndTheWarehouseAgree() {
        standin.post("/wms/orders/SO-7/ship", Map.of()).ok();
        String parcel = erp("/orders/SO-7").path("shipment").asText();
        Ticket ticket =
                made(jun, "address_change", Map.of("subject", "Moved", "order_no", "SO-7", "new_address", "杭州 文三路 9"));
        assertThat(ticket.step()).isEqualTo("agree");
        UUID asked = ticket.agenda().latest("sop:agree").orElseThrow().id();
        for (Actor one : List.of(jun, lin)) {
            commands.handle(one, new Command.Settle(WEB, ticket.id(), asked, Command.Settle.How.APPROVE, null))
                    .orThrow();
        }
        assertThat(settled(ticket).step()).isEqualTo("done");
        assertThat(standin.get("/wms/shipments/" + parcel).ok().path("address").asText())
                .isEqualTo("杭州 文三路 9");
    }

    @Test
    void aCancelledOrderIsPaidBack() {
        Ticket ticket =
                made(jun, "order_request", Map.of("subject", "Cancel it", "request", "cancel", "order_no", "SO-7"));
        assertThat(ticket.step()).isEqualTo("done");
        assertThat(ticket.flow().sealed()).isTrue();
        assertThat(erp("/orders/SO-7").path("status").asText()).isEqualTo("cancelled");
        assertThat(erp("/refunds/" + text(ticket, "f_or_refund_no"))
                        .path("status")
                        .asText())
                .isEqualTo("paid");
    }

    @Test
    void untilTheMoneyIsOutAllOfItIsTakenBack() {
        Ticket ticket =
                made(jun, "order_request", Map.of("subject", "Cancel it", "request", "cancel", "order_no", "SO-8"));
        assertThat(ticket.step()).isEqualTo("approve");
        assertThat(erp("/orders/SO-8").path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled(mei, ticket).step()).isEqualTo("cancelled");
        assertThat(erp("/orders/SO-8").path("status").asText()).isEqualTo("picking");
        assertThat(erp("/orders/SO-8").path("picking_stopped").asBoolean()).isFalse();
    }

    @Test
    void stockBelowWhatShouldBeThereIsBoughtAndTheDayItComesFlowsBack() {
        stock(9);
        desk.settled(demo.id());
        assertThat(tickets("replenishment")).as("that is still enough").isEmpty();
        stock(4);
        desk.settled(demo.id());
        Ticket replenishment = tickets("replenishment").getFirst();
        assertThat(replenishment.step()).isEqualTo("buy");
        assertThat(desk.events(boss, replenishment.id()).stream()
                        .filter(Event.Linked.class::isInstance)
                        .map(e -> ((Event.Linked) e).link().kind()))
                .as("with its procurement, and not with a record")
                .containsExactly(LinkKind.PARENT_OF);
        Ticket procurement = child(replenishment);
        assertThat(procurement.step()).isEqualTo("supplier");
        assertThat(procurement.field("f_pr_restock")).isInstanceOf(Value.Date.class);
        assertThat(replenishment.field("f_rp_restock")).isEqualTo(procurement.field("f_pr_restock"));

        procurement = update(lin, procurement, Map.of("supplier_answer", "later"));
        procurement = act(lin, procurement, "agreed", Map.of("restock_date", "2027-02-03"));
        assertThat(procurement.step()).isEqualTo("receive");
        assertThat(desk.ticket(boss, replenishment.id()).field("f_rp_restock"))
                .isEqualTo(new Value.Date(java.time.LocalDate.parse("2027-02-03")));
        assertThat(standin.get("/wms/stock/P-7").ok().path("restock_on").asText())
                .isEqualTo("2027-02-03");

        procurement = act(lin, procurement, "received", Map.of("received_quantity", 6));
        assertThat(procurement.step()).isEqualTo("done");
        assertThat(desk.ticket(boss, replenishment.id()).step()).isEqualTo("done");
    }

    @Test
    void whatIsBeingReplenishedIsNotOrderedTwice() {
        stock(4);
        desk.settled(demo.id());
        // Nobody has said yet when it comes, so the rule is asked again.
        Map<String, Object> fields = new HashMap<>(level);
        fields.put("restock_on", null);
        fields.put("available", 10);
        desk.put(boss, "stock_level", "P-7@W-2", fields);
        stock(3);
        desk.settled(demo.id());
        assertThat(tickets("replenishment")).hasSize(1);
    }

    @Test
    void anInvoiceThatIsNotThereIsIssuedAndSent() {
        Ticket ticket = made(jun, "invoice_request", Map.of("subject", "Invoice", "order_no", "SO-7"));
        assertThat(ticket.step()).isEqualTo("objection");
        JsonNode invoice = erp("/invoices/" + text(ticket, "f_ir_no"));
        assertThat(invoice.path("status").asText()).isEqualTo("sent");
        assertThat(invoice.path("amount").asText()).isEqualTo("99.50");

        Ticket other = made(
                jun,
                "invoice_request",
                Map.of(
                        "subject",
                        "Another amount",
                        "order_no",
                        "SO-7",
                        "amount",
                        Map.of("amount", "50", "currency", "CNY")));
        assertThat(other.step()).isEqualTo("worklist");
        assertThat(text(other, "f_ir_why")).isEqualTo("another_amount");
        assertThat(act(fang, other, "anew", Map.of()).step()).isEqualTo("objection");
        assertThat(erp("/invoices/" + text(ticket, "f_ir_no")).path("status").asText())
                .isEqualTo("void");
    }

    @Test
    void whatComesBackIsFetchedAndPutOnItsShelf() {
        int before = standin.get("/wms/stock/P-7").ok().path("available").asInt();
        Ticket ticket = made(
                jun,
                "reverse_logistics",
                Map.of("subject", "Wrong pan", "order_no", "SO-7", "product", level.get("product"), "quantity", 2));
        assertThat(ticket.step()).isEqualTo("way");
        assertThat(text(ticket, "f_rl_tracking")).startsWith("R");
        ticket = update(lin, ticket, Map.of("received", true));
        assertThat(act(lin, ticket, "inspected", Map.of("condition", "as_new")).step())
                .isEqualTo("back");
        assertThat(standin.get("/wms/stock/P-7").ok().path("available").asInt()).isEqualTo(before + 2);
    }

    private int onTheShelf() {
        return standin.get("/wms/stock/P-7").ok().path("available").asInt();
    }

    @Test
    void aReturnIsPaidBackAndItsGoodsAreSoldAgain() {
        int before = onTheShelf();
        Ticket ticket = made(
                jun,
                "return_refund",
                Map.of(
                        "subject", "Too small",
                        "reason", "size",
                        "order_no", "SO-7",
                        "refund_amount", "90",
                        "freight_payer", "buyer",
                        "product", level.get("product")));
        ticket = act(jun, ticket, "approve", Map.of());
        assertThat(ticket.step()).isEqualTo("parcel");
        assertThat(text(ticket, "f_back_no")).startsWith("R");
        ticket = update(lin, ticket, Map.of("arrived_on", "2026-03-01"));
        ticket = act(lin, ticket, "pass", Map.of("inspection_result", "pass", "resellable", true));
        assertThat(ticket.step()).isEqualTo("refund");
        String refund = "/refunds/" + text(ticket, "f_refund_no");
        assertThat(erp(refund).path("status").asText()).isEqualTo("created");
        TicketId paid = desk.act(fang, ticket, "pay", Map.of()).id();
        // Not all of what follows: nobody has said where the shop's own webhook leads.
        until(() -> desk.ticket(boss, paid).step().equals("done"));
        assertThat(erp(refund).path("status").asText()).isEqualTo("paid");
        assertThat(onTheShelf()).isEqualTo(before + 1);
    }

    @Test
    void whatIsExchangedGoesOutWhileTheOtherComesBack() {
        int before = onTheShelf();
        Ticket ticket = exchange();
        assertThat(steps(ticket)).containsExactlyInAnyOrder("back", "ship");
        assertThat(onTheShelf()).isEqualTo(before - 1);
        ticket = act(lin, ticket, "sent", Map.of());
        ticket = update(lin, ticket, Map.of("arrived_on", "2026-03-01"));
        ticket = act(lin, ticket, "pass", Map.of("inspection_result", "pass"));
        assertThat(steps(ticket)).containsExactly("happy");
        commands.handle(jun, new Command.Comment(WEB, ticket.id(), false, "It fits"))
                .orThrow();
        assertThat(settled(ticket).step()).isEqualTo("word");
    }

    @Test
    void anExchangeThatIsCalledOffLeavesNothingBehind() {
        int before = onTheShelf();
        Ticket ticket = cancelled(jun, exchange());
        assertThat(ticket.step()).isEqualTo("called_off");
        assertThat(onTheShelf()).isEqualTo(before);
        assertThat(standin.get("/wms/shipments/" + text(ticket, "f_x_shipment_no"))
                        .ok()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
        assertThat(standin.get("/wms/pickups/" + text(ticket, "f_x_pickup"))
                        .ok()
                        .path("status")
                        .asText())
                .isEqualTo("cancelled");
    }

    private Ticket exchange() {
        Ticket ticket = made(
                jun,
                "exchange",
                Map.of(
                        "subject", "Another pan",
                        "reason", "size",
                        "order_no", "SO-7",
                        "wanted_product", level.get("product")));
        return act(jun, ticket, "approve", Map.of());
    }

    private static List<String> steps(Ticket ticket) {
        return ticket.places().stream().map(FlowState.At::node).toList();
    }

    private List<Ticket> tickets(String type) {
        return Desk.column(demo.id(), "SELECT id::text FROM record WHERE tenant_id = ? ORDER BY id").stream()
                .map(id -> desk.ticket(boss, new TicketId(UUID.fromString(id))))
                .filter(ticket -> ticket.type().equals("t_" + type))
                .toList();
    }

    private Ticket child(Ticket ticket) {
        FlowState.Made made = ticket.flow().children().getFirst();
        return desk.ticket(boss, made.ticket());
    }
}

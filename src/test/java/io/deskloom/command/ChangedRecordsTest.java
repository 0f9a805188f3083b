package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule of a ticket hears that a record has changed which the ticket looks up, however far away it is. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ChangedRecordsTest {
    private static final String ASK = "The parcel has been delivered meanwhile; ask whether it is still to come back.";

    @Inject
    Desk desk;

    private Tenant tenant;
    private Actor ada;

    @BeforeEach
    void aShop() {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
    }

    private void shipment(String status) {
        desk.put(ada, "shipment", "S-1", Map.of("tracking_no", "SF1", "status", status));
    }

    private List<String> said(Ticket ticket) {
        desk.settled(tenant.id());
        return desk.events(ada, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(e -> ((Event.Commented) e).text())
                .toList();
    }

    @Test
    void anExchangeHearsThatWhatItWaitsForIsThereAgain() {
        TicketId kettle = desk.put(ada, "product", "P-1", Map.of("name", "Kettle", "sku", "K-1"));
        TicketId shanghai = desk.put(ada, "warehouse", "W-1", Map.of("name", "Shanghai"));
        Map<String, Object> place =
                Map.of("name", "Kettles in Shanghai", "product", kettle.toString(), "warehouse", shanghai.toString());
        stock(place, 0);
        Ticket waits = desk.create(
                ada,
                "exchange",
                Map.of("subject", "Another kettle", "reason", "defect", "wanted_product", kettle.toString()));
        assertThat(said(waits)).isEmpty();

        stock(place, 4);
        assertThat(said(waits)).containsExactly("4 of it are there again; the exchange can go on.");

        stock(place, 9);
        assertThat(said(waits)).hasSize(1);
    }

    private void stock(Map<String, Object> place, int pieces) {
        Map<String, Object> fields = new HashMap<>(place);
        fields.put("available", pieces);
        desk.put(ada, "stock_level", "S-1", fields);
    }

    @Test
    void whoeverAsksForAReturnIsAskedAgainWhenTheParcelComesAfterAll() {
        TicketId parcel = desk.put(ada, "shipment", "S-1", Map.of("tracking_no", "SF1", "status", "in_transit"));
        TicketId order =
                desk.put(ada, "order", "E-1", Map.of("order_no", "E-1", "shipment", parcel.toString(), "paid", "100"));
        Ticket waits = desk.create(
                ada,
                "return_refund",
                Map.of("subject", "Late", "reason", "no_longer_wanted", "order", order.toString()));
        Ticket other = desk.create(ada, "return_refund", Map.of("subject", "Late", "reason", "no_longer_wanted"));

        shipment("out_for_delivery");
        assertThat(said(waits)).doesNotContain(ASK);

        shipment("delivered");
        assertThat(said(waits)).containsOnlyOnce(ASK);
        assertThat(said(other)).doesNotContain(ASK);

        desk.put(ada, "shipment", "S-1", Map.of("tracking_no", "SF1-2"));
        assertThat(said(waits)).containsOnlyOnce(ASK);
    }
}

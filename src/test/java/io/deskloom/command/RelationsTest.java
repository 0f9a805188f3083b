package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Priority;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules and conditions that walk lookups, and many records written at once. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RelationsTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    @Inject
    Clock clock;

    private Tenant tenant;
    private Actor mei;

    @BeforeEach
    void aWorkspaceWhoseRulesWalk() {
        tenant = desk.demo();
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile f : Snapshots.demoFiles()) {
            files.add(
                    f.path().equals("types/return_refund/type.yaml")
                            ? new SourceFile(
                                    f.path(),
                                    f.text()
                                            .replace(
                                                    "refund_amount <= paid",
                                                    "order.paid == null || refund_amount <= order.paid"))
                            : f);
        }
        files.add(new SourceFile("triggers/late.yaml", """
                id: tr_late
                key: late
                label: {en: Late parcels first}
                type: return_refund
                on: [created, updated]
                when: order.shipment.status == "delayed"
                do:
                  - setPriority: high
                """));
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
        mei = desk.actor(tenant, "mei", "supervisor", "after_sales");
    }

    private TicketId put(String type, String id, Map<String, Object> fields) {
        return commands.handle(
                        mei,
                        new Command.PutRecord(API, type, new External("shop", id), true, null, new HashMap<>(fields)))
                .orThrow()
                .ticket();
    }

    private Result<Done> create(Map<String, Object> more) {
        return create(mei, more);
    }

    private Result<Done> create(Actor actor, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Late", "reason", "size"));
        fields.putAll(more);
        return commands.handle(actor, new Command.Create(API, "return_refund", fields, null));
    }

    @Test
    void aRuleSeesTheShipmentOfTheOrder() {
        TicketId late = put("shipment", "S-1", Map.of("tracking_no", "S-1", "status", "delayed"));
        TicketId fine = put("shipment", "S-2", Map.of("tracking_no", "S-2", "status", "delivered"));
        TicketId first = put("order", "E-1", Map.of("order_no", "E-1", "shipment", late.toString()));
        TicketId second = put("order", "E-2", Map.of("order_no", "E-2", "shipment", fine.toString()));

        Ticket hit = desk.ticket(
                mei, create(Map.of("order", first.toString())).orThrow().ticket());
        assertThat(hit.priority()).isEqualTo(Priority.HIGH.code());
        Ticket missed = desk.ticket(
                mei, create(Map.of("order", second.toString())).orThrow().ticket());
        assertThat(missed.priority()).isEqualTo(Priority.NORMAL.code());
        // The lookup changes, and with it what the rule sees.
        commands.handle(
                        mei,
                        new Command.Update(API, missed.id(), missed.version(), Map.of("order", first.toString()), null))
                .orThrow();
        assertThat(desk.ticket(mei, missed.id()).priority()).isEqualTo(Priority.HIGH.code());
    }

    @Test
    void aFieldsRuleLooksAtWhatTheOrderCost() {
        TicketId order = put("order", "E-1", Map.of("order_no", "E-1", "paid", "100.00"));
        Actor ada = desk.actor(tenant, "ada", "admin");
        Rejection refused =
                Desk.refusal(create(ada, Map.of("order", order.toString(), "paid", "900", "refund_amount", "100.01")));
        assertThat(refused.problems()).extracting(p -> p.code()).containsExactly("field.rule");
        assertThat(create(ada, Map.of("order", order.toString(), "paid", "900", "refund_amount", "100.00"))
                        .isOk())
                .isTrue();
    }

    @Test
    void manyRecordsAreWrittenTogetherAndEachForItself() {
        List<Command.PutRecord> puts = new ArrayList<>(IntStream.range(0, 50)
                .mapToObj(i -> new Command.PutRecord(
                        API,
                        "product",
                        new External("shop", "P-" + i),
                        true,
                        null,
                        Map.of("name", "kettle " + i, "sku", "K-" + i)))
                .toList());
        puts.set(
                7,
                new Command.PutRecord(API, "product", new External("shop", "P-7"), true, null, Map.of("sku", "K-7")));
        List<Result<Done>> made = commands.putAll(mei, puts, clock.instant());
        assertThat(made).hasSize(50);
        assertThat(Desk.refusal(made.get(7)).problems())
                .extracting(p -> p.code())
                .containsExactly("field.required");
        assertThat(made.stream().filter(Result::isOk)).hasSize(49);
        TicketId one = made.getFirst().orThrow().ticket();
        assertThat(desk.events(mei, one)).hasAtLeastOneElementOfType(Event.Created.class);
        assertThat(desk.ticket(mei, one).external()).isEqualTo(new External("shop", "P-0"));
        // Again: nothing is doubled, what differs is changed, what was refused is made.
        puts.set(
                7,
                new Command.PutRecord(
                        API,
                        "product",
                        new External("shop", "P-7"),
                        true,
                        null,
                        Map.of("name", "seven", "sku", "K-7")));
        puts.set(
                0,
                new Command.PutRecord(API, "product", new External("shop", "P-0"), true, null, Map.of("name", "new")));
        List<Result<Done>> again = commands.putAll(mei, puts, clock.instant());
        assertThat(again).allMatch(Result::isOk);
        assertThat(again.getFirst().orThrow().ticket()).isEqualTo(one);
        assertThat(desk.ticket(mei, one).title()).isEqualTo("new");
        assertThat(desk.ticket(mei, again.get(1).orThrow().ticket()).version()).isEqualTo(1);
        assertThat(Desk.count(tenant.id(), "record")).isEqualTo(50);
    }
}

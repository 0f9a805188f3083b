package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.External;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a type keeps for so long only is gone after it, and not a day before. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RetentionTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    @Inject
    KeepNoLonger retention;

    @Inject
    OutboxStore outbox;

    @Inject
    @All
    List<EffectExecutor> executors;

    @Inject
    Clock clock;

    private Tenant tenant;
    private Actor ada;

    private void shop(String then) {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals("types/return_refund/type.yaml")
                        ? new SourceFile(f.path(), f.text() + "\nretention: {after: P90D, then: " + then + "}\n")
                        : f)
                .toList();
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket ticket(String subject, TicketId customer) {
        return desk.create(
                ada,
                "return_refund",
                new HashMap<>(Map.of(
                        "subject",
                        subject,
                        "reason",
                        "size",
                        "customer_name",
                        "Zelda Quillfeather",
                        "contact",
                        "+8619100007777",
                        "customer",
                        customer.toString())));
    }

    private TicketId customer() {
        return commands.handle(
                        ada,
                        new Command.PutRecord(
                                API,
                                "customer",
                                new External("shop", "C-1"),
                                true,
                                null,
                                new HashMap<>(Map.of("name", "Anna"))))
                .orThrow()
                .ticket();
    }

    @Test
    void afterItsTimeWhatIsPersonalInATicketIsErasedOnce() throws SQLException {
        shop("erase");
        TicketId customer = customer();
        Ticket over = ticket("Zelda Quillfeather calls", customer);
        Ticket open = ticket("still at work", customer);
        Ticket recent = ticket("just over", customer);
        settled();
        sql("UPDATE record SET st = 4, updated_at = now() - interval '91 days' WHERE id = '" + over.id() + "'");
        sql("UPDATE record SET updated_at = now() - interval '91 days' WHERE id = '" + open.id() + "'");
        sql("UPDATE record SET st = 5, updated_at = now() - interval '89 days' WHERE id = '" + recent.id() + "'");
        Instant now = clock.instant();
        retention.fire(tenant.id(), now);

        Ticket erased = desk.ticket(ada, over.id());
        assertThat(erased.title()).isEqualTo("[erased] calls");
        assertThat(erased.field("f_phone").isNull()).isTrue();
        assertThat(erased.field("f_customer").isNull()).isTrue();
        assertThat(erased.field("f_reason")).isEqualTo(Value.text("size"));
        assertThat(desk.events(ada, over.id()).toString())
                .doesNotContain("Quillfeather")
                .doesNotContain("7777");
        assertThat(Desk.column(
                        tenant.id(),
                        "SELECT tokens::text FROM record_search WHERE tenant_id = ? AND record_id = '" + over.id()
                                + "'"))
                .singleElement()
                .asString()
                .doesNotContain("quill")
                .doesNotContain("7777");
        assertThat(desk.ticket(ada, open.id()).field("f_phone").isNull()).isFalse();
        assertThat(desk.ticket(ada, recent.id()).field("f_phone").isNull()).isFalse();
        assertThat(Desk.count(tenant.id(), "erasure")).isEqualTo(1);
        retention.fire(tenant.id(), now);
        assertThat(Desk.count(tenant.id(), "erasure")).isEqualTo(1);
        assertThat(Desk.column(tenant.id(), "SELECT code FROM audit WHERE tenant_id = ? AND route = 'retention'"))
                .containsExactly("retention-erased");

        retention.fire(tenant.id(), now.plus(Duration.ofDays(2)));
        assertThat(desk.ticket(ada, recent.id()).field("f_phone").isNull()).isTrue();
    }

    @Test
    void afterItsTimeATicketIsDeletedAndFiguresOfOthersFollow() throws SQLException {
        shop("delete");
        TicketId customer = customer();
        Ticket over = ticket("over", customer);
        Ticket open = ticket("open", customer);
        settled();
        assertThat(desk.ticket(ada, customer).field("f_returns")).isEqualTo(Value.num(2));
        sql("UPDATE record SET st = 6, updated_at = now() - interval '91 days' WHERE id = '" + over.id() + "'");
        retention.fire(tenant.id(), clock.instant());
        settled();
        for (String table : List.of("event", "record_search", "idempotency", "attachment")) {
            assertThat(Desk.column(
                            tenant.id(),
                            "SELECT 1 FROM " + table + " WHERE tenant_id = ? AND record_id = '" + over.id() + "'"))
                    .as(table)
                    .isEmpty();
        }
        assertThat(Desk.column(
                        tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ? AND id = '" + over.id() + "'"))
                .isEmpty();
        assertThat(desk.ticket(ada, open.id()).title()).isEqualTo("open");
        assertThat(desk.ticket(ada, customer).field("f_returns")).isEqualTo(Value.num(1));
        assertThat(Desk.column(tenant.id(), "SELECT proof ->> 'deleted' FROM erasure WHERE tenant_id = ?"))
                .containsExactly("true");
    }

    @Test
    void aRecordThatNothingLooksUpIsDeletedAfterItsTime() throws SQLException {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> List.of("objects/customer/type.yaml", "objects/product/type.yaml")
                                .contains(f.path())
                        ? new SourceFile(f.path(), f.text() + "\nretention: {after: P2Y, then: delete}\n")
                        : f.path().equals("types/enquiry/type.yaml")
                                ? new SourceFile(f.path(), f.text() + """

                                          - {id: f_goods, key: goods, kind: multi_lookup, target: product, label: {en: Goods}}
                                          - {id: f_by, key: sold_by, kind: lookup, target: customer, label: {en: Sold by}}
                                        """)
                                : f.path().equals("types/enquiry/access.yaml")
                                        ? new SourceFile(
                                                f.path(),
                                                f.text()
                                                        .replaceFirst(
                                                                "(?m)^      answer: edit$",
                                                                "      answer: edit\n      goods: edit\n      sold_by: edit"))
                                        : f)
                .toList();
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
        TicketId forgotten = put("customer", "C-1", Map.of("name", "Zelda Quillfeather"));
        TicketId ordered = put("customer", "C-2", Map.of("name", "Bo"));
        TicketId mentioned = put("customer", "C-3", Map.of("name", "Cy"));
        TicketId deleted = put("customer", "C-4", Map.of("name", "Di"));
        TicketId recent = put("customer", "C-5", Map.of("name", "Ed"));
        TicketId listed = put("product", "P-1", Map.of("name", "Kettle", "sku", "K-1"));
        TicketId gone = put("product", "P-2", Map.of("name", "Pan", "sku", "K-2"));
        TicketId order = put("order", "E-1", Map.of("order_no", "E-1", "customer", ordered.toString()));
        desk.create(
                ada,
                "enquiry",
                new HashMap<>(Map.of(
                        "subject", "Which?", "sold_by", mentioned.toString(), "goods", List.of(listed.toString()))));
        commands.handle(ada, new Command.DeleteRecord(API, "customer", deleted, null))
                .orThrow();
        settled();
        sql("UPDATE record SET updated_at = now() - interval '25 months' WHERE tenant_id = "
                + tenant.id().value() + " AND id <> '" + recent + "'");
        retention.fire(tenant.id(), clock.instant());
        assertThat(left()).containsExactlyInAnyOrder(ordered, mentioned, recent, listed, order);
        assertThat(left()).doesNotContain(forgotten, deleted, gone);
        for (String table : List.of("event", "record_search")) {
            assertThat(Desk.column(
                            tenant.id(),
                            "SELECT 1 FROM " + table + " WHERE tenant_id = ? AND record_id = '" + forgotten + "'"))
                    .as(table)
                    .isEmpty();
        }
        assertThat(Desk.count(tenant.id(), "erasure")).isEqualTo(3);
        assertThat(Desk.column(
                        tenant.id(), "SELECT DISTINCT code FROM audit WHERE tenant_id = ? AND route = 'retention'"))
                .containsExactly("retention-deleted");

        // What looked it up has gone: so may it.
        commands.handle(ada, new Command.DeleteRecord(API, "order", order, null))
                .orThrow();
        settled();
        sql("UPDATE record SET updated_at = now() - interval '25 months' WHERE id = '" + ordered + "'");
        retention.fire(tenant.id(), clock.instant());
        assertThat(left()).contains(mentioned, recent).doesNotContain(ordered);
    }

    private TicketId put(String type, String id, Map<String, Object> fields) {
        return commands.handle(
                        ada,
                        new Command.PutRecord(API, type, new External("shop", id), true, null, new HashMap<>(fields)))
                .orThrow()
                .ticket();
    }

    /** The records there are, of every object type. */
    private List<TicketId> left() {
        return Desk.column(tenant.id(), "SELECT id::text FROM record WHERE tenant_id = ? AND external_id IS NOT NULL")
                .stream()
                .map(id -> new TicketId(java.util.UUID.fromString(id)))
                .toList();
    }

    private void settled() {
        OutboxPump pump = new OutboxPump(outbox, executors, clock);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        do {
            pump.run(List.of(tenant.id()), clock.instant());
        } while (Desk.count(tenant.id(), "outbox") > 0 && System.nanoTime() < deadline);
        assertThat(Desk.count(tenant.id(), "outbox")).isZero();
    }

    private static void sql(String sql) throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }
}

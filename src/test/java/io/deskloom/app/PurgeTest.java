package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.BackupTest.Ran;
import io.deskloom.attachment.Attachment;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.EveryTable;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an archived field held is everywhere a value comes to; after the purge it is nowhere, and the fields beside it are whole. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PurgeTest {
    private static final String NICKNAME =
            "  - {id: f_nick, key: nickname, label: {en: Nickname, zh: 昵称}, kind: text, indexed: true%s}\n";
    private static final String SCANS = "  - {id: f_scans, key: scans, label: {en: Scans, zh: 扫描件}, kind: file%s}\n";

    @Inject
    Desk desk;

    private Tenant tenant;
    private Actor ada;
    private TicketId customer;

    @BeforeEach
    void aCustomerWithANickname() throws Exception {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
        publish("");
        Attachment scan = desk.upload(ada, "quillfeather.txt", "x");
        customer = put(Map.of(
                "name",
                "Otto Other",
                "city",
                "Lyon",
                "nickname",
                "quillfeather",
                "scans",
                List.of(scan.id().toString())));
        put(Map.of("nickname", "quillfeather the second"));
        TicketId order = desk.put(ada, "order", "O-1", Map.of("order_no", "N-1", "customer", customer.toString()));
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            // As explanations keep it: on the record itself, over a lookup, and a field of the same name that is
            // another's.
            s.execute("""
                    UPDATE event SET decision = '{"event": "updated", "facts": {"nickname": "quillfeather", "city": "Lyon"}, "fired": []}'
                    WHERE tenant_id = %d AND record_id = '%s'""".formatted(tenant.id().value(), customer));
            s.execute("""
                    UPDATE event SET decision = '{"event": "created", "facts": {"customer.nickname": "quillfeather",
                        "customer.city": "Lyon", "nickname": "another"}, "fired": []}'
                    WHERE tenant_id = %d AND record_id = '%s'""".formatted(tenant.id().value(), order));
        }
    }

    @Test
    void whatAnArchivedFieldHeldIsLeftNowhere() throws Exception {
        publish(", life: archived");
        assertThat(traces())
                .as("archived, everything is still there")
                .contains("record", "event", "record_search", "attachment");
        assertThat(purge("--dry-run").out()).contains("1 tickets or records hold a value");
        assertThat(traces()).contains("record");

        Ran done = purge("--confirm", "customer.nickname");
        assertThat(done.code()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).contains("record").contains("event").contains("Nothing of customer.nickname is left");
        assertThat(traces()).as("the name of a file is of the other field").containsOnly("attachment", "record_search");
        Ran scans = run("customer.scans", "--confirm", "customer.scans");
        assertThat(scans.code()).as(scans.out() + scans.err()).isZero();
        assertThat(traces()).isEmpty();

        assertThat(desk.ticket(ada, customer).field("f_city")).isEqualTo(new Value.Text("Lyon"));
        assertThat(desk.ticket(ada, customer).title()).isEqualTo("Otto Other");
        assertThat(desk.events(ada, customer)).hasSizeGreaterThan(1);
        assertThat(everything()).contains("customer.city").contains("\"another\"");
        assertThat(everything()).contains("customer.nickname").contains("\"by_whom\": \"operator\"");

        // Brought back, it is empty, can be written, and its index holds what is written since.
        publish("");
        assertThat(desk.ticket(ada, customer).field("f_nick").isNull()).isTrue();
        put(Map.of("nickname", "Otti"));
        assertThat(desk.ticket(ada, customer).field("f_nick")).isEqualTo(new Value.Text("Otti"));
    }

    @Test
    void whatIsInUseOrNotThereIsRefused() throws Exception {
        assertThat(purge("--confirm", "customer.nickname").err())
                .contains("in use")
                .contains("Archive it first");
        assertThat(run("customer.colour", "--confirm", "customer.colour").err()).contains("There is no field 'colour'");
        assertThat(run("nothing.nickname", "--confirm", "nothing.nickname").err())
                .contains("There is no type 'nothing'");
        publish(", life: archived");
        assertThat(purge("--confirm", "customer.city").err()).contains("Nothing was purged");
        assertThat(traces()).contains("record", "event");
    }

    /** The demo with both fields. @param life what is said of them besides */
    private void publish(String life) {
        String fields = NICKNAME.formatted(life) + SCANS.formatted(life);
        desk.publish(
                tenant,
                Map.of(
                        "objects/customer/type.yaml",
                        text -> text.replace("fields:\n", "fields:\n" + fields),
                        "objects/customer/access.yaml",
                        text -> text.replace("{name: edit,", "{name: edit, nickname: edit, scans: edit,")));
    }

    private TicketId put(Map<String, Object> fields) {
        return desk.put(ada, "customer", "C-1", fields);
    }

    private Ran purge(String... more) {
        return run("customer.nickname", more);
    }

    private Ran run(String field, String... more) {
        List<String> args = new ArrayList<>(List.of(tenant.slug(), field));
        args.addAll(List.of(more));
        return BackupTest.run(new PurgeCommand(), BackupTest.at(TestDatabase.get()), args.toArray(String[]::new));
    }

    /** The tables in which the word still stands; releases name the field, not what it held. */
    private List<String> traces() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection c = TestDatabase.asOwner()) {
            EveryTable.rows(c, tenant.id().value()).forEach((table, rows) -> {
                if (rows.stream().anyMatch(row -> row.toLowerCase(Locale.ROOT).contains("quillfeath"))) {
                    found.add(table);
                }
            });
        }
        return found;
    }

    private String everything() throws SQLException {
        try (Connection c = TestDatabase.asOwner()) {
            return EveryTable.rows(c, tenant.id().value()).toString();
        }
    }
}

package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.BackupTest.Ran;
import io.deskloom.attachment.Attachment;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.EveryTable;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A person's values are planted everywhere they can come to; after the erasure none of them is anywhere, and nobody else's is touched. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EraseTest {
    private static final Origin API = Origin.of("api");

    /** Words no other value holds; the first is stemmed by the search, so its beginning is looked for. */
    private static final List<String> PLANTED =
            List.of("quillfeath", "9100007777", "9100008888", "canarymail", "canary lane", "金丝雀", "c-canary");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    private Tenant tenant;
    private Actor ada;
    private TicketId customer;

    @BeforeEach
    void aPersonAndAnother() throws SQLException {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
        customer = plant(
                "C-CANARY", "Zelda Quillfeather", "+8619100007777", "zelda@canarymail.example", "7 Canary Lane 金丝雀路");
        // Another number since: the first is history only.
        put("customer", "C-CANARY", Map.of("phone", "+8619100008888"));
        settled();
        sql("""
                INSERT INTO import_job (tenant_id, id, account_id, scopes, fingerprint, type, file_name, size, stored, state, columns,
                    mapping, total, done, created, updated, known, rejected, attempts, created_at, ended_at)
                SELECT %1$d, id, id, '{}', '', 'enquiry', 'Zelda quillfeather.csv', 1, 1, 'done', '[]', '{}', 1, 1, 0, 0, 0, 1, 0, now(), now()
                FROM account WHERE tenant_id = %1$d LIMIT 1""");
        sql("""
                INSERT INTO import_reject SELECT tenant_id, id, 2, '["Zelda Quillfeather", "191 0000-7777", "x"]',
                    '[{"message": "\\"zelda@canarymail.example\\" is known"}]' FROM import_job WHERE tenant_id = %1$d""");
        sql("""
                INSERT INTO outbox VALUES (%1$d, gen_random_uuid(), 'mail', '{"to": "ZELDA@canarymail.example"}', 1, 9, now(), now(),
                    'no mailbox zelda@canarymail.example')""");
        sql(
                "INSERT INTO timer VALUES (%1$d, gen_random_uuid(), 'call', NULL, '{\"call\": \"+86 191-0000-8888\"}', 1, 9, now(), now())");
        sql("""
                INSERT INTO outbox SELECT tenant_id, gen_random_uuid(), 'mail', jsonb_build_object('ticket', id, 'rule', 'tr'), 1, 9,
                    now() + interval '1 day', now() + interval '1 day' FROM record
                WHERE tenant_id = %1$d AND external_id = 'C-CANARY'""");
        // Of what is about the person, and of something else.
        sql("""
                INSERT INTO notification (tenant_id, account_id, id, record_id, rule_id, rule_key, text, at)
                SELECT %1$d, a.id, gen_random_uuid(), r.id, 'tr', 'tell', 'Zelda Quillfeather called from 191 0000-7777', now()
                FROM record r, (SELECT id FROM account WHERE tenant_id = %1$d LIMIT 1) a WHERE r.tenant_id = %1$d""");
        desk.put(ada, "product", "P-NOTED", Map.of("name", "Kettle", "sku", "K-9"));
        sql("""
                INSERT INTO delivery (tenant_id, id, effect_id, kind, target, cause, effect, record_id, at, duration_ms, method,
                    destination, outcome, request, mentions, response)
                SELECT %1$d, gen_random_uuid(), gen_random_uuid(), 'webhook', 'erp', 'effect', '{"event": {"event.comment":
                    "zelda@canarymail.example"}}', r.id, now(), 1, 'POST', 'https://erp.example', 'delivered',
                    '{"name": "Zelda Quillfeather"}', '{contact}', 'call +8619100008888'
                FROM record r WHERE r.tenant_id = %1$d""");
        sql("""
                INSERT INTO notification (tenant_id, account_id, id, record_id, rule_id, rule_key, text, at)
                SELECT %1$d, a.id, gen_random_uuid(), r.id, 'tr', 'tell', 'Call ZELDA@canarymail.example about it', now()
                FROM record r, (SELECT id FROM account WHERE tenant_id = %1$d LIMIT 1) a
                WHERE r.tenant_id = %1$d AND r.external_id = 'P-NOTED'""");
        sql("""
                UPDATE event SET decision = '{"event": "created", "facts": {"contact": "+8619100007777", "order.customer.name":
                    "Zelda Quillfeather", "subject": "call zelda quillfeather"}, "fired": []}' WHERE tenant_id = %1$d
                AND strpos(changes::text, '+8619100007777') > 0""");
    }

    @Test
    void nothingOfThePersonIsLeftAnywhereAndNobodyElseIsTouched() throws Exception {
        TicketId other = plant("C-OTHER", "Otto Other", "+8618100001111", "otto@othermail.example", "1 Other Street");
        List<String> before = of(other);
        Map<String, List<String>> all = rows();
        assertThat(traces()).as("planted").hasSizeGreaterThan(8);

        Ran dry = erase("customer:C-CANARY", "--dry-run");
        assertThat(dry.out()).contains("Would be erased").contains("none is left");
        assertThat(rows()).isEqualTo(all);

        Ran done = erase("customer:C-CANARY", "--confirm", "customer:C-CANARY");
        assertThat(done.code()).as(done.out() + done.err()).isZero();
        assertThat(done.out())
                .contains("Erased or changed")
                .contains("record_search")
                .contains("none is left");

        assertThat(traces()).isEmpty();
        assertThat(rows().get("notification")).singleElement().asString().contains("Call [erased] about it");
        assertThat(rows().get("outbox")).as("mails on their way").noneMatch(row -> row.contains("\"rule\": \"tr\""));
        assertThat(rows().get("delivery"))
                .singleElement()
                .asString()
                .contains("call [erased]", "\\\"name\\\": \\\"[erased]\\\"");
        assertThat(of(other)).as("somebody else's").isEqualTo(before);
        assertThat(rows().get("erasure")).singleElement().asString().contains("\"left\": {}");
        // What is left can be read and is told of: the ticket, its number, its amounts, its history.
        Ticket record = desk.ticket(ada, customer);
        assertThat(record.title()).isEqualTo("[erased]");
        assertThat(desk.events(ada, customer)).hasSizeGreaterThan(1);
        for (String id : tickets("[erased]")) {
            Ticket ticket = desk.ticket(ada, new TicketId(UUID.fromString(id)));
            assertThat(ticket.title()).isEqualTo("[erased] calls from [erased]");
            assertThat(desk.events(ada, ticket.id())).isNotEmpty();
            assertThat(ticket.agenda().entries())
                    .singleElement()
                    .satisfies(promise ->
                            assertThat(promise.text().in("en")).isEqualTo("We call [erased] back on [erased]"));
        }
        assertThat(tickets("[erased]")).hasSize(1);
        assertThat(erase("customer:C-CANARY", "--confirm", "customer:C-CANARY").err())
                .contains("There is no record");
    }

    @Test
    void whatIsPersonalGoesEvenIfItIsNoWordToLookFor() {
        desk.publish(
                tenant,
                Map.of(
                        "objects/customer/type.yaml",
                        text -> text.replace(
                                "fields:\n",
                                "fields:\n  - {id: f_b, key: birthday, label: {en: B}, kind: date, indexed: true,"
                                        + " personal: true}\n"),
                        "objects/customer/access.yaml",
                        text -> text.replace("{name: edit,", "{name: edit, birthday: edit,")));
        put("customer", "C-CANARY", Map.of("birthday", "1990-02-03", "customer_since", "2020-05-06"));
        assertThat(desk.ticket(ada, customer).field("f_b")).isEqualTo(new Value.Date(LocalDate.of(1990, 2, 3)));
        erase("customer:C-CANARY", "--confirm", "customer:C-CANARY");
        assertThat(desk.ticket(ada, customer).field("f_b").isNull()).isTrue();
        assertThat(desk.ticket(ada, customer).field("f_since")).isEqualTo(new Value.Date(LocalDate.of(2020, 5, 6)));
    }

    @Test
    void whatAnotherPersonHasAsWellIsSaidAndLeftToThem() throws Exception {
        plant("C-SPOUSE", "Yan Other", "+8619100008888", "yan@othermail.example", "2 Other Street");
        Ran done = erase("customer:C-CANARY", "--confirm", "customer:C-CANARY");
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.out())
                .contains("not about this person")
                .contains("record.fields")
                .contains("event.changes");
        assertThat(desk.ticket(ada, put("customer", "C-SPOUSE", Map.of()))
                        .fields()
                        .toString())
                .contains("8619100008888");
    }

    @Test
    void whoSignsInIsErasedAndComesInNoMore() throws Exception {
        desk.account(tenant, "quillfeather", "agent");
        sql("UPDATE release_history SET actor_name = 'quillfeather', actor_id = (SELECT id FROM account"
                + " WHERE tenant_id = %1$d AND login = 'quillfeather') WHERE tenant_id = %1$d");
        sql("""
                INSERT INTO notification_channel SELECT tenant_id, id, true, true, 'quill@canarymail.example', now(), now()
                FROM account WHERE tenant_id = %1$d AND login = 'quillfeather'""");
        sql("""
                INSERT INTO outbox SELECT tenant_id, gen_random_uuid(), 'mail', jsonb_build_object('account', id, 'rule', 'tr'), 1, 9,
                    now() + interval '1 day', now() + interval '1 day' FROM account
                WHERE tenant_id = %1$d AND login = 'quillfeather'""");
        sql("""
                INSERT INTO outbox VALUES (%1$d, gen_random_uuid(), 'mail', '{"address": "Quill@canarymail.example"}', 1, 9, now(), now())""");
        Ran done = erase("account:quillfeather", "--confirm", "account:quillfeather");
        assertThat(rows().getOrDefault("notification_channel", List.of())).isEmpty();
        assertThat(rows().get("outbox"))
                .noneMatch(row -> row.contains("quill@canarymail") || row.contains("Quill@canarymail"))
                .noneMatch(row -> row.contains("\"account\": ") && row.contains("\"rule\": \"tr\""));
        assertThat(done.out()).contains("account").contains("release_history");
        assertThat(rows().get("account")).hasSize(2).noneMatch(row -> row.contains("quillfeather"));
        assertThat(rows().get("account"))
                .anyMatch(
                        row -> row.contains("erased-") && row.contains("$argon2id$") && row.contains("\"roles\": []"));
        assertThat(rows().get("release_history")).noneMatch(row -> row.contains("quillfeather"));
    }

    @Test
    void whatIsNobodysOrNotThereIsRefused() throws Exception {
        TicketId product = put("product", "P-1", Map.of("name", "Kettle", "sku", "K-1"));
        assertThat(erase(product.toString(), "--confirm", product.toString()).err())
                .contains("not a person's");
        assertThat(erase("customer:nobody", "--confirm", "customer:nobody").err())
                .contains("There is no record");
        assertThat(erase("account:nobody", "--confirm", "account:nobody").err()).contains("There is no account");
        assertThat(erase("customer:C-CANARY", "--confirm", "somebody else").err())
                .contains("Nothing was erased");
        sql("UPDATE import_job SET ended_at = NULL WHERE tenant_id = %1$d");
        assertThat(erase("customer:C-CANARY", "--confirm", "customer:C-CANARY").err())
                .contains("being imported");
        assertThat(traces()).isNotEmpty();
    }

    /** A customer with an order and a ticket, whose words are in every place a person can put them. */
    private TicketId plant(String id, String name, String phone, String mail, String address) {
        TicketId who = put("customer", id, Map.of("name", name, "phone", phone, "email", mail));
        TicketId order = put(
                "order",
                "O-" + Math.abs(id.hashCode()),
                Map.of("order_no", "N-" + id.length(), "customer", who.toString(), "address", address));
        Map<String, Object> fields = new HashMap<>(Map.of(
                "subject",
                name + " calls from " + phone.substring(3, 6) + " " + phone.substring(6, 10) + "-"
                        + phone.substring(10),
                "reason",
                "size",
                "customer",
                who.toString(),
                "order",
                order.toString(),
                "customer_name",
                name,
                "contact",
                phone));
        Ticket ticket = desk.create(ada, "return_refund", fields);
        Attachment file = desk.upload(ada, name + ".txt", name + " lives at " + address);
        commands.handle(
                        ada,
                        new Command.Comment(
                                API,
                                ticket.id(),
                                false,
                                "Write to " + mail + ", " + name.toUpperCase(Locale.ROOT) + "!",
                                List.of(file.id())))
                .orThrow();
        commands.handle(
                        ada,
                        new Command.Promise(
                                API,
                                ticket.id(),
                                "We call " + name + " back on " + phone,
                                Instant.parse("2031-01-01T00:00:00Z")))
                .orThrow();
        settled();
        return who;
    }

    /** What follows from the commands has been done by the server's queue. */
    private void settled() {
        for (int i = 0; i < 1200; i++) {
            try {
                if (column("SELECT id::text FROM outbox WHERE tenant_id = %1$d AND state = 0")
                        .isEmpty()) {
                    return;
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("the outbox is never empty");
    }

    private TicketId put(String type, String id, Map<String, Object> fields) {
        return desk.put(ada, type, id, fields);
    }

    private Ran erase(String person, String... more) {
        EraseCommand command = new EraseCommand();
        List<String> args = new ArrayList<>(List.of(person, "--workspace", tenant.slug()));
        args.addAll(List.of(more));
        return BackupTest.run(command, BackupTest.at(TestDatabase.get()), args.toArray(String[]::new));
    }

    private Map<String, List<String>> rows() throws SQLException {
        try (Connection c = TestDatabase.asOwner()) {
            Map<String, List<String>> rows = EveryTable.rows(c, tenant.id().value());
            // What the queues of the running server do meanwhile is theirs.
            rows.get("outbox").removeIf(row -> !row.contains("\"state\": 1"));
            rows.remove("timer");
            // So is what it has counted of rules: that is written a moment later, and again.
            rows.remove("rule_asking");
            rows.remove("rule_firing");
            return rows;
        }
    }

    /** Where something planted stands: of every table, bytes as text too. */
    private List<String> traces() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection c = TestDatabase.asOwner()) {
            EveryTable.rows(c, tenant.id().value())
                    .forEach((table, rows) -> rows.forEach(row -> {
                        String text = row.toLowerCase(Locale.ROOT);
                        for (String word : PLANTED) {
                            String digits = text.replaceAll("(?<=\\d)[ -](?=\\d)", "");
                            String bytes = java.util.HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
                            String capital = java.util.HexFormat.of()
                                    .formatHex((word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                                            .getBytes(StandardCharsets.UTF_8));
                            if (text.contains(word)
                                    || digits.contains(word)
                                    || text.contains(bytes)
                                    || text.contains(capital)) {
                                found.add(table + ": " + word + " in " + row);
                            }
                        }
                    }));
        }
        return found;
    }

    private List<String> of(TicketId who) throws SQLException {
        return column("SELECT to_jsonb(r)::text FROM record r WHERE tenant_id = %1$d AND (id = '" + who
                + "' OR strpos(fields::text, '" + who + "') > 0) ORDER BY id");
    }

    private List<String> tickets(String title) throws SQLException {
        return column(
                "SELECT r.id::text FROM record r JOIN type_ref t ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id"
                        + " WHERE r.tenant_id = %1$d AND strpos(title, '" + title + " calls') > 0");
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery(sql.formatted(tenant.id().value()))) {
            List<String> out = new ArrayList<>();
            while (row.next()) {
                out.add(row.getString(1));
            }
            return out;
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute(sql.formatted(tenant.id().value()));
        }
    }
}

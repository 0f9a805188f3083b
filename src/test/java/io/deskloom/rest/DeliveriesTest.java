package io.deskloom.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.audit.AuditTrail;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Receiver;
import io.deskloom.testing.Receiver.Got;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhooks and connectors, from a change to a real server and what is written down of it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DeliveriesTest {
    private static final String DELIVERIES = "/api/v1/admin/deliveries";
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    private static final String NEXT_SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("fedcba9876543210fedcba9876543210".getBytes(UTF_8));

    /** What the role "integration" may not read. */
    private static final String HIDDEN = "4242.42";

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    OutboxStore outbox;

    @Inject
    @All
    List<EffectExecutor> executors;

    @Inject
    AuditTrail audit;

    @Inject
    Clock clock;

    private final Receiver receiver = new Receiver();
    private Tenant demo;
    private Actor jun;
    private Browser admin;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "boss", "admin");
        admin = Browser.signIn(demo, "boss");
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private void publish(Map<String, String> files) {
        List<SourceFile> all = new ArrayList<>(io.deskloom.testing.Snapshots.demoFiles());
        all.removeIf(file -> files.containsKey(file.path()));
        files.forEach((path, text) -> all.add(new SourceFile(path, text)));
        releases.apply(demo.id(), all, "", Publisher.SYSTEM, false).orThrow();
    }

    private String webhook(String more) {
        return """
                id: wh_w
                key: w
                label: {en: W, zh: W}
                url: %s/hook
                as: integration
                events:
                  - {type: return_refund, on: [created]}
                %s
                """.formatted(receiver.url(), more);
    }

    private void secret(String name, String value, int keepHours) {
        admin.with()
                .body(Map.of("value", value, "keepPreviousHours", keepHours))
                .put("/api/v1/admin/secrets/" + name)
                .then()
                .statusCode(200);
    }

    private Ticket create() {
        Map<String, Object> fields = new HashMap<>(Map.of(
                "subject", "Too big Zwilling",
                "reason", "size",
                "order_no", "SO-77",
                "contact", "13812345678",
                "paid", HIDDEN));
        return desk.create(jun, "return_refund", fields);
    }

    private void pump() {
        try {
            assertThat(new OutboxPump(outbox, executors, clock)
                            .runToTheEnd(List.of(demo.id()), clock.instant(), Duration.ofSeconds(60)))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> dead() {
        return Desk.column(
                demo.id(), "SELECT kind || ' ' || attempts FROM outbox WHERE tenant_id = ? AND state = 1 ORDER BY id");
    }

    private void awaitDead(String... expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!dead().equals(List.of(expected)) && System.nanoTime() < deadline) {
            pump();
        }
        assertThat(dead()).containsExactly(expected);
    }

    private JsonPath page(String query) {
        return admin.with()
                .get(DELIVERIES + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The log is written after the answer has come: it is there in a moment. */
    private JsonPath logged(int count) {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        JsonPath page = page("");
        while (page.getList("items").size() < count && System.nanoTime() < deadline) {
            pump();
            page = page("");
        }
        assertThat(page.getList("items")).hasSize(count);
        return page;
    }

    @Test
    void aWebhookIsToldWhatItsRoleMayReadSignedAndOnce() {
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook")));
        secret("hook", SECRET, 0);
        Ticket ticket = create();
        pump();
        Got got = receiver.next();

        assertThat(got.method()).isEqualTo("POST");
        assertThat(got.path()).isEqualTo("/hook");
        assertThat(got.headers()).containsEntry("content-type", "application/json; charset=utf-8");
        assertThat(got.isSignedWith(SECRET, Instant.now())).isTrue();
        assertThat(got.isSignedWith(NEXT_SECRET, Instant.now())).isFalse();
        JsonPath json = JsonPath.from(got.body());
        assertThat(json.getString("type")).isEqualTo("return_refund.created");
        assertThat(json.getString("data.ticket.id")).isEqualTo(ticket.id().toString());
        assertThat(json.getString("data.ticket.number")).isEqualTo("RET-" + ticket.number());
        assertThat(json.getMap("data.ticket.fields"))
                .containsEntry("order_no", "SO-77")
                .containsKey("reason");
        // Neither the title's field nor the price is this role's to read.
        assertThat(got.body()).doesNotContain("Zwilling", HIDDEN, "paid", "subject");

        JsonPath log = logged(1);
        assertThat(log.getString("items[0].result")).isEqualTo("delivered");
        assertThat(log.getString("items[0].delivery")).isEqualTo(got.id());
        assertThat(log.getString("items[0].destination")).isEqualTo(receiver.url());
        assertThat(log.getInt("items[0].status")).isEqualTo(200);
        assertThat(log.getString("items[0].ticket.number")).isEqualTo("RET-" + ticket.number());
        assertThat(receiver.others()).isEmpty();
    }

    @Test
    void fieldsAndConditionsNarrowWhatItIsTold() {
        publish(Map.of(
                "webhooks/w.yaml",
                webhook("fields: [reason]").replace("on: [created]", "on: [created], when: 'reason == \"size\"'")));
        create();
        pump();
        JsonPath json = JsonPath.from(receiver.next().body());
        assertThat(json.getMap("data.ticket.fields")).containsOnlyKeys("reason");
        desk.create(jun, "return_refund", Map.of("subject", "x", "reason", "damaged"));
        desk.settled(demo.id());
        assertThat(receiver.others()).isEmpty();
    }

    @Test
    void aRuleThatIsAskedOnceTheChangeIsSavedTellsWhatItWas() {
        publish(Map.of("webhooks/w.yaml", webhook("").replaceAll("(?s)events:.*", ""), "triggers/t.yaml", """
                        id: tr_t
                        key: t
                        label: {en: T, zh: T}
                        type: return_refund
                        on: [created, acted]
                        phase: after
                        do:
                          - callWebhook: {webhook: w}
                        """));
        Ticket ticket = create();
        pump();
        assertThat(JsonPath.from(receiver.next().body()).getString("type")).isEqualTo("return_refund.created");
        desk.act(jun, ticket, "approve", Map.of("freight_payer", "seller"));
        pump();
        JsonPath acted = JsonPath.from(receiver.next().body());
        assertThat(acted.getString("type")).isEqualTo("return_refund.acted");
        assertThat(acted.getString("data.action")).isEqualTo("approve");
        assertThat(acted.getList("data.changed")).contains("freight_payer", "ticket.step");
    }

    @Test
    void whileASecretIsChangedBothSign() {
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook")));
        secret("hook", SECRET, 0);
        secret("hook", NEXT_SECRET, 24);
        create();
        pump();
        Got got = receiver.next();
        assertThat(got.isSignedWith(SECRET, Instant.now())).isTrue();
        assertThat(got.isSignedWith(NEXT_SECRET, Instant.now())).isTrue();
        secret("hook", NEXT_SECRET, 0);
        create();
        pump();
        assertThat(receiver.next().isSignedWith(SECRET, Instant.now())).isFalse();
    }

    @Test
    void whoeverIsBusyIsAskedAgainUnderTheSameId() {
        publish(Map.of("webhooks/w.yaml", webhook("")));
        receiver.answers(503, Map.of(), "later");
        create();
        logged(2);
        Got first = receiver.next();
        Got second = receiver.next();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(page("?result=failed").getString("items[0].problem")).isEqualTo("receiver-busy");
        assertThat(page("?result=delivered").getList("items")).hasSize(1);
    }

    @Test
    void whoeverRefusesIsNotAskedAgain() {
        publish(Map.of("webhooks/w.yaml", webhook("")));
        receiver.answers(410, Map.of(), "gone \u001b[31m");
        create();
        awaitDead("webhook 1");
        JsonPath log = logged(1);
        assertThat(log.getString("items[0].result")).isEqualTo("refused");
        admin.with()
                .get(DELIVERIES + "/" + log.getString("items[0].id"))
                .then()
                .statusCode(200)
                .body("response", equalTo("gone [31m"))
                .body("request", containsString("SO-77"));
    }

    @Test
    void aRedirectInsideIsNoWayIn() {
        publish(Map.of("webhooks/w.yaml", webhook("")));
        receiver.answers(307, Map.of("Location", "http://169.254.169.254/latest/meta-data/"), "");
        create();
        awaitDead("webhook 1");
        assertThat(logged(1).getString("items[0].problem")).isEqualTo("redirect-forbidden");
    }

    @Test
    void withoutItsSecretNothingLeavesAndNothingIsTriedAgain() {
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook")));
        create();
        awaitDead("webhook 1");
        JsonPath log = logged(1);
        assertThat(log.getString("items[0].result")).isEqualTo("unsent");
        assertThat(log.getString("items[0].problem")).isEqualTo("not-configured");
        admin.with()
                .get("/api/v1/admin/integrations")
                .then()
                .statusCode(200)
                .body("webhooks.find { it.key == 'w' }.missing", contains("hook"))
                .body("webhooks.find { it.key == 'erp' }.missing", contains("erp_hook_secret", "erp_hook_url"))
                .body("webhooks.find { it.key == 'erp' }.destination", nullValue())
                .body("connectors.key", contains("erp", "group_chat", "sms", "wms"));
        secret("hook", "not of the form", 0);
        create();
        awaitDead("webhook 1", "webhook 1");
        assertThat(page("").getString("items[0].problem")).isEqualTo("secret-not-whsec");
        admin.with()
                .get("/api/v1/admin/integrations")
                .then()
                .body("webhooks.find { it.key == 'w' }.problem", equalTo("secret-not-whsec"));
        assertThat(receiver.others()).isEmpty();
    }

    @Test
    void anAddressInsideIsNotCalled() {
        publish(Map.of("webhooks/w.yaml", webhook("").replaceAll("url: .*", "url: https://10.0.0.1/hook")));
        create();
        awaitDead("webhook 1");
        assertThat(logged(1).getString("items[0].problem")).isEqualTo("address-forbidden");
        admin.with()
                .get("/api/v1/admin/integrations")
                .then()
                .body("webhooks.find { it.key == 'w' }.problem", equalTo("address-forbidden"));
    }

    @Test
    void ofATicketOutOfItsRolesSightNothingIsSaid() {
        // An agent sees the returns of its own teams, and nobody outside is in a team.
        publish(Map.of("webhooks/w.yaml", webhook("").replace("as: integration", "as: agent")));
        create();
        awaitDead("webhook 1");
        assertThat(logged(1).getString("items[0].problem")).isEqualTo("out-of-sight");
        assertThat(receiver.others()).isEmpty();
    }

    private String trigger(String with) {
        return """
                id: tr_t
                key: t
                label: {en: T, zh: T}
                type: return_refund
                on: [created]
                do:
                  - callConnector: {connector: c, operation: o, with: {%s}}
                """.formatted(with);
    }

    private String connector() {
        return """
                id: cn_c
                key: c
                label: {en: C, zh: C}
                baseUrl: %s/v1
                as: integration
                auth: {kind: bearer, secret: $token}
                operations:
                  - key: o
                    label: {en: O, zh: O}
                    path: /send/{{ to }}
                    parameters: [{name: to}, {name: text, required: false}]
                    body: {text: "{{ text }}"}
                    idempotencyHeader: Idempotency-Key
                    success: {at: /errcode, is: ["0"]}
                """.formatted(receiver.url());
    }

    @Test
    void aConnectorIsGivenWhatTheRuleSays() {
        publish(Map.of(
                "connectors/c.yaml",
                connector(),
                "triggers/t.yaml",
                trigger("to: order_no, text: {en: \"{{ticket.number}}: {{reason}}\", zh: x}")));
        secret("token", "tok-1", 0);
        Ticket ticket = create();
        pump();
        Got got = receiver.next();
        assertThat(got.path()).isEqualTo("/v1/send/SO-77");
        assertThat(got.headers()).containsEntry("authorization", "Bearer tok-1").containsKey("idempotency-key");
        assertThat(got.body()).isEqualTo("{\"text\":\"RET-" + ticket.number() + ": Wrong size\"}");
        JsonPath log = logged(1);
        assertThat(log.getString("items[0].kind")).isEqualTo("connector");
        assertThat(log.getString("items[0].operation")).isEqualTo("o");
        assertThat(log.getString("items[0].delivery")).isEqualTo(got.headers().get("idempotency-key"));

        receiver.answers(200, Map.of(), "{\"errcode\": 93000}");
        create();
        awaitDead("connector 1");
    }

    @Test
    void whatAConnectorAnswersGoesWhereTheRuleWantsIt() {
        publish(Map.of(
                "connectors/c.yaml",
                connector() + "    answer: {no: /data/no, pieces: /data/pieces}\n",
                "triggers/t.yaml",
                trigger("to: order_no").replace("with:", "save: {warehouse_note: no, items_count: pieces}, with:")));
        secret("token", "tok-1", 0);
        receiver.answers(200, Map.of(), "{\"errcode\": 0, \"data\": {\"no\": \"SF-1234\", \"pieces\": 3}}");
        Ticket ticket = create();
        assertThat(logged(1).getString("items[0].result")).isEqualTo("delivered");
        desk.settled(demo.id());

        Ticket after = desk.ticket(jun, ticket.id());
        assertThat(after.field("f_whnote")).isEqualTo(Value.text("SF-1234"));
        assertThat(desk.events(jun, ticket.id()))
                .anySatisfy(event -> assertThat(event.meta().cause())
                        .isInstanceOfSatisfying(
                                Event.Cause.Rule.class,
                                rule -> assertThat(rule.label()).isEqualTo("t")));
        // Told again it is the same, and nothing happens.
        int version = after.version();
        String id = page("").getString("items[0].id");
        receiver.answers(200, Map.of(), "{\"errcode\": 0, \"data\": {\"no\": \"SF-1234\", \"pieces\": \"many\"}}");
        admin.with().post(DELIVERIES + "/" + id + "/replay").then().statusCode(200);
        assertThat(desk.ticket(jun, ticket.id()).version()).isEqualTo(version);
    }

    @Test
    void aConnectorIsNotGivenWhatItsRoleMayNotRead() {
        publish(Map.of(
                "connectors/c.yaml",
                connector(),
                "triggers/t.yaml",
                trigger("to: order_no, text: {en: \"{{paid}}\", zh: x}")));
        secret("token", "tok-1", 0);
        create();
        awaitDead("connector 1");
        assertThat(logged(1).getString("items[0].problem")).isEqualTo("value-withheld");
        assertThat(receiver.others()).isEmpty();
    }

    @Test
    void aConnectorThatNeedsMoreThanThereIsIsNotCalled() {
        publish(Map.of("connectors/c.yaml", connector(), "triggers/t.yaml", trigger("to: inspection_result")));
        secret("token", "tok-1", 0);
        create();
        awaitDead("connector 1");
        assertThat(logged(1).getString("items[0].problem")).isEqualTo("value-missing");
    }

    @Test
    void whatWasSentIsSentAgainUnderItsIdAsItIsNow() throws Exception {
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook")));
        secret("hook", SECRET, 0);
        receiver.answers(400, Map.of(), "no");
        create();
        Got first = receiver.next();
        String id = logged(1).getString("items[0].id");

        admin.with()
                .post(DELIVERIES + "/" + id + "/replay")
                .then()
                .statusCode(200)
                .body("attempt.result", equalTo("delivered"))
                .body("attempt.cause", equalTo("replay"))
                .body("attempt.delivery", equalTo(first.id()))
                .body("attempts.result", contains("delivered", "refused"))
                .body("replayable", equalTo(true));
        Got second = receiver.next();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.isSignedWith(SECRET, Instant.now())).isTrue();

        // What the role may read by now counts.
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook\nfields: [reason]")));
        admin.with().post(DELIVERIES + "/" + id + "/replay").then().statusCode(200);
        assertThat(receiver.next().body()).doesNotContain("SO-77");
        publish(Map.of());
        admin.with()
                .post(DELIVERIES + "/" + id + "/replay")
                .then()
                .statusCode(200)
                .body("attempt.problem", equalTo("definition-gone"));
        assertThat(receiver.others()).isEmpty();
        assertThat(audit.flush(10)).isTrue();
        admin.with().get("/api/v1/admin/audit").then().body("items.code", hasItem("delivery-replayed"));
    }

    @Test
    void aTrialSaysNothingOfAnyTicket() throws Exception {
        publish(Map.of("webhooks/w.yaml", webhook("secret: $hook")));
        secret("hook", SECRET, 0);
        create();
        receiver.next();
        admin.with()
                .body(Map.of("webhook", "w"))
                .post(DELIVERIES + "/test")
                .then()
                .statusCode(200)
                .body("attempt.result", equalTo("delivered"))
                .body("attempt.cause", equalTo("test"))
                .body("replayable", equalTo(false))
                .body("request", notNullValue());
        Got got = receiver.next();
        assertThat(JsonPath.from(got.body()).getString("type")).isEqualTo("test");
        assertThat(JsonPath.from(got.body()).getMap("data")).isEmpty();
        assertThat(got.isSignedWith(SECRET, Instant.now())).isTrue();
        admin.with()
                .body(Map.of("webhook", "other"))
                .post(DELIVERIES + "/test")
                .then()
                .statusCode(404);
        assertThat(audit.flush(10)).isTrue();
        admin.with().get("/api/v1/admin/audit").then().body("items.code", hasItem("webhook-tested"));
    }

    @Test
    void whoMayNotReadWhatItWasMadeOfDoesNotSeeItHere() {
        publish(Map.of("webhooks/w.yaml", webhook(""), "roles/warehouse.yaml", """
                        id: r_warehouse
                        key: warehouse
                        label: {en: Warehouse, zh: 仓库}
                        abilities: [accounts.read, integrations.manage]
                        """));
        desk.account(demo, "lin", "warehouse", "warehouse");
        create();
        receiver.next();
        String id = logged(1).getString("items[0].id");
        admin.with()
                .get(DELIVERIES + "/" + id)
                .then()
                .body("request", containsString("SO-77"))
                .body("withheld", equalTo(false));
        Browser.signIn(demo, "lin")
                .with()
                .get(DELIVERIES + "/" + id)
                .then()
                .statusCode(200)
                .body("withheld", equalTo(true))
                .body("request", nullValue())
                .body("response", nullValue())
                .body("attempt.ticket", nullValue())
                .body(not(containsString("SO-77")));
    }

    @Test
    void deliveriesAreForThoseWhoManageIntegrationsOfThisWorkspace() {
        publish(Map.of("webhooks/w.yaml", webhook("")));
        create();
        receiver.next();
        String id = logged(1).getString("items[0].id");
        Browser jun = Browser.signIn(demo, "jun");
        jun.with().get(DELIVERIES).then().statusCode(403);
        jun.with().get(DELIVERIES + "/" + id).then().statusCode(403);
        jun.with().post(DELIVERIES + "/" + id + "/replay").then().statusCode(403);
        jun.with()
                .body(Map.of("webhook", "w"))
                .post(DELIVERIES + "/test")
                .then()
                .statusCode(403);
        jun.with().get("/api/v1/admin/integrations").then().statusCode(403);
        Tenant other = desk.demo();
        desk.account(other, "boss", "admin");
        Browser there = Browser.signIn(other, "boss");
        there.with().get(DELIVERIES).then().body("items", empty());
        there.with().get(DELIVERIES + "/" + id).then().statusCode(404);
        there.with().post(DELIVERIES + "/" + id + "/replay").then().statusCode(404);
    }

    @Test
    void theLogIsReadInPagesAndForgotten() {
        publish(Map.of("webhooks/w.yaml", webhook("")));
        for (int i = 0; i < 3; i++) {
            create();
        }
        List<String> ids = logged(3).getList("items.id");
        JsonPath first = page("?limit=2&kind=webhook&target=w");
        assertThat(first.getList("items.id")).isEqualTo(ids.subList(0, 2));
        JsonPath second = page("?limit=2&cursor=" + first.getString("next"));
        assertThat(second.getList("items.id")).isEqualTo(ids.subList(2, 3));
        assertThat(second.getString("next")).isNull();
        assertThat(page("?kind=connector").getList("items")).isEmpty();
        admin.with().get(DELIVERIES + "?kind=pigeon").then().statusCode(400);
        admin.with().get(DELIVERIES + "?cursor=x").then().statusCode(400);
        Instant now = Instant.now();
        desk.fire(demo.id(), "forget-deliveries", now.plus(Duration.ofDays(29)));
        assertThat(page("").getList("items")).hasSize(3);
        desk.fire(demo.id(), "forget-deliveries", now.plus(Duration.ofDays(31)));
        assertThat(page("").getList("items")).isEmpty();
    }
}

package io.deskloom.rest;

import static io.deskloom.rest.SimulateBodies.body;
import static io.deskloom.rest.SimulateBodies.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.model.Snapshots;
import io.deskloom.script.Scripts;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A simulation is no way to what somebody may not see, breaks on nothing that is given, and leaves nothing behind. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SimulateSightTest {
    private static final String ACCESS = "types/return_refund/access.yaml";
    private static final String CUSTOMERS = "objects/customer/access.yaml";

    @Inject
    Desk desk;

    @Inject
    Scripts scripts;

    @Inject
    Snapshots snapshots;

    private Tenant demo;
    private Actor jun;
    private Actor root;
    private Browser ada;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        root = desk.actor(demo, "ada", "admin");
        ada = Browser.signIn(demo, "ada");
    }

    private ValidatableResponse simulate(Map<String, ?> body) {
        return ada.with().body(body).post("/api/v1/simulate").then();
    }

    /** The first that is said of the field is what the administrator may. */
    private static UnaryOperator<String> hidden(String field) {
        return text -> text.replaceFirst(field + ": edit", field + ": hidden");
    }

    @Test
    void anotherReleaseShowsNothingThatTheOneInForceHides() {
        String earlier = snapshots.current(demo.id()).release().hash();
        Ticket ticket = desk.create(
                root,
                "return_refund",
                Map.of("subject", "K", "reason", "size", "parcel_weight", new BigDecimal("9.81")));
        Map<String, Object> priority = body("kind", "update", "priority", "high");
        Map<String, Object> draft = body("ticket", ticket.id().toString(), "files", files(), "event", priority);
        simulate(draft).statusCode(200).body("would.before.fields.parcel_weight.toString()", equalTo("9.81"));

        desk.publish(demo, Map.of(ACCESS, hidden("parcel_weight")));
        for (Map<String, Object> wanted : List.of(
                draft,
                body("ticket", ticket.id().toString(), "release", earlier, "event", priority),
                body(
                        "ticket",
                        ticket.id().toString(),
                        "release",
                        earlier,
                        "event",
                        body("kind", "time", "automation", "no_such")))) {
            String told = simulate(wanted).statusCode(403).extract().asString();
            assertThat(told).contains("simulate.not-open").doesNotContain("9.81");
        }
        simulate(body("ticket", ticket.id().toString(), "event", priority)).statusCode(200);
        simulate(body(
                        "files",
                        files(),
                        "sketch",
                        body("type", "return_refund", "fields", Map.of("subject", "K", "reason", "size")),
                        "event",
                        priority))
                .statusCode(200);
    }

    @Test
    void whatItLooksUpHasToBeOpenToo() {
        String customer = desk.put(root, "customer", "C-1", Map.of("name", "Anna", "tier", "gold"))
                .toString();
        Ticket ticket =
                desk.create(root, "return_refund", Map.of("subject", "K", "reason", "size", "customer", customer));
        desk.publish(demo, Map.of(CUSTOMERS, hidden("tier")));
        simulate(body(
                        "ticket",
                        ticket.id().toString(),
                        "files",
                        files(),
                        "event",
                        body("kind", "update", "priority", "high")))
                .statusCode(403);
    }

    @Test
    void recordsOutOfSightAreNotNamed() {
        String customer =
                desk.put(root, "customer", "C-1", Map.of("name", "Anna")).toString();
        Map<String, Object> fields = Map.of("subject", "K", "reason", "size", "customer", customer);
        Map<String, Object> create = body("kind", "create", "type", "return_refund", "fields", fields);
        Map<String, Object> asJun = body("as", jun.account().toString(), "event", create);
        Map<String, Object> sketched = body(
                "sketch",
                body("type", "return_refund", "fields", fields),
                "event",
                body("kind", "update", "priority", "high"));
        simulate(asJun).statusCode(200).body("refused", nullValue());
        simulate(sketched).statusCode(200);

        desk.publish(
                demo,
                Map.of(
                        CUSTOMERS,
                        text -> text.replace("{role: admin}", "{role: admin, where: record.title == \"Nobody\"}")));
        for (Map<String, Object> wanted : List.of(asJun, sketched)) {
            simulate(wanted).statusCode(422).body("problems.code", contains("field.unknown-record"));
        }
    }

    @Test
    void whomARuleTellsByWhatIsHiddenIsNotNamed() {
        String wu = desk.account(demo, "wu", "warehouse", "warehouse").id().toString();
        Ticket ticket = desk.create(root, "return_refund", Map.of("subject", "K", "reason", "size", "inspector", wu));
        String rule = """
                id: tr_vip
                key: vip_first
                label: {en: Tell, zh: 告知}
                type: return_refund
                on: [updated]
                do: [{notify: {to: [{account: inspector}], text: {en: Look, zh: 看}}}]
                """;
        String to = "would.effects.find { it.kind == 'notify' && it.rule.en == 'Tell' }.to";
        Map<String, Object> wanted =
                body("ticket", ticket.id().toString(), "event", body("kind", "update", "priority", "high"));
        desk.publishWith(demo, "triggers/vip_first.yaml", rule);
        simulate(wanted).statusCode(200).body(to, contains(wu));
        desk.publish(demo, Map.of(ACCESS, hidden("inspector"), "triggers/vip_first.yaml", _ -> rule));
        assertThat(simulate(wanted)
                        .statusCode(200)
                        .body(to, contains("account"))
                        .extract()
                        .asString())
                .doesNotContain(wu);
    }

    @Test
    void whenAnAutomationIsDueSaysNothingOfAFieldOutOfReach() {
        desk.publish(demo, Map.of(ACCESS, hidden("pickup_at"), "automations/unanswered.yaml", _ -> """
                id: au_unanswered
                key: unanswered
                label: {en: Picked up, zh: 已取件}
                type: return_refund
                when: ticket.status in ["new", "open"]
                since: pickup_at
                after: PT2H
                do: [{setPriority: high}]
                """));
        Ticket ticket = desk.create(
                jun, "return_refund", Map.of("subject", "K", "reason", "size", "pickup_at", "2031-05-06T07:08:00Z"));
        Map<String, Object> wanted =
                body("ticket", ticket.id().toString(), "event", body("kind", "time", "automation", "unanswered"));
        assertThat(simulate(wanted)
                        .statusCode(200)
                        .body("refused.problems.code", contains("simulate.not-due"))
                        .extract()
                        .asString())
                .doesNotContain("2031");
    }

    @Test
    void nobodyDoesWhatTimeDoes() {
        Ticket enquiry = desk.create(jun, "enquiry", Map.of("subject", "Where is it", "intent", "track_order"));
        simulate(body(
                        "files",
                        files("triggers/staff.yaml", """
                                id: tr_staff
                                key: staff
                                label: {en: Staff, zh: 员工}
                                type: enquiry
                                on: [updated]
                                when: '"admin" in actor.roles'
                                do: [{assignTeam: vip_desk}]
                                """),
                        "ticket",
                        enquiry.id().toString(),
                        "at",
                        enquiry.createdAt().plus(Duration.ofHours(3)).toString(),
                        "event",
                        body("kind", "time", "automation", "unanswered")))
                .statusCode(200)
                .body("would.why.fired.rule", hasItem("au_unanswered"))
                .body("would.why.fired.rule", not(hasItem("tr_staff")));
    }

    @Test
    void whatIsGivenMayBeAnything() {
        Map<String, Object> wanted = body(
                "event",
                body(
                        "kind",
                        "create",
                        "type",
                        "enquiry",
                        "fields",
                        Map.of("subject", "K", "intent", "delivery_period")));
        Map<String, Object> facts = new HashMap<>();
        facts.put("counter.enquiries_now", null);
        wanted.put("facts", facts);
        simulate(wanted).statusCode(200);
        String counted = "would.why.facts.find { it.path == 'counter.enquiries_now' }.value.toString()";
        facts.put("counter.enquiries_now", -5);
        simulate(wanted).statusCode(200).body(counted, equalTo("0"));
        facts.put("counter.enquiries_now", 5_000_000_000L);
        simulate(wanted).statusCode(200).body(counted, equalTo("500"));
        simulate(body(
                        "at",
                        "+1000000000-12-31T23:59:59.999999999Z",
                        "sketch",
                        body("type", "return_refund", "fields", Map.of("subject", "K", "reason", "size")),
                        "event",
                        body("kind", "claim")))
                .statusCode(422)
                .body("problems.code", contains("simulate.at"));
    }

    @Test
    void aDraftThatCannotReadTheTicketsIsRefusedAsOneThatIsPublished() {
        Ticket ticket = desk.create(root, "return_refund", Map.of("subject", "K", "reason", "size", "paid", "5"));
        List<Map<String, String>> draft = files();
        draft.replaceAll(file -> file.get("path").equals("types/return_refund/type.yaml")
                ? Map.of(
                        "path",
                        file.get("path"),
                        "text",
                        file.get("text")
                                .replace("key: items_count\n    kind: integer", "key: items_count\n    kind: decimal"))
                : file);
        simulate(body("ticket", ticket.id().toString(), "files", draft, "event", body("kind", "claim")))
                .statusCode(422)
                .body("code", equalTo("metadata-invalid"))
                .body("problems.code", contains("id.changed"));
    }

    @Test
    void whatIsSaidInsteadOfCountingIsSaidToRulesAfterSavingToo() {
        simulate(body(
                        "files",
                        files("triggers/later.yaml", """
                                id: tr_later
                                key: later
                                label: {en: Later, zh: 稍后}
                                type: enquiry
                                on: [created]
                                phase: after
                                when: counter.enquiries_now >= 77
                                do: [{comment: {internal: true, text: {en: Busy, zh: 忙}}}]
                                """),
                        "facts",
                        Map.of("counter.enquiries_now", 77),
                        "event",
                        body(
                                "kind",
                                "create",
                                "type",
                                "enquiry",
                                "fields",
                                Map.of("subject", "K", "intent", "delivery_period"))))
                .statusCode(200)
                .body("would.why.fired.rule", hasItem("tr_later"));
    }

    @Test
    void aScriptThatIsTriedIsNotOnRecord() {
        List<Map<String, String>> draft = files(
                "scripts/endless.yaml",
                """
                id: sc_endless
                key: endless
                label: {en: Endless, zh: 无尽}
                purpose: action
                type: return_refund
                inputs: {order_no: order_no}
                writes: [order_no]
                """,
                "scripts/endless.js",
                "export default function (input) { while (true) {} }\n",
                "triggers/endless.yaml",
                """
                id: tr_endless
                key: endless
                label: {en: Endless, zh: 无尽}
                type: return_refund
                on: [created]
                do: [{runScript: {script: endless}}]
                """);
        simulate(body(
                        "files",
                        draft,
                        "event",
                        body(
                                "kind",
                                "create",
                                "type",
                                "return_refund",
                                "fields",
                                Map.of("subject", "K", "reason", "size"))))
                .statusCode(200)
                .body("would.why.fired.find { it.rule == 'tr_endless' }.scripts[0].failed", notNullValue());
        assertThat(scripts.fared(demo.id())).isEmpty();
    }
}

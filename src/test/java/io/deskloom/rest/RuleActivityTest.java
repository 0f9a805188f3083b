package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.activity.RuleActivity;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules did, counted. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RuleActivityTest {
    private static final String RULE = "rules.find { it.id == '%s' }.";

    @Inject
    Desk desk;

    @Inject
    RuleActivity activity;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    private Tenant demo;
    private Actor jun;
    private Browser ada;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "ada", "admin");
        ada = Browser.signIn(demo, "ada");
    }

    private ValidatableResponse shown(String window) {
        activity.flush();
        return ada.with()
                .get("/api/v1/admin/rules/activity?window=" + window)
                .then()
                .statusCode(200);
    }

    private static String of(String rule, String what) {
        return RULE.formatted(rule) + what;
    }

    private void triggers(String... yaml) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        for (int i = 0; i < yaml.length; i++) {
            files.add(new SourceFile("triggers/t" + i + ".yaml", """
                    id: tr_t%d
                    key: t%d
                    label: {en: T%d, zh: 规则%d}
                    type: return_refund
                    """.formatted(i, i, i, i) + yaml[i]));
        }
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(String reason) {
        return desk.create(jun, "return_refund", Map.of("subject", "K", "reason", reason));
    }

    @Test
    void askedFiredAndTheLastTicketAreCounted() {
        create("size");
        create("damaged");
        Ticket last = create("damaged");
        shown("hour")
                .body(of("tr_damaged", "asked"), equalTo(3))
                .body(of("tr_damaged", "fired"), equalTo(2))
                .body(of("tr_damaged", "failures"), empty())
                .body(of("tr_damaged", "lastTicket.id"), equalTo(last.id().toString()))
                .body(of("tr_damaged", "lastTicket.number"), equalTo("RET-" + last.number()))
                .body(of("tr_vip", "fired"), equalTo(0))
                .body(of("tr_vip", "lastAt"), nullValue())
                .body(of("tr_public", "asked"), equalTo(0))
                .body("events.find { it.type == 'return_refund' && it.event == 'created' }.times", equalTo(3))
                .body(
                        "events.find { it.type == 'return_refund' && it.event == 'created' }.slowestMicros",
                        greaterThan(0))
                .body("hours.asked.sum()", equalTo(3))
                .body("hours.fired.sum()", greaterThan(1));
        create("damaged");
        shown("month").body(of("tr_damaged", "fired"), equalTo(3));
    }

    @Test
    void refusalsAndWhatCouldNotBeDoneAreNamed() {
        triggers(
                "on: [created]\nwhen: subject == \"spam\"\ndo: [{refuse: {message: {en: No., zh: 不行。}}}]\n",
                "on: [created]\nwhen: 'true'\ndo: [{act: no_more}]\n".replace("no_more", "pay"));
        assertThat(commands.handle(
                                jun,
                                new Command.Create(
                                        Origin.of("api"),
                                        "return_refund",
                                        Map.of("subject", "spam", "reason", "size"),
                                        null))
                        .isOk())
                .isFalse();
        create("size");
        shown("day")
                .body(of("tr_t0", "fired"), equalTo(0))
                .body(of("tr_t0", "failures.find { it.code == 'rule.refused' }.times"), equalTo(1))
                .body(of("tr_t0", "lastTicket"), nullValue())
                .body(of("tr_t1", "failures.find { it.code == 'rule.no-such-action' }.times"), equalTo(2));
    }

    @Test
    void rulesThatUndoEachOtherAreNamed() {
        triggers(
                "on: [updated]\nwhen: items_count == 1\ndo: [{setField: {field: items_count, value: '2'}}]\n",
                "on: [updated]\nwhen: items_count == 2\ndo: [{setField: {field: items_count, value: '1'}}]\n");
        Ticket ticket = create("size");
        commands.handle(
                        jun,
                        new Command.Update(
                                Origin.of("api"), ticket.id(), ticket.version(), Map.of("items_count", 1), null))
                .orThrow();
        shown("day").body(of("tr_t0", "failures.find { it.code == 'rule.loop' }.times"), equalTo(1));
    }

    @Test
    void whatIsOnlyTriedIsNotCounted() {
        ada.with()
                .body(Map.of(
                        "event",
                        Map.of(
                                "kind",
                                "create",
                                "type",
                                "return_refund",
                                "fields",
                                Map.of("subject", "K", "reason", "damaged"))))
                .post("/api/v1/simulate")
                .then()
                .statusCode(200);
        commands.tryAll(
                jun,
                List.of(new Command.Create(
                        Origin.of("api"), "return_refund", Map.of("subject", "K", "reason", "damaged"), null)),
                Instant.now());
        shown("day").body(of("tr_damaged", "asked"), equalTo(0));
    }

    @Test
    void itIsTheWorkspacesOwnAndForThoseWhoReadMetadata() {
        Tenant other = desk.demo();
        Actor theirs = desk.actor(other, "jun", "agent", "after_sales");
        desk.create(theirs, "return_refund", Map.of("subject", "K", "reason", "damaged"));
        shown("day").body(of("tr_damaged", "fired"), equalTo(0)).body("hours", empty());
        Browser.signIn(demo, "jun")
                .with()
                .get("/api/v1/admin/rules/activity")
                .then()
                .statusCode(403);
    }

    @Test
    void itIsForgottenAfterAMonth() {
        create("damaged");
        shown("day").body(of("tr_damaged", "fired"), equalTo(1));
        assertThat(Desk.count(demo.id(), "rule_firing")).isPositive();
        desk.fire(demo.id(), "forget-rule-activity", Instant.now().plus(Duration.ofDays(30)));
        assertThat(Desk.count(demo.id(), "rule_firing")).isPositive();
        desk.fire(demo.id(), "forget-rule-activity", Instant.now().plus(Duration.ofDays(33)));
        assertThat(Desk.count(demo.id(), "rule_firing")).isZero();
        assertThat(Desk.count(demo.id(), "rule_asking")).isZero();
    }
}

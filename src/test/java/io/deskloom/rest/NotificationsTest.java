package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.TellPeople;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules tell people: who is told, in which words, what they make of it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class NotificationsTest {
    private static final String MINE = "/api/v1/me/notifications";

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    Snapshots snapshots;

    @Inject
    TellPeople people;

    @Inject
    Commands commands;

    private Tenant demo;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
        desk.account(demo, "fang", "finance", "finance");
    }

    private void trigger(String to, String text) {
        List<SourceFile> files = new ArrayList<>(io.deskloom.testing.Snapshots.demoFiles());
        files.add(new SourceFile("triggers/tell.yaml", """
                id: tr_tell
                key: tell
                label: {en: Tell, zh: 通知}
                type: return_refund
                on: [created, commented]
                do:
                  - notify: {to: [%s], text: %s}
                """.formatted(to, text)));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        Ticket ticket = desk.create(jun, "return_refund", fields);
        settled();
        return ticket;
    }

    private void settled() {
        desk.settled(demo.id());
    }

    private ValidatableResponse mine(String login) {
        return mine(Browser.signIn(demo, login));
    }

    private static ValidatableResponse mine(Browser as) {
        return as.with().get(MINE).then().statusCode(200);
    }

    @Test
    void whoeverIsMeantIsToldAndNobodyOfHisOwnDoing() {
        trigger(
                "{role: supervisor}, {role: agent}, requester",
                "{en: \"{{ticket.number}}: {{reason}}\", zh: \"原因：{{reason}}\"}");
        Ticket ticket = create(Map.of());

        mine("mei")
                .body("unread", equalTo(1))
                .body("items.text", contains("RET-" + ticket.number() + ": Wrong size"))
                .body("items.ticket.id", contains(ticket.id().toString()))
                .body("items.rule.en", contains("Tell"))
                .body("items.read", contains(false));
        mine("jun").body("items", empty());

        Browser mei = Browser.signIn(demo, "mei");
        mei.with().body(Map.of("language", "zh")).patch("/api/v1/me").then().statusCode(200);
        create(Map.of());
        mine(mei).body("items[0].text", equalTo("原因：尺码不合"));
    }

    @Test
    void nobodyIsToldWhatHeMayNotKnowNorOfATicketOutOfHisSight() {
        // Finance sees the returns of its own team only; the warehouse is masked the contact and sees no amounts.
        trigger("{role: finance}, {role: warehouse}", "{en: \"{{contact}} {{paid}} {{paid * 2}} {{reason}}\", zh: x}");
        desk.account(demo, "lin", "warehouse", "warehouse");
        Ticket ticket = create(Map.of("contact", "13812345678", "paid", "300"));
        mine("fang").body("items", empty()).body("unread", equalTo(0));
        mine("lin").body("items", empty());

        desk.assign(mei, ticket, "warehouse");
        commands.handle(mei, new Command.Comment(Origin.of("api"), ticket.id(), true, "Look"))
                .orThrow();
        settled();

        mine("lin").body("items.text", contains("••• ••• ••• Wrong size"));
        mine("fang").body("items", empty());
    }

    @Test
    void whatWasSaidOfATicketThatIsOutOfSightByNowIsNotSaidAgain() {
        trigger("{account: inspector}", "{en: \"About {{subject}}\", zh: x}");
        Actor lin = desk.actor(demo, "lin", "warehouse", "warehouse");
        Ticket ticket = create(Map.of());
        assertThat(ticket.field("f_inspector").isNull()).isTrue();
        desk.assign(mei, ticket, "warehouse");
        Effect.Notify wish = new Effect.Notify(
                ticket.id(),
                snapshots.current(demo.id()).release(),
                "tr_tell",
                null,
                0,
                List.of(new Audience.Account(lin.account().toString())),
                Map.of(),
                null);
        people.execute(demo.id(), new UUID(1, 1), wish);
        // Told once more after a crash: it is the same.
        people.execute(demo.id(), new UUID(1, 1), wish);
        mine("lin").body("items.text", contains("About Too big")).body("items.ticket.title", contains("Too big"));

        desk.assign(mei, desk.ticket(mei, ticket.id()), "after_sales");

        mine("lin").body("items.text", contains(nullValue())).body("items.ticket", contains(nullValue()));
    }

    @Test
    void aRuleOrTicketThatIsGoneTellsNothing() {
        trigger("{role: supervisor}", "{en: x, zh: x}");
        Ticket ticket = create(Map.of());
        Effect.Notify wish = new Effect.Notify(
                ticket.id(),
                new ReleaseId("0".repeat(64)),
                "tr_tell",
                null,
                7,
                List.of(new Audience.Role("supervisor"), new Audience.Account("nobody")),
                Map.of(),
                null);
        people.execute(demo.id(), new UUID(1, 2), wish);
        mine("mei").body("items", hasSize(1));
    }

    @Test
    void aTextMaySaySinceWhenTheTicketIsInItsStep() {
        trigger("{role: supervisor}", "{en: \"since {{ticket.step_since}}.\", zh: x}");
        create(Map.of());
        mine("mei").body("items[0].text", matchesPattern("since .*[0-9]{4}.*\\."));
    }

    @Test
    void manyWishesTogetherTellWhatEachTellsAlone() {
        trigger("{role: finance}", "{en: \"{{subject}} {{paid}}\", zh: x}");
        Actor lin = desk.actor(demo, "lin", "warehouse", "warehouse");
        Ticket seen = create(Map.of("subject", "Seen", "paid", "300"));
        Ticket hidden = create(Map.of("subject", "Hidden"));
        desk.assign(mei, seen, "warehouse");
        ReleaseId now = snapshots.current(demo.id()).release();
        ReleaseId never = new ReleaseId("0".repeat(64));
        Audience warehouse = new Audience.Role("warehouse");
        Audience supervisors = new Audience.Role("supervisor");
        List<EffectExecutor.Keyed> wishes = List.of(
                wish(1, seen.id(), now, null, warehouse, supervisors),
                wish(2, hidden.id(), now, null, warehouse, supervisors),
                wish(3, new TicketId(new UUID(7, 7)), now, null, warehouse),
                wish(4, seen.id(), never, null, warehouse),
                wish(5, seen.id(), now, lin.account(), warehouse, new Audience.Requester()));
        people.executeAll(demo.id(), wishes);
        // Again, together and one by one, as after a crash: it is the same.
        people.executeAll(demo.id(), wishes);
        wishes.forEach(each -> people.execute(demo.id(), each.key(), each.effect()));

        mine("lin").body("items.text", contains("Seen •••"));
        mine("mei").body("items.text", containsInAnyOrder("Seen CNY 300.00", "Hidden "));
        mine("jun").body("items", hasSize(1));
    }

    private static EffectExecutor.Keyed wish(
            int number, TicketId ticket, ReleaseId release, @Nullable AccountId by, Audience... to) {
        return new EffectExecutor.Keyed(
                new UUID(2, number), new Effect.Notify(ticket, release, "tr_tell", null, 0, List.of(to), Map.of(), by));
    }

    @Test
    void whatIsReadIsReadUntilItIsUnreadAgain() {
        trigger("{role: supervisor}", "{en: \"{{order_no}}\", zh: x}");
        for (int i = 1; i <= 3; i++) {
            create(Map.of("order_no", "SO-" + i));
        }
        Browser mei = Browser.signIn(demo, "mei");
        List<String> ids = mine(mei).body("unread", equalTo(3)).extract().path("items.id");
        String newest = mine(mei).extract().path("items[1].at");
        // Somebody else's is none.
        Browser.signIn(demo, "jun")
                .with()
                .body(Map.of("read", true))
                .put(MINE + "/" + ids.getFirst() + "/read")
                .then()
                .statusCode(404);
        mei.with().body(Map.of("until", newest)).post(MINE + "/read").then().statusCode(204);
        mine(mei).body("unread", equalTo(1)).body("items.read", contains(false, true, true));
        mei.with()
                .body(Map.of("read", false))
                .put(MINE + "/" + ids.getLast() + "/read")
                .then()
                .statusCode(204);
        mei.with().get(MINE + "/unread").then().body("unread", equalTo(2));
        mei.with().queryParam("unread", true).get(MINE).then().body("items.text", contains("SO-3", "SO-1"));
        String next = mei.with()
                .queryParam("limit", 2)
                .get(MINE)
                .then()
                .body("items.text", contains("SO-3", "SO-2"))
                .extract()
                .path("next");
        mei.with()
                .queryParam("limit", 2)
                .queryParam("cursor", next)
                .get(MINE)
                .then()
                .body("items.text", contains("SO-1"))
                .body("next", nullValue());
    }

    @Test
    void whoDoesNotWantToHearOfARuleDoesNot() {
        trigger("{role: supervisor}", "{en: x, zh: x}");
        Browser mei = Browser.signIn(demo, "mei");
        mei.with().get(MINE + "/rules").then().body("find { it.id == 'tr_tell' }.muted", equalTo(false));
        mei.with()
                .body(Map.of("muted", true))
                .put(MINE + "/rules/tr_tell")
                .then()
                .statusCode(204);
        mei.with()
                .body(Map.of("muted", true))
                .put(MINE + "/rules/tr_other")
                .then()
                .statusCode(404);
        create(Map.of());
        mine(mei).body("items", empty());
        mei.with()
                .body(Map.of("muted", false))
                .put(MINE + "/rules/tr_tell")
                .then()
                .statusCode(204);
        create(Map.of());
        mine(mei).body("items", hasSize(1));
    }

    @Test
    void aRuleThatTellsOthersOnlyIsNothingToChooseAbout() {
        trigger("{role: supervisor}", "{en: x, zh: x}");
        Browser.signIn(demo, "mei").with().get(MINE + "/rules").then().body("id", hasItem("tr_tell"));
        Browser.signIn(demo, "jun").with().get(MINE + "/rules").then().body("id", not(hasItem("tr_tell")));
    }

    @Test
    void withoutAMailServerNothingIsQueued() {
        List<SourceFile> files = new ArrayList<>(io.deskloom.testing.Snapshots.demoFiles());
        files.add(new SourceFile("triggers/tell.yaml", """
                id: tr_tell
                key: tell
                label: {en: Tell, zh: 通知}
                type: return_refund
                on: [created]
                do:
                  - setField: {field: order_no, value: '"SO-1"'}
                  - mail: {to: [requester, {address: order_no}], as: supervisor, subject: {en: x, zh: x}, text: {en: x, zh: x}}
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        Ticket ticket = desk.create(jun, "return_refund", Map.of("subject", "Too big", "reason", "size"));
        // What else the rule does, it does.
        assertThat(ticket.field("f_order").isNull()).isFalse();
        assertThat(Desk.column(demo.id(), "SELECT kind FROM outbox WHERE tenant_id = ?"))
                .doesNotContain("mail");
        Browser.signIn(demo, "mei")
                .with()
                .get("/api/v1/me/channels")
                .then()
                .body("mailSetUp", equalTo(false))
                .body("inApp", equalTo(true));
    }

    @Test
    void aLongTextIsCut() {
        trigger("{role: supervisor}", "{en: \"{{complaint_text}}\", zh: x}");
        create(Map.of("complaint_text", "壶".repeat(2_000)));
        String text = mine("mei").extract().path("items[0].text");
        assertThat(text).hasSize(600).endsWith("壶…");
    }

    @Test
    void whatWasToldLongAgoIsForgotten() {
        trigger("{role: supervisor}", "{en: x, zh: x}");
        create(Map.of());
        Instant now = Instant.now();
        desk.fire(demo.id(), "forget-notifications", now.plusSeconds(89L * 86_400));
        mine("mei").body("items", hasSize(1));
        desk.fire(demo.id(), "forget-notifications", now.plusSeconds(91L * 86_400));
        mine("mei").body("items", empty());
    }
}

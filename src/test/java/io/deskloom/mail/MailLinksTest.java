package io.deskloom.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.mail.Inbox.Read;
import io.deskloom.notification.NotificationStore;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people choose of their mail, and where the links in it lead. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@WithTestResource(MailPort.class)
class MailLinksTest {
    private static final String CHANNELS = "/api/v1/me/channels";
    private static final Pattern LINK =
            Pattern.compile("https://desk\\.example\\.com(/api/v1/mail/[a-z]+)\\?t=([A-Za-z0-9_.-]+)");

    @Inject
    Desk desk;

    @Inject
    MailDesk mail;

    @Inject
    NotificationStore notifications;

    @Inject
    AuditTrail audit;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    private record Link(String path, String token) {
        static Link in(String text) {
            Matcher found = LINK.matcher(text);
            assertThat(found.find()).as(text).isTrue();
            return new Link(found.group(1), found.group(2));
        }
    }

    @Test
    void oneClickStopsTheMailsOfARuleAndLookingStopsNothing() throws Exception {
        mail.rule(demo, "created", "{notify: {to: [{role: supervisor}], text: {en: x, zh: x}}}");
        Actor mei = mail.reader(demo, "mei", "supervisor");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            desk.create(jun, "return_refund", MailDesk.fields());
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 1);
            Link link = Link.in(inbox.of("mei@mail.example").getFirst().header("List-Unsubscribe"));
            assertThat(link.path()).isEqualTo("/api/v1/mail/unsubscribe");
            given().queryParam("t", link.token())
                    .get(link.path())
                    .then()
                    .statusCode(200)
                    .contentType("text/html")
                    .body(containsString("Large returns"), containsString("<form method=\"post\">"));
            assertThat(notifications.silences(demo.id(), mei.account())).isEmpty();
            // Cut, or signed for something else, it opens nothing.
            for (String other : new String[] {
                link.token().substring(1),
                link.token() + "A",
                "A" + link.token(),
                link.token().replace('.', '_'),
                ""
            }) {
                given().queryParam("t", other).post(link.path()).then().statusCode(404);
            }
            given().queryParam("t", link.token())
                    .post("/api/v1/mail/confirm")
                    .then()
                    .statusCode(404);
            assertThat(notifications.silences(demo.id(), mei.account())).isEmpty();

            // As RFC 8058 has mail programs do it: no cookie, no origin, a form in the body.
            given().queryParam("t", link.token())
                    .contentType("application/x-www-form-urlencoded")
                    .body("List-Unsubscribe=One-Click")
                    .post(link.path())
                    .then()
                    .statusCode(200)
                    .body(not(containsString("<form")));

            desk.create(jun, "return_refund", MailDesk.fields());
            desk.settled(demo.id());
            assertThat(inbox.count()).isEqualTo(1);
            assertThat(notifications.unread(demo.id(), mei.account(), 10)).isEqualTo(2);
            assertThat(audit.flush(10)).isTrue();
            assertThat(
                            Desk.column(
                                    demo.id(),
                                    "SELECT account_id || ' ' || route FROM audit WHERE tenant_id = ? AND code = 'mail-stopped'"))
                    .containsExactly(mei.account() + " /api/v1/mail/unsubscribe");
            // She may hear of it again.
            Browser browser = Browser.signIn(demo, "mei");
            String rules = "/api/v1/me/notifications/rules";
            browser.with()
                    .get(rules)
                    .then()
                    .body("find { it.id == 'tr_tell' }.mailMuted", equalTo(true))
                    .body("find { it.id == 'tr_tell' }.muted", equalTo(false));
            browser.with()
                    .body(Map.of("muted", false, "mailMuted", false))
                    .put(rules + "/tr_tell")
                    .then()
                    .statusCode(204);
            desk.create(jun, "return_refund", MailDesk.fields());
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 2);
        }
    }

    @Test
    void whoHasNoAccountStopsThemToo() {
        mail.rule(
                demo,
                "created",
                "{mail: {to: [{address: order_no}], as: supervisor, subject: {en: Hello, zh: x}, text: {en: x, zh: x}}}");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            desk.create(jun, "return_refund", MailDesk.fields("order_no", "anna@kunde.example"));
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 1);
            Read read = inbox.of("anna@kunde.example").getFirst();
            Link link = Link.in(read.text());
            given().queryParam("t", link.token()).post(link.path()).then().statusCode(200);
            desk.create(jun, "return_refund", MailDesk.fields("order_no", "Anna@kunde.example"));
            desk.create(jun, "return_refund", MailDesk.fields("order_no", "otto@kunde.example"));
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 2);
            desk.settled(demo.id());
            assertThat(inbox.count()).isEqualTo(2);
            assertThat(Desk.column(demo.id(), "SELECT encode(address, 'escape') FROM mail_refusal WHERE tenant_id = ?"))
                    .singleElement()
                    .asString()
                    .doesNotContain("anna");
        }
    }

    @Test
    void mailGoesOnlyToAnAddressWhoseReaderSaidThatItIsHis() {
        mail.rule(demo, "created", "{notify: {to: [{role: supervisor}], text: {en: x, zh: x}}}");
        desk.actor(demo, "mei", "supervisor");
        Browser mei = Browser.signIn(demo, "mei");
        mei.with()
                .get(CHANNELS)
                .then()
                .statusCode(200)
                .body("inApp", equalTo(true))
                .body("mailSetUp", equalTo(true))
                .body("address", nullValue())
                .body("confirmed", equalTo(false));
        mei.with()
                .body(Map.of("inApp", true, "mail", true, "address", "a@example.com, b@example.com"))
                .put(CHANNELS)
                .then()
                .statusCode(422)
                .body("problems[0].pointer", equalTo("/address"));
        try (Inbox inbox = new Inbox(MailPort.port())) {
            mei.with()
                    .body(Map.of("inApp", true, "mail", true, "address", "mei@mail.example"))
                    .put(CHANNELS)
                    .then()
                    .statusCode(200)
                    .body("confirmed", equalTo(false));
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 1);
            desk.create(jun, "return_refund", MailDesk.fields());
            desk.settled(demo.id());
            assertThat(inbox.count()).as("nobody has said that it is hers").isEqualTo(1);
            // Not a way to fill somebody's mailbox.
            mei.with()
                    .body(Map.of("inApp", true, "mail", true, "address", "victim@mail.example"))
                    .put(CHANNELS)
                    .then()
                    .statusCode(429);
            mei.with().post(CHANNELS + "/question").then().statusCode(429);

            Link link = Link.in(inbox.of("mei@mail.example").getFirst().text());
            assertThat(link.path()).isEqualTo("/api/v1/mail/confirm");
            given().queryParam("t", link.token())
                    .get(link.path())
                    .then()
                    .statusCode(200)
                    .body(containsString("mei@mail.example"));
            mei.with().get(CHANNELS).then().body("confirmed", equalTo(false));
            given().queryParam("t", link.token()).post(link.path()).then().statusCode(200);
            mei.with().get(CHANNELS).then().body("confirmed", equalTo(true));
            desk.create(jun, "return_refund", MailDesk.fields());
            mail.run(demo, Duration.ofSeconds(120), () -> inbox.count() == 2);
            // Neither way.
            mei.with()
                    .body(Map.of("inApp", false, "mail", false, "address", "mei@mail.example"))
                    .put(CHANNELS)
                    .then()
                    .statusCode(200)
                    .body("confirmed", equalTo(true));
            int before = mei.with()
                    .get("/api/v1/me/notifications/unread")
                    .then()
                    .extract()
                    .path("unread");
            desk.create(jun, "return_refund", MailDesk.fields());
            desk.settled(demo.id());
            assertThat(inbox.count()).isEqualTo(2);
            mei.with().get("/api/v1/me/notifications/unread").then().body("unread", equalTo(before));
        }
    }

    @Test
    void aLinkThatIsTooOldConfirmsNothing() {
        desk.actor(demo, "mei", "supervisor");
        Browser mei = Browser.signIn(demo, "mei");
        mei.with()
                .body(Map.of("inApp", true, "mail", true, "address", "mei@mail.example"))
                .put(CHANNELS)
                .then()
                .statusCode(200);
        java.util.UUID id = java.util.UUID.fromString(
                mei.with().get("/api/v1/me").then().extract().path("id"));
        String old = links.of(new MailLinks.Link.Confirm(
                demo.id(),
                "en",
                new io.deskloom.kernel.AccountId(id),
                "mei@mail.example",
                java.time.Instant.now().minusSeconds(1)));
        given().queryParam("t", old).post("/api/v1/mail/confirm").then().statusCode(404);
        // Nor one for an address she has no longer.
        String other = links.of(new MailLinks.Link.Confirm(
                demo.id(),
                "en",
                new io.deskloom.kernel.AccountId(id),
                "old@mail.example",
                java.time.Instant.now().plusSeconds(60)));
        given().queryParam("t", other).post("/api/v1/mail/confirm").then().statusCode(404);
        mei.with().get(CHANNELS).then().body("confirmed", equalTo(false));
    }

    @Inject
    MailLinks links;
}

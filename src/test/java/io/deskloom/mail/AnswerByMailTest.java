package io.deskloom.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.deskloom.agenda.Entry;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.mail.Inbox.Read;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Sops;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A decision that is asked for by mail is answered by its links: by whom it went to, once, while it is open, and by a click and not a look. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@WithTestResource(MailPort.class)
class AnswerByMailTest {
    private static final Duration SOON = Duration.ofSeconds(120);

    /** Two answers are needed, and mei could give both. */
    private static final String FLOW = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: ask, label: {en: Ask}}], may: {hold: {}}}
              - {id: sign, kind: approval, label: {en: Pay it}, of: [{role: supervisor}, {team: vip_desk}], mode: %s, may: {hold: {roles: [agent]}}}
              - {id: yes, kind: end, label: {en: Yes}, status: solved}
              - {id: no, kind: end, label: {en: No}, status: closed}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: ask, to: sign}
              - {from: sign, on: approve, to: yes}
              - {from: sign, on: refuse, to: no}
            """;

    @Inject
    Desk desk;

    @Inject
    MailDesk mail;

    @Inject
    MailLinks links;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    @Inject
    Commands commands;

    private Tenant tenant;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aWorkspaceWhoseMailNobodyElseSends() throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(
                        "DELETE FROM outbox WHERE kind IN ('mail', 'confirm-address', 'ask-by-mail')")) {
            s.executeUpdate();
        }
        tenant = workspaces.fresh();
        jun = desk.actor(tenant, "jun", "agent", "after_sales");
        mei = mail.reader(tenant, "mei", "supervisor", "vip_desk");
        desk.actor(tenant, "boss", "admin");
    }

    private Ticket asked(String mode) {
        releases.apply(tenant.id(), Sops.files(FLOW.formatted(mode)), "", Publisher.SYSTEM, false)
                .orThrow();
        return desk.act(jun, desk.create(jun, "job", Map.of("subject", "A large one")), "ask", Map.of());
    }

    /** The mail that asks mei. */
    private Read mailed(Inbox inbox) {
        mail.run(tenant, SOON, () -> inbox.count() >= 1);
        return inbox.of("mei@mail.example").getFirst();
    }

    private static String link(Read read, String button) {
        Matcher found =
                Pattern.compile(button + ": \\S+(/api/v1/mail/answer\\?t=\\S+)").matcher(read.text());
        assertThat(found.find()).as(read.text()).isTrue();
        return found.group(1);
    }

    private static ValidatableResponse look(String link) {
        return given().urlEncodingEnabled(false).get(link).then();
    }

    private static ValidatableResponse press(String link) {
        return given().urlEncodingEnabled(false)
                .contentType(ContentType.URLENC)
                .formParam("comment", "By mail")
                .post(link)
                .then();
    }

    private Entry entry(Ticket ticket) {
        return desk.ticket(jun, ticket.id()).agenda().latest("sop:sign").orElseThrow();
    }

    private int votes(Ticket ticket) {
        return Objects.requireNonNull(entry(ticket).approval()).votes().size();
    }

    @Test
    void theMailHasALinkForEachAnswerAndLookingAnswersNothing() {
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("any");
            Read read = mailed(inbox);
            assertThat(read.subject()).matches("\\[JOB-\\d+] Your approval is asked for: Pay it");
            assertThat(read.text()).contains("A large one", "Approve: ", "Refuse: ", "Open the ticket: ");
            assertThat(read.html()).contains(">Approve</a>", ">Refuse</a>");
            assertThat(read.header("List-Unsubscribe")).contains("/api/v1/mail/unsubscribe");
            for (int i = 0; i < 3; i++) {
                look(link(read, "Approve"))
                        .statusCode(200)
                        .body(allOf(
                                containsString("Approve this?"), containsString("Pay it"), containsString("<form")));
                look(link(read, "Refuse")).statusCode(200).body(containsString("Refuse this?"));
            }
            assertThat(entry(ticket).isOpen()).isTrue();
            assertThat(votes(ticket)).isZero();

            press(link(read, "Refuse")).statusCode(200).body(containsString("Refused"));
            Entry closed = entry(ticket);
            assertThat(desk.ticket(jun, ticket.id()).step()).isEqualTo("no");
            assertThat(closed.state()).isEqualTo(Entry.State.REFUSED);
            assertThat(Objects.requireNonNull(closed.closing()).comment()).isEqualTo("By mail");
            assertThat(closed.closing().by().account()).isEqualTo(mei.account());
            look(link(read, "Approve"))
                    .statusCode(409)
                    .body(allOf(containsString("You have answered already"), not(containsString("<form"))));
            press(link(read, "Approve")).statusCode(409);
            assertThat(desk.ticket(jun, ticket.id()).step()).isEqualTo("no");
        }
    }

    @Test
    void aLinkWorksOnceAlsoWhereItsReaderCouldAnswerForAnother() {
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("all");
            Read read = mailed(inbox);
            press(link(read, "Approve")).statusCode(200).body(containsString("Approved"));
            press(link(read, "Approve")).statusCode(409).body(containsString("You have answered already"));
            press(link(read, "Refuse")).statusCode(409);
            assertThat(votes(ticket)).isEqualTo(1);
            assertThat(entry(ticket).isOpen()).isTrue();
        }
    }

    @Test
    void aLinkThatWasNotMadeHereOrIsChangedOrTooOldOpensNothing() {
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("1");
            Read read = mailed(inbox);
            String yes = link(read, "Approve");
            String no = link(read, "Refuse");
            int dot = yes.indexOf('.', yes.indexOf("t="));
            // The words of one with the signature of the other.
            String mixed = yes.substring(0, dot) + no.substring(no.indexOf('.', no.indexOf("t=")));
            for (String bad : new String[] {mixed, yes + "x", "/api/v1/mail/answer?t=made.up", "/api/v1/mail/answer"}) {
                look(bad).statusCode(404).body(not(containsString("Pay it")));
                press(bad).statusCode(404);
            }
            MailLinks.Answer answer = links.answer(yes.substring(yes.indexOf("t=") + 2), Instant.now())
                    .orElseThrow();
            String text = yes.substring(yes.indexOf("t=") + 2);
            assertThat(links.answer(text, answer.until().minusSeconds(1))).isPresent();
            assertThat(links.answer(text, answer.until())).isEmpty();
            assertThat(links.read(text, Instant.now()))
                    .as("it opens nothing else")
                    .isEmpty();
            String stop = links.of(new MailLinks.Link.Stop(tenant.id(), "en", mei.account(), null, "agenda"));
            assertThat(links.answer(stop, Instant.now())).isEmpty();
            look("/api/v1/mail/unsubscribe?t=" + text).statusCode(404);
            assertThat(votes(ticket)).isZero();
        }
    }

    @Test
    void whoHasLeftAnswersNothing() {
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("1");
            Read read = mailed(inbox);
            Browser.signIn(tenant, "boss")
                    .with()
                    .contentType(ContentType.JSON)
                    .body(Map.of("disabled", true))
                    .patch("/api/v1/admin/accounts/" + mei.account())
                    .then()
                    .statusCode(200);
            look(link(read, "Approve")).statusCode(404).body(not(containsString("Pay it")));
            press(link(read, "Approve")).statusCode(404);
            assertThat(votes(ticket)).isZero();
        }
    }

    @Test
    void whatIsDecidedMeanwhileOrRestsSaysSo() {
        Actor bo = desk.actor(tenant, "bo", "supervisor");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("1");
            Read read = mailed(inbox);
            commands.handle(jun, new Command.Hold(Origin.of("api"), ticket.id(), "Later", null))
                    .orThrow();
            press(link(read, "Approve")).statusCode(409).body(containsString("Not just now"));
            commands.handle(jun, new Command.Resume(Origin.of("api"), ticket.id()))
                    .orThrow();
            commands.handle(
                            bo,
                            new Command.Settle(
                                    Origin.of("api"),
                                    ticket.id(),
                                    entry(ticket).id(),
                                    Command.Settle.How.APPROVE,
                                    null))
                    .orThrow();
            look(link(read, "Approve")).statusCode(409).body(containsString("It has been decided already"));
            press(link(read, "Refuse")).statusCode(409).body(containsString("It has been decided already"));
            assertThat(desk.ticket(jun, ticket.id()).step()).isEqualTo("yes");
        }
    }

    @Test
    void whoIsNotAskedAnyMoreIsToldSo() {
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = asked("1");
            Read read = mailed(inbox);
            Browser.signIn(tenant, "boss")
                    .with()
                    .contentType(ContentType.JSON)
                    .body(Map.of("roles", java.util.List.of("agent"), "teams", java.util.List.of()))
                    .patch("/api/v1/admin/accounts/" + mei.account())
                    .then()
                    .statusCode(200);
            look(link(read, "Approve")).statusCode(409).body(containsString("You are not asked any more"));
            press(link(read, "Approve")).statusCode(409);
            assertThat(votes(ticket)).isZero();
        }
    }

    @Test
    void whoStopsSuchMailsGetsNoMoreOfThem() {
        Browser meis = Browser.signIn(tenant, "mei");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            asked("1");
            Read read = mailed(inbox);
            Matcher stop =
                    Pattern.compile("(/api/v1/mail/unsubscribe\\?t=\\S+)").matcher(read.text());
            assertThat(stop.find()).isTrue();
            look(stop.group(1)).statusCode(200).body(containsString("Requests for your approval"));
            given().urlEncodingEnabled(false).post(stop.group(1)).then().statusCode(200);
            desk.act(jun, desk.create(jun, "job", Map.of("subject", "Another")), "ask", Map.of());
            desk.settled(tenant.id());
            assertThat(inbox.count()).isEqualTo(1);
            meis.with()
                    .get("/api/v1/me/notifications")
                    .then()
                    .statusCode(200)
                    .body("items.text", org.hamcrest.Matchers.hasSize(2));
            meis.with()
                    .contentType(ContentType.JSON)
                    .body(Map.of("muted", false, "mailMuted", false))
                    .put("/api/v1/me/notifications/rules/agenda")
                    .then()
                    .statusCode(204);
            desk.act(jun, desk.create(jun, "job", Map.of("subject", "A third")), "ask", Map.of());
            mail.run(tenant, SOON, () -> inbox.count() == 2);
        }
    }
}

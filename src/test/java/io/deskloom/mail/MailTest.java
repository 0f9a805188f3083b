package io.deskloom.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Reader;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.mail.Inbox.Read;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.NotificationStore;
import io.deskloom.notification.Silence;
import io.deskloom.outbox.Undeliverable;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mails as their readers have them, and what becomes of them when the mail server misbehaves. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@WithTestResource(MailPort.class)
class MailTest {
    /** Shorter than a lease: what the application's own pump has at the moment is left to it. */
    private static final Duration SOON = Duration.ofSeconds(120);

    private static final String TELL_LEADS =
            "{notify: {to: [{role: supervisor}], text: {en: \"{{ticket.number}}: {{reason}}\\n\\n"
                    + "{{complaint_text}}\", zh: \"原因：{{reason}}\"}}}";

    @Inject
    Desk desk;

    @Inject
    MailDesk mail;

    @Inject
    SendMail sender;

    @Inject
    Commands commands;

    @Inject
    Snapshots snapshots;

    @Inject
    NotificationStore notifications;

    private Tenant demo;
    private Actor jun;

    /** Mail of others that is waiting would be sent to the servers of these tests, too. */
    @BeforeEach
    void nobodyElseHasMail() throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(
                        "DELETE FROM outbox WHERE kind IN ('mail', 'confirm-address', 'ask-by-mail')")) {
            s.executeUpdate();
        }
    }

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    private void comment(Ticket ticket, String text) {
        commands.handle(jun, new Command.Comment(Origin.of("api"), ticket.id(), false, text))
                .orThrow();
    }

    private Effect.Mail about(Ticket ticket, Actor to) {
        return new Effect.Mail(
                ticket.id(),
                snapshots.current(demo.id()).release(),
                "tr_tell",
                null,
                0,
                new Reader.Account(to.account()),
                Map.of());
    }

    @Test
    void allMailsOfATicketAreOneThreadAndEveryReaderHasHisLanguage() {
        mail.rule(demo, "created, commented", TELL_LEADS);
        mail.reader(demo, "mei", "supervisor");
        mail.reader(demo, "hua", "supervisor");
        Browser.signIn(demo, "hua")
                .with()
                .body(Map.of("language", "zh"))
                .patch("/api/v1/me")
                .then()
                .statusCode(200);
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = desk.create(
                    jun,
                    "return_refund",
                    MailDesk.fields("subject", "Größe 尺码 👟 <b>", "complaint_text", "Zu <i>klein</i> & eng\nsagt sie"));
            mail.run(demo, SOON, () -> inbox.count() == 2);
            comment(ticket, "Called");
            mail.run(demo, SOON, () -> inbox.count() == 4);

            List<Read> hers = inbox.of("mei@mail.example");
            List<Read> his = inbox.of("hua@mail.example");
            assertThat(hers).hasSize(2);
            assertThat(his).hasSize(2);
            String number = "RET-" + ticket.number();
            assertThat(hers).extracting(Read::subject).containsOnly("[" + number + "] Größe 尺码 👟 <b>");
            // One thread, to each of them: all answer the same mail, which is the ticket's.
            assertThat(List.of(hers.get(0), hers.get(1), his.get(0)))
                    .extracting(r -> r.header("References"))
                    .containsOnly("<ticket-" + ticket.id() + "." + demo.id().value() + "@shop.example>");
            assertThat(hers).allSatisfy(r -> assertThat(r.header("In-Reply-To")).isEqualTo(r.header("References")));
            assertThat(hers.get(0).header("Message-ID"))
                    .isNotEqualTo(hers.get(1).header("Message-ID"));
            assertThat(hers).allSatisfy(r -> {
                assertThat(r.header("Auto-Submitted")).isEqualTo("auto-generated");
                assertThat(r.header("Precedence")).isEqualTo("bulk");
                assertThat(r.header("From")).endsWith("<desk@shop.example>");
                assertThat(r.header("To")).isEqualTo("mei@mail.example");
                assertThat(r.header("List-Unsubscribe"))
                        .startsWith("<" + MailPort.SITE + "/api/v1/mail/unsubscribe?t=");
                assertThat(r.header("List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
            });
            assertThat(hers.getFirst().text())
                    .contains(number + ": Wrong size", "Zu <i>klein</i> & eng\nsagt sie", "“Large returns”")
                    .contains(MailPort.SITE + "/t/" + ticket.id());
            assertThat(his.getFirst().text()).contains("原因：尺码不合", "“大额退货”", "打开工单");
            assertThat(his.getFirst().header("Content-Language")).isEqualTo("zh");
            // A value is text, whatever it looks like.
            assertThat(hers.getFirst().html())
                    .contains("Zu &lt;i&gt;klein&lt;/i&gt; &amp; eng<br>sagt sie", "Größe 尺码 👟 &lt;b&gt;")
                    .doesNotContain("<i>klein", "<img", "src=");
        }
    }

    @Test
    void whatPeopleWriteIsNeverATemplate() {
        mail.rule(demo, "created", TELL_LEADS);
        mail.reader(demo, "mei", "supervisor");
        String written = "{workspace} {#if true}x{/if} {config:deskloom.secret} {{ticket.number}} ${7*7} {url.raw}";
        try (Inbox inbox = new Inbox(MailPort.port())) {
            desk.create(jun, "return_refund", MailDesk.fields("subject", "{number}", "complaint_text", written));
            mail.run(demo, SOON, () -> inbox.count() == 1);
            Read read = inbox.of("mei@mail.example").getFirst();
            assertThat(read.text()).contains(written, "{number}");
            assertThat(read.html()).contains(written);
            assertThat(read.subject()).endsWith("] {number}");
        }
    }

    @Test
    void aLineBreakBeginsNoHeaderAndALongSubjectIsCut() {
        mail.rule(
                demo,
                "created",
                "{mail: {to: [{account: inspector}, assignee, {address: order_no}], as: supervisor, subject: {en: \"{{complaint_text}}\", zh: x},"
                        + " text: {en: Text, zh: x}}}");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            desk.create(
                    jun,
                    "return_refund",
                    MailDesk.fields(
                            "order_no",
                            "anna@kunde.example",
                            "complaint_text",
                            "Hello\r\nBcc: evil@mail.example\r\n\r\n<b>\u202e" + "长".repeat(400)));
            mail.run(demo, SOON, () -> inbox.count() >= 1);
            Read read = inbox.of("anna@kunde.example").getFirst();
            assertThat(read.header("Bcc")).isEmpty();
            assertThat(read.subject())
                    .matches("\\[RET-\\d+] Hello Bcc: evil@mail\\.example <b>长+…")
                    .hasSizeLessThanOrEqualTo(OneLine.LONGEST);
            assertThat(inbox.count()).isEqualTo(1);
        }
    }

    @Test
    void anAddressThatIsNoneGoesNowhere() {
        assertThat(List.of(
                        "a@example.com, b@example.com",
                        "a@example.com\r\nBcc: b@example.com",
                        "<a@example.com>",
                        "Anna <a@example.com>",
                        "a b@example.com",
                        "a@example",
                        "@example.com",
                        "a@exa mple.com",
                        "größe@example.com",
                        "anna@größe.example",
                        ""))
                .allSatisfy(text -> assertThat(io.deskloom.notification.MailAddress.of(text))
                        .as(text)
                        .isEmpty());
        assertThat(io.deskloom.notification.MailAddress.of(" anna@Bücher.example ")
                        .orElseThrow()
                        .text())
                .isEqualTo("anna@xn--bcher-kva.example");
    }

    @Test
    void nobodyIsMailedWhatHeMayNotKnowNorOfATicketOutOfHisSight() {
        mail.rule(
                demo,
                "created, commented",
                "{notify: {to: [{role: finance}, {role: warehouse}], text: {en: \"{{contact}} {{paid}} {{reason}}\", zh: x}}}");
        mail.reader(demo, "fang", "finance", "finance");
        mail.reader(demo, "lin", "warehouse", "warehouse");
        Actor mei = desk.actor(demo, "mei", "supervisor");
        try (Inbox inbox = new Inbox(MailPort.port())) {
            Ticket ticket = desk.create(jun, "return_refund", MailDesk.fields("contact", "13812345678", "paid", "300"));
            desk.settled(demo.id());
            assertThat(inbox.count()).as("neither sees a return of after-sales").isZero();
            desk.assign(mei, ticket, "warehouse");
            commands.handle(mei, new Command.Comment(Origin.of("api"), ticket.id(), true, "Look"))
                    .orThrow();
            mail.run(demo, SOON, () -> inbox.count() == 1);
            desk.settled(demo.id());
            assertThat(inbox.count()).isEqualTo(1);
            Read read = inbox.of("lin@mail.example").getFirst();
            assertThat(read.text()).contains("••• ••• Wrong size").doesNotContain("13812345678", "300");
            assertThat(read.html()).doesNotContain("13812345678", "300.00");
        }
    }

    @Test
    void whoWantsNoMailOfARuleHasNone() {
        mail.rule(demo, "created", TELL_LEADS);
        Actor mei = mail.reader(demo, "mei", "supervisor");
        Actor bo = mail.reader(demo, "bo", "supervisor");
        Actor kim = mail.reader(demo, "kim", "supervisor");
        desk.actor(demo, "ned", "supervisor");
        notifications.silence(demo.id(), mei.account(), "tr_tell", Silence.MAIL);
        notifications.silence(demo.id(), bo.account(), "tr_tell", Silence.ALL);
        try (Inbox inbox = new Inbox(MailPort.port())) {
            desk.create(jun, "return_refund", MailDesk.fields());
            mail.run(demo, SOON, () -> inbox.count() == 1);
            desk.settled(demo.id());
            assertThat(inbox.of("kim@mail.example")).hasSize(1);
            assertThat(inbox.count()).isEqualTo(1);
            // By mail is not at all: the application tells her still, and whoever has no address.
            assertThat(notifications.unread(demo.id(), mei.account(), 10)).isEqualTo(1);
            assertThat(notifications.unread(demo.id(), bo.account(), 10)).isZero();
            assertThat(notifications.unread(demo.id(), kim.account(), 10)).isEqualTo(1);
        }
    }

    @Test
    void aMailThatWasTakenIsNotSentAgain() throws Exception {
        mail.rule(demo, "commented", TELL_LEADS);
        Actor mei = mail.reader(demo, "mei", "supervisor");
        Ticket ticket = desk.create(jun, "return_refund", MailDesk.fields());
        UUID key = new UUID(7, 7);
        try (Inbox inbox = new Inbox(MailPort.port())) {
            sender.execute(demo.id(), key, about(ticket, mei));
            // The node died before the outbox knew: it is carried out again.
            sender.execute(demo.id(), key, about(ticket, mei));
            assertThat(inbox.count()).isEqualTo(1);
            sender.execute(demo.id(), new UUID(7, 8), about(ticket, mei));
            assertThat(inbox.count()).isEqualTo(2);
            assertThat(inbox.of("mei@mail.example").getFirst().header("Message-ID"))
                    .isEqualTo("<" + key + "." + demo.id().value() + "@shop.example>");
        }
    }

    @Test
    void aServerThatKnowsOneOfTwoHasTheOthersMailOnce() throws Exception {
        mail.rule(demo, "created", TELL_LEADS);
        mail.reader(demo, "mei", "supervisor");
        Actor gone = mail.reader(demo, "gone", "supervisor");
        try (FakeSmtp server = new FakeSmtp(MailPort.port(), to -> !to.contains("gone@"), _ -> "250 taken")) {
            Ticket ticket = desk.create(jun, "return_refund", MailDesk.fields());
            mail.run(demo, SOON, () -> server.taken.size() == 1 && server.connections() >= 2);
            mail.run(demo, SOON, () -> true);
            assertThat(server.taken).singleElement().asString().contains("mei@mail.example");
            assertThatThrownBy(() -> sender.execute(demo.id(), new UUID(8, 1), about(ticket, gone)))
                    .isInstanceOfSatisfying(
                            Undeliverable.class, e -> assertThat(e.code()).isEqualTo("address-refused"));
        }
    }

    @Test
    void aServerThatTakesNoSuchMailIsNotAskedAgain() throws Exception {
        mail.rule(demo, "commented", TELL_LEADS);
        Actor mei = mail.reader(demo, "mei", "supervisor");
        Ticket ticket = desk.create(jun, "return_refund", MailDesk.fields());
        try (FakeSmtp server = new FakeSmtp(MailPort.port(), _ -> true, n -> n == 1 ? "554 spam" : "451 later")) {
            assertThatThrownBy(() -> sender.execute(demo.id(), new UUID(8, 2), about(ticket, mei)))
                    .isInstanceOfSatisfying(
                            Undeliverable.class, e -> assertThat(e.code()).isEqualTo("mail-refused"));
            assertThatThrownBy(() -> sender.execute(demo.id(), new UUID(8, 2), about(ticket, mei)))
                    .isInstanceOf(MessagingException.class);
            assertThat(server.taken).isEmpty();
        }
    }

    @Test
    void aServerThatIsDownHasTheMailLater() throws Exception {
        mail.rule(demo, "created", TELL_LEADS);
        Actor mei = mail.reader(demo, "mei", "supervisor");
        Ticket ticket = desk.create(jun, "return_refund", MailDesk.fields());
        assertThatThrownBy(() -> sender.execute(demo.id(), new UUID(8, 3), about(ticket, mei)))
                .isInstanceOf(MessagingException.class);
        mail.run(demo, Duration.ZERO, () -> attempts() > 0);
        try (Inbox inbox = new Inbox(MailPort.port())) {
            mail.run(demo, SOON, () -> inbox.count() == 1);
            assertThat(inbox.of("mei@mail.example")).hasSize(1);
        }
    }

    private long attempts() {
        return Desk.column(
                        demo.id(),
                        "SELECT attempts FROM outbox WHERE tenant_id = ? AND kind = 'mail' AND last_error IS NOT NULL")
                .size();
    }

    @Test
    void aServerThatDiesInTheMiddleHasEveryMailOnce() throws Exception {
        mail.rule(demo, "created", TELL_LEADS);
        mail.reader(demo, "mei", "supervisor");
        mail.reader(demo, "bo", "supervisor");
        // The second connection ends while the mail is on it.
        try (FakeSmtp server = new FakeSmtp(MailPort.port(), _ -> true, n -> n == 2 ? null : "250 taken")) {
            desk.create(jun, "return_refund", MailDesk.fields());
            // In real time: who looks at the outbox from later takes what somebody is sending this moment.
            mail.run(demo, Duration.ZERO, () -> server.taken.size() == 2);
            mail.run(demo, Duration.ZERO, () -> Desk.count(demo.id(), "outbox") == 0);
            assertThat(server.connections()).isEqualTo(3);
            assertThat(server.taken).hasSize(2);
            assertThat(server.taken.toString()).contains("mei@mail.example", "bo@mail.example");
        }
    }

    @Test
    void whoHasNoAccountHasItInHisLanguageAndWithWhatARoleMayKnow() {
        mail.rule(
                demo,
                "created",
                "{mail: {to: [{address: order_no}, requester], as: supervisor, template: received, language: 'reason == \"size\" ? \"zh\" : \"en\"'}}",
                new SourceFile("mails/received.yaml", """
                        id: m_received
                        key: received
                        label: {en: Received, zh: 已收到}
                        type: return_refund
                        subject: {en: "We have your parcel", zh: "已收到您的包裹 {{customer_name}}"}
                        text: {en: "Dear {{customer_name}}", zh: "{{customer_name}}，您好。\\n\\n原因：{{reason}}"}
                        """));
        try (Inbox inbox = new Inbox(MailPort.port())) {
            mail.mailbox(demo.id(), jun.account(), "jun@mail.example");
            desk.create(jun, "return_refund", MailDesk.fields("order_no", "anna@kunde.example", "customer_name", "安娜"));
            mail.run(demo, SOON, () -> inbox.count() == 2);
            Read outside = inbox.of("anna@kunde.example").getFirst();
            assertThat(outside.subject()).endsWith("] 已收到您的包裹 安娜");
            assertThat(outside.text()).contains("安娜，您好。", "原因：尺码不合").doesNotContain("/t/");
            // The requester has an account: his own language, and a way to the ticket.
            Read inside = inbox.of("jun@mail.example").getFirst();
            assertThat(inside.text()).contains("Dear 安娜", "/t/");
        }
    }
}

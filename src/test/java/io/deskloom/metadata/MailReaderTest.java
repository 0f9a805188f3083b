package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.RuleDef;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules may mail, and what the author of a wrong one is told. */
class MailReaderTest {
    private static ReadOutcome read(String wish) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("mails/hello.yaml", """
                id: m_hello
                key: hello
                label: {en: Hello, zh: 您好}
                type: complaint
                subject: {en: Hello, zh: 您好}
                text: {en: "Dear {{ticket.number}}", zh: 您好}
                """));
        files.add(new SourceFile("triggers/write.yaml", """
                id: tr_write
                key: write
                label: {en: Write, zh: 写信}
                type: return_refund
                on: [created]
                do: [{mail: {%s}}]
                """.formatted(wish)));
        return MetadataReader.read(files, new SafeDrl());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what the wish says                                                                                  | code
            to: [{address: order_no}], subject: {en: x, zh: x}, text: {en: x, zh: x}                              | trigger.mail_as
            to: [{address: order_no}], as: nobody, subject: {en: x, zh: x}, text: {en: x, zh: x}                  | reference.role
            to: [requester], template: hello                                                                      | trigger.mail_type
            to: [requester], template: helo                                                                       | reference.mail
            to: [requester], template: refund_paid, text: {en: x, zh: x}                                          | trigger.mail_twice
            to: [requester], subject: {en: x, zh: x}                                                              | trigger.mail_words
            to: [requester], subject: {en: "{{nothing}}", zh: x}, text: {en: x, zh: x}                            | expr.unknown_attribute
            to: [{role: agent}], subject: {en: x, zh: x}, text: {en: x, zh: x}                                    | schema.choice
            to: [], subject: {en: x, zh: x}, text: {en: x, zh: x}                                                 | schema.size
            """)
    void whatIsWrongIsSaid(String wish, String code) {
        List<Problem> problems = read(wish).problems();
        assertThat(problems).extracting(Problem::code).contains(code);
        assertThat(problems)
                .filteredOn(p -> p.code().equals(code))
                .allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void whatTheRoleMayNeverReadIsRefused() {
        String before =
                "to: [{address: order_no}], as: customer_mail, subject: {en: \"{{reason}}\", zh: x}, text: {en: \"";
        assertThat(read(before + "{{customer_name}} {{ticket.number}}\", zh: x}")
                        .problems())
                .isEmpty();
        // A field it has no grant for, the title that follows one, a record looked up, what was said to colleagues.
        for (String closed : List.of("paid", "ticket.title", "customer.name", "event.old.paid", "event.comment")) {
            List<Problem> problems =
                    read(before + "{{" + closed + "}}\", zh: x}").problems();
            assertThat(problems).as(closed).extracting(Problem::code).containsExactly("trigger.mail_hidden");
            assertThat(problems.getFirst().params()).containsEntry("field", closed);
            assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
        }
    }

    @Test
    void theWordsOfATemplateAreTheRulesOwn() {
        ReadOutcome outcome = read("to: [requester], template: refund_paid");
        RuleDef.IntentDef.Mail mail = (RuleDef.IntentDef.Mail) outcome.snapshot().rules().stream()
                .filter(r -> r.id().equals("tr_write"))
                .findFirst()
                .orElseThrow()
                .then()
                .getFirst();
        assertThat(mail.subject())
                .isEqualTo(outcome.snapshot().mails().get("refund_paid").subject());
        assertThat(outcome.snapshot().mails()).containsKeys("hello", "parcel_received");
    }
}

package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules may want, beside fields: each by a trigger of its own, on the return of the demo. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RuleWishesTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    private Tenant demo;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
    }

    /** Publishes the demo with one more trigger on returns. */
    private void trigger(String on, String when, String... wishes) {
        StringBuilder yaml = new StringBuilder("""
                id: tr_test
                key: test
                label: {en: Test, zh: 测试}
                type: return_refund
                on: [%s]
                when: %s
                do:
                """.formatted(on, quoted(when)));
        for (String wish : wishes) {
            yaml.append("  - ").append(wish).append('\n');
        }
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/test.yaml", yaml.toString()));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private Result<Done> update(Ticket ticket, Map<String, Object> fields) {
        return commands.handle(jun, new Command.Update(API, ticket.id(), ticket.version(), fields, null));
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private List<Event.Commented> comments(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(Event.Commented.class::cast)
                .toList();
    }

    @Test
    void entriesAreAddedToAndTakenOutOfFieldsOfSeveral() {
        trigger(
                "updated",
                "reason == \"damaged\"",
                "addTo: {field: fault_codes, entries: [crack, leak]}",
                "removeFrom: {field: fault_codes, entries: [scratch]}");
        Ticket ticket = create(Map.of("reason", "quality", "fault_codes", List.of("scratch", "leak")));

        update(ticket, Map.of("reason", "damaged")).orThrow();

        assertThat(now(ticket).field("f_faults")).isEqualTo(Value.texts(List.of("crack", "leak")));
    }

    @Test
    void aTicketIsHandedToWhoeverAnExpressionNamesAndTakenBack() {
        trigger("updated", "\"reason\" in event.changed", "assign: 'reason == \"size\" ? null : ticket.requester'");
        Ticket ticket = create(Map.of());

        update(ticket, Map.of("reason", "quality")).orThrow();
        assertThat(now(ticket).assignee()).isEqualTo(jun.account());

        update(now(ticket), Map.of("reason", "size")).orThrow();
        assertThat(now(ticket).assignee()).isNull();
    }

    @Test
    void nobodyIsHandedATicketWhoIsNotThere() {
        trigger("created", "true", "assign: order_no");
        Ticket ticket = create(Map.of("order_no", "SO-1"));
        assertThat(ticket.assignee()).isNull();
        assertThat(create(Map.of("order_no", "0197a3c0-0000-7000-8000-000000000001"))
                        .assignee())
                .isNull();
    }

    @Test
    void aCommentSaysValuesAsPeopleWriteThem() {
        trigger(
                "created",
                "true",
                "comment: {internal: true, text: {en: \"{{ticket.number}}: {{ reason }}, {{refund_amount}}, {{ticket.priority}}{{order_no}} {x}\", zh: \"测试\"}}");
        Ticket ticket = create(Map.of("reason", "damaged", "refund_amount", "1234.5"));

        assertThat(comments(ticket)).singleElement().satisfies(comment -> {
            assertThat(comment.internal()).isTrue();
            assertThat(comment.text())
                    .isEqualTo("RET-" + ticket.number() + ": Arrived damaged, CNY 1,234.50, Normal {x}");
            assertThat(comment.meta().cause()).isInstanceOf(Cause.Rule.class);
        });
    }

    @Test
    void whatSomebodyTypedIsNeverRunInAComment() {
        trigger("created", "true", "comment: {text: {en: \"{{subject}}\", zh: \"{{subject}}\"}}");
        Ticket ticket = create(Map.of("subject", "{{refund_amount}} ${1+1} #{x}"));
        assertThat(comments(ticket))
                .singleElement()
                .satisfies(comment -> assertThat(comment.text()).isEqualTo("{{refund_amount}} ${1+1} #{x}"));
    }

    @Test
    void anActionOfTheStepIsTaken() {
        trigger("updated", "refund_amount == 0", "act: reject");
        Ticket ticket = create(Map.of("refund_amount", "10"));
        assertThat(ticket.step()).isEqualTo("review");

        update(ticket, Map.of("refund_amount", "0")).orThrow();

        assertThat(now(ticket).step()).isNotEqualTo("review");
        Event.StepEntered step = desk.events(jun, ticket.id()).stream()
                .filter(Event.StepEntered.class::isInstance)
                .map(Event.StepEntered.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow();
        assertThat(step.action()).isEqualTo("reject");
        assertThat(step.meta().cause()).isInstanceOf(Cause.Rule.class);
    }

    @Test
    void aChangeIsRefusedAtTheFieldAndNothingIsSaved() {
        trigger(
                "updated",
                "refund_amount > event.old.refund_amount * 2",
                "refuse: {field: refund_amount, message: {en: More than twice., zh: 超过两倍。}}");
        Ticket ticket = create(Map.of("refund_amount", "10"));

        assertThat(refusal(update(ticket, Map.of("refund_amount", "30"))).problems())
                .containsExactly(Problem.of("/fields/refund_amount", "rule.refused", "More than twice."));
        assertThat(now(ticket)).isEqualTo(ticket);

        update(ticket, Map.of("refund_amount", "20")).orThrow();
    }

    @Test
    void aCreationAndACommentAreRefused() {
        trigger(
                "created, commented",
                "event.comment == \"spam\" || subject == \"spam\"",
                "refuse: {message: {en: No spam., zh: 请勿发送垃圾信息。}}");
        Ticket ticket = create(Map.of());

        assertThat(refusal(commands.handle(jun, new Command.Comment(API, ticket.id(), false, "spam")))
                        .problems())
                .containsExactly(Problem.of("", "rule.refused", "No spam."));
        assertThat(refusal(commands.handle(
                                jun,
                                new Command.Create(
                                        API, "return_refund", Map.of("subject", "spam", "reason", "size"), null)))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("rule.refused");
        assertThat(comments(ticket)).isEmpty();
    }

    @Test
    void rulesHearWhatWasSaidByWhom() {
        trigger(
                "commented",
                "event.from_requester && !event.internal && event.comment.contains(\"urgent\")",
                "setPriority: urgent");
        Ticket ticket = create(Map.of());

        commands.handle(mei, new Command.Comment(API, ticket.id(), false, "urgent, says mei"))
                .orThrow();
        commands.handle(jun, new Command.Comment(API, ticket.id(), true, "urgent"))
                .orThrow();
        assertThat(now(ticket).priority()).isEqualTo(2);

        commands.handle(jun, new Command.Comment(API, ticket.id(), false, "It is urgent"))
                .orThrow();
        assertThat(now(ticket).priority()).isEqualTo(4);
    }

    @Test
    void rulesHearWhichActionWasTaken() {
        trigger("acted", "event.action == \"reject\"", "setPriority: low");
        Ticket ticket = create(Map.of());

        update(ticket, Map.of("reason", "quality")).orThrow();
        assertThat(now(ticket).priority()).isEqualTo(2);

        desk.act(jun, now(ticket), "reject", Map.of());
        assertThat(now(ticket).priority()).isEqualTo(1);
    }

    @Test
    void aRuleThatWritesAndRefusesAtOnceWritesNothing() {
        trigger(
                "updated",
                "reason == \"damaged\"",
                "setPriority: low",
                "comment: {text: {en: Written, zh: 已写}}",
                "refuse: {message: {en: No., zh: 不行。}}");
        Ticket ticket = create(Map.of());
        assertThat(update(ticket, Map.of("reason", "damaged")).isOk()).isFalse();
        assertThat(now(ticket)).isEqualTo(ticket);
        assertThat(comments(ticket)).isEmpty();
    }
}

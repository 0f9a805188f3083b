package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Entry.State;
import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
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
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
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

/** What rules want of a ticket's agenda, of its links and of other tickets, and what people and time make of it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AgendaTest {
    private static final Origin API = Origin.of("api");
    private static final String TIMERS = "SELECT record_id FROM timer WHERE tenant_id = ? AND kind = 'agenda'";

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    @Inject
    FollowUps followUps;

    @Inject
    LinkStore links;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;
    private Actor mei;
    private final List<SourceFile> triggers = new ArrayList<>();

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
        triggers.clear();
    }

    /** One more trigger on returns. */
    private AgendaTest trigger(String key, String on, String when, String... wishes) {
        return triggerOf("return_refund", key, on, when, wishes);
    }

    private AgendaTest triggerOf(String type, String key, String on, String when, String... wishes) {
        StringBuilder yaml = new StringBuilder("""
                id: tr_%1$s
                key: %1$s
                label: {en: Test, zh: 测试}
                type: %2$s
                on: [%3$s]
                when: '%4$s'
                do:
                """.formatted(key, type, on, when.replace("'", "''")));
        for (String wish : wishes) {
            yaml.append("  - ").append(wish).append('\n');
        }
        triggers.add(new SourceFile("triggers/" + key + ".yaml", yaml.toString()));
        return this;
    }

    /** The last trigger is asked once a change is saved. */
    private AgendaTest after() {
        SourceFile last = triggers.removeLast();
        triggers.add(new SourceFile(last.path(), "phase: after\n" + last.text()));
        return this;
    }

    /** The demo without its own triggers and with these. */
    private void publish() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().startsWith("triggers/"))
                .toList());
        files.addAll(triggers);
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private Ticket update(Ticket ticket, Map<String, Object> fields) {
        commands.handle(jun, new Command.Update(API, ticket.id(), now(ticket).version(), fields, null))
                .orThrow();
        return now(ticket);
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private Entry latest(Ticket ticket, String key) {
        return now(ticket).agenda().latest(key).orElseThrow();
    }

    private Result<Done> settle(Actor actor, Ticket ticket, String key, How how) {
        return settle(actor, ticket, key, how, null);
    }

    private Result<Done> settle(Actor actor, Ticket ticket, String key, How how, @Nullable String comment) {
        return commands.handle(
                actor, new Command.Settle(API, ticket.id(), latest(ticket, key).id(), how, comment));
    }

    private Result<Done> due(Ticket ticket, Entry entry, boolean remind, Instant at) {
        return commands.handle(
                Actor.ofRules(demo.id(), "en"),
                new Command.Due(Origin.of("timer"), ticket.id(), entry.id(), remind),
                at);
    }

    private List<String> comments(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(e -> ((Event.Commented) e).text())
                .toList();
    }

    private long created(String type) {
        return Desk.column(
                        demo.id(),
                        "SELECT r.id FROM record r JOIN type_ref t ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id"
                                + " WHERE r.tenant_id = ? AND r.source = 'rule' AND t.def_id = '"
                                + type + "'")
                .size();
    }

    // ---- Clocks

    @Test
    void aClockRunsUntilItIsStoppedAndRulesKnowIt() {
        trigger("start", "created", "true", "startClock: {clock: first_look, within: 'duration(\"2h\")'}")
                .trigger("stop", "updated", "reason == \"quality\"", "stopClock: {clock: first_look}")
                .trigger("tell", "updated", "agenda.first_look.running && reason == \"damaged\"", "setPriority: urgent")
                .publish();
        Ticket ticket = create(Map.of());
        Entry clock = latest(ticket, "first_look");
        assertThat(clock.state()).isEqualTo(State.OPEN);
        assertThat(Duration.between(clock.since(), clock.due())).isEqualTo(Duration.ofHours(2));
        assertThat(clock.by().rule()).isEqualTo("tr_start");

        assertThat(update(ticket, Map.of("reason", "damaged")).priority()).isEqualTo(4);
        update(ticket, Map.of("reason", "quality"));

        Entry stopped = latest(ticket, "first_look");
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.closing().by().rule()).isEqualTo("tr_stop");
        // The history alone says the same.
        List<Event> all = desk.events(jun, ticket.id());
        assertThat(Tickets.apply(null, all).agenda()).isEqualTo(now(ticket).agenda());
    }

    @Test
    void rulesHearOfAClockThatRanOutOnceAndInTimeOnly() {
        trigger("start", "created", "true", "startClock: {clock: answer, within: 'duration(\"2h\")'}")
                .trigger("late", "due", "event.clock == \"answer\" && agenda.answer.overdue", "setPriority: urgent")
                .publish();
        Ticket ticket = create(Map.of());
        Entry clock = latest(ticket, "answer");

        due(ticket, clock, false, clock.due().minusSeconds(1)).orThrow();
        assertThat(now(ticket).priority()).isEqualTo(2);
        due(ticket, clock, false, clock.due()).orThrow();
        assertThat(now(ticket).priority()).isEqualTo(4);
        assertThat(latest(ticket, "answer").state()).isEqualTo(State.EXPIRED);

        int version = now(ticket).version();
        due(ticket, clock, false, clock.due().plusSeconds(1)).orThrow();
        assertThat(now(ticket).version()).isEqualTo(version);
    }

    @Test
    void onlyTimeItselfSaysThatItIsOver() {
        trigger("start", "created", "true", "startClock: {clock: answer, within: 'duration(\"2h\")'}")
                .publish();
        Ticket ticket = create(Map.of());
        Entry clock = latest(ticket, "answer");
        Result<Done> tried = commands.handle(
                mei,
                new Command.Due(API, ticket.id(), clock.id(), false),
                clock.due().plusSeconds(1));
        assertThat(refusal(tried).kind()).isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(latest(ticket, "answer").isOpen()).isTrue();
    }

    @Test
    void theTimeOfAClockComesByItselfAndNotOnceItIsStopped() {
        trigger("start", "created", "true", "startClock: {clock: answer, within: 'duration(\"2h\")'}")
                .trigger("late", "due", "event.clock == \"answer\"", "setPriority: urgent")
                .trigger("stop", "updated", "reason == \"quality\"", "stopClock: {clock: answer}")
                .publish();
        Ticket late = create(Map.of());
        Ticket looked = create(Map.of());
        assertThat(Desk.column(demo.id(), TIMERS)).hasSize(2);
        update(looked, Map.of("reason", "quality"));
        assertThat(Desk.column(demo.id(), TIMERS)).containsExactly(late.id().toString());

        Instant due = latest(late, "answer").due();
        desk.elapsed(demo.id(), due.minusSeconds(1));
        assertThat(latest(late, "answer").isOpen()).isTrue();
        desk.elapsed(demo.id(), due);

        assertThat(latest(late, "answer").state()).isEqualTo(State.EXPIRED);
        assertThat(now(late).priority()).isEqualTo(4);
        assertThat(now(looked).priority()).isEqualTo(2);
        assertThat(Desk.column(demo.id(), TIMERS)).isEmpty();
    }

    // ---- Promises

    @Test
    void aPromiseIsMadeByHandAndKept() {
        publish();
        Ticket ticket = create(Map.of());
        Instant due = clock.instant().plus(Duration.ofHours(5));
        commands.handle(jun, new Command.Promise(API, ticket.id(), " We call you back ", due))
                .orThrow();

        Entry promise = latest(ticket, AgendaDecider.BY_HAND);
        assertThat(promise.text().in("en")).isEqualTo("We call you back");
        assertThat(promise.by().account()).isEqualTo(jun.account());
        settle(jun, ticket, AgendaDecider.BY_HAND, How.KEPT, "Called").orThrow();
        assertThat(latest(ticket, AgendaDecider.BY_HAND).state()).isEqualTo(State.KEPT);
        assertThat(latest(ticket, AgendaDecider.BY_HAND).closing().comment()).isEqualTo("Called");

        Result<Done> again = settle(jun, ticket, AgendaDecider.BY_HAND, How.BROKEN);
        assertThat(refusal(again).code()).isEqualTo("agenda-closed");
        assertThat(refusal(settle(jun, ticket, AgendaDecider.BY_HAND, How.APPROVE))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("agenda.not-possible");
    }

    @Test
    void whoMayNotChangeATicketPromisesNothingForIt() {
        publish();
        Ticket ticket = create(Map.of());
        Actor wen = desk.actor(demo, "wen", "warehouse", "warehouse");
        Result<Done> tried = commands.handle(
                wen, new Command.Promise(API, ticket.id(), "x", clock.instant().plusSeconds(60)));
        assertThat(refusal(tried).kind()).isIn(Rejection.Kind.NOT_FOUND, Rejection.Kind.FORBIDDEN);
        assertThat(refusal(commands.handle(jun, new Command.Promise(API, ticket.id(), "x", clock.instant())))
                        .problems())
                .extracting(Problem::pointer)
                .containsExactly("/due");
    }

    @Test
    void ofAPromiseWhoeverHasTheTicketIsRemindedOnceAndItIsBrokenWhenItsTimeIsOver() {
        trigger(
                        "call",
                        "created",
                        "true",
                        "promise: {text: {en: \"Back to {{subject}}\", zh: 测试}, within: 'duration(\"3h\")'}")
                .trigger("sorry", "due", "event.promise == \"call\"", "setPriority: high")
                .publish();
        // Now, so that the running server's own timers do not come first; what follows is as if time had passed.
        Instant then = clock.instant();
        Ticket ticket = desk.ticket(
                jun,
                commands.handle(
                                jun,
                                new Command.Create(
                                        API, "return_refund", Map.of("subject", "Too big", "reason", "size"), null),
                                then)
                        .orThrow()
                        .ticket());
        commands.handle(jun, new Command.Claim(API, ticket.id()), then).orThrow();
        Entry promise = latest(ticket, "call");
        assertThat(promise.text().in("en")).isEqualTo("Back to Too big");

        due(ticket, promise, true, promise.due().minus(Duration.ofMinutes(61))).orThrow();
        assertThat(latest(ticket, "call").reminded()).isNull();
        due(ticket, promise, true, promise.due().minus(Duration.ofHours(1))).orThrow();
        due(ticket, promise, true, promise.due().minus(Duration.ofMinutes(59))).orThrow();
        assertThat(latest(ticket, "call").reminded()).isEqualTo(promise.due().minus(Duration.ofHours(1)));
        due(ticket, promise, false, promise.due()).orThrow();
        assertThat(latest(ticket, "call").state()).isEqualTo(State.BROKEN);
        assertThat(now(ticket).priority()).isEqualTo(3);

        desk.elapsed(demo.id(), promise.due());
        assertThat(Desk.column(demo.id(), "SELECT text FROM notification WHERE tenant_id = ? ORDER BY at, text"))
                .hasSize(2)
                .anyMatch(text -> text.startsWith("Promised until ") && text.endsWith(": Back to Too big"))
                .contains("A promise was not kept in time: Back to Too big");
    }

    // ---- Approvals

    private Ticket asking() {
        trigger(
                        "big",
                        "created",
                        "refund_amount > 1000",
                        "requestApproval: {of: [{role: supervisor}, {team: finance}], text: {en: \"Refund {{refund_amount}}\", zh: 测试}, within: 'duration(\"1d\")'}")
                .trigger(
                        "yes",
                        "decided",
                        "event.approval == \"big\" && event.decision == \"approved\"",
                        "setPriority: high")
                .publish();
        return create(Map.of("refund_amount", "1500"));
    }

    @Test
    void anApprovalIsGivenOnceByWhoIsAskedAndRulesHearOfIt() {
        Ticket ticket = asking();
        assertThat(refusal(settle(jun, ticket, "big", How.APPROVE)).code()).isEqualTo("approval-own");
        Actor wen = desk.actor(demo, "wen", "agent", "after_sales");
        assertThat(refusal(settle(wen, ticket, "big", How.APPROVE)).code()).isEqualTo("approval-not-yours");

        settle(mei, ticket, "big", How.APPROVE, "Fine").orThrow();
        assertThat(latest(ticket, "big").state()).isEqualTo(State.APPROVED);
        assertThat(now(ticket).priority()).isEqualTo(3);
        assertThat(refusal(settle(mei, ticket, "big", How.REFUSE)).code()).isEqualTo("agenda-closed");
        assertThat(Desk.count(demo.id(), "approval_waiting")).isZero();

        desk.settled(demo.id());
        assertThat(Desk.column(demo.id(), "SELECT text FROM notification WHERE tenant_id = ? ORDER BY text"))
                .containsExactly("Approved: Refund CNY 1,500.00", "Your approval is asked for: Refund CNY 1,500.00");
    }

    @Test
    void nobodyApprovesWhatWasAskedOnHisOwnCommand() {
        asking();
        Actor boss = desk.actor(demo, "boss", "supervisor");
        Ticket own = desk.create(
                boss, "return_refund", Map.of("subject", "Mine", "reason", "size", "refund_amount", "1500"));
        assertThat(refusal(settle(boss, own, "big", How.APPROVE)).code()).isEqualTo("approval-own");
        assertThat(latest(own, "big").isOpen()).isTrue();
        assertThat(settle(mei, own, "big", How.REFUSE).isOk()).isTrue();
    }

    @Test
    void nobodyIsAskedWhoIsNotThere() {
        trigger("ask", "created", "true", "requestApproval: {of: [{account: order_no}], text: {en: Ok, zh: 测试}}")
                .publish();
        assertThat(create(Map.of("order_no", "SO-1")).agenda().isEmpty()).isTrue();
        assertThat(create(Map.of("order_no", UUID.randomUUID().toString()))
                        .agenda()
                        .isEmpty())
                .isTrue();
        assertThat(create(Map.of("order_no", mei.account().toString())).agenda().open())
                .hasSize(1);
    }

    @Test
    void whatNobodyDecidesInTimeExpires() {
        Ticket ticket = asking();
        assertThat(Desk.count(demo.id(), "approval_waiting")).isEqualTo(2);
        Entry asked = latest(ticket, "big");
        due(ticket, asked, false, asked.due()).orThrow();
        assertThat(latest(ticket, "big").state()).isEqualTo(State.EXPIRED);
        assertThat(Desk.count(demo.id(), "approval_waiting")).isZero();
    }

    // ---- Remedies

    private void suggesting() {
        trigger(
                        "wrong",
                        "created, updated",
                        "reason == \"damaged\"",
                        "suggestRemedy: {remedy: {en: Refund at once, zh: 测试}, set: {refund_amount: 'paid'}, comment: {en: We refund {{paid}}., zh: 测试}}"
                                .replace("We refund {{paid}}.", "\"We refund {{paid}}.\""))
                .publish();
    }

    @Test
    void aRemedyIsAppliedByOneCommandOfWhoeverAppliesIt() {
        suggesting();
        Ticket ticket = create(Map.of("reason", "damaged", "paid", "120"));
        Entry remedy = latest(ticket, "wrong");
        assertThat(remedy.remedy().set()).hasSize(1);

        settle(jun, ticket, "wrong", How.APPLY).orThrow();

        assertThat(latest(ticket, "wrong").state()).isEqualTo(State.APPLIED);
        assertThat(comments(ticket)).containsExactly("We refund CNY 120.00.");
        assertThat(desk.events(jun, ticket.id()).stream()
                        .filter(Event.FieldChanged.class::isInstance)
                        .map(e -> e.meta().cause()))
                .containsOnly(new Cause.Person(jun.account()));
        // It has been applied: it is not suggested again.
        update(ticket, Map.of("reason", "size"));
        update(ticket, Map.of("reason", "damaged"));
        assertThat(latest(ticket, "wrong").state()).isEqualTo(State.APPLIED);
    }

    @Test
    void aRemedyIsHeldToTheRightsOfWhoeverAppliesIt() {
        trigger(
                        "tier",
                        "created",
                        "true",
                        "suggestRemedy: {remedy: {en: Note the spend, zh: 测试}, set: {lifetime_spend: 'paid'}}")
                .publish();
        Ticket ticket = create(Map.of("paid", "120"));
        Result<Done> tried = settle(jun, ticket, "tier", How.APPLY);
        assertThat(refusal(tried).code()).isEqualTo("remedy-not-yours");
        // Not even which field it is.
        assertThat(refusal(tried).toString()).doesNotContain("lifetime_spend");
        assertThat(latest(ticket, "tier").isOpen()).isTrue();
    }

    @Test
    void aSuggestionGoesWhenItsReasonDoesAndComesBackWithIt() {
        suggesting();
        Ticket ticket = create(Map.of("reason", "damaged", "paid", "120"));
        update(ticket, Map.of("reason", "size"));
        assertThat(latest(ticket, "wrong").state()).isEqualTo(State.GONE);
        update(ticket, Map.of("reason", "damaged"));
        assertThat(latest(ticket, "wrong").isOpen()).isTrue();

        settle(jun, ticket, "wrong", How.DISMISS).orThrow();
        update(ticket, Map.of("paid", "130"));
        assertThat(latest(ticket, "wrong").state()).isEqualTo(State.DISMISSED);
    }

    // ---- Links

    @Test
    void aLinkIsInTheHistoriesOfBothAndSeenFromBoth() {
        publish();
        Ticket one = create(Map.of());
        Ticket other = create(Map.of());
        Command link = new Command.LinkTo(API, one.id(), "ret-" + other.number(), LinkKind.DUPLICATE_OF);
        commands.handle(jun, link).orThrow();
        commands.handle(jun, link).orThrow();
        desk.settled(demo.id());

        assertThat(links.of(demo.id(), one.id())).containsExactly(new Link(LinkKind.DUPLICATE_OF, other.id()));
        assertThat(links.of(demo.id(), other.id())).containsExactly(new Link(LinkKind.HAS_DUPLICATE, one.id()));
        assertThat(linked(other)).containsExactly(new Link(LinkKind.HAS_DUPLICATE, one.id()));

        commands.handle(jun, new Command.Unlink(API, other.id(), new Link(LinkKind.HAS_DUPLICATE, one.id())))
                .orThrow();
        desk.settled(demo.id());
        assertThat(links.of(demo.id(), one.id())).isEmpty();
        assertThat(desk.events(jun, one.id()).getLast()).isInstanceOf(Event.Unlinked.class);
    }

    private List<Link> linked(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Linked.class::isInstance)
                .map(e -> ((Event.Linked) e).link())
                .toList();
    }

    @Test
    void nobodyLinksWithATicketOutOfSightOrWithItself() {
        publish();
        Ticket one = create(Map.of());
        Ticket hidden = desk.assign(
                mei, desk.create(mei, "return_refund", Map.of("subject", "Zebra", "reason", "size")), "vip_desk");
        for (String to : List.of(
                "RET-" + hidden.number(),
                hidden.id().toString(),
                "RET-1",
                "x",
                UUID.randomUUID().toString())) {
            assertThat(refusal(commands.handle(jun, new Command.LinkTo(API, one.id(), to, LinkKind.RELATED)))
                            .problems())
                    .extracting(Problem::code)
                    .containsExactly("link.unknown-ticket");
        }
        assertThat(refusal(commands.handle(
                                jun, new Command.LinkTo(API, one.id(), one.id().toString(), LinkKind.RELATED)))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("link.self");
        assertThat(Desk.count(demo.id(), "ticket_link")).isZero();
    }

    @Test
    void aRuleLinksWithTheTicketAFieldNames() {
        trigger("same", "created", "order_no != null", "link: {to: order_no, kind: follow_up_of}")
                .publish();
        Ticket first = create(Map.of());
        Ticket next = create(Map.of("order_no", "RET-" + first.number()));
        assertThat(linked(next)).containsExactly(new Link(LinkKind.FOLLOW_UP_OF, first.id()));
        assertThat(links.of(demo.id(), create(Map.of("order_no", "SO-1")).id())).isEmpty();
    }

    // ---- Other tickets

    @Test
    void aRuleMakesAnotherTicketOnceAndBothKnowIt() {
        trigger(
                        "ask",
                        "created",
                        "reason == \"damaged\"",
                        "createTicket: {type: enquiry, fields: {subject: 'subject'}, link: child_of}")
                .publish();
        Ticket ticket = create(Map.of("reason", "damaged"));
        desk.settled(demo.id());

        assertThat(created("t_enquiry")).isEqualTo(1);
        Link there = links.of(demo.id(), ticket.id()).getFirst();
        assertThat(there.kind()).isEqualTo(LinkKind.PARENT_OF);
        Ticket made = desk.ticket(mei, there.other());
        assertThat(made.title()).isEqualTo("Too big");
        assertThat(made.requester()).isEqualTo(jun.account());
        assertThat(made.createdBy()).isNull();
        Event.Created birth = (Event.Created) desk.events(mei, made.id()).getFirst();
        assertThat(birth.meta().cause()).isEqualTo(new Cause.Rule("tr_ask", "ask", null, null));
        assertThat(desk.events(mei, made.id()))
                .anyMatch(e -> e instanceof Event.Linked linked
                        && linked.link().equals(new Link(LinkKind.CHILD_OF, ticket.id())));
        assertThat(linked(ticket)).containsExactly(new Link(LinkKind.PARENT_OF, made.id()));

        // Whoever carried it out and died before saying so carries it out again.
        UUID key = UUID.fromString(made.external().id());
        followUps.execute(demo.id(), key, wanted(ticket));
        desk.settled(demo.id());
        assertThat(created("t_enquiry")).isEqualTo(1);
        assertThat(linked(ticket)).hasSize(1);
    }

    private Effect.CreateTicket wanted(Ticket ticket) {
        return new Effect.CreateTicket(
                ticket.id(),
                new Cause.Rule("tr_ask", "ask", null, null),
                "enquiry",
                Map.of("subject", Value.text("Too big")),
                LinkKind.CHILD_OF,
                jun.account(),
                1);
    }

    @Test
    void whatCannotBeMadeIsSaidOnTheTicket() {
        publish();
        Ticket ticket = create(Map.of());
        Effect.CreateTicket wrong = new Effect.CreateTicket(
                ticket.id(),
                new Cause.Rule("tr_ask", "ask", null, null),
                "enquiry",
                Map.of("subject", Value.num(3), "nonsense", Value.text("x")),
                LinkKind.RELATED,
                null,
                1);
        UUID key = UUID.randomUUID();
        followUps.execute(demo.id(), key, wrong);
        followUps.execute(demo.id(), key, wrong);
        assertThat(created("t_enquiry")).isZero();
        assertThat(comments(ticket))
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("\"ask\"")
                        .contains("field.unknown")
                        .contains("subject"));
    }

    @Test
    void ticketsThatRulesMakeEndAtASmallDepth() {
        trigger(
                        "again",
                        "created",
                        "true",
                        "createTicket: {type: return_refund, fields: {subject: 'subject', reason: 'reason'}, link: follow_up_of}")
                .publish();
        create(Map.of());
        desk.settled(demo.id());
        assertThat(created("t_return")).isEqualTo(AgendaDrafts.MOST_DEPTH);
        assertThat(
                        Desk.column(
                                demo.id(),
                                "SELECT decision::text FROM event WHERE tenant_id = ? AND decision::text LIKE '%rule.too-deep%'"))
                .hasSize(1);
    }

    @Test
    void theyEndAlsoWhereRulesAreAskedOnceAChangeIsSaved() {
        trigger(
                        "again",
                        "created",
                        "true",
                        "createTicket: {type: return_refund, fields: {subject: 'subject', reason: 'reason'}}")
                .after()
                .publish();
        create(Map.of());
        desk.settled(demo.id());
        assertThat(created("t_return")).isEqualTo(AgendaDrafts.MOST_DEPTH);
    }

    @Test
    void aTicketThatEndsHasNothingRunningAnyMore() {
        trigger(
                        "all",
                        "created",
                        "true",
                        "startClock: {clock: answer, within: 'duration(\"2h\")'}",
                        "promise: {key: call, text: {en: Call, zh: 测试}, within: 'duration(\"2h\")'}",
                        "requestApproval: {key: ok, of: [{role: supervisor}], text: {en: Ok, zh: 测试}}",
                        "suggestRemedy: {key: gift, remedy: {en: Gift, zh: 测试}}")
                .trigger("end", "updated", "reason == \"damaged\"", "act: reject")
                .publish();
        Ticket ticket = create(Map.of());
        assertThat(ticket.agenda().open()).hasSize(4);
        Ticket ended = update(ticket, Map.of("reason", "damaged"));
        assertThat(ended.agenda().open()).extracting(Entry::key).containsExactly("call");
        assertThat(ended.agenda().entries())
                .extracting(Entry::state)
                .containsExactlyInAnyOrder(State.STOPPED, State.OPEN, State.WITHDRAWN, State.GONE);
    }

    @Test
    void allOfARulesWishesAreDoneOrNone() {
        trigger(
                        "both",
                        "created",
                        "true",
                        "startClock: {clock: answer, within: 'duration(\"2h\")'}",
                        "link: {to: '\"RET-999999\"'}")
                .publish();
        Ticket ticket = create(Map.of());
        assertThat(ticket.agenda().isEmpty()).isTrue();
    }
}

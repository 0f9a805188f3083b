package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.model.Priority;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.outbox.OutboxStore.Leased;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules that are asked once a change is saved. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AfterCommitTest {
    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Reactions reactions;

    @Inject
    OutboxStore outbox;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    /** Publishes the demo with one more trigger on returns that is asked after saving. */
    private void trigger(String on, String when, String... wishes) {
        desk.publishWith(demo, "triggers/test.yaml", yaml(on, when, wishes));
    }

    private static String yaml(String on, String when, String... wishes) {
        StringBuilder yaml = new StringBuilder("""
                id: tr_test
                key: test
                label: {en: Test, zh: 测试}
                type: return_refund
                on: [%s]
                phase: after
                when: '%s'
                do:
                """.formatted(on, when.replace("'", "''")));
        for (String wish : wishes) {
            yaml.append("  - ").append(wish).append('\n');
        }
        return yaml.toString();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private Ticket update(Ticket ticket, Map<String, Object> fields) {
        commands.handle(
                        jun,
                        new Command.Update(
                                Origin.of("api"), ticket.id(), now(ticket).version(), fields, null))
                .orThrow();
        return now(ticket);
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private List<String> comments(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(event -> ((Event.Commented) event).text())
                .toList();
    }

    @Test
    void whatIsSavedIsSavedAndThenTheRuleActs() {
        trigger("created", "reason == \"size\"", "setPriority: urgent");
        Ticket ticket = create(Map.of());
        assertThat(ticket.priority()).isEqualTo(Priority.NORMAL.code());

        desk.settled(demo.id());

        assertThat(now(ticket).priority()).isEqualTo(Priority.URGENT.code());
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(event -> event.meta().channel().equals(Reactions.CHANNEL))
                // The clocks that follow from it have tests of their own.
                .filteredOn(event -> !(event instanceof Event.ClockChanged))
                .satisfiesExactly(
                        ran -> assertThat(ran).isInstanceOf(Event.RulesRan.class),
                        changed -> assertThat(changed.meta().cause()).isInstanceOf(Cause.Rule.class));
    }

    @Test
    void aRuleThatDoesNotHoldLeavesNoTrace() {
        trigger("created", "reason == \"damaged\"", "setPriority: urgent");
        Ticket ticket = create(Map.of());
        desk.settled(demo.id());
        assertThat(now(ticket)).isEqualTo(ticket);
    }

    @Test
    void itKnowsTheEventItIsAbout() {
        trigger(
                "updated",
                "event.old.reason == \"size\" && \"reason\" in event.changed && \"agent\" in actor.roles",
                "comment: {internal: true, text: {en: \"was {{event.old.reason}}, by {{event.channel}}\", zh: \"测试\"}}");
        Ticket ticket = create(Map.of());

        update(ticket, Map.of("reason", "quality"));
        desk.settled(demo.id());

        assertThat(comments(ticket)).containsExactly("was Wrong size, by api");
    }

    @Test
    void itHearsReplies() {
        trigger("replied", "event.comment == \"hello\"", "setPriority: high");
        Ticket ticket = create(Map.of());
        commands.handle(jun, new Command.Comment(Origin.of("api"), ticket.id(), true, "hello"))
                .orThrow();
        desk.settled(demo.id());
        assertThat(now(ticket).priority()).isEqualTo(Priority.NORMAL.code());

        commands.handle(jun, new Command.Comment(Origin.of("api"), ticket.id(), false, "hello"))
                .orThrow();
        desk.settled(demo.id());
        assertThat(now(ticket).priority()).isEqualTo(Priority.HIGH.code());
    }

    @Test
    void rulesBeforeSavingHearWhatItChangesAndItsOwnKindDoesNot() {
        // The demo's own trigger makes what arrived damaged urgent.
        trigger(
                "updated",
                "true",
                "setField: {field: reason, value: '\"damaged\"'}",
                "comment: {internal: true, text: {en: again, zh: 再次}}");
        Ticket ticket = create(Map.of());

        update(ticket, Map.of("subject", "Far too big"));
        desk.settled(demo.id());

        assertThat(now(ticket).field("f_reason")).hasToString("Text[text=damaged]");
        assertThat(comments(ticket)).containsExactly("again");
    }

    @Test
    void carriedOutTwiceItHasItsEffectOnce() {
        trigger("created", "true", "comment: {internal: true, text: {en: once, zh: 一次}}");
        desk.settled(demo.id());
        Ticket ticket = create(Map.of());
        Leased react = lease();

        reactions.execute(demo.id(), react.id(), react.effect());
        reactions.execute(demo.id(), react.id(), react.effect());

        assertThat(comments(ticket)).containsExactly("once");
    }

    /** Waits for nobody: the application's own pump may have taken it, and is overtaken. */
    private Leased lease() {
        Instant later = clock.instant().plusSeconds(600);
        return outbox.lease(demo.id(), later, later.plusSeconds(60), 100).stream()
                .filter(leased -> leased.effect() instanceof Effect.React)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCannotBeDoneIsLeftOutAndSaid() {
        trigger("created", "true", "act: pay");
        Ticket ticket = create(Map.of());
        desk.settled(demo.id());
        assertThat(now(ticket).step()).isEqualTo(ticket.step());
        assertThat(desk.events(jun, ticket.id()).getLast()).isInstanceOf(Event.RulesRan.class);
    }

    @Test
    void nothingIsRefusedThatIsSaved() {
        assertThatThrownBy(() -> trigger("created", "true", "refuse: {message: {en: No, zh: 不}}"))
                .hasMessageContaining("trigger.refuse_after");
    }
}

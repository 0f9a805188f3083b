package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.model.StatusCategory;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tickets that an SOP makes or waits for, and who gets a step. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopFamilyTest extends SopDesk {
    /** A child without any way of its own for its being cancelled. Ordered, it hands its note and its number over. */
    private static final String BUY = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: which, kind: decision, label: {en: Which}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: buy, kind: child, label: {en: Buy}, type: job, fields: {subject: subject, amount: '1'}, save: {note: note}, may: {hold: {}, return: {}}}
              - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}, {key: stop, label: {en: Stop}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: which}
              - {from: which, when: amount == 1, to: work}
              - {from: which, else: true, to: ask}
              - {from: ask, on: go, to: buy}
              - {from: buy, to: work}
              - {from: work, on: go, to: done}
              - {from: work, on: stop, to: off}
            """;

    private Ticket child(Ticket job) {
        desk.settled(tenant.id());
        return desk.ticket(jun, now(job).flow().children().getLast().ticket());
    }

    @Test
    void aChildThatIsCalledOffIsOverLikeAnyOtherWhereNothingElseIsSaid() {
        publish(BUY);
        Ticket job = act(jun, job(), "go");
        act(jun, child(job), "stop");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("work");
        assertThat(now(job).flow().children().getFirst().status()).isEqualTo(StatusCategory.CANCELLED.code());
    }

    @Test
    void aChildThatEndsWhileItRestsIsWaitedForNoLonger() {
        publish(BUY);
        Ticket job = act(jun, job(), "go");
        Ticket child = child(job);
        hold(job);
        act(jun, child, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).as("it rests").isEqualTo("buy");
        assertThat(resume(job).step()).isEqualTo("work");

        Ticket other = act(jun, job(), "go");
        child(other);
        hold(other);
        assertThat(resume(other).step()).as("its child is still open").isEqualTo("buy");
    }

    @Test
    void whatBecomesOfAChildOfATicketThatIsOverIsKnownAndChangesNoField() {
        publish(BUY);
        Ticket job = act(jun, job(), "go");
        Ticket child = child(job);
        cancel(job);
        assertThat(now(job).step()).isEqualTo("off");
        set(child, Map.of("note", "on Tuesday"));
        act(jun, child, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("off");
        assertThat(value(job, "note")).isEqualTo(Value.NULL);
        assertThat(now(job).flow().children().getFirst().status()).isEqualTo(StatusCategory.SOLVED.code());
    }

    @Test
    void aChildThatCouldNotBeMadeIsStuckWhereItIsWaitedFor() {
        // Without a note it would have no subject.
        publish(BUY.replace("fields: {subject: subject,", "fields: {subject: note,")
                .replace("save: {note: note}, ", ""));
        Ticket job = act(jun, job(), "go");
        desk.settled(tenant.id());
        assertThat(stuck(job)).isEqualTo("child-not-made");
        assertThat(now(job).flow().making()).isZero();
        set(job, Map.of("note", "a lamp"));
        done(root(), repair(job, Command.Repair.How.RETRY, null));
        assertThat(child(job).title()).isEqualTo("a lamp");
        assertThat(stuck(job)).isNull();
    }

    @Test
    void aChildThatCouldNotBeMadeIsNotWaitedForWhereAllOfThemAre() {
        publish(BUY.replace("fields: {subject: subject,", "wait: false, fields: {subject: note,")
                .replace("save: {note: note}, ", "")
                .replace(
                        "  - {id: work,",
                        "  - {id: all, kind: wait, label: {en: All}, for: {linked: parent_of}}\n  - {id: work,")
                .replace("{from: buy, to: work}", "{from: buy, to: all}\n  - {from: all, to: work}"));
        Ticket job = act(jun, job(), "go");
        desk.settled(tenant.id());
        assertThat(now(job).flow().making()).isZero();
        assertThat(stuck(job)).as("nobody waited for it there").isNull();
        assertThat(now(job).step()).isEqualTo("work");
    }

    @Test
    void whatIsHeardOfAStepThatMakesNoneChangesNothing() {
        publish(BUY);
        Ticket job = job();
        nothing(
                job,
                new Command.ChildHeard(
                        Origin.of("rule"), job.id(), FlowState.MAIN, "ask", null, null, "no-such", 0, Map.of()));
    }

    @Test
    void ticketsThatMakeTicketsComeToAnEnd() {
        publish(BUY);
        Ticket job = job();
        commands.handle(
                        jun,
                        new Command.Act(
                                new Origin("api", null, AgendaDrafts.MOST_DEPTH), job.id(), "go", null, Map.of(), null))
                .orThrow();
        assertThat(stuck(job)).isEqualTo("too-deep");
        assertThat(now(job).flow().making()).isZero();
        done(root(), repair(job, Command.Repair.How.RETRY, null));
        assertThat(stuck(job)).as("by hand it begins anew").isNull();
        assertThat(child(job).step()).isEqualTo("work");
    }

    @Test
    void anUnheardChangeOfAChildIsNoNews() {
        publish(BUY);
        Ticket job = act(jun, job(), "go");
        Ticket child = child(job);
        int version = now(job).version();
        commands.handle(jun, new Command.Comment(API, child.id(), true, "a note"))
                .orThrow();
        desk.settled(tenant.id());
        assertThat(now(job).version()).isEqualTo(version);
        set(child, Map.of("ref", "R-1"));
        act(jun, child, "go");
        desk.settled(tenant.id());
        int ended = now(job).version();
        commands.handle(jun, new Command.Comment(API, child.id(), true, "thanks"))
                .orThrow();
        desk.settled(tenant.id());
        assertThat(now(job).version()).as("it has ended once").isEqualTo(ended);
    }

    // ---- Links

    private void linked() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}, {key: wait, label: {en: Wait}}]}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {linked: parent_of}, may: {hold: {}}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: work}
                  - {from: work, on: go, to: done}
                  - {from: work, on: wait, to: wait}
                  - {from: wait, to: done}
                """);
    }

    private void link(Ticket job, Ticket other, LinkKind kind) {
        commands.handle(jun, new Command.LinkTo(API, job.id(), other.id().toString(), kind))
                .orThrow();
    }

    @Test
    void whatIsLinkedWhileItWaitsIsWaitedForAndWhatIsTakenAwayIsNot() {
        linked();
        Ticket job = job();
        Ticket one = job();
        Ticket two = job();
        Ticket related = job();
        link(job, one, LinkKind.PARENT_OF);
        link(job, related, LinkKind.RELATED);
        assertThat(act(jun, job, "wait").step()).isEqualTo("wait");
        link(job, two, LinkKind.PARENT_OF);
        act(jun, one, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).as("one more has come").isEqualTo("wait");
        commands.handle(jun, new Command.Unlink(API, job.id(), new Link(LinkKind.PARENT_OF, two.id())))
                .orThrow();
        desk.settled(tenant.id());
        assertThat(now(job).step()).as("what is only related is not waited for").isEqualTo("done");
    }

    // ---- Who gets it

    private void assigned(String assign) {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: work, kind: task, label: {en: Work}, assign: {%s}, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: ask}
                  - {from: ask, on: go, to: work}
                  - {from: work, on: go, to: done}
                """.formatted(assign), "routings/jobs.yaml", """
                id: rt_jobs
                key: jobs
                label: {en: Jobs}
                types: [job]
                choose: {strategy: pool, fallback: warehouse}
                """);
    }

    @Test
    void aStepIsHisWhomTheTicketNamesWhileHeIsThere() {
        assigned("person: boss");
        assertThat(act(jun, job(Map.of("boss", wei.account().toString())), "go").assignee())
                .isEqualTo(wei.account());
        assertThat(act(jun, job(), "go").assignee()).as("nobody is named").isNull();
        Actor gone = desk.actor(tenant, "gone", "warehouse", "warehouse");
        Ticket job = job(Map.of("boss", gone.account().toString()));
        leaves(gone);
        assertThat(act(jun, job, "go").assignee()).as("he has left").isNull();
        assigned("person: ref");
        assertThat(act(jun, job(Map.of("ref", "nobody by that name")), "go").assignee())
                .isNull();
    }

    @Test
    void aStepIsItsWhomARoutingChooses() {
        assigned("routing: jobs");
        assertThat(act(jun, job(), "go").team()).isEqualTo("warehouse");
    }
}

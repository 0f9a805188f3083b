package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.model.StatusCategory;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Undo;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an SOP hears while it rests, while it is called off, after it has gone on, and twice. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopLateTest extends SopDesk {
    /** Two calls of one step, only the second of which is undone, between people; then one that is undone but whose answer does not fit. */
    private static final String BOTH = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}, {key: ship, label: {en: Ship}}]}
              - id: pick
                kind: action
                label: {en: Pick}
                may: {hold: {}}
                do:
                  - {callConnector: {connector: erp, operation: ship}}
                  - {callConnector: {connector: erp, operation: refund, with: {amount: amount}, save: {amount: no, ref: no}, compensate: {operation: cancel_refund}}}
              - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}, {key: ship, label: {en: Ship}}]}
              - {id: ship, kind: action, label: {en: Ship}, pointOfNoReturn: true, do: [{setField: {field: note, value: '"gone"'}}]}
              - {id: end, kind: task, label: {en: End}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: pick}
              - {from: ask, on: ship, to: ship}
              - {from: pick, to: last}
              - {from: last, on: go, to: done}
              - {from: last, on: ship, to: ship}
              - {from: ship, to: end}
              - {from: end, on: go, to: done}
            """;

    private static final String FAILED = """
              - {id: sorry, kind: task, label: {en: Sorry}, role: agent, actions: [{key: back, label: {en: Back}}]}
            """;

    /** The same with a way for what was not done. */
    private static final String SORRY = BOTH.replace("  - {id: done,", FAILED + "  - {id: done,")
            + "  - {from: pick, on: failed, to: sorry}\n  - {from: sorry, on: back, to: ask}\n";

    private static Command.CallEnded answer(
            Ticket job, int branch, String node, int wish, @Nullable Instant asked, @Nullable String error) {
        return new Command.CallEnded(
                Origin.of("rule"), job.id(), branch, node, wish, 1, false, asked, error, Map.of("no", "RF-1"));
    }

    private static Command.FlowDue due(Ticket job, int branch, String node) {
        return new Command.FlowDue(Origin.of("rule"), job.id(), branch, node);
    }

    private Ticket yes(Ticket job, int wish) {
        return ended(job, "pick", wish, 1, null, false);
    }

    private Ticket no(Ticket job, int wish, String error) {
        return ended(job, "pick", wish, 1, error, false);
    }

    /** When what is waited for now was asked for. */
    private Instant since(Ticket job) {
        return now(job).flow().branch(FlowState.MAIN).orElseThrow().since();
    }

    // ---- What does not concern it

    @Test
    void whatAnotherCallStepOrTicketIsToldOfChangesNothing() {
        publish(BOTH);
        Ticket job = act(jun, job(), "go");
        nothing(job, answer(job, 3, "pick", 0, null, null));
        nothing(job, answer(job, 0, "pick", 5, null, "refused"));
        nothing(job, answer(job, 0, "last", 0, null, null));
        nothing(job, answer(job, 0, "nowhere", 0, null, null));
        yes(job, 0);
        nothing(job, answer(job, 0, "pick", 0, null, "refused"));
        assertThat(yes(job, 1).step()).isEqualTo("last");
        act(jun, job, "go");
        nothing(job, answer(job, 0, "pick", 1, null, null));
        nothing(job, due(job, 0, "pick"));
    }

    @Test
    void aTimerThatComesTooEarlyOrForAnotherPlaceChangesNothing() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {time: PT30M}, may: {hold: {}}}
                  - {id: reply, kind: wait, label: {en: Reply}, for: {reply: customer}, may: {hold: {}}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: wait}
                  - {from: wait, to: reply}
                  - {from: reply, to: done}
                """);
        Ticket job = job();
        nothing(job, due(job, 0, "wait"));
        nothing(job, due(job, 4, "wait"));
        nothing(job, due(job, -1, "wait"));
        hold(job);
        nothing(job, due(job, -1, "wait"));
        nothing(job, due(job, 0, "wait"));
        resume(job);
        done(jun, new Command.Hold(API, job.id(), "on holiday", clock.instant().plus(Duration.ofHours(1))));
        nothing(job, due(job, -1, "wait"));
        resume(job);
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(31)));
        assertThat(now(job).step()).isEqualTo("reply");
        nothing(job, due(job, 0, "reply"));
        nothing(job, due(job, 0, "wait"));
    }

    @Test
    void whatWasWrittenMeanwhileIsHeardOnceTheRestIsOver() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: reply, kind: wait, label: {en: Reply}, for: {reply: customer}, may: {hold: {}}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: reply}
                  - {from: reply, to: work}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job();
        set(job, Map.of("note", "x"));
        assertThat(now(job).step()).as("a change is no reply").isEqualTo("reply");
        hold(job);
        assertThat(resume(job).step()).as("nothing was said").isEqualTo("reply");
        hold(job);
        commands.handle(jun, new Command.Comment(API, job.id(), false, "here I am"))
                .orThrow();
        assertThat(now(job).step()).isEqualTo("reply");
        assertThat(resume(job).step()).isEqualTo("work");
    }

    // ---- While it rests

    @Test
    void whatFailsWhileItRestsIsStuckOrGoesItsWayOnlyAfterwards() {
        publish(BOTH);
        Ticket job = act(jun, job(), "go");
        hold(job);
        yes(job, 0);
        no(job, 1, "refused");
        assertThat(stuck(job)).as("it rests").isNull();
        resume(job);
        assertThat(stuck(job)).isEqualTo("call-failed");

        publish(SORRY);
        Ticket other = act(jun, job(), "go");
        hold(other);
        no(other, 0, "refused");
        assertThat(now(other).step()).isEqualTo("pick");
        assertThat(resume(other).step()).isEqualTo("sorry");
    }

    @Test
    void aServiceThatIsStillAtItAfterARestIsWaitedForOn() {
        publish(BOTH);
        Ticket job = act(jun, job(), "go");
        hold(job);
        yes(job, 0);
        Ticket resumed = resume(job);
        assertThat(resumed.step()).isEqualTo("pick");
        assertThat(yes(job, 1).step()).isEqualTo("last");
    }

    @Test
    void aYesAfterANoCountsWhileItIsWaitedFor() {
        publish(BOTH);
        Ticket job = act(jun, job(), "go");
        no(job, 0, "unreachable");
        assertThat(stuck(job)).isEqualTo("call-failed");
        yes(job, 0);
        assertThat(stuck(job)).as("somebody has sent it again").isNull();
        assertThat(yes(job, 1).step()).isEqualTo("last");
    }

    @Test
    void whatAFieldCannotHoldOfAnAnswerIsLeftOut() {
        publish(BOTH);
        Ticket job = act(jun, job(Map.of("amount", 12)), "go");
        yes(job, 0);
        assertThat(yes(job, 1).step()).isEqualTo("last");
        assertThat(value(job, "ref")).isEqualTo(Value.text("RF-1"));
        assertThat(value(job, "amount")).as("no number").isEqualTo(Value.num(12));
    }

    // ---- While it is called off

    @Test
    void whatMayHaveBeenDoneIsUndoneAndWhatWasNotIsNot() {
        publish(BOTH);
        Ticket perhaps = act(jun, job(), "go");
        yes(perhaps, 0);
        no(perhaps, 1, "timeout");
        assertThat(cancel(perhaps).status()).as("it is undone first").isEqualTo(StatusCategory.WAITING.code());
        assertThat(ended(perhaps, "pick", 1, 1, null, true).step()).isEqualTo("off");

        Ticket never = act(jun, job(), "go");
        yes(never, 0);
        no(never, 1, "receiver-refused");
        assertThat(cancel(never).step()).isEqualTo("off");

        Ticket without = act(jun, job(), "go");
        no(without, 0, "timeout");
        assertThat(cancel(without).step()).as("nothing undoes it").isEqualTo("off");
    }

    @Test
    void whatIsAnsweredWhileItIsCalledOffSaysWhetherThereIsSomethingToUndo() {
        publish(BOTH);
        Ticket first = act(jun, job(), "go");
        cancel(first);
        assertThat(yes(first, 0).step()).as("nothing undoes it").isEqualTo("off");

        Ticket second = act(jun, job(), "go");
        yes(second, 0);
        cancel(second);
        assertThat(no(second, 1, "timeout").status()).as("it may be done").isEqualTo(StatusCategory.WAITING.code());
        assertThat(now(second).flow().undo()).containsExactly(new Undo("pick", 1));
        assertThat(ended(second, "pick", 1, 1, null, true).step()).isEqualTo("off");
    }

    @Test
    void whatIsToldTwiceOrOfAnotherWhileItIsUndoneCountsOnce() {
        publish(CALLS);
        Actor root = root();
        Ticket job = waiting();
        cancel(job);
        Command.CallEnded other =
                new Command.CallEnded(Origin.of("rule"), job.id(), 0, "pick", 1, 1, true, null, null, Map.of());
        nothing(job, other);
        nothing(job, new Command.CallEnded(Origin.of("rule"), job.id(), 0, "refund", 0, 2, true, null, null, Map.of()));
        ended(job, "refund", 0, 1, "refused", true);
        nothing(
                job,
                new Command.CallEnded(Origin.of("rule"), job.id(), 0, "refund", 0, 1, true, null, "refused", Map.of()));
        ended(job, "refund", 0, 1, null, true);
        assertThat(Objects.requireNonNull(now(job).flow().ending()).stuck())
                .as("a yes after a no")
                .isNull();
        assertThat(now(job).flow().undo()).containsExactly(new Undo("pick", 1));
        nothing(job, new Command.CallEnded(Origin.of("rule"), job.id(), 0, "refund", 0, 1, true, null, null, Map.of()));
        assertThat(refusal(commands.handle(root, repair(job, Command.Repair.How.RETRY, null)))
                        .code())
                .isEqualTo("not-stuck");
        assertThat(done(time(), other).step()).isEqualTo("off");
        nothing(job, other);
    }

    // ---- After it has gone on

    @Test
    void aLateYesIsUndoneWhenTheTicketIsCalledOff() {
        publish(SORRY);
        Ticket job = act(jun, job(), "go");
        Instant first = since(job);
        yes(job, 0);
        assertThat(no(job, 1, "receiver-refused").step()).isEqualTo("sorry");
        nothing(job, answer(job, 0, "pick", 0, first, null));
        nothing(job, answer(job, 0, "pick", 1, first, "refused"));
        assertThat(now(job).flow().undo()).isEmpty();
        done(time(), answer(job, 0, "pick", 1, first, null));
        assertThat(now(job).flow().undo()).as("it was done after all").containsExactly(new Undo("pick", 1));
        nothing(job, answer(job, 0, "pick", 1, first, null));
        cancel(job);
        assertThat(ended(job, "pick", 1, 1, null, true).step()).isEqualTo("off");
    }

    @Test
    void aLateYesOfAnEarlierPassIsUndoneOnceTheLaterOneIsKnown() {
        publish(SORRY);
        Ticket job = act(jun, job(), "go");
        Instant first = since(job);
        yes(job, 0);
        no(job, 1, "receiver-refused");
        act(jun, job, "back");
        act(jun, job, "go");
        cancel(job);
        done(time(), answer(job, 0, "pick", 1, first, null));
        assertThat(now(job).step()).as("the other is still at work").isEqualTo("pick");
        assertThat(Objects.requireNonNull(now(job).flow().ending()).call()).isNull();
        no(job, 0, "receiver-refused");
        assertThat(Objects.requireNonNull(now(job).flow().ending()).call())
                .as("now it is")
                .isNotNull();
        assertThat(ended(job, "pick", 1, 1, null, true).step()).isEqualTo("off");
    }

    @Test
    void beyondAPointOfNoReturnALateYesIsNotUndone() {
        publish(SORRY);
        Ticket job = act(jun, job(), "go");
        Instant first = since(job);
        no(job, 0, "receiver-refused");
        act(jun, job, "back");
        assertThat(act(jun, job, "ship").flow().sealed()).isTrue();
        nothing(job, answer(job, 0, "pick", 1, first, null));
    }
}

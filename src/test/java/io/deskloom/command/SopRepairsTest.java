package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Agenda;
import io.deskloom.command.Command.Repair;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.model.StatusCategory;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cannot go on is marked, not lost; what goes round is stopped; and people bring both on. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopRepairsTest extends SopDesk {
    // ---- What goes round

    /** What is waited for may be there already: then it goes round without coming to rest. */
    private static final String ROUND = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: wait, kind: wait, label: {en: Wait}, for: {condition: amount > 5}}
              - {id: which, kind: decision, label: {en: Which}}
              - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: wait}
              - {from: wait, to: which}
              - {from: which, when: go == true, to: work}
              - {from: which, else: true, to: wait}
              - {from: work, on: go, to: done}
            """;

    @Test
    void whoWouldSendItRoundForEverIsRefused() {
        publish(ROUND);
        Ticket job = job(Map.of("amount", 6));
        assertThat(refusal(tryAct(jun, job, null, "go")).code()).isEqualTo("flow.loop");
        assertThat(now(job).version()).isEqualTo(job.version());
        set(job, Map.of("go", true));
        assertThat(act(jun, job, "go").step()).isEqualTo("work");
    }

    @Test
    void whatWouldGoRoundByItselfIsStoppedUntilItHasAWayOut() {
        publish(ROUND);
        Actor root = root();
        Ticket job = act(jun, job(), "go");
        assertThat(job.step()).isEqualTo("wait");
        assertThat(set(job, Map.of("amount", 6)).step()).isEqualTo("wait");
        assertThat(stuck(job)).isEqualTo("loop");
        done(root, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).as("nothing is different").isEqualTo("loop");
        set(job, Map.of("go", true));
        assertThat(stuck(job)).as("what is stuck is not woken").isEqualTo("loop");
        assertThat(done(root, repair(job, Repair.How.RETRY, null)).step()).isEqualTo("work");
    }

    private static final String AGAIN = """
            id: tr_again
            key: again
            label: {en: Again}
            type: job
            on: [updated]
            when: amount > 0
            do: [{act: again}]
            """;

    private static String task(String id) {
        return "  - {id: %s, kind: task, label: {en: X}, role: agent, actions: [{key: again, label: {en: Again}}, {key: on, label: {en: On}}]}\n"
                .formatted(id);
    }

    /** So often the rule takes the action, and a person only writes a number. */
    private Ticket goneRound(Ticket job) {
        for (int i = 1; i <= FlowRun.MOST_ALONE + 5 && stuck(job) == null; i++) {
            set(job, Map.of("amount", i));
        }
        return now(job);
    }

    @Test
    void aRuleThatSendsItRoundIsStoppedAndAPersonMayTryAnew() {
        publish(
                "nodes:\n  - {id: start, kind: start, label: {en: Start}}\n" + task("work") + """
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: work}
                  - {from: work, on: again, to: work}
                  - {from: work, on: on, to: done}
                """,
                "triggers/again.yaml",
                AGAIN);
        Ticket job = goneRound(job());
        assertThat(stuck(job)).isEqualTo("loop");
        assertThat(job.path()).hasSizeGreaterThanOrEqualTo(FlowRun.MOST_ALONE);
        Actor root = root();
        Ticket again = done(root, repair(job, Repair.How.RETRY, null));
        assertThat(again.flow().branches()).as("a person has a part in it now").isEmpty();
        assertThat(again.path().stream().map(Visit::by).skip(job.path().size()))
                .as("the person's part, and what the rule makes of it")
                .containsExactly(root.account(), null);
        set(job, Map.of("amount", 1));
        assertThat(stuck(job)).as("and it is counted anew").isNull();
    }

    @Test
    void aRuleThatSendsOneWayRoundIsStoppedThereAndTheOthersGoOn() {
        publish(
                "nodes:\n  - {id: start, kind: start, label: {en: Start}}\n  - {id: both, kind: parallel, label: {en: Both}}\n"
                        + task("one") + """
                  - {id: two, kind: task, label: {en: Two}, role: warehouse, actions: [{key: pack, label: {en: Pack}}]}
                  - {id: meet, kind: join, label: {en: Meet}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: both}
                  - {from: both, to: one}
                  - {from: both, to: two}
                  - {from: one, on: again, to: one}
                  - {from: one, on: on, to: meet}
                  - {from: two, on: pack, to: meet}
                  - {from: meet, to: done}
                """,
                "triggers/again.yaml",
                AGAIN);
        Ticket job = goneRound(job());
        assertThat(stuck(job)).isEqualTo("loop");
        Branch one = job.flow().branches().stream()
                .filter(b -> b.stuck() != null)
                .findFirst()
                .orElseThrow();
        assertThat(one.node()).isEqualTo("one");
        assertThat(steps(act(wei, job, "pack"))).containsExactlyInAnyOrder("one", "meet");
        Ticket again = done(root(), repair(job, one.id(), Repair.How.RETRY, null));
        assertThat(again.flow().branch(one.id()).orElseThrow().stuck()).isNull();
        assertThat(again.flow().branch(one.id()).orElseThrow().alone())
                .as("the rule has gone round once more, from the beginning")
                .isEqualTo(1);
        assertThat(act(jun, job, "on").step()).isEqualTo("done");
    }

    // ---- What cannot be done

    /** A note of twice the subject, which only a short one leaves room for. */
    private static String noted(String more) {
        return """
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}], may: {hold: {}}}
                  - {id: write, kind: action, label: {en: Write}, do: [{setField: {field: ref, value: '"seen"'}}, {setField: {field: note, value: 'subject + subject'}}], may: {hold: {}}}
                  - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: failed, kind: end, label: {en: Failed}, status: closed}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: ask}
                  - {from: ask, on: go, to: write}
                  - {from: write, to: last}
                  - {from: last, on: go, to: done}
                """ + more;
    }

    @Test
    void whatAStepCannotDoIsDoneNotAtAllAndTriedAnewOrPassedOver() {
        publish(noted("").replace("  - {id: failed, kind: end, label: {en: Failed}, status: closed}\n", ""));
        Actor root = root();
        String longer = "x".repeat(150);
        Ticket job = act(jun, job(Map.of("subject", longer)), "go");
        assertThat(job.step()).isEqualTo("write");
        assertThat(stuck(job)).isEqualTo("not-done");
        assertThat(value(job, "ref")).as("all of it or nothing").isEqualTo(Value.NULL);
        hold(job);
        assertThat(resume(job).step()).as("what is stuck stays so after a rest").isEqualTo("write");
        assertThat(stuck(job)).isEqualTo("not-done");
        done(root, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).isEqualTo("not-done");
        set(job, Map.of("subject", "short"));
        assertThat(done(root, repair(job, Repair.How.RETRY, null)).step()).isEqualTo("last");
        assertThat(value(job, "note")).isEqualTo(Value.text("shortshort"));

        Ticket other = act(jun, job(Map.of("subject", longer)), "go");
        assertThat(done(root, repair(other, Repair.How.SKIP, null)).step())
                .as("it was done by hand")
                .isEqualTo("last");
        assertThat(value(other, "note")).isEqualTo(Value.NULL);
    }

    @Test
    void whatAStepCannotDoGoesTheWayForThatWhereThereIsOne() {
        publish(noted("  - {from: write, on: failed, to: failed}\n"));
        assertThat(act(jun, job(Map.of("subject", "x".repeat(150))), "go").step())
                .isEqualTo("failed");
        assertThat(act(jun, job(), "go").step()).isEqualTo("last");
    }

    @Test
    void moreWaysThanThereMayBeAreNotSetOutOn() {
        int ways = FlowState.MOST_BRANCHES + 1;
        String nodes = IntStream.range(0, ways)
                .mapToObj(
                        "  - {id: w%1$d, kind: task, label: {en: W}, role: agent, actions: [{key: a%1$d, label: {en: A}}]}\n"
                                ::formatted)
                .collect(Collectors.joining());
        String edges = IntStream.range(0, ways)
                .mapToObj(i -> "  - {from: many, to: w%1$d%2$s}\n  - {from: w%1$d, on: a%1$d, to: meet}\n"
                        .formatted(i, i == 0 ? ", when: go == true" : ""))
                .collect(Collectors.joining());
        publish(
                "nodes:\n  - {id: start, kind: start, label: {en: Start}}\n  - {id: many, kind: parallel, label: {en: Many}}\n"
                        + nodes
                        + "  - {id: meet, kind: join, label: {en: Meet}, mode: any}\n  - {id: done, kind: end, label: {en: Done}, status: solved}\n"
                        + "edges:\n  - {from: start, to: many}\n" + edges + "  - {from: meet, to: done}\n");
        Actor root = root();
        Ticket job = job(Map.of("go", true));
        assertThat(stuck(job)).isEqualTo("no-way");
        assertThat(job.flow().leaves()).isEmpty();
        done(root, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).as("there are as many").isEqualTo("no-way");
        set(job, Map.of("go", false));
        Ticket split = done(root, repair(job, Repair.How.RETRY, null));
        assertThat(split.flow().leaves()).as("one fewer is few enough").hasSize(ways - 1);
        assertThat(act(jun, job, "a7").step()).isEqualTo("done");
    }

    @Test
    void whatTheAgendaHasNoRoomForIsAskedOnceThereIsSome() {
        signing("approval", "{role: supervisor}", "");
        Ticket job = job();
        for (int i = 0; i < Agenda.MOST_OPEN; i++) {
            done(
                    jun,
                    new Command.Promise(
                            API, job.id(), "call back " + i, clock.instant().plus(Duration.ofDays(1))));
        }
        act(jun, job, "ask");
        assertThat(stuck(job)).isEqualTo("agenda-full");
        done(
                jun,
                new Command.Settle(
                        API,
                        job.id(),
                        now(job).agenda().open().findFirst().orElseThrow().id(),
                        How.KEPT,
                        null));
        done(root(), repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).isNull();
        assertThat(answered(mei, job, How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void whatIsMovedWhileItRestsGoesOnResting() {
        publish(noted("").replace("  - {id: failed, kind: end, label: {en: Failed}, status: closed}\n", ""));
        Ticket job = act(jun, job(Map.of("subject", "x".repeat(150))), "go");
        hold(job);
        Ticket moved = done(root(), repair(job, Repair.How.MOVE, "ask"));
        assertThat(moved.step()).isEqualTo("ask");
        assertThat(moved.status()).isEqualTo(StatusCategory.WAITING.code());
        assertThat(refusal(tryAct(jun, job, null, "go")).code()).isEqualTo("on-hold");
        assertThat(resume(job).status()).isEqualTo(StatusCategory.OPEN.code());
    }

    // ---- Ways within ways

    /** Of two ways one splits once more. */
    private static String nested(String inner) {
        return """
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: outer, kind: parallel, label: {en: Outer}}
                  - {id: pack, kind: task, label: {en: Pack}, role: warehouse, actions: [{key: packed, label: {en: Packed}}]}
                  - {id: inner, kind: parallel, label: {en: Inner}}
                  - {id: left, kind: task, label: {en: Left}, role: agent, actions: [{key: left, label: {en: Left}}]}
                  - {id: right, kind: task, label: {en: Right}, role: agent, status: waiting, actions: [{key: right, label: {en: Right}}]}
                  - {id: within, kind: join, label: {en: Within}%s}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{role: agent}]}
                  - {id: meet, kind: join, label: {en: Meet}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: outer}
                  - {from: outer, to: pack}
                  - {from: outer, to: inner}
                  - {from: inner, to: left}
                  - {from: inner, to: right}
                  - {from: left, on: left, to: within}
                  - {from: right, on: right, to: within}
                  - {from: within, to: sign}
                  - {from: sign, on: approve, to: meet}
                  - {from: sign, on: refuse, to: meet}
                  - {from: pack, on: packed, to: meet}
                  - {from: meet, to: done}
                """.formatted(inner);
    }

    @Test
    void waysWithinAWayMeetFirstAndWhoBroughtThemThereDoesNotApprove() {
        publish(nested(""));
        Actor lin = desk.actor(tenant, "lin", "agent");
        Ticket job = job();
        assertThat(steps(job)).containsExactlyInAnyOrder("pack", "left", "right");
        assertThat(steps(act(wei, job, "packed"))).containsExactlyInAnyOrder("meet", "left", "right");
        assertThat(steps(act(jun, job, "left")))
                .as("the inner ones wait for one another")
                .containsExactlyInAnyOrder("meet", "within", "right");
        assertThat(now(job).status()).isEqualTo(StatusCategory.WAITING.code());
        Ticket met = act(jun, job, "right");
        assertThat(steps(met)).containsExactlyInAnyOrder("meet", "sign");
        assertThat(refusal(answer(jun, job, How.APPROVE)).code()).isEqualTo("approval-own");
        assertThat(answered(lin, job, How.APPROVE).step()).isEqualTo("done");
    }

    @Test
    void theFirstOfTheInnerWaysEndsTheOtherAndNoMore() {
        publish(nested(", mode: any"));
        Ticket job = job();
        assertThat(steps(act(jun, job, "left"))).containsExactlyInAnyOrder("pack", "sign");
    }

    @Test
    void whatHasMetBeforeTheOthersSetOutTakesThemAlong() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: fork, kind: parallel, label: {en: Fork}}
                  - {id: write, kind: action, label: {en: Write}, do: [{setField: {field: note, value: '"written"'}}]}
                  - {id: meet, kind: join, label: {en: Meet}, mode: any}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: fork}
                  - {from: fork, to: meet, when: go == true}
                  - {from: fork, to: write}
                  - {from: write, to: meet}
                  - {from: meet, to: work}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job(Map.of("go", true));
        assertThat(job.step()).isEqualTo("work");
        assertThat(value(job, "note"))
                .as("it was met before it could be written")
                .isEqualTo(Value.NULL);
        Ticket other = job();
        assertThat(other.step()).isEqualTo("work");
        assertThat(value(other, "note")).isEqualTo(Value.text("written"));
    }

    /** What a service fails at leads back to it, past a wait for what is there already. */
    @Test
    void aServiceThatIsAskedAgainAndAgainIsStoppedAsWell() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick}}]}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {condition: amount > 5}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: pick}
                  - {from: pick, to: done}
                  - {from: pick, on: failed, to: wait}
                  - {from: wait, to: pick}
                """);
        Ticket job = job(Map.of("amount", 6));
        for (int i = 0; i < FlowRun.MOST_ALONE + 5 && stuck(job) == null; i++) {
            ended(job, "pick", 0, 1, "receiver-refused", false);
        }
        assertThat(stuck(job)).isEqualTo("loop");
        assertThat(now(job).path()).hasSize(FlowRun.MOST_ALONE);
    }

    @Test
    void whatIsMovedByHandIntoAWayWithAServiceMeetsNobody() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{account: boss}]}
                  - {id: both, kind: parallel, label: {en: Both}, may: {hold: {}}}
                  - {id: pack, kind: task, label: {en: Pack}, role: warehouse, actions: [{key: pack, label: {en: Pack}}]}
                  - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick}}]}
                  - {id: ask, kind: approval, label: {en: Ask}, of: [{role: finance}]}
                  - {id: meet, kind: join, label: {en: Meet}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: sign}
                  - {from: sign, on: approve, to: both}
                  - {from: sign, on: refuse, to: both}
                  - {from: both, to: pack}
                  - {from: both, to: ask}
                  - {from: ask, on: approve, to: meet}
                  - {from: ask, on: refuse, to: meet}
                  - {from: pack, on: pack, to: pick}
                  - {from: pick, to: meet}
                  - {from: meet, to: done}
                """);
        Actor root = root();
        Ticket job = job();
        done(root, repair(job, Repair.How.MOVE, "pack"));
        assertThat(act(wei, job, "pack").step()).isEqualTo("pick");
        assertThat(called(job, "pick", 0).step())
                .as("there is nobody to wait for")
                .isEqualTo("done");

        Ticket other = job(Map.of("boss", mei.account().toString()));
        answered(mei, other, How.APPROVE);
        Branch asks = now(other).flow().leaves().getLast();
        hold(other);
        Ticket moved = done(root, repair(other, asks.id(), Repair.How.MOVE, "pack"));
        assertThat(steps(moved)).containsExactly("pack", "pack");
        assertThat(moved.status()).as("it goes on resting").isEqualTo(StatusCategory.WAITING.code());
        assertThat(resume(other).status()).isEqualTo(StatusCategory.OPEN.code());
    }
}

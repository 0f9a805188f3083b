package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command.Repair;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What nobody may do with a ticket's SOP, why not, and that nothing becomes of it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopRefusalsTest extends SopDesk {
    private static final AccountId NOBODY = new AccountId(UUID.fromString("00000000-0000-7000-8000-00000000dead"));

    /** A service that can be gone back from, between people. */
    private static final String PICK = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}], may: {withdraw: {}, hold: {}}}
              - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}], may: {return: {}, hold: {}}}
              - {id: wait, kind: task, label: {en: Wait}, role: agent, actions: [{key: go, label: {en: Go}}], may: {return: {to: [ask]}, hold: {}, withdraw: {}}}
              - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}], may: {return: {to: [wait]}}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: pick}
              - {from: pick, to: wait}
              - {from: wait, on: go, to: last}
              - {from: last, on: go, to: done}
            """;

    private static Command back(Ticket job, String to) {
        return new Command.ReturnTo(API, job.id(), to, "once more");
    }

    private static Command withdraw(Ticket job) {
        return new Command.Withdraw(API, job.id());
    }

    // ---- Going back

    @Test
    void whatGoesSeveralWaysDoesNotGoBackAsAWholeAndIsNotTakenBack() {
        publish(
                PARALLEL.formatted("")
                        .replace("label: {en: At once}", "label: {en: At once}, may: {return: {}, hold: {}}")
                        .replace(
                                "edges:\n  - {from: start, to: both}",
                                "  - {id: first, kind: task, label: {en: First}, role: agent, actions: [{key: go, label: {en: Go}}], may: {withdraw: {}}}\nedges:\n  - {from: start, to: first}\n  - {from: first, on: go, to: both}"));
        Ticket job = act(jun, job(), "go");
        assertThat(job.flow().isForked()).isTrue();
        assertThat(kept(job, jun, back(job, "first"))).isEqualTo("several-ways");
        assertThat(kept(job, jun, withdraw(job))).isEqualTo("nothing-to-withdraw");
    }

    @Test
    void nobodyGoesBackFromAServiceThatIsAtWork() {
        publish(PICK);
        Ticket job = act(jun, job(), "go");
        assertThat(kept(job, jun, back(job, "ask"))).isEqualTo("calling");
        assertThat(kept(job, jun, withdraw(job))).isEqualTo("calling");
        picked(job, 0, "receiver-refused");
        assertThat(done(jun, back(job, "ask")).step()).as("it has said no").isEqualTo("ask");
        act(jun, job, "go");
        picked(job, 0, "receiver-refused");
        assertThat(done(jun, withdraw(job)).step()).isEqualTo("ask");
        assertThat(now(job).flow().branches())
                .as("what failed is not stuck any more")
                .isEmpty();
    }

    private Ticket picked(Ticket job, int wish, @Nullable String error) {
        return ended(job, "pick", wish, 1, error, false);
    }

    @Test
    void itGoesBackOnlyToAnotherTaskItWasInThatTheStepNames() {
        publish(PICK);
        Ticket job = act(jun, job(), "go");
        picked(job, 0, null);
        assertThat(wrong(jun, back(job, "last"))).as("it was not there yet").containsExactly("/to return.not-there");
        assertThat(wrong(jun, back(job, "wait"))).as("it is there").containsExactly("/to return.not-there");
        assertThat(wrong(jun, back(job, "nowhere"))).containsExactly("/to return.not-there");
        assertThat(wrong(jun, back(job, "off"))).as("an end is no task").containsExactly("/to return.not-there");
        act(jun, job, "go");
        assertThat(wrong(jun, back(job, "ask"))).as("not named").containsExactly("/to return.not-there");
        assertThat(done(jun, back(job, "wait")).step()).isEqualTo("wait");
    }

    @Test
    void whatRestsOrIsCalledOffStaysAsItIs() {
        publish(PICK);
        Ticket job = act(jun, job(), "go");
        hold(job);
        assertThat(kept(job, jun, back(job, "ask"))).isEqualTo("on-hold");
        assertThat(kept(job, jun, withdraw(job))).isEqualTo("on-hold");
        assertThat(kept(job, jun, new Command.Hold(API, job.id(), "twice", null)))
                .isEqualTo("on-hold");
        cancel(job);
        assertThat(now(job).flow().hold())
                .as("what is called off does not rest")
                .isNull();
        assertThat(kept(job, jun, back(job, "ask"))).isEqualTo("being-cancelled");
        assertThat(kept(job, jun, withdraw(job))).isEqualTo("being-cancelled");
        assertThat(kept(job, jun, new Command.Hold(API, job.id(), "later", null)))
                .isEqualTo("being-cancelled");
        assertThat(picked(job, 0, "receiver-refused").step()).isEqualTo("off");
    }

    @Test
    void nothingRestsUntilAMomentThatIsPast() {
        publish(PICK);
        Ticket job = job();
        assertThat(wrong(
                        jun,
                        new Command.Hold(
                                API, job.id(), "too late", clock.instant().minus(Duration.ofMinutes(1)))))
                .containsExactly("/until hold.until");
    }

    // ---- Taking back

    @Test
    void onlyWhatOneDidLastIsTakenBackAndOnlyToATask() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: one, kind: task, label: {en: One}, role: agent, actions: [{key: go, label: {en: Go}}, {key: ship, label: {en: Ship}}], may: {withdraw: {}}}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}, {role: finance}], may: {withdraw: {}}}
                  - {id: ship, kind: action, label: {en: Ship}, pointOfNoReturn: true, do: [{setField: {field: note, value: '"gone"'}}]}
                  - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: one}
                  - {from: one, on: go, to: sign}
                  - {from: one, on: ship, to: ship}
                  - {from: ship, to: last}
                  - {from: sign, on: approve, to: last}
                  - {from: sign, on: refuse, to: done}
                  - {from: last, on: go, to: done}
                """);
        Ticket fresh = job();
        assertThat(kept(fresh, jun, withdraw(fresh))).as("nothing was done yet").isEqualTo("nothing-to-withdraw");
        Ticket sealed = act(jun, fresh, "ship");
        assertThat(sealed.flow().sealed()).isTrue();
        assertThat(kept(sealed, jun, withdraw(sealed))).isEqualTo("past-no-return");

        Ticket job = act(jun, job(), "go");
        UUID first = asked(job).id();
        assertThat(done(jun, withdraw(job)).step()).as("nobody has answered").isEqualTo("one");
        assertThat(now(job).agenda().find(first).orElseThrow().isOpen())
                .as("nobody is asked any more")
                .isFalse();
        act(jun, job, "go");
        answered(mei, job, How.APPROVE);
        assertThat(kept(job, jun, withdraw(job))).as("others have gone on").isEqualTo("nothing-to-withdraw");
        Actor fang = desk.actor(tenant, "fang", "finance");
        assertThat(answered(fang, job, How.APPROVE).step()).isEqualTo("last");
        assertThat(kept(job, fang, withdraw(job)))
                .as("an answer is given for good")
                .isEqualTo("nothing-to-withdraw");
    }

    // ---- Whose it is

    private static Command hand(Ticket job, AccountId to) {
        return new Command.Transfer(API, job.id(), "pack", to, null);
    }

    @Test
    void whoMayTakeAWayTakesItFromNobodyButHimself() {
        publish(PARALLEL.formatted(""), "[read, act, claim]");
        Actor zoe = desk.actor(tenant, "zoe", "warehouse", "warehouse");
        Ticket job = job();
        assertThat(kept(job, wei, hand(job, zoe.account())))
                .as("not his to give")
                .isEqualTo("not-in-this-step");
        assertThat(kept(job, wei, new Command.Transfer(API, job.id(), "pack", wei.account(), "vip_desk")))
                .as("taking it is not moving it")
                .isEqualTo("not-in-this-step");
        done(wei, hand(job, wei.account()));
        assertThat(done(wei, hand(job, wei.account()))
                        .flow()
                        .leaves()
                        .getFirst()
                        .assignee())
                .as("twice is once")
                .isEqualTo(wei.account());
        assertThat(kept(job, zoe, hand(job, zoe.account()))).isEqualTo("already-claimed");
        assertThat(kept(job, wei, hand(job, zoe.account()))).isEqualTo("not-in-this-step");
        assertThat(done(mei, hand(job, zoe.account()))
                        .flow()
                        .leaves()
                        .getFirst()
                        .assignee())
                .as("who may assign takes it from him")
                .isEqualTo(zoe.account());
    }

    @Test
    void aStepMaySayWhoHandsItOnAndNobodyTakesWithoutTheRight() {
        publish(
                PARALLEL.formatted("")
                        .replace("label: {en: Pack},", "label: {en: Pack}, may: {transfer: {roles: [warehouse]}},"),
                "[read, act]");
        Actor zoe = desk.actor(tenant, "zoe", "warehouse", "warehouse");
        Ticket job = job();
        assertThat(done(wei, hand(job, zoe.account()))
                        .flow()
                        .leaves()
                        .getFirst()
                        .assignee())
                .isEqualTo(zoe.account());
        publish(PARALLEL.formatted(""), "[read, act]");
        Ticket other = job();
        assertThat(kept(other, wei, hand(other, wei.account()))).isEqualTo("not-in-this-step");
    }

    @Test
    void aWayIsGivenToPeopleWhoAreThereAndATicketWithOneWayHasNone() {
        publish(PARALLEL.formatted(""));
        Ticket job = job();
        assertThat(wrong(mei, hand(job, NOBODY))).containsExactly("/assignee assignment.unknown-account");
        Actor gone = desk.actor(tenant, "gone", "warehouse", "warehouse");
        leaves(gone);
        assertThat(wrong(mei, hand(job, gone.account()))).containsExactly("/assignee assignment.unknown-account");
        desk.act(wei, job, "packed", Map.of("note", "in a box"));
        assertThat(steps(act(jun, job, "asked"))).containsExactly("close");
        assertThat(kept(job, mei, new Command.Transfer(API, job.id(), "close", mei.account(), null)))
                .as("the whole is assigned, not handed on")
                .isEqualTo("step-left");
    }

    // ---- Calling it off

    @Test
    void whoMayNotWorkHereCallsNothingOff() {
        publish(PICK.replace("cancel: {to: off}", "cancel: {to: off, roles: [supervisor]}"));
        Ticket job = job();
        assertThat(kept(job, jun, new Command.Cancel(API, job.id(), "no"))).isEqualTo("not-in-this-step");
        assertThat(done(mei, new Command.Cancel(API, job.id(), "no")).step()).isEqualTo("off");
    }

    // ---- Repairs

    @Test
    void whatIsNotStuckIsNotRepaired() {
        publish(PICK);
        Actor root = root();
        Ticket job = act(jun, job(), "go");
        for (Repair.How how : Repair.How.values()) {
            assertThat(kept(job, root, repair(job, how, "ask")))
                    .as("it is at work")
                    .isEqualTo("not-stuck");
            assertThat(kept(job, root, repair(job, 7, how, "ask")))
                    .as("no such way")
                    .isEqualTo("not-stuck");
        }
        cancel(job);
        assertThat(kept(job, root, repair(job, Repair.How.RETRY, null)))
                .as("nothing has failed")
                .isEqualTo("not-stuck");
        picked(job, 0, null);
        assertThat(kept(job, root, repair(job, Repair.How.SKIP, null)))
                .as("it is being undone")
                .isEqualTo("not-stuck");
        ended(job, "pick", 0, 1, "refused", true);
        assertThat(kept(job, root, repair(job, Repair.How.MOVE, "ask")))
                .as("it is called off")
                .isEqualTo("not-stuck");
        assertThat(kept(job, root, repair(job, Repair.How.ASK, mei.account().toString())))
                .isEqualTo("not-stuck");
        assertThat(done(root, repair(job, Repair.How.SKIP, null)).step()).isEqualTo("off");
    }

    @Test
    void itIsMovedToATaskOnly() {
        publish(PICK);
        Actor root = root();
        Ticket job = act(jun, job(), "go");
        picked(job, 0, "receiver-refused");
        assertThat(wrong(root, repair(job, Repair.How.MOVE, "off"))).containsExactly("/to repair.to");
        assertThat(wrong(root, repair(job, Repair.How.MOVE, "nowhere"))).containsExactly("/to repair.to");
        assertThat(wrong(root, repair(job, Repair.How.MOVE, null))).containsExactly("/to repair.to");
        assertThat(kept(job, root, repair(job, Repair.How.ASK, mei.account().toString())))
                .as("nobody was asked")
                .isEqualTo("not-stuck");
        assertThat(done(root, repair(job, Repair.How.MOVE, "wait")).step()).isEqualTo("wait");
    }

    @Test
    void whatPeopleHaveToDecideIsNotPassedOver() {
        signing("approval", "{account: boss}", "");
        Actor root = root();
        Ticket job = act(jun, job(), "ask");
        assertThat(stuck(job)).isEqualTo("nobody-to-ask");
        assertThat(kept(job, root, repair(job, Repair.How.SKIP, null))).isEqualTo("repair-not-possible");
        done(root, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).as("there is still nobody").isEqualTo("nobody-to-ask");
        set(job, Map.of("boss", mei.account().toString()));
        done(root, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).isNull();
        assertThat(answered(mei, job, How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void whatIsMovedIntoAWayOfAForkGoesOnThroughItsJoin() {
        publish(PARALLEL.formatted("").replace("edges:\n  - {from: start, to: both}", """
                          - {id: sign, kind: approval, label: {en: Sign}, of: [{account: boss}]}
                        edges:
                          - {from: start, to: sign}
                          - {from: sign, on: refuse, to: both}
                          - {from: sign, on: approve, to: both}"""));
        Ticket job = job();
        assertThat(stuck(job)).isEqualTo("nobody-to-ask");
        assertThat(done(root(), repair(job, Repair.How.MOVE, "pack")).step()).isEqualTo("pack");
        Ticket packed = desk.act(wei, job, "packed", Map.of("note", "in a box"));
        assertThat(packed.step()).as("there is nobody to wait for").isEqualTo("close");
    }

    @Test
    void aWayIsMovedByItselfAndWhatWasAskedForItIsAskedNoMore() {
        publish(
                PARALLEL.formatted("")
                        .replace(
                                "{id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}, required: [note]}]}",
                                "{id: sign, kind: approval, label: {en: Sign}, of: [{role: finance}]}\n  - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}}]}")
                        .replace(
                                "{from: both, to: pack}",
                                "{from: both, to: sign}\n  - {from: sign, on: approve, to: pack}\n  - {from: sign, on: refuse, to: meet}"));
        Ticket job = job();
        Branch asks = job.flow().leaves().getFirst();
        assertThat(steps(job)).containsExactly("sign", "ask");
        UUID entry = Objects.requireNonNull(asks.entry());
        Ticket moved = done(root(), repair(job, asks.id(), Repair.How.MOVE, "pack"));
        assertThat(steps(moved)).containsExactlyInAnyOrder("pack", "ask");
        assertThat(moved.agenda().find(entry).orElseThrow().isOpen()).isFalse();
        assertThat(moved.step()).as("the whole is where it was").isEqualTo("both");
        act(wei, job, "packed");
        assertThat(steps(act(jun, job, "asked"))).containsExactly("close");
        assertThat(now(job).flow()).extracting(FlowState::isForked).isEqualTo(false);
    }
}

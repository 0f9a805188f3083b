package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.Command.Repair;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.model.StatusCategory;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every kind of node, what people may do beside, and what becomes of a line that cannot go on. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopTest extends SopDesk {
    // ---- Several ways at once

    @Test
    void itGoesSeveralWaysAtOnceAndOnOnceAllHaveMet() {
        publish(PARALLEL.formatted(""));
        Ticket job = job();
        assertThat(job.step()).isEqualTo("both");
        assertThat(steps(job)).containsExactly("pack", "ask");
        assertThat(job.flow().leaves()).extracting(Branch::team).containsExactly("warehouse", "after_sales");
        assertThat(job.status()).isEqualTo(StatusCategory.OPEN.code());
        assertThat(Desk.column(
                        tenant.id(), "SELECT node || ' ' || team FROM flow_work WHERE tenant_id = ? ORDER BY branch"))
                .containsExactly("pack warehouse", "ask after_sales");
        Ticket one = desk.act(wei, job, "packed", Map.of("note", "in a box"));
        assertThat(steps(one)).containsExactly("meet", "ask");
        assertThat(one.status()).as("all that is left waits").isEqualTo(StatusCategory.WAITING.code());
        Ticket later = act(jun, one, "later");
        assertThat(steps(later)).containsExactly("meet", "again");
        Ticket met = act(jun, later, "asked");
        assertThat(steps(met)).containsExactly("close");
        assertThat(met.flow().branches()).isEmpty();
        assertThat(met.status()).isEqualTo(StatusCategory.OPEN.code());
        assertThat(Desk.count(tenant.id(), "flow_work")).isZero();
        assertThat(act(jun, met, "done").status()).isEqualTo(StatusCategory.SOLVED.code());
    }

    @Test
    void theFirstToComeIsEnoughWhereTheJoinSaysSo() {
        publish(PARALLEL.formatted(", mode: any"));
        Ticket met = act(jun, job(), "asked");
        assertThat(steps(met)).containsExactly("close");
        assertThat(refusal(tryAct(wei, met, "pack", "packed")).code()).isEqualTo("step-left");
    }

    @Test
    void nobodyActsOnAnotherRolesWayOrOneThatIsLeftOrTwice() {
        publish(PARALLEL.formatted(""));
        Ticket job = job();
        assertThat(refusal(tryAct(jun, job, "pack", "packed")).code()).isEqualTo("action-not-allowed");
        assertThat(refusal(tryAct(wei, job, null, "asked")).code()).isEqualTo("action-not-allowed");
        assertThat(refusal(tryAct(wei, job, "pack", "packed")).problems())
                .as("what a way needs")
                .extracting(io.deskloom.kernel.Problem::pointer)
                .containsExactly("/fields/note");
        Ticket packed = desk.act(wei, job, "packed", Map.of("note", "in a box"));
        assertThat(refusal(tryAct(wei, packed, "pack", "packed")).code()).isEqualTo("step-left");
        assertThat(refusal(tryAct(wei, packed, null, "packed")).code()).isEqualTo("step-unknown");
        assertThat(refusal(tryAct(jun, packed, "nowhere", "asked")).code()).isEqualTo("step-left");
        assertThat(now(packed).version()).isEqualTo(packed.version());
    }

    @Test
    void aWayIsTakenAndHandedOn() {
        publish(PARALLEL.formatted(""));
        Ticket job = job();
        Ticket taken = done(wei, new Command.Transfer(API, job.id(), "pack", wei.account(), null));
        assertThat(taken.flow().leaves().getFirst().assignee()).isEqualTo(wei.account());
        assertThat(taken.assignee()).as("the whole has another owner").isNull();
        Ticket given = done(mei, new Command.Transfer(API, job.id(), "pack", null, "vip_desk"));
        assertThat(given.flow().leaves().getFirst().team()).isEqualTo("vip_desk");
        assertThat(given.flow().leaves().getFirst().assignee()).isNull();
        assertThat(refused(mei, new Command.Transfer(API, job.id(), "pack", null, "nobody"))
                        .problems())
                .extracting(io.deskloom.kernel.Problem::code)
                .containsExactly("assignment.unknown-team");
        assertThat(refused(mei, new Command.Transfer(API, job.id(), "close", null, "vip_desk"))
                        .code())
                .isEqualTo("step-left");
    }

    // ---- Asking people

    @Test
    void allOfThoseWhoAreAskedMustApprove() {
        signing("approval", "{role: supervisor}, {role: finance}", "");
        Actor fang = desk.actor(tenant, "fang", "finance");
        Ticket job = act(jun, job(), "ask");
        assertThat(job.status()).isEqualTo(StatusCategory.WAITING.code());
        assertThat(Desk.column(tenant.id(), "SELECT approver FROM approval_waiting WHERE tenant_id = ? ORDER BY 1"))
                .containsExactly("role:finance", "role:supervisor");
        Ticket one = answered(mei, job, How.APPROVE);
        assertThat(one.step()).isEqualTo("sign");
        assertThat(Desk.column(tenant.id(), "SELECT approver FROM approval_waiting WHERE tenant_id = ?"))
                .containsExactly("role:finance");
        assertThat(refusal(answer(mei, job, How.APPROVE)).code())
                .as("nobody answers twice")
                .isEqualTo("approval-not-yours");
        assertThat(answered(fang, job, How.APPROVE).step()).isEqualTo("yes");
        assertThat(Desk.count(tenant.id(), "approval_waiting")).isZero();
        assertThat(refusal(answer(fang, job, How.REFUSE)).code()).isEqualTo("agenda-closed");
    }

    @Test
    void oneRefusalOfAllIsEnough() {
        signing("approval", "{role: supervisor}, {role: finance}", "");
        Ticket job = act(jun, job(), "ask");
        assertThat(answered(mei, job, How.REFUSE).step()).isEqualTo("no");
    }

    @Test
    void theFirstAnswerOfAnyDecides() {
        signing("approval", "{role: supervisor}, {role: finance}", ", mode: any");
        assertThat(answered(mei, act(jun, job(), "ask"), How.APPROVE).step()).isEqualTo("yes");
        assertThat(answered(mei, act(jun, job(), "ask"), How.REFUSE).step()).isEqualTo("no");
    }

    @Test
    void someOfManyAreEnoughAndTooManyRefusalsAreToo() {
        signing("approval", "{role: supervisor}, {role: supervisor}, {role: finance}", ", mode: 2");
        Actor fang = desk.actor(tenant, "fang", "finance");
        Actor lin = desk.actor(tenant, "lin", "supervisor");
        Ticket job = act(jun, job(), "ask");
        answered(mei, job, How.REFUSE);
        answered(lin, job, How.APPROVE);
        assertThat(answered(fang, job, How.APPROVE).step()).isEqualTo("yes");
        Ticket other = act(jun, job(), "ask");
        answered(mei, other, How.REFUSE);
        assertThat(now(other).step()).isEqualTo("sign");
        assertThat(answered(fang, other, How.REFUSE).step()).isEqualTo("no");
    }

    @Test
    void inSequenceEachIsAskedOnlyOnceTheOneBeforeHasApproved() {
        signing("approval", "{role: supervisor}, {role: finance}", ", order: sequence");
        Actor fang = desk.actor(tenant, "fang", "finance");
        Ticket job = act(jun, job(), "ask");
        assertThat(refusal(answer(fang, job, How.APPROVE)).code()).isEqualTo("approval-not-yours");
        answered(mei, job, How.APPROVE);
        assertThat(Desk.column(tenant.id(), "SELECT approver FROM approval_waiting WHERE tenant_id = ?"))
                .containsExactly("role:finance");
        assertThat(answered(fang, job, How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void nobodyApprovesWhatHeBroughtHimselfUnlessTheStepSaysSo() {
        signing("approval", "{role: agent}", "");
        Ticket job = act(jun, job(), "ask");
        assertThat(refusal(answer(jun, job, How.APPROVE)).code()).isEqualTo("approval-own");
        signing("approval", "{role: agent}", ", selfApproval: true");
        assertThat(answered(jun, act(jun, job(), "ask"), How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void everyPartyConfirmsForItselfAndNobodyForTwo() {
        signing("confirm", "{role: agent}, {role: warehouse}", "");
        Actor both = desk.actor(tenant, "both", "warehouse");
        Ticket job = act(jun, job(), "ask");
        answered(jun, job, How.APPROVE);
        assertThat(now(job).step()).isEqualTo("sign");
        assertThat(refusal(answer(jun, job, How.APPROVE)).code()).isEqualTo("approval-not-yours");
        assertThat(answered(both, job, How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void whatNobodyAnswersInTimeGoesTheWayForThat() {
        signing("approval", "{role: supervisor}", ", timeout: PT2H");
        Ticket job = act(jun, job(), "ask");
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(119)));
        assertThat(now(job).step()).isEqualTo("sign");
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(121)));
        assertThat(now(job).step()).isEqualTo("late");
        assertThat(refusal(answer(mei, job, How.APPROVE)).code()).isEqualTo("agenda-closed");
    }

    @Test
    void whoIsAskedMayHaveSomebodyElseAnswerAndOthersMayBeAsked() {
        signing("approval", "{role: supervisor}", ", delegation: true, may: {addSigner: {roles: [supervisor]}}");
        Actor fang = desk.actor(tenant, "fang", "finance");
        Ticket job = act(jun, job(), "ask");
        UUID entry = asked(job).id();
        assertThat(refused(fang, new Command.AddSigner(API, job.id(), entry, true, wei.account()))
                        .code())
                .isEqualTo("approval-not-yours");
        assertThat(refused(jun, new Command.AddSigner(API, job.id(), entry, false, wei.account()))
                        .code())
                .isEqualTo("not-in-this-step");
        done(mei, new Command.AddSigner(API, job.id(), entry, false, wei.account()));
        done(mei, new Command.AddSigner(API, job.id(), entry, true, fang.account()));
        assertThat(refusal(answer(mei, job, How.APPROVE)).code()).isEqualTo("approval-not-yours");
        answered(fang, job, How.APPROVE);
        assertThat(now(job).step()).as("one more is asked").isEqualTo("sign");
        assertThat(answered(wei, job, How.APPROVE).step()).isEqualTo("yes");
        assertThat(refused(mei, new Command.AddSigner(API, job.id(), entry, false, wei.account()))
                        .code())
                .isEqualTo("ticket-ended");
    }

    @Test
    void whoWouldApproveHisOwnIsNotAskedInAnothersPlace() {
        signing("approval", "{role: supervisor}", ", delegation: true");
        Ticket job = act(jun, job(), "ask");
        assertThat(refused(mei, new Command.AddSigner(API, job.id(), asked(job).id(), true, jun.account()))
                        .problems())
                .extracting(io.deskloom.kernel.Problem::code)
                .containsExactly("signer.not-possible");
    }

    @Test
    void aRequestToNobodyIsStuckAndMovedOn() {
        signing("approval", "{account: boss}", "");
        Ticket job = act(jun, job(), "ask");
        assertThat(stuck(job)).isEqualTo("nobody-to-ask");
        assertThat(Desk.column(tenant.id(), "SELECT stuck FROM flow_work WHERE tenant_id = ?"))
                .containsExactly("nobody-to-ask");
        Actor admin = desk.actor(tenant, "root", "admin");
        assertThat(refused(jun, repair(job, Repair.How.RETRY, null)).code()).isEqualTo("not-in-this-step");
        Ticket back = done(admin, repair(job, Repair.How.MOVE, "ask"));
        assertThat(back.step()).isEqualTo("ask");
        assertThat(Desk.count(tenant.id(), "flow_work")).isZero();
        desk.act(jun, back, "ask", Map.of("boss", mei.account().toString()));
        assertThat(answered(mei, job, How.APPROVE).step()).isEqualTo("yes");
    }

    // ---- Services outside

    @Test
    void whatServicesDoIsWaitedForOneAfterTheOther() {
        publish(CALLS);
        Ticket job = job(Map.of("amount", 12));
        Ticket asked = act(jun, job, "go");
        assertThat(asked.step()).isEqualTo("pick");
        assertThat(value(job, "note")).isEqualTo(Value.text("picking"));
        assertThat(asked()).containsExactly("pick");
        Ticket picked = called(job, "pick", 1);
        assertThat(picked.step()).isEqualTo("refund");
        assertThat(asked()).containsExactly("pick", "refund");
        Ticket refunded = called(job, "refund", 0);
        assertThat(refunded.step()).isEqualTo("wait");
        assertThat(value(job, "ref")).isEqualTo(Value.text("RF-1"));
        assertThat(refunded.flow().undo()).extracting(FlowState.Undo::node).containsExactly("pick", "refund");
    }

    @Test
    void whatIsAnsweredTwiceOrTooLateCountsOnce() {
        publish(CALLS);
        Ticket job = job();
        act(jun, job, "go");
        Ticket picked = called(job, "pick", 1);
        Ticket again = called(job, "pick", 1);
        assertThat(again.version()).isEqualTo(picked.version());
        assertThat(ended(job, "pick", 1, 1, "refused", false).version()).isEqualTo(picked.version());
        assertThat(ended(job, "refund", 0, 2, null, false).version())
                .as("of another attempt")
                .isEqualTo(picked.version());
        assertThat(ended(job, "refund", 0, 1, null, true).version())
                .as("nothing is undone")
                .isEqualTo(picked.version());
    }

    @Test
    void nobodyTellsAnSopWhatItHearsOf() {
        publish(CALLS);
        Ticket job = job();
        act(jun, job, "go");
        assertThat(refused(mei, new Command.CallEnded(API, job.id(), 0, "pick", 1, 1, false, null, null, Map.of()))
                        .kind())
                .isEqualTo(Rejection.Kind.NOT_FOUND);
        assertThat(refused(mei, new Command.FlowDue(API, job.id(), 0, "pick")).kind())
                .isEqualTo(Rejection.Kind.NOT_FOUND);
    }

    @Test
    void whatCouldNotBeDoneIsStuckAndTriedAnewOrPassedOver() {
        publish(CALLS);
        Actor admin = desk.actor(tenant, "root", "admin");
        Ticket job = job();
        act(jun, job, "go");
        Ticket failed = ended(job, "pick", 1, 1, "refused", false);
        assertThat(failed.step()).isEqualTo("pick");
        assertThat(stuck(job)).isEqualTo("call-failed");
        done(admin, repair(job, Repair.How.RETRY, null));
        assertThat(stuck(job)).isNull();
        assertThat(asked()).containsExactly("pick", "pick");
        assertThat(called(job, "pick", 1).step())
                .as("the first attempt's answer is late")
                .isEqualTo("pick");
        ended(job, "pick", 1, 2, "unreachable", false);
        assertThat(done(admin, repair(job, Repair.How.SKIP, null)).step()).isEqualTo("refund");
        assertThat(refused(admin, repair(job, Repair.How.SKIP, null)).code()).isEqualTo("not-stuck");
    }

    @Test
    void whatWasAskedForOnAnEarlierPassIsNotTakenForWhatIsAskedForNow() {
        publish(CALLS);
        Actor admin = desk.actor(tenant, "root", "admin");
        Ticket job = job();
        act(jun, job, "go");
        Instant first = now(job).flow().branches().getFirst().since();
        picked(job, first, "timeout");
        done(admin, repair(job, Repair.How.MOVE, "ask"));
        act(jun, job, "go");
        Instant second = now(job).flow().branches().getFirst().since();
        assertThat(second).isAfter(first);
        Ticket heard = picked(job, first, null);
        assertThat(heard.step()).isEqualTo("pick");
        assertThat(heard.flow().undo()).as("it was done all the same").contains(new FlowState.Undo("pick", 1));
        assertThat(picked(job, second, null).step()).isEqualTo("refund");
    }

    @Test
    void whatFailsGoesTheWayForThatWhereThereIsOne() {
        publish(CALLS);
        Ticket job = waiting();
        act(jun, job, "go");
        assertThat(ended(job, "ship", 0, 1, "refused", false).step()).isEqualTo("failed");
    }

    @Test
    void whatIsCancelledIsUndoneNewestFirst() {
        publish(CALLS);
        Ticket job = waiting();
        Ticket off = done(jun, new Command.Cancel(API, job.id(), "not wanted any more"));
        assertThat(off.status()).isEqualTo(StatusCategory.WAITING.code());
        assertThat(asked()).containsExactly("pick", "refund", "cancel_refund undo");
        assertThat(refusal(tryAct(jun, job, null, "go")).code()).isEqualTo("being-cancelled");
        assertThat(refused(jun, new Command.Cancel(API, job.id(), "again")).code())
                .isEqualTo("being-cancelled");
        ended(job, "refund", 0, 1, null, true);
        assertThat(asked()).containsExactly("pick", "refund", "cancel_refund undo", "cancel_pick undo");
        Ticket over = ended(job, "pick", 1, 1, null, true);
        assertThat(over.step()).isEqualTo("off");
        assertThat(over.status()).isEqualTo(StatusCategory.CANCELLED.code());
        assertThat(refusal(tryAct(jun, job, null, "go")).code()).isEqualTo("ticket-ended");
        assertThat(refused(jun, new Command.Cancel(API, job.id(), "again")).code())
                .isEqualTo("ticket-ended");
    }

    @Test
    void whatAServiceIsAtWhenItIsCancelledIsWaitedForAndThenUndone() {
        publish(CALLS);
        Ticket job = job();
        act(jun, job, "go");
        done(jun, new Command.Cancel(API, job.id(), "not wanted any more"));
        assertThat(asked())
                .as("it is not known yet whether there is anything to undo")
                .containsExactly("pick");
        called(job, "pick", 1);
        assertThat(asked()).containsExactly("pick", "cancel_pick undo");
        assertThat(ended(job, "pick", 1, 1, null, true).step()).isEqualTo("off");

        Ticket other = job();
        act(jun, other, "go");
        done(jun, new Command.Cancel(API, other.id(), "not wanted any more"));
        assertThat(ended(other, "pick", 1, 1, "receiver-refused", false).step())
                .as("nothing was done")
                .isEqualTo("off");
    }

    @Test
    void whatCannotBeUndoneIsStuckAndRepaired() {
        publish(CALLS);
        Actor admin = desk.actor(tenant, "root", "admin");
        Ticket job = waiting();
        done(jun, new Command.Cancel(API, job.id(), "not wanted any more"));
        Ticket failed = ended(job, "refund", 0, 1, "refused", true);
        assertThat(Objects.requireNonNull(failed.flow().ending()).stuck()).isNotNull();
        assertThat(Desk.column(tenant.id(), "SELECT stuck FROM flow_work WHERE tenant_id = ?"))
                .containsExactly("undo-failed");
        done(admin, repair(job, Repair.How.RETRY, null));
        ended(job, "refund", 0, 2, "refused", true);
        done(admin, repair(job, Repair.How.SKIP, null));
        assertThat(ended(job, "pick", 1, 1, null, true).step()).isEqualTo("off");
        assertThat(Desk.count(tenant.id(), "flow_work")).isZero();
    }

    @Test
    void beyondAPointOfNoReturnNothingIsTakenBack() {
        publish(CALLS);
        Ticket job = waiting();
        act(jun, job, "go");
        Ticket shipped = called(job, "ship", 0);
        assertThat(shipped.step()).isEqualTo("last");
        assertThat(shipped.flow().sealed()).isTrue();
        assertThat(refused(jun, new Command.Cancel(API, job.id(), "too late")).code())
                .isEqualTo("past-no-return");
        assertThat(refused(jun, new Command.ReturnTo(API, job.id(), "ask", "too late"))
                        .code())
                .isEqualTo("past-no-return");
    }

    @Test
    void itGoesBackToAStepItWasIn() {
        publish(CALLS);
        Ticket job = waiting();
        assertThat(refused(wei, new Command.ReturnTo(API, job.id(), "ask", "once more"))
                        .code())
                .isEqualTo("not-in-this-step");
        assertThat(refused(jun, new Command.ReturnTo(API, job.id(), "last", "once more"))
                        .problems())
                .extracting(io.deskloom.kernel.Problem::code)
                .containsExactly("return.not-there");
        Ticket back = done(jun, new Command.ReturnTo(API, job.id(), "ask", "once more"));
        assertThat(back.step()).isEqualTo("ask");
        assertThat(desk.events(jun, job.id()))
                .anyMatch(e -> e instanceof Event.Commented c && c.text().equals("once more"));
    }

    @Test
    void whoActedTakesItBackWhileNobodyHasGoneOn() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: one, kind: task, label: {en: One}, role: agent, actions: [{key: go, label: {en: Go}}], may: {withdraw: {}}}
                  - {id: two, kind: task, label: {en: Two}, role: supervisor, actions: [{key: go, label: {en: Go}}]}
                  - {id: three, kind: task, label: {en: Three}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: one}
                  - {from: one, on: go, to: two}
                  - {from: two, on: go, to: three}
                  - {from: three, on: go, to: done}
                """);
        Ticket job = job();
        act(jun, job, "go");
        assertThat(refused(mei, new Command.Withdraw(API, job.id())).code()).isEqualTo("nothing-to-withdraw");
        assertThat(done(jun, new Command.Withdraw(API, job.id())).step()).isEqualTo("one");
        act(jun, job, "go");
        act(mei, job, "go");
        assertThat(refused(jun, new Command.Withdraw(API, job.id())).code()).isEqualTo("nothing-to-withdraw");
        assertThat(refused(mei, new Command.Withdraw(API, job.id())).code())
                .as("not from there")
                .isEqualTo("not-in-this-step");
    }

    // ---- Waiting and resting

    private void waitFor(String what, String more) {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {%s}%s}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}], may: {hold: {}}}
                  - {id: late, kind: end, label: {en: Late}, status: closed}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: wait}
                  - {from: wait, to: work}
                  - {from: work, on: go, to: done}
                """.formatted(what, more) + "  - {from: wait, on: timeout, to: late}\n");
    }

    @Test
    void itWaitsForTime() {
        waitForTime();
        Ticket job = job();
        assertThat(job.step()).isEqualTo("wait");
        assertThat(job.status()).isEqualTo(StatusCategory.WAITING.code());
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(29)));
        assertThat(now(job).step()).isEqualTo("wait");
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(31)));
        assertThat(now(job).step()).isEqualTo("work");
        assertThat(Desk.column(tenant.id(), "SELECT 1 FROM timer WHERE tenant_id = ? AND kind = 'flow' AND state = 0"))
                .isEmpty();
    }

    private void waitForTime() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {time: PT30M}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}], may: {hold: {}}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: wait}
                  - {from: wait, to: work}
                  - {from: work, on: go, to: done}
                """);
    }

    @Test
    void itWaitsForTheRequesterToSaySomethingOrForSoLong() {
        waitFor("reply: customer", ", timeout: P1D");
        Ticket job = job();
        commands.handle(mei, new Command.Comment(API, job.id(), false, "anybody there?"))
                .orThrow();
        assertThat(now(job).step()).as("not his").isEqualTo("wait");
        commands.handle(jun, new Command.Comment(API, job.id(), true, "a note")).orThrow();
        assertThat(now(job).step()).as("not said").isEqualTo("wait");
        commands.handle(jun, new Command.Comment(API, job.id(), false, "here I am"))
                .orThrow();
        assertThat(now(job).step()).isEqualTo("work");

        Ticket other = job();
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofHours(25)));
        assertThat(now(other).step()).isEqualTo("late");
    }

    @Test
    void itWaitsForAConditionWhoeverMakesItTrue() {
        waitFor("condition: amount > 5", ", timeout: P1D");
        Ticket job = job();
        assertThat(job.step()).isEqualTo("wait");
        commands.handle(jun, new Command.Update(API, job.id(), now(job).version(), Map.of("amount", 5), null))
                .orThrow();
        assertThat(now(job).step()).isEqualTo("wait");
        commands.handle(jun, new Command.Update(API, job.id(), now(job).version(), Map.of("amount", 6), null))
                .orThrow();
        assertThat(now(job).step()).isEqualTo("work");
        assertThat(job(Map.of("amount", 7)).step()).as("it holds already").isEqualTo("work");
        assertThat(Desk.column(tenant.id(), "SELECT 1 FROM timer WHERE tenant_id = ? AND kind = 'flow' AND state = 0"))
                .isEmpty();
    }

    @Test
    void itRestsUntilSomebodyOrTheTimeSaysOtherwise() {
        waitForTime();
        Ticket job = job();
        desk.elapsed(tenant.id(), clock.instant().plus(Duration.ofMinutes(31)));
        Instant until = clock.instant().plus(Duration.ofHours(5));
        assertThat(refused(wei, new Command.Hold(API, job.id(), "on holiday", null))
                        .code())
                .isEqualTo("not-in-this-step");
        Ticket held = done(jun, new Command.Hold(API, job.id(), "on holiday", until));
        assertThat(held.status()).isEqualTo(StatusCategory.WAITING.code());
        assertThat(refusal(tryAct(jun, job, null, "go")).code()).isEqualTo("on-hold");
        assertThat(done(jun, new Command.Resume(API, job.id())).status()).isEqualTo(StatusCategory.OPEN.code());
        assertThat(refused(jun, new Command.Resume(API, job.id())).code()).isEqualTo("not-on-hold");
        done(jun, new Command.Hold(API, job.id(), "on holiday", until));
        desk.elapsed(tenant.id(), until.plusSeconds(1));
        assertThat(now(job).flow().hold()).isNull();
        assertThat(act(jun, job, "go").step()).isEqualTo("done");
    }

    // ---- Other tickets

    @Test
    void itMakesAnotherTicketAndWaitsForIt() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: buy, kind: child, label: {en: Buy}, type: job, fields: {subject: '"Buy " + subject', amount: '1'}, save: {note: note}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}, {key: stop, label: {en: Stop}}]}
                  - {id: gone, kind: end, label: {en: Gone}, status: closed}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                  - {id: off, kind: end, label: {en: Off}, status: cancelled}
                edges:
                  - {from: start, to: which}
                  - {from: which, when: amount == 1, to: work}
                  - {from: which, else: true, to: buy}
                  - {from: buy, to: work}
                  - {from: buy, on: cancelled, to: gone}
                  - {from: work, on: go, to: done}
                  - {from: work, on: stop, to: off}
                """);
        Ticket job = job();
        assertThat(job.step()).isEqualTo("buy");
        desk.settled(tenant.id());
        FlowState.Made made = now(job).flow().children().getFirst();
        Ticket child = desk.ticket(jun, made.ticket());
        assertThat(child.title()).isEqualTo("Buy A job");
        assertThat(child.step()).isEqualTo("work");
        commands.handle(jun, new Command.Update(API, child.id(), child.version(), Map.of("note", "on Tuesday"), null))
                .orThrow();
        desk.settled(tenant.id());
        assertThat(value(job, "note")).as("whenever it changes").isEqualTo(Value.text("on Tuesday"));
        assertThat(now(job).step()).isEqualTo("buy");
        act(jun, child, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("work");

        Ticket other = job();
        desk.settled(tenant.id());
        act(jun, desk.ticket(jun, now(other).flow().children().getFirst().ticket()), "stop");
        desk.settled(tenant.id());
        assertThat(now(other).step()).isEqualTo("gone");
    }

    @Test
    void itWaitsForTheTicketsItIsLinkedWith() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}, {key: wait, label: {en: Wait}}]}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {linked: parent_of}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: work}
                  - {from: work, on: go, to: done}
                  - {from: work, on: wait, to: wait}
                  - {from: wait, to: done}
                """);
        Ticket job = job();
        Ticket part = job();
        commands.handle(
                        jun,
                        new Command.LinkTo(API, job.id(), part.id().toString(), io.deskloom.agenda.LinkKind.PARENT_OF))
                .orThrow();
        act(jun, job, "wait");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("wait");
        act(jun, part, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("done");
    }

    // ---- What a review found

    /** Two actions that meet where the first is enough: the other one has nowhere to go any more. */
    @Test
    void aLineThatWasMetMeanwhileGoesNowhere() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: go, kind: task, label: {en: Go}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: fork, kind: parallel, label: {en: Fork}}
                  - {id: left, kind: action, label: {en: Left}, do: [{setField: {field: note, value: '"left"'}}]}
                  - {id: right, kind: action, label: {en: Right}, do: [{setField: {field: ref, value: '"right"'}}]}
                  - {id: meet, kind: join, label: {en: Meet}, mode: any}
                  - {id: once, kind: action, label: {en: Once}, do: [{comment: {internal: true, text: {en: once}}}]}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: done, label: {en: Done}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: go}
                  - {from: go, on: go, to: fork}
                  - {from: fork, to: left}
                  - {from: fork, to: right}
                  - {from: left, to: meet}
                  - {from: right, to: meet}
                  - {from: meet, to: once}
                  - {from: once, to: work}
                  - {from: work, on: done, to: done}
                """);
        Ticket job = act(jun, job(), "go");
        assertThat(job.step()).isEqualTo("work");
        assertThat(job.flow().branches()).isEmpty();
        assertThat(desk.events(jun, job.id()))
                .filteredOn(Event.Commented.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aReplyDoesNotTakeOnWhatIsBeingCalledOff() {
        publish("""
                cancel: {to: off}
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - id: pick
                    kind: action
                    label: {en: Pick}
                    do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]
                  - {id: wait, kind: wait, label: {en: Wait}, for: {reply: customer}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                  - {id: off, kind: end, label: {en: Off}, status: cancelled}
                edges:
                  - {from: start, to: pick}
                  - {from: pick, to: wait}
                  - {from: wait, to: done}
                """);
        Ticket job = job();
        assertThat(called(job, "pick", 0).step()).isEqualTo("wait");
        done(jun, new Command.Cancel(API, job.id(), "not wanted any more"));
        commands.handle(jun, new Command.Comment(API, job.id(), false, "thanks"))
                .orThrow();
        assertThat(now(job).step()).isEqualTo("wait");
        assertThat(ended(job, "pick", 0, 1, null, true).step()).isEqualTo("off");
    }

    @Test
    void whoBroughtItBeforeTheServiceAnsweredDoesNotApproveIt() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick}}]}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{role: agent}]}
                  - {id: yes, kind: end, label: {en: Yes}, status: solved}
                  - {id: no, kind: end, label: {en: No}, status: closed}
                edges:
                  - {from: start, to: ask}
                  - {from: ask, on: go, to: pick}
                  - {from: pick, to: sign}
                  - {from: sign, on: approve, to: yes}
                  - {from: sign, on: refuse, to: no}
                """);
        Actor lin = desk.actor(tenant, "lin", "agent", "after_sales");
        Ticket job = job();
        act(lin, job, "go");
        assertThat(called(job, "pick", 0).step()).isEqualTo("sign");
        assertThat(refusal(answer(lin, job, How.APPROVE)).code()).isEqualTo("approval-own");
        assertThat(answered(jun, job, How.APPROVE).step()).isEqualTo("yes");
    }

    @Test
    void whatCannotBeTakenBackIsNotCancelledWhileItIsUnderWay() {
        publish(CALLS);
        Ticket job = waiting();
        act(jun, job, "go");
        assertThat(refused(jun, new Command.Cancel(API, job.id(), "too late")).code())
                .isEqualTo("calling");
        assertThat(called(job, "ship", 0).step()).isEqualTo("last");
    }

    /** It goes round by itself until it is stopped, and a person takes it on from there. */
    @Test
    void whatGoesRoundWithoutAnybodyIsStoppedAndMovedOn() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {time: PT1M}}
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: wait}
                  - {from: wait, to: which}
                  - {from: which, when: go == true, to: work}
                  - {from: which, else: true, to: wait}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job();
        Instant then = clock.instant();
        for (int i = 0; i < FlowRun.MOST_ALONE + 5 && stuck(job) == null; i++) {
            then = then.plus(Duration.ofMinutes(2));
            desk.elapsed(tenant.id(), then);
        }
        assertThat(stuck(job)).isEqualTo("loop");
        Actor admin = desk.actor(tenant, "root", "admin");
        assertThat(done(admin, repair(job, Repair.How.MOVE, "work")).step()).isEqualTo("work");
        assertThat(act(jun, job, "go").step()).isEqualTo("done");
    }

    @Test
    void whatRestsIsTakenOnByNothingAndGoesOnWhereItWasHeldUp() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick}}], may: {hold: {}}}
                  - {id: wait, kind: wait, label: {en: Wait}, for: {condition: amount > 5}, timeout: PT1H, may: {hold: {}}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: late, kind: end, label: {en: Late}, status: closed}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: pick}
                  - {from: pick, to: wait}
                  - {from: wait, to: work}
                  - {from: wait, on: timeout, to: late}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job();
        done(jun, new Command.Hold(API, job.id(), "on holiday", null));
        assertThat(called(job, "pick", 0).step()).as("answered while it rests").isEqualTo("pick");
        Ticket waits = done(jun, new Command.Resume(API, job.id()));
        assertThat(waits.step()).isEqualTo("wait");
        Instant due = waits.flow().branches().getFirst().due();
        done(jun, new Command.Hold(API, job.id(), "on holiday", null));
        commands.handle(jun, new Command.Update(API, job.id(), now(job).version(), Map.of("amount", 6), null))
                .orThrow();
        desk.elapsed(tenant.id(), Objects.requireNonNull(due).plusSeconds(60));
        assertThat(now(job).step()).as("nothing is due, and nothing comes").isEqualTo("wait");
        Ticket on = done(jun, new Command.Resume(API, job.id()));
        assertThat(on.step()).isEqualTo("work");
        assertThat(on.status()).isEqualTo(StatusCategory.OPEN.code());
    }

    @Test
    void whoWorksInOneOfHisWaysIsHeldToThatOnesFields() {
        publish(PARALLEL.formatted("").replace("role: warehouse, team: warehouse", "role: agent, team: warehouse"));
        Ticket job = job();
        assertThat(refusal(tryAct(jun, job, "pack", "packed")).problems())
                .extracting(io.deskloom.kernel.Problem::pointer)
                .containsExactly("/fields/note");
        assertThat(steps(done(jun, new Command.Act(API, job.id(), "asked", null, Map.of(), null, "ask"))))
                .containsExactly("pack", "meet");
    }

    @Test
    void actingTwiceWithTheSameVersionCountsOnceInAWay() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: both, kind: parallel, label: {en: Both}}
                  - {id: one, kind: task, label: {en: One}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: two, kind: task, label: {en: Two}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: other, kind: task, label: {en: Other}, role: warehouse, actions: [{key: pack, label: {en: Pack}}]}
                  - {id: meet, kind: join, label: {en: Meet}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: both}
                  - {from: both, to: one}
                  - {from: both, to: other}
                  - {from: one, on: go, to: two}
                  - {from: two, on: go, to: meet}
                  - {from: other, on: pack, to: meet}
                  - {from: meet, to: done}
                """);
        Ticket job = job();
        Command twice = new Command.Act(API, job.id(), "go", job.version(), Map.of(), null);
        assertThat(steps(done(jun, twice))).containsExactly("two", "other");
        assertThat(refused(jun, twice).code()).isEqualTo("ticket-changed");
    }

    @Test
    void aWaitForLinkedTicketsWaitsForThoseThatAreBeingMade() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: make, kind: child, label: {en: Make}, type: job, wait: false, fields: {subject: subject, amount: '1'}}
                  - {id: all, kind: wait, label: {en: All}, for: {linked: parent_of}}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: which}
                  - {from: which, when: amount == 1, to: work}
                  - {from: which, else: true, to: make}
                  - {from: make, to: all}
                  - {from: all, to: done}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job();
        assertThat(job.step()).isEqualTo("all");
        commands.handle(jun, new Command.Update(API, job.id(), job.version(), Map.of("note", "x"), null))
                .orThrow();
        assertThat(now(job).step()).as("it is being made").isEqualTo("all");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("all");
        act(jun, desk.ticket(jun, now(job).flow().children().getFirst().ticket()), "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).isEqualTo("done");
    }

    @Test
    void aChildMadeBeforeItCameThereAgainIsNoneOfThisVisit() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: buy, kind: child, label: {en: Buy}, type: job, fields: {subject: subject, amount: '1'}, save: {note: note}, may: {return: {}}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: work, kind: task, label: {en: Work}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: which}
                  - {from: which, when: amount == 1, to: work}
                  - {from: which, else: true, to: ask}
                  - {from: ask, on: go, to: buy}
                  - {from: buy, to: done}
                  - {from: work, on: go, to: done}
                """);
        Ticket job = job(Map.of("note", "as it was"));
        act(jun, job, "go");
        desk.settled(tenant.id());
        assertThat(value(job, "note")).as("it was made without one").isEqualTo(Value.text("as it was"));
        Ticket first = desk.ticket(jun, now(job).flow().children().getFirst().ticket());
        done(jun, new Command.ReturnTo(API, job.id(), "ask", "once more"));
        act(jun, job, "go");
        act(jun, first, "go");
        desk.settled(tenant.id());
        assertThat(now(job).step()).as("the new one is still open").isEqualTo("buy");
    }
}

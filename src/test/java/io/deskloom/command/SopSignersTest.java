package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.command.Command.Repair;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is asked, who answers in whose place, and what becomes of a request when people are not there. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SopSignersTest extends SopDesk {
    private static final AccountId NOBODY = new AccountId(UUID.fromString("00000000-0000-7000-8000-00000000dead"));

    private Command signer(Ticket job, boolean instead, AccountId who) {
        return new Command.AddSigner(API, job.id(), asked(job).id(), instead, who);
    }

    private static Command ask(Ticket job, @Nullable Approver instead, @Nullable String who) {
        return new Repair(API, job.id(), 0, Repair.How.ASK, who, instead, "does not answer");
    }

    private static Approver role(String key) {
        return new Approver(Approver.Kind.ROLE, key);
    }

    private List<String> waitedFor(Ticket job) {
        return Objects.requireNonNull(asked(job).approval()).waitsFor().stream()
                .map(Approver::wire)
                .toList();
    }

    // ---- Whom a step asks

    @Test
    void whoIsNotThereBroughtItHimselfOrIsNamedTwiceIsNotAsked() {
        signing("approval", "{account: boss}, {account: ref}, {team: warehouse}", ", mode: 2");
        Ticket twice = act(
                jun,
                job(Map.of(
                        "boss", mei.account().toString(), "ref", mei.account().toString())),
                "ask");
        assertThat(waitedFor(twice)).containsExactly("account:" + mei.account(), "team:warehouse");
        answered(mei, twice, How.APPROVE);
        assertThat(answered(wei, twice, How.APPROVE).step())
                .as("a team is asked as one")
                .isEqualTo("yes");

        Ticket himself = act(jun, job(Map.of("boss", jun.account().toString(), "ref", "nobody by that name")), "ask");
        assertThat(stuck(himself)).as("one of two is too few").isEqualTo("nobody-to-ask");

        Actor gone = desk.actor(tenant, "gone", "finance");
        Ticket left = job(Map.of("boss", gone.account().toString()));
        leaves(gone);
        assertThat(stuck(act(jun, left, "ask"))).isEqualTo("nobody-to-ask");
    }

    @Test
    void whoMayApproveHisOwnIsAskedEvenIfHeBroughtIt() {
        signing("approval", "{account: boss}", ", selfApproval: true");
        Ticket job = act(jun, job(Map.of("boss", jun.account().toString())), "ask");
        assertThat(answered(jun, job, How.APPROVE).step()).isEqualTo("yes");
    }

    // ---- Who else is asked

    @Test
    void oneWhoIsAskedHasAnotherAnswerAndThatOneAThird() {
        signing("approval", "{role: supervisor}, {role: finance}", ", delegation: true");
        Actor fang = desk.actor(tenant, "fang", "finance");
        Actor lin = desk.actor(tenant, "lin", "agent");
        Ticket job = act(jun, job(), "ask");
        done(mei, signer(job, true, lin.account()));
        done(lin, signer(job, true, wei.account()));
        assertThat(refusal(answer(lin, job, How.APPROVE)).code()).isEqualTo("approval-not-yours");
        assertThat(waitedFor(job)).containsExactly("account:" + wei.account(), "role:finance");
        assertThat(wrong(fang, signer(job, true, wei.account())))
                .as("he answers for one")
                .containsExactly("/account signer.not-possible");
        answered(wei, job, How.APPROVE);
        assertThat(wrong(fang, signer(job, true, wei.account())))
                .as("he has answered")
                .containsExactly("/account signer.not-possible");
        assertThat(answered(fang, job, How.APPROVE).step()).isEqualTo("yes");
        Ticket other = act(jun, job(), "ask");
        answered(mei, other, How.APPROVE);
        assertThat(wrong(fang, signer(other, true, mei.account())))
                .as("she has answered as what she is")
                .containsExactly("/account signer.not-possible");
    }

    @Test
    void whoBroughtAWayThereBeforeAServiceAnsweredDoesNotApproveIt() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: both, kind: parallel, label: {en: Both}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick}}]}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{role: agent}]}
                  - {id: pack, kind: task, label: {en: Pack}, role: warehouse, actions: [{key: pack, label: {en: Pack}}]}
                  - {id: meet, kind: join, label: {en: Meet}}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: both}
                  - {from: both, to: ask}
                  - {from: both, to: pack}
                  - {from: ask, on: go, to: pick}
                  - {from: pick, to: sign}
                  - {from: sign, on: approve, to: meet}
                  - {from: sign, on: refuse, to: meet}
                  - {from: pack, on: pack, to: meet}
                  - {from: meet, to: done}
                """);
        Actor lin = desk.actor(tenant, "lin", "agent");
        Ticket job = job();
        act(lin, job, "go");
        int way = now(job).flow().leaves().getFirst().id();
        done(
                time(),
                new Command.CallEnded(Origin.of("rule"), job.id(), way, "pick", 0, 1, false, null, null, Map.of()));
        assertThat(steps(now(job))).containsExactlyInAnyOrder("sign", "pack");
        assertThat(refusal(answer(lin, job, How.APPROVE)).code()).isEqualTo("approval-own");
        answered(jun, job, How.APPROVE);
        assertThat(act(wei, job, "pack").step()).isEqualTo("done");
    }

    @Test
    void nobodyHasAnotherAnswerWhereTheStepDoesNotSayThatHeMay() {
        signing("approval", "{role: supervisor}, {role: agent}", "");
        Ticket job = act(jun, job(), "ask");
        assertThat(kept(job, mei, signer(job, true, wei.account()))).isEqualTo("not-in-this-step");
        assertThat(kept(job, jun, signer(job, true, wei.account())))
                .as("who brought it answers for nobody")
                .isEqualTo("approval-not-yours");
        assertThat(kept(job, wei, signer(job, true, mei.account())))
                .as("he was not asked")
                .isEqualTo("approval-not-yours");
        assertThat(wrong(mei, signer(job, false, NOBODY))).containsExactly("/account assignment.unknown-account");
    }

    @Test
    void whatIsSettledOrNoRequestOfAStepIsNotAskedOfOthers() {
        publish("""
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                  - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: ask, label: {en: Ask}}]}
                  - {id: rule, kind: action, label: {en: Rule}, do: [{requestApproval: {key: limit, of: [{role: supervisor}], text: {en: May we}}}]}
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}], may: {addSigner: {}}}
                  - {id: last, kind: task, label: {en: Last}, role: agent, actions: [{key: go, label: {en: Go}}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                  - {from: start, to: ask}
                  - {from: ask, on: ask, to: rule}
                  - {from: rule, to: sign}
                  - {from: sign, on: approve, to: last}
                  - {from: sign, on: refuse, to: done}
                  - {from: last, on: go, to: done}
                """, "[read, act]");
        Ticket job = act(jun, job(), "ask");
        Entry rule = job.agenda().latest("limit").orElseThrow();
        done(
                jun,
                new Command.Promise(API, job.id(), "call back", clock.instant().plus(Duration.ofDays(1))));
        Entry promise = now(job).agenda().entries().getLast();
        for (UUID entry : List.of(rule.id(), promise.id(), NOBODY.value())) {
            assertThat(refused(mei, new Command.AddSigner(API, job.id(), entry, false, wei.account()))
                            .kind())
                    .isEqualTo(Rejection.Kind.NOT_FOUND);
        }
        assertThat(refused(wei, signer(job, false, wei.account())).kind())
                .as("who does not see what goes on inside does not hear of it")
                .isEqualTo(Rejection.Kind.NOT_FOUND);
        done(mei, signer(job, false, wei.account()));
        assertThat(waitedFor(job)).containsExactly("role:supervisor", "account:" + wei.account());
        answered(mei, job, How.REFUSE);
        assertThat(now(job).step()).as("all had to say yes").isEqualTo("done");

        Ticket other = act(jun, job(), "ask");
        answered(mei, other, How.APPROVE);
        assertThat(now(other).step()).isEqualTo("last");
        assertThat(kept(other, mei, signer(other, false, wei.account()))).isEqualTo("agenda-closed");
    }

    @Test
    void oneMoreIsOneMoreWhoMustSayYesUnlessTheFirstDecides() {
        signing("approval", "{role: supervisor}, {role: finance}", ", mode: any, may: {addSigner: {}}");
        Ticket job = act(jun, job(), "ask");
        done(mei, signer(job, false, wei.account()));
        assertThat(answered(wei, job, How.APPROVE).step())
                .as("the first answer decides")
                .isEqualTo("yes");
    }

    // ---- Who does not answer

    @Test
    void inThePlaceOfWhoHasLeftSomebodyElseIsAsked() {
        signing("approval", "{account: boss}, {role: supervisor}, {role: finance}", ", mode: 2");
        Actor root = root();
        Actor gone = desk.actor(tenant, "gone", "finance");
        Actor lin = desk.actor(tenant, "lin", "agent");
        Ticket job = act(jun, job(Map.of("boss", gone.account().toString())), "ask");
        leaves(gone);
        assertThat(kept(job, jun, ask(job, null, lin.account().toString()))).isEqualTo("not-in-this-step");
        assertThat(wrong(root, ask(job, null, null))).containsExactly("/to assignment.unknown-account");
        assertThat(wrong(root, ask(job, null, gone.account().toString())))
                .as("he has left")
                .containsExactly("/to assignment.unknown-account");
        assertThat(wrong(root, ask(job, null, jun.account().toString())))
                .as("he brought it")
                .containsExactly("/to signer.not-possible");
        assertThat(kept(job, root, ask(job, role("warehouse"), lin.account().toString())))
                .as("nobody asked them")
                .isEqualTo("not-stuck");
        done(root, ask(job, null, lin.account().toString()));
        assertThat(waitedFor(job)).containsExactly("account:" + lin.account(), "role:supervisor", "role:finance");
        assertThat(wrong(root, ask(job, role("finance"), lin.account().toString())))
                .as("he is asked")
                .containsExactly("/to signer.not-possible");
        answered(mei, job, How.REFUSE);
        assertThat(wrong(root, ask(job, role("finance"), mei.account().toString())))
                .as("she has answered")
                .containsExactly("/to signer.not-possible");
        done(root, ask(job, role("finance"), wei.account().toString()));
        answered(lin, job, How.APPROVE);
        assertThat(answered(wei, job, How.APPROVE).step()).as("two of three").isEqualTo("yes");
    }

    @Test
    void aRequestThatNobodyAnswersIsMovedOnByHand() {
        signing("approval", "{role: supervisor}", "");
        Ticket job = act(jun, job(), "ask");
        UUID first = asked(job).id();
        assertThat(done(root(), repair(job, Repair.How.MOVE, "ask")).step()).isEqualTo("ask");
        assertThat(now(job).agenda().find(first).orElseThrow().state()).isEqualTo(Entry.State.WITHDRAWN);
        assertThat(refused(mei, new Command.Settle(API, job.id(), first, How.APPROVE, null))
                        .code())
                .isEqualTo("agenda-closed");
        assertThat(Desk.count(tenant.id(), "approval_waiting")).isZero();
    }

    // ---- Time

    @Test
    void aRestGivesThoseWhoAreAskedTheirTimeBack() {
        signing("approval", "{role: supervisor}", ", timeout: PT2H, may: {hold: {}}");
        Ticket job = act(jun, job(), "ask");
        Instant due = Objects.requireNonNull(asked(job).due());
        hold(job);
        assertThat(refusal(answer(mei, job, How.APPROVE)).code()).isEqualTo("on-hold");
        desk.elapsed(tenant.id(), due.plusSeconds(60));
        assertThat(now(job).step()).as("time stands still for it").isEqualTo("sign");
        Instant since = Objects.requireNonNull(now(job).flow().hold()).since();
        resume(job);
        Instant later = Objects.requireNonNull(asked(job).due());
        assertThat(later).isAfter(due).isBeforeOrEqualTo(due.plus(Duration.between(since, clock.instant())));
        desk.elapsed(tenant.id(), later.plusSeconds(60));
        assertThat(now(job).step()).isEqualTo("late");
    }

    @Test
    void aRequestWithoutATimeIsHeldAndAskedAsBefore() {
        signing("approval", "{role: supervisor}", ", may: {hold: {}}");
        Ticket job = act(jun, job(), "ask");
        hold(job);
        resume(job);
        assertThat(asked(job).due()).isNull();
        assertThat(answered(mei, job, How.APPROVE).step()).isEqualTo("yes");
    }
}

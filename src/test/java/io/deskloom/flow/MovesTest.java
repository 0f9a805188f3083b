package io.deskloom.flow;

import static io.deskloom.flow.MovedFlows.NESTED;
import static io.deskloom.flow.MovedFlows.OLD;
import static io.deskloom.flow.MovedFlows.THEN;
import static io.deskloom.flow.MovedFlows.at;
import static io.deskloom.flow.MovedFlows.flow;
import static io.deskloom.flow.MovedFlows.goes;
import static io.deskloom.flow.MovedFlows.map;
import static io.deskloom.flow.MovedFlows.state;
import static io.deskloom.flow.MovedFlows.stays;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.FlowState.Made;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which state of an SOP goes along into another revision, what is begun anew there, and which tickets stay. */
class MovesTest {
    @Test
    void aPlainTicketGoesToTheStepThatStandsForItsOwn() {
        Moves.Goes goes = goes(map(OLD, Map.of("look", "close")), "look", FlowState.NONE);
        assertThat(goes.step()).isEqualTo("close");
        assertThat(goes.flow()).isEqualTo(FlowState.NONE);
        assertThat(goes.anew()).isEmpty();
        assertThat(goes(map(OLD, Map.of("look", "rest")), "look", FlowState.NONE)
                        .anew())
                .as("a wait is begun")
                .containsOnlyKeys(0);
    }

    @Test
    void waysGoOnWhereTheirStepsAre() {
        String now = OLD.replace("id: ask,", "id: call,")
                .replace("to: ask}", "to: call}")
                .replace("from: ask,", "from: call,");
        FlowState ways = state(at(1, "pack").of("warehouse", null), at(2, "ask"));
        Moves.Goes goes = goes(map(now, Map.of("ask", "call", "pack", "wrap")), "both", ways);
        assertThat(goes.step()).isEqualTo("both");
        assertThat(goes.flow().branches()).extracting(Branch::node).containsExactly("wrap", "call");
        assertThat(goes.flow().branches().getFirst().team())
                .as("of no team any more")
                .isNull();
        stays(map(now, Map.of()), "both", ways, "unmapped", "ask");
        stays(map(OLD, Map.of("ask", "wrap")), "both", ways, "same-way", "ask");
        stays(map(OLD, Map.of("ask", "close")), "both", ways, "other-fork", "ask");
        assertThat(goes(map(OLD, Map.of()), "both", state(at(1, "meet"), at(2, "ask")))
                        .flow()
                        .branches())
                .as("who has arrived waits on")
                .extracting(Branch::node)
                .containsExactly("meet", "ask");
    }

    @Test
    void aForkInsideAForkStaysInside() {
        FlowState ways = state(
                at(1, "inner"), at(2, "ask"), Branch.at(3, 1, "red", THEN, null), Branch.at(4, 1, "near", THEN, null));
        FlowDef flow = flow(NESTED);
        Moves.Goes same = goes(new NodeMap(flow, flow, Map.of()), "both", ways);
        assertThat(same.flow()).isEqualTo(ways);
        assertThat(same.anew()).isEmpty();
        stays(new NodeMap(flow, flow, Map.of("red", "ask")), "both", ways, "other-fork", "red");
        stays(new NodeMap(flow, flow, Map.of("ask", "blue")), "both", ways, "other-fork", "ask");
        FlowDef renamed = flow(NESTED.replace("inner", "within").replace("red", "green"));
        Moves.Goes moved = goes(new NodeMap(flow, renamed, Map.of("inner", "within", "red", "green")), "both", ways);
        assertThat(moved.flow().branches()).extracting(Branch::node).containsExactly("within", "ask", "green", "near");
        stays(new NodeMap(flow, renamed, Map.of("red", "green")), "both", ways, "unmapped", "inner");
    }

    @Test
    void whatIsAskedIsAskedAnewOnlyWhereItIsAnotherQuestion() {
        FlowState asking = state(at(0, "sign").deciding(new UUID(1, 2)));
        assertThat(goes(map(OLD, Map.of()), "sign", asking).anew()).isEmpty();
        assertThat(goes(map(OLD, Map.of()), "sign", asking).flow()).isEqualTo(asking);
        NodeMap other = map(OLD.replace(", {role: finance}]", "]"), Map.of());
        assertThat(goes(other, "sign", asking).anew()).containsOnlyKeys(0);
        assertThat(goes(other, "sign", asking).flow().branches()).isEmpty();
    }

    @Test
    void aWaitIsAsLongAsTheOtherRevisionSaysFromWhenItBegan() {
        FlowState waiting = state(at(0, "rest").until(THEN.plus(Duration.ofDays(2))));
        assertThat(goes(map(OLD, Map.of()), "rest", waiting).flow()).isEqualTo(waiting);
        assertThat(goes(map(OLD.replace("P2D", "P5D"), Map.of()), "rest", waiting)
                        .flow()
                        .branches()
                        .getFirst()
                        .due())
                .isEqualTo(THEN.plus(Duration.ofDays(5)));
        assertThat(goes(map(OLD.replace("{time: P2D}", "{reply: customer}"), Map.of()), "rest", waiting)
                        .anew())
                .as("something else is waited for")
                .containsOnlyKeys(0);
    }

    @Test
    void whoWaitsForAServiceOrIsCalledOffStays() {
        FlowState calling = state(at(0, "pick").calling(List.of(new Call(0, 1, Call.State.ASKED, null))));
        stays(map(OLD, Map.of()), "pick", calling, "calling", "pick");
        stays(map(OLD, Map.of()), "look", FlowState.NONE.making(1), "making", "look");
        stays(
                map(OLD, Map.of()),
                "look",
                FlowState.NONE.ending(new Ending("off", "no", null, null, null)),
                "being-cancelled",
                "look");
    }

    @Test
    void whatFailedGoesAlongWhereTheSameIsCalledThere() {
        FlowState failed = state(at(0, "pick")
                .calling(List.of(new Call(0, 1, Call.State.FAILED, "timeout")))
                .stuck(new Stuck("call-failed", "erp.pick: timeout", THEN)));
        assertThat(goes(map(OLD, Map.of()), "pick", failed).flow()).isEqualTo(failed);
        NodeMap other = map(OLD.replace("operation: pick,", "operation: ship,"), Map.of());
        stays(other, "pick", failed, "calls-differ", "pick");
        FlowState notDone = state(at(0, "pick").stuck(new Stuck("not-done", "unknown-field", THEN)));
        assertThat(goes(other, "pick", notDone).flow())
                .as("to be tried as it is there")
                .isEqualTo(notDone);
        Moves.Goes left = goes(
                map(OLD, Map.of("pick", "look")),
                "pick",
                failed.without(b -> true)
                        .with(failed.branches().getFirst().with(new Call(0, 1, Call.State.FAILED, "not-configured"))));
        assertThat(left.anew()).containsOnlyKeys(0);
        assertThat(left.flow().undo()).as("it was never sent").isEmpty();
        stays(map(OLD, Map.of("pick", "look")), "pick", failed, "undo-unknown", "pick");
    }

    @Test
    void whatCanBeUndoneGoesAlongWhereItIsUndoneAlike() {
        FlowState done = FlowState.NONE.done(new Undo("pick", 0));
        assertThat(goes(map(OLD, Map.of()), "close", done).flow().undo()).containsExactly(new Undo("pick", 0));
        String renamed = OLD.replace("id: pick\n", "id: fetch\n")
                .replace("to: pick}", "to: fetch}")
                .replace("from: pick,", "from: fetch,");
        assertThat(goes(map(renamed, Map.of("pick", "fetch")), "close", done)
                        .flow()
                        .undo())
                .containsExactly(new Undo("fetch", 0));
        stays(map(renamed, Map.of()), "close", done, "undo-unknown", "pick");
        stays(
                map(
                        OLD.replace("compensate: {operation: cancel_pick}", "compensate: {operation: cancel_refund}"),
                        Map.of()),
                "close",
                done,
                "undo-unknown",
                "pick");
    }

    @Test
    void whoRestsGoesAlongUnlessSomethingWouldBegin() {
        FlowState held = FlowState.NONE.held(new Hold("later", THEN, null, null, 2));
        assertThat(goes(map(OLD, Map.of("look", "close")), "look", held).flow().hold())
                .isNotNull();
        stays(map(OLD, Map.of("look", "rest")), "look", held, "on-hold", "look");
    }

    @Test
    void aTicketWhoseChildIsNotKnownThereStays() {
        FlowState open =
                FlowState.NONE.with(new Made(new TicketId(new UUID(0, 7)), "helper", StatusCategory.OPEN.code()));
        stays(map(OLD, Map.of()), "look", open, "child-unknown", "helper");
        FlowState ended =
                FlowState.NONE.with(new Made(new TicketId(new UUID(0, 7)), "helper", StatusCategory.SOLVED.code()));
        assertThat(goes(map(OLD, Map.of()), "look", ended).flow()).isEqualTo(ended);
    }

    @Test
    void whatIsStuckStaysSoInItsStepAndIsFreeInAnother() {
        FlowState stuck = state(at(0, "sign").stuck(new Stuck("nobody-to-ask", "sign", THEN)));
        assertThat(goes(map(OLD, Map.of()), "sign", stuck).flow()).isEqualTo(stuck);
        Moves.Goes freed = goes(map(OLD, Map.of("sign", "close")), "sign", stuck);
        assertThat(freed.flow().branches()).isEmpty();
        assertThat(freed.anew()).containsOnlyKeys(0);
    }

    @Test
    void whoIsStuckBehindAStepIsToldWhichOfTheTwoIsNotThere() {
        FlowState behind = state(at(0, "pick").stuck(new Stuck("not-done", "loop", THEN)));
        String without = OLD.replace("id: look,", "id: view,")
                .replace("to: look}", "to: view}")
                .replace("from: look", "from: view");
        stays(map(without, Map.of("pick", "close")), "look", behind, "unmapped", "look");
        stays(map(without, Map.of("pick", "done")), "look", behind, "unmapped", "look");
        stays(map(OLD, Map.of("pick", "nowhere")), "look", behind, "unmapped", "pick");
        Moves.Goes goes = goes(map(without, Map.of("look", "view")), "look", behind);
        assertThat(goes.step()).isEqualTo("view");
        assertThat(goes.flow()).isEqualTo(behind);
    }

    @Test
    void whatTheWholeTicketKeepsGoesAlong() {
        FlowState.Parent parent = new FlowState.Parent(new TicketId(new UUID(0, 9)), 2, "buy", true);
        FlowState kept = new FlowState(List.of(), 17, true, List.of(), null, null, parent, List.of(), 0);
        assertThat(goes(map(OLD, Map.of("look", "close")), "look", kept).flow())
                .as("a point of no return stays behind it, and numbers are not given twice")
                .isEqualTo(kept);
    }

    @Test
    void aWayIsBegunAnewBesideOneThatGoesOn() {
        String now = OLD.replace(
                        "{id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: asked, label: {en: Asked}}]}",
                        "{id: sit, kind: wait, label: {en: Sit}, for: {time: P1D}}")
                .replace("to: ask}", "to: sit}")
                .replace("{from: ask, on: asked, to: meet}", "{from: sit, to: meet}");
        FlowState ways = state(at(1, "pack"), at(2, "ask").of("sales", null));
        Moves.Goes goes = goes(map(now, Map.of("ask", "sit")), "both", ways);
        assertThat(goes.anew()).containsOnlyKeys(2);
        assertThat(goes.anew().get(2).id()).isEqualTo("sit");
        assertThat(goes.flow().branches())
                .containsExactly(at(1, "pack"), at(2, "sit").of("sales", null));
        stays(map(now, Map.of("ask", "sit")), "both", ways.held(new Hold("x", THEN, null, null, 2)), "on-hold", "both");
    }

    @Test
    void whatIsDoneForAWayHoldsUpTheWhole() {
        FlowState ways = state(at(1, "pack"), at(2, "ask").calling(List.of(new Call(0, 1, Call.State.ASKED, null))));
        stays(map(OLD, Map.of()), "both", ways, "calling", "ask");
    }

    @Test
    void aForkInWhichNobodyIsIsNoPlaceToRest() {
        stays(map(OLD, Map.of()), "both", FlowState.NONE, "no-rest", "both");
        stays(map(OLD, Map.of()), "meet", FlowState.NONE, "no-rest", "meet");
    }

    @Test
    void aTaskThatIsStuckIsFreeInAnother() {
        FlowState stuck = state(at(0, "look").stuck(new Stuck("no-way", "", THEN)));
        assertThat(goes(map(OLD, Map.of()), "look", stuck).flow()).isEqualTo(stuck);
        Moves.Goes freed = goes(map(OLD, Map.of("look", "close")), "look", stuck);
        assertThat(freed.step()).isEqualTo("close");
        assertThat(freed.flow()).isEqualTo(FlowState.NONE);
        assertThat(freed.anew()).containsOnlyKeys(0);
    }

    @Test
    void anotherTeamsStepIsThatTeams() {
        AccountId ann = new AccountId(new UUID(3, 4));
        FlowState ways = state(at(1, "pack").of("warehouse", ann), at(2, "ask"));
        assertThat(goes(map(OLD, Map.of()), "both", ways).flow()).isEqualTo(ways);
        NodeMap map = map(OLD.replace("role: warehouse, team: warehouse", "role: agent, team: finance"), Map.of());
        assertThat(goes(map, "both", ways).flow().branches().getFirst())
                .isEqualTo(at(1, "pack").of("finance", null));
    }
}

package io.deskloom.flow;

import static io.deskloom.flow.MovedFlows.THEN;
import static io.deskloom.flow.MovedFlows.at;
import static io.deskloom.flow.MovedFlows.goes;
import static io.deskloom.flow.MovedFlows.map;
import static io.deskloom.flow.MovedFlows.of;
import static io.deskloom.flow.MovedFlows.rule;
import static io.deskloom.flow.MovedFlows.state;
import static io.deskloom.flow.MovedFlows.stays;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Made;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What services outside and child tickets do for a ticket: nothing of it is lost, repeated, or taken back by the wrong one. */
class MovesOfCallsTest {
    private static FlowDef.Doing act(Map<Integer, RuleDef> undo, String... wishes) {
        return Flows.doing("act").doing(rule(wishes), undo);
    }

    private static final FlowDef.Doing PICK = act(Map.of(0, rule("cancel_pick")), "pick", "-");

    private static Branch failed(String error) {
        return at(0, "act")
                .calling(List.of(new Call(0, 1, Call.State.FAILED, error)))
                .stuck(new Stuck("call-failed", "erp.pick", THEN));
    }

    // ---- Calls that failed

    @Test
    void aCallThatFailedStaysSoWhereTheSameIsCalledAndTakenBack() {
        FlowState failed = state(failed("timeout"));
        assertThat(goes(map(PICK, act(Map.of(0, rule("cancel_pick")), "pick", "-")), "act", failed))
                .isEqualTo(new Moves.Goes("act", failed, Map.of()));
        for (FlowDef.Doing other : List.of(
                act(Map.of(0, rule("cancel_pick")), "ship", "-"),
                act(Map.of(0, rule("cancel_pick")), "-", "pick"),
                act(Map.of(0, rule("cancel_pick")), "pick"),
                act(Map.of(0, rule("cancel_pick")), "pick", "ship"),
                // Whatever may have been done would be taken back by another call, or by none.
                act(Map.of(0, rule("cancel_refund")), "pick", "-"),
                act(Map.of(), "pick", "-"))) {
            stays(map(PICK, other), "act", failed, "calls-differ", "act");
        }
        stays(map(PICK, PICK), "act", FlowState.NONE, "calls-differ", "act");
    }

    @Test
    void whatHasAskedNobodyIsTriedAsItIsThere() {
        FlowState notDone = state(at(0, "act").stuck(new Stuck("not-done", "unknown-field", THEN)));
        assertThat(goes(map(PICK, act(Map.of(), "ship")), "act", notDone).flow())
                .isEqualTo(notDone);
    }

    @Test
    void anActionIsLeftWhenNothingOfItMayHaveBeenDone() {
        FlowDef.Task desk = Flows.task("desk", null, "go");
        assertThat(goes(map(PICK, desk), "act", state(failed("receiver-refused"))))
                .isEqualTo(new Moves.Goes("desk", FlowState.NONE, Map.of(0, desk)));
        stays(map(PICK, desk), "act", state(failed("timeout")), "undo-unknown", "act");
        assertThat(goes(map(act(Map.of(), "pick"), desk), "act", state(failed("timeout")))
                        .step())
                .as("nothing takes it back, so nothing is left behind")
                .isEqualTo("desk");
        assertThat(goes(map(act(Map.of(1, rule("cancel_ship")), "pick", "ship"), desk), "act", state(failed("timeout")))
                        .step())
                .as("what would be taken back was never sent")
                .isEqualTo("desk");
    }

    // ---- What can be undone

    @Test
    void whatWasDoneIsRememberedOnlyWhereTheSameTakesItBack() {
        FlowDef.Task desk = Flows.task("desk", null, "go");
        FlowState done = FlowState.NONE.done(new Undo("act", 0));
        FlowDef.Doing was = PICK;
        for (FlowDef.Doing alike : List.of(
                PICK,
                act(Map.of(0, rule("cancel_pick")), "pick"),
                act(Map.of(0, rule("cancel_pick"), 1, rule("cancel_ship")), "pick", "ship"))) {
            assertThat(goes(new NodeMap(of(was, desk), of(alike, desk), Map.of()), "desk", done))
                    .isEqualTo(new Moves.Goes("desk", done, Map.of()));
        }
        for (FlowDef.Node other : List.of(
                act(Map.of(0, rule("cancel_refund")), "pick"),
                act(Map.of(0, rule("cancel_pick")), "ship"),
                act(Map.of(1, rule("cancel_pick")), "-", "pick"),
                act(Map.of(), "pick"),
                act(Map.of()),
                Flows.doing("other"))) {
            stays(new NodeMap(of(was, desk), of(other, desk), Map.of()), "desk", done, "undo-unknown", "act");
        }
        stays(new NodeMap(of(was, desk), of(desk), Map.of("act", "desk")), "desk", done, "undo-unknown", "act");
    }

    @Test
    void whatIsNotUndoneHereIsNotUndoneThere() {
        FlowDef.Task desk = Flows.task("desk", null, "go");
        NodeMap map = new NodeMap(of(PICK, desk), of(PICK, desk), Map.of());
        for (Undo unknown : List.of(new Undo("act", 1), new Undo("act", 9), new Undo("gone", 0), new Undo("desk", 0))) {
            stays(map, "desk", FlowState.NONE.done(unknown), "undo-unknown", unknown.node());
        }
        FlowState both = FlowState.NONE.done(new Undo("act", 0)).done(new Undo("gone", 0));
        stays(map, "desk", both, "undo-unknown", "gone");
    }

    @Test
    void theOrderOfWhatIsUndoneIsKept() {
        FlowDef.Doing first = new FlowDef.Doing(
                "first",
                Label.of("First"),
                StatusCategory.WAITING,
                rule("pick", "ship"),
                Map.of(0, rule("cancel_pick"), 1, rule("cancel_ship")),
                false,
                false);
        FlowDef.Task desk = Flows.task("desk", null, "go");
        FlowState done = FlowState.NONE
                .done(new Undo("act", 0))
                .done(new Undo("first", 1))
                .done(new Undo("first", 0));
        assertThat(goes(new NodeMap(of(first, PICK, desk), of(desk, first, PICK), Map.of()), "desk", done)
                        .flow())
                .isEqualTo(done);
    }

    // ---- Children

    private static FlowDef.Child buys(String type, boolean waits) {
        return new FlowDef.Child(
                "buy", Label.of("Buy"), StatusCategory.WAITING, rule("-"), type, waits, Map.of("note", "note"));
    }

    @Test
    void whoWaitsForAChildGoesOnWaitingOnlyInThatVeryStep() {
        FlowState waiting = state(at(0, "buy").waitingFor("JOB-7"));
        assertThat(goes(map(buys("job", true), buys("job", true)), "buy", waiting))
                .isEqualTo(new Moves.Goes("buy", waiting, Map.of()));
        stays(map(buys("job", true), buys("order", true)), "buy", waiting, "child-differs", "buy");
        stays(map(buys("job", true), buys("job", false)), "buy", waiting, "child-differs", "buy");
        stays(map(buys("job", true), buys("job", true)), "buy", FlowState.NONE, "child-differs", "buy");
        FlowState notMade = state(at(0, "buy").stuck(new Stuck("not-done", "child", THEN)));
        assertThat(goes(map(buys("job", true), buys("order", false)), "buy", notMade))
                .as("none was made: it is tried as it is there")
                .isEqualTo(new Moves.Goes("buy", notMade, Map.of()));
        FlowDef.Task desk = Flows.task("desk", null, "go");
        assertThat(goes(map(buys("job", true), desk), "buy", notMade))
                .isEqualTo(new Moves.Goes("desk", FlowState.NONE, Map.of(0, desk)));
    }

    @Test
    void aChildThatIsOpenHandsOverByTheSameStepAndType() {
        FlowDef.Task desk = Flows.task("desk", null, "go");
        FlowState made =
                FlowState.NONE.with(new Made(new TicketId(new UUID(0, 7)), "buy", StatusCategory.WAITING.code()));
        NodeMap same = new NodeMap(of(desk, buys("job", false)), of(desk, buys("job", true)), Map.of());
        assertThat(goes(same, "desk", made).flow()).isEqualTo(made);
        for (FlowDef.Node other :
                List.of(buys("order", false), Flows.task("buy", null, "go"), Flows.child("purchase"))) {
            NodeMap map = new NodeMap(of(desk, buys("job", false)), of(desk, other), Map.of("buy", other.id()));
            stays(map, "desk", made, "child-unknown", "buy");
            FlowState ended =
                    FlowState.NONE.with(new Made(new TicketId(new UUID(0, 7)), "buy", StatusCategory.CLOSED.code()));
            assertThat(goes(map, "desk", ended).flow()).isEqualTo(ended);
        }
    }
}

package io.deskloom.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Sops;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.FlowState.Made;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which state of an SOP goes along into another revision, what is begun anew there, and which tickets stay. */
class MovesTest {
    private static final Instant THEN = Instant.parse("2026-03-02T08:00:00Z");

    /** Everything there is, in one line and in two ways. */
    private static final String OLD = """
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: agent, team: after_sales, actions: [{key: go, label: {en: Go}}]}
              - {id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}, {role: finance}]}
              - {id: rest, kind: wait, label: {en: Rest}, for: {time: P2D}}
              - id: pick
                kind: action
                label: {en: Pick}
                do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}}]}
              - {id: wrap, kind: task, label: {en: Wrap}, role: warehouse, actions: [{key: wrapped, label: {en: Wrapped}}]}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: asked, label: {en: Asked}}]}
              - {id: meet, kind: join, label: {en: Meet}}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: sign}
              - {from: sign, on: approve, to: rest}
              - {from: sign, on: refuse, to: close}
              - {from: rest, to: pick}
              - {from: pick, to: both}
              - {from: both, to: pack}
              - {from: both, to: ask}
              - {from: pack, on: packed, to: wrap}
              - {from: wrap, on: wrapped, to: meet}
              - {from: ask, on: asked, to: meet}
              - {from: meet, to: close}
              - {from: close, on: done, to: done}
            """;

    private static FlowDef flow(String yaml) {
        return MetadataReader.read(Sops.files(yaml), Snapshots.NO_RULES)
                .orThrow()
                .types()
                .get("job")
                .flow();
    }

    private static NodeMap map(String now, Map<String, String> nodes) {
        return new NodeMap(flow(OLD), flow(now), nodes);
    }

    private static FlowState state(Branch... branches) {
        FlowState state = FlowState.NONE;
        for (Branch branch : branches) {
            state = state.with(branch);
        }
        return state;
    }

    private static Branch at(int id, String node) {
        return Branch.at(id, 0, node, THEN, null);
    }

    private static Moves.Goes goes(NodeMap map, String step, FlowState state) {
        Moves.Verdict verdict = Moves.judge(map, step, state);
        assertThat(verdict).isInstanceOf(Moves.Goes.class);
        return (Moves.Goes) verdict;
    }

    private static void stays(NodeMap map, String step, FlowState state, String reason, String node) {
        assertThat(Moves.judge(map, step, state)).isEqualTo(new Moves.Stays(reason, node));
    }

    private static List<String> problems(NodeMap map, String... resting) {
        return map.problems(Set.of(resting), node -> "/nodes/" + node).stream()
                .map(p -> p.pointer() + " " + p.code())
                .toList();
    }

    // ---- Plans

    @Test
    void nodesOfTheSameIdAndKindStandForEachOther() {
        NodeMap map = map(OLD, Map.of());
        assertThat(problems(map, "look", "sign", "rest", "pick", "both", "pack", "ask", "meet"))
                .isEmpty();
        assertThat(map.of("look").orElseThrow().id()).isEqualTo("look");
        NodeMap other = map(
                OLD.replace(
                                "id: sign, kind: approval, label: {en: Sign}, of: [{role: supervisor}, {role: finance}]",
                                "id: sign, kind: wait, label: {en: Sign}, for: {time: P1D}")
                        .replace("{from: sign, on: approve, to: rest}", "{from: sign, to: rest}")
                        .replace("  - {from: sign, on: refuse, to: close}\n", ""),
                Map.of());
        assertThat(problems(other, "look", "sign"))
                .as("of another kind")
                .containsExactly("/nodes/sign migration.unmapped");
    }

    @Test
    void everythingThatIsWrongWithAPlanIsSaidAtOnce() {
        String now = OLD.replace("id: look,", "id: view,")
                .replace("to: look}", "to: view}")
                .replace("from: look", "from: view");
        NodeMap map =
                map(now, Map.of("sign", "done", "rest", "pick", "pack", "close", "ask", "wrap", "close", "nowhere"));
        assertThat(problems(map, "look"))
                .containsExactlyInAnyOrder(
                        "/nodes/look migration.unmapped",
                        "/nodes/sign migration.no-rest",
                        "/nodes/rest migration.acts",
                        "/nodes/pack migration.other-fork",
                        "/nodes/close migration.unknown-target");
        Problem problem = map.problems(Set.of("look"), node -> node).getFirst();
        assertThat(problem.params()).containsKey("node");
    }

    @Test
    void twoWaysBesideEachOtherDoNotGoOnInOne() {
        assertThat(problems(map(OLD, Map.of("ask", "wrap")), "pack", "ask"))
                .as("both would be in the way that is packed")
                .containsExactly("/nodes/pack migration.same-way");
        assertThat(problems(map(OLD, Map.of("pack", "wrap")), "pack", "wrap", "ask"))
                .as("one after the other in the same way")
                .isEmpty();
        assertThat(problems(map(OLD, Map.of("ask", "meet")), "ask")).containsExactly("/nodes/ask migration.no-rest");
    }

    @Test
    void aStepOutsideAForkIsNotOneInside() {
        assertThat(problems(map(OLD, Map.of("look", "ask")))).containsExactly("/nodes/look migration.other-fork");
    }

    // ---- Tickets

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

    /** A fork in a way of another fork. */
    private static final String NESTED = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: inner, kind: parallel, label: {en: Inner}}
              - {id: red, kind: task, label: {en: Red}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: blue, kind: task, label: {en: Blue}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: near, kind: join, label: {en: Near}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: ok, label: {en: Ok}}]}
              - {id: far, kind: join, label: {en: Far}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: both}
              - {from: both, to: inner}
              - {from: both, to: ask}
              - {from: inner, to: red}
              - {from: inner, to: blue}
              - {from: red, on: ok, to: near}
              - {from: blue, on: ok, to: near}
              - {from: near, to: far}
              - {from: ask, on: ok, to: far}
              - {from: far, to: done}
            """;

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
}

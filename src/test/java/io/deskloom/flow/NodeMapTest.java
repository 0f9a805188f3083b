package io.deskloom.flow;

import static io.deskloom.flow.MovedFlows.NESTED;
import static io.deskloom.flow.MovedFlows.OLD;
import static io.deskloom.flow.MovedFlows.at;
import static io.deskloom.flow.MovedFlows.flow;
import static io.deskloom.flow.MovedFlows.map;
import static io.deskloom.flow.MovedFlows.of;
import static io.deskloom.flow.MovedFlows.problems;
import static io.deskloom.flow.MovedFlows.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which step stands for which, and what an admin is told of a plan that will not do. */
class NodeMapTest {
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

    @Test
    void twoRevisionsThatAreEqualNeedNoPlan() {
        FlowDef flow = flow(OLD);
        NodeMap map = new NodeMap(flow, flow, Map.of());
        assertThat(flow.nodes())
                .allSatisfy(node -> assertThat(map.of(node.id())).contains(node));
        assertThat(problems(
                        map, "start", "look", "sign", "rest", "pick", "both", "pack", "wrap", "ask", "meet", "close"))
                .isEmpty();
        assertThat(problems(map, "done", "off"))
                .as("what has ended is not moved")
                .containsExactlyInAnyOrder("/nodes/done migration.no-rest", "/nodes/off migration.no-rest");
    }

    @Test
    void aStepNobodyKnowsStandsForNothingAndIsCalledAsItWas() {
        NodeMap map = map(OLD, Map.of("look", "close", "gone", "close", "sign", "nowhere"));
        assertThat(map.idOf("look")).isEqualTo("close");
        assertThat(map.idOf("pack")).isEqualTo("pack");
        assertThat(map.idOf("sign"))
                .as("an entry of the path whose step has nothing that stands for it")
                .isEqualTo("sign");
        assertThat(map.of("gone")).as("no step of the old revision").isEmpty();
        assertThat(map.idOf("gone")).isEqualTo("gone");
        assertThat(problems(map(OLD, Map.of("gone", "nowhere"))))
                .as("the plan is for several revisions: what only another of them has says nothing here")
                .isEmpty();
        assertThat(map.from().id()).isEqualTo("fl_job");
        NodeMap added = new NodeMap(of(Flows.task("a", null, "go")), of(Flows.task("b", null, "go")), Map.of());
        assertThat(added.of("b")).as("what is new there stands for nothing").isEmpty();
        assertThat(added.to().find("b")).isPresent();
    }

    @Test
    void eachProblemSaysWhereWhatAndWhy() {
        NodeMap map = map(OLD, Map.of("look", "ask", "sign", "nowhere", "rest", "pick", "close", "done"));
        List<Problem> told = map.problems(Set.of(), node -> "/at/" + node);
        assertThat(told)
                .containsExactlyInAnyOrder(
                        Problem.of(
                                "/at/look",
                                "migration.other-fork",
                                "The two steps are not in the same fork.",
                                Map.of("node", "look", "to", "ask")),
                        Problem.of(
                                "/at/sign",
                                "migration.unknown-target",
                                "The other revision has no such step.",
                                Map.of("node", "sign", "to", "nowhere")),
                        Problem.of(
                                "/at/rest",
                                "migration.acts",
                                "This step of the other revision does something by itself; only tickets that are in it already"
                                        + " can be.",
                                Map.of("node", "rest", "to", "pick")),
                        Problem.of(
                                "/at/close",
                                "migration.no-rest",
                                "No ticket can rest in this step of the other revision.",
                                Map.of("node", "close", "to", "done")));
        NodeMap without = new NodeMap(of(Flows.task("a", null, "go")), of(), Map.of());
        assertThat(without.problems(Set.of("a"), node -> "/at/" + node))
                .containsExactly(Problem.of(
                        "/at/a",
                        "migration.unmapped",
                        "Tickets are in this step, and the other revision has no step for it.",
                        Map.of("node", "a", "to", "")));
        assertThat(map(OLD, Map.of("ask", "wrap")).problems(Set.of("pack", "ask"), node -> "/at/" + node))
                .as("in the other's way, or after it")
                .containsExactly(Problem.of(
                        "/at/pack",
                        "migration.same-way",
                        "Two ways beside each other would go on in one.",
                        Map.of("node", "pack", "other", "ask", "to", "pack")));
    }

    // ---- Forks

    private static FlowDef.Node task(String id) {
        return Flows.task(id, null, "go");
    }

    /** A fork of ways of one step each. */
    private static FlowDef fork(String... ways) {
        List<FlowDef.Node> nodes = new ArrayList<>(List.of(
                new FlowDef.Start("start", Label.of("Start")),
                new FlowDef.Parallel("fork", Label.of("Fork"), StatusCategory.OPEN),
                new FlowDef.Join("join", Label.of("Join"), false),
                task("after")));
        List<FlowDef.Edge> edges =
                new ArrayList<>(List.of(Flows.edge("start", null, "fork"), Flows.edge("join", null, "after")));
        for (String way : ways) {
            nodes.add(task(way));
            edges.add(Flows.edge("fork", null, way));
            edges.add(Flows.edge(way, "go", "join"));
        }
        return new FlowDef("fl", "fork", Label.of("Fork"), "start", nodes, edges);
    }

    @Test
    void ofThreeWaysThatMeetInOneStepEachIsToldOnce() {
        FlowDef three = fork("a", "b", "c");
        NodeMap map = new NodeMap(three, three, Map.of("a", "b", "c", "b"));
        assertThat(problems(map, "a", "b", "c"))
                .containsExactly("/nodes/b migration.same-way", "/nodes/c migration.same-way");
        assertThat(problems(new NodeMap(three, three, Map.of("a", "b", "b", "c", "c", "a")), "a", "b", "c"))
                .as("they change places")
                .isEmpty();
        FlowState ways = state(at(1, "a"), at(2, "b"), at(3, "c"));
        assertThat(Moves.judge(map, "fork", ways)).isEqualTo(new Moves.Stays("same-way", "b"));
        assertThat(Moves.judge(new NodeMap(three, three, Map.of("c", "b")), "fork", ways))
                .isEqualTo(new Moves.Stays("same-way", "c"));
    }

    @Test
    void whereWaysMeetThereIsRoomForAll() {
        FlowDef three = fork("a", "b", "c");
        NodeMap map = new NodeMap(three, three, Map.of());
        FlowDef.Node join = three.node("join");
        assertThat(map.areFreeOf(join, three.node("a"))).isTrue();
        assertThat(map.areFreeOf(three.node("a"), join)).isTrue();
        assertThat(map.areFreeOf(join, join)).isTrue();
        assertThat(map.areFreeOf(three.node("a"), three.node("b"))).isTrue();
        assertThat(map.areFreeOf(three.node("a"), three.node("a"))).isFalse();
        assertThat(map.areFreeOf(three.node("a"), three.node("after"))).isFalse();
        FlowState ways = state(at(1, "join"), at(2, "join"), at(3, "c"));
        assertThat(Moves.judge(map, "fork", ways)).isEqualTo(new Moves.Goes("fork", ways, Map.of()));
    }

    @Test
    void aStepThatTwoWaysLeadToIsStillOneStep() {
        FlowDef two = fork("a", "b");
        List<FlowDef.Edge> edges = new ArrayList<>(two.edges());
        edges.add(Flows.edge("a", "x", "both"));
        edges.add(Flows.edge("b", "x", "both"));
        edges.add(Flows.edge("both", "go", "join"));
        List<FlowDef.Node> nodes = new ArrayList<>(two.nodes());
        nodes.add(task("both"));
        FlowDef shared = new FlowDef("fl", "fork", Label.of("Fork"), "start", nodes, edges);
        NodeMap map = new NodeMap(two, shared, Map.of("a", "both", "b", "both"));
        assertThat(map.areFreeOf(shared.node("both"), shared.node("both"))).isFalse();
        assertThat(problems(map, "a", "b")).containsExactly("/nodes/b migration.same-way");
    }

    /** One fork, and behind it another. */
    private static FlowDef twice() {
        FlowDef first = fork("a", "b");
        List<FlowDef.Node> nodes = new ArrayList<>(first.nodes());
        List<FlowDef.Edge> edges = new ArrayList<>(first.edges());
        nodes.add(new FlowDef.Parallel("again", Label.of("Again"), StatusCategory.OPEN));
        nodes.add(new FlowDef.Join("end", Label.of("End"), false));
        edges.add(Flows.edge("after", "go", "again"));
        for (String way : List.of("c", "d")) {
            nodes.add(task(way));
            edges.add(Flows.edge("again", null, way));
            edges.add(Flows.edge(way, "go", "end"));
        }
        return new FlowDef("fl", "twice", Label.of("Twice"), "start", nodes, edges);
    }

    @Test
    void waysOfTwoForksAreNeverBesideEachOther() {
        FlowDef twice = twice();
        NodeMap map = new NodeMap(twice, twice, Map.of());
        assertThat(map.areFreeOf(twice.node("a"), twice.node("d"))).isFalse();
        assertThat(map.areFreeOf(twice.node("c"), twice.node("d"))).isTrue();
        assertThat(problems(new NodeMap(twice, twice, Map.of("a", "c")), "a"))
                .containsExactly("/nodes/a migration.other-fork");
        NodeMap turned = new NodeMap(
                twice, twice, Map.of("fork", "again", "again", "fork", "a", "c", "b", "d", "c", "a", "d", "b"));
        assertThat(problems(turned, "fork", "a", "b", "c", "d"))
                .as("no way of one is beside one of the other, so they may go to the same")
                .isEmpty();
        assertThat(problems(new NodeMap(twice, twice, Map.of("again", "fork", "c", "a", "d", "b")), "a", "b", "c", "d"))
                .isEmpty();
    }

    @Test
    void waysInsideOneWayAreBesideTheOthersOfTheForkAround() {
        FlowDef flow = flow(NESTED);
        NodeMap map = new NodeMap(flow, flow, Map.of());
        assertThat(map.areFreeOf(flow.node("red"), flow.node("ask"))).isTrue();
        assertThat(map.areFreeOf(flow.node("red"), flow.node("blue"))).isTrue();
        assertThat(map.areFreeOf(flow.node("red"), flow.node("inner")))
                .as("one goes on in the other")
                .isFalse();
        assertThat(map.isInSameFork("red", "blue")).isTrue();
        assertThat(map.isInSameFork("red", "ask")).isFalse();
        assertThat(map.isInSameFork("near", "red")).isTrue();
        assertThat(map.isInSameFork("far", "ask")).isTrue();
        assertThat(map.isInSameFork("ask", "start")).isFalse();
    }

    @Test
    void aForkIsWhereItsOwnIsNamed() {
        FlowDef old = flow(NESTED);
        FlowDef renamed = flow(NESTED.replace("inner", "within"));
        assertThat(problems(new NodeMap(old, renamed, Map.of()), "red", "ask"))
                .as("nothing stands for the fork it is in")
                .containsExactly("/nodes/red migration.other-fork");
        assertThat(problems(new NodeMap(old, renamed, Map.of("inner", "within")), "red", "ask"))
                .isEmpty();
    }

    @Test
    void aJoinThatNothingWasSplitForLeadsOutOfNothing() {
        FlowDef odd = new FlowDef(
                "fl",
                "odd",
                Label.of("Odd"),
                "start",
                List.of(
                        new FlowDef.Start("start", Label.of("Start")),
                        new FlowDef.Join("join", Label.of("Join"), false),
                        task("after"),
                        task("lost")),
                List.of(
                        Flows.edge("start", null, "join"),
                        Flows.edge("join", null, "after"),
                        Flows.edge("after", "go", "nowhere")));
        Forks forks = new Forks(odd);
        assertThat(forks.of("join")).containsExactly(List.of());
        assertThat(forks.of("after")).containsExactly(List.of());
        assertThat(forks.of("nowhere")).as("an edge into nothing").containsExactly(List.of());
        assertThat(forks.of("lost")).as("nothing leads there").containsExactly(List.of());
    }

    @Test
    void ofMoreWaysToAStepThanSayAnythingNewEightAreKept() {
        FlowDef wide = fork("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        Set<List<Forks.In>> ways = new Forks(wide).of("join");
        assertThat(ways).hasSize(8).contains(List.of(new Forks.In("fork", "a")), List.of(new Forks.In("fork", "h")));
        assertThat(new Forks(wide).of("j")).containsExactly(List.of(new Forks.In("fork", "j")));
        assertThat(new Forks(wide).of("after")).containsExactly(List.of());
    }
}

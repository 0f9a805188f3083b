package io.deskloom.flow;

import static io.deskloom.flow.MovedFlows.THEN;
import static io.deskloom.flow.MovedFlows.at;
import static io.deskloom.flow.MovedFlows.of;
import static io.deskloom.flow.MovedFlows.rule;
import static io.deskloom.flow.MovedFlows.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Stuck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of node to each other: which goes, which is begun anew, and why the ticket stays; the plan's answer beside the ticket's. */
class MovesOfKindsTest {
    /**
     * What becomes of a line in a node of the kind on the left that is to go on in a node, with another id, of the kind above. The last row
     * is what the plan says of it, which is fine with whatever goes.
     */
    private static final String TABLE = """
            to       | task  approval confirm wait  action script child parallel join decision start end
            task     | goes  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            approval | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            confirm  | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            wait     | anew  anew     anew    goes  calls  calls  child rest     rest rest     rest  rest
            action   | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            script   | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            child    | child child    child   child calls  calls  child rest     rest rest     rest  rest
            parallel | anew  anew     anew    anew  calls  calls  child goes     rest rest     rest  rest
            join     | anew  anew     anew    anew  calls  calls  child rest     goes rest     rest  rest
            decision | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            start    | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            end      | anew  anew     anew    anew  calls  calls  child rest     rest rest     rest  rest
            plan     | ok    ok       ok      ok    acts   acts   acts  rest     rest rest     rest  rest
            """;

    private static final Map<String, String> CODES =
            Map.of("calls", "calls-differ", "child", "child-differs", "rest", "no-rest");

    private static final AccountId ANN = new AccountId(new UUID(3, 4));

    private static FlowDef.Node node(String kind, String id) {
        Label label = Label.of(id);
        return switch (kind) {
            case "task" -> Flows.task(id, "warehouse", "go");
            case "approval" -> Flows.signing(id);
            case "confirm" -> {
                FlowDef.Signing s = Flows.signing(id);
                yield new FlowDef.Signing(
                        id, label, s.category(), true, s.of(), 1, false, false, false, null, null, null);
            }
            case "wait" -> Flows.waiting(id, new FlowDef.For.Time(Duration.ofDays(2)), null);
            case "action" -> Flows.doing(id).doing(rule("pick"), Map.of());
            case "script" -> new FlowDef.Doing(id, label, StatusCategory.WAITING, rule("pick"), Map.of(), false, true);
            case "child" -> Flows.child(id);
            case "parallel" -> new FlowDef.Parallel(id, label, StatusCategory.OPEN);
            case "join" -> new FlowDef.Join(id, label, false);
            case "decision" -> new FlowDef.Decision(id, label);
            case "start" -> new FlowDef.Start(id, label);
            case "end" -> new FlowDef.End(id, label, StatusCategory.SOLVED);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** What a line keeps that is in a node of the kind. */
    private static Branch keeps(String kind, Branch line) {
        return switch (kind) {
            case "approval", "confirm" -> line.deciding(new UUID(1, 2));
            case "wait" -> line.until(THEN.plus(Duration.ofDays(2)));
            case "action", "script" ->
                line.calling(List.of(new Call(0, 1, Call.State.FAILED, "receiver-refused")))
                        .stuck(new Stuck("call-failed", "erp.pick", THEN));
            case "child" -> line.waitingFor("JOB-7");
            case "decision", "start", "end" -> line.stuck(new Stuck("no-way", "", THEN));
            default -> line;
        };
    }

    /** In no fork that a definition has: what kinds say is tried here, and nothing else. */
    private static NodeMap map(FlowDef.Node was, FlowDef.Node is) {
        FlowDef.Node desk = node("task", "desk");
        FlowDef.Node fork = node("parallel", "fork");
        FlowDef.Node left = node("task", "left");
        return new NodeMap(of(was, desk, fork, left), of(is, desk, fork, left), Map.of("here", is.id()));
    }

    static Stream<Arguments> pairs() {
        List<List<String>> rows = TABLE.lines().map(MovesOfKindsTest::words).toList();
        List<String> kinds = rows.getFirst();
        List<String> plan = rows.getLast();
        return rows.subList(1, rows.size() - 1).stream()
                .flatMap(row -> IntStream.range(1, kinds.size())
                        .mapToObj(i -> Arguments.of(
                                row.getFirst(),
                                kinds.get(i),
                                CODES.getOrDefault(row.get(i), row.get(i)),
                                row.get(i).equals("goes") ? "ok" : CODES.getOrDefault(plan.get(i), plan.get(i)))));
    }

    static Stream<String> kinds() {
        return words(TABLE.lines().findFirst().orElseThrow()).stream().skip(1);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.replace("|", " ").trim().split("\\s+"));
    }

    private static FlowState beside(String kind, Branch line) {
        List<Branch> all = new ArrayList<>(List.of(line));
        if (kind.equals("parallel")) {
            all.add(Branch.at(5, line.id(), "left", THEN, ANN));
        }
        return state(all.toArray(Branch[]::new));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aWayBesideOthers(String was, String is, String expected, String plan) {
        Branch line = keeps(was, at(1, "here").of("sales", ANN).alone(4));
        FlowState before = beside(was, line);
        Moves.Verdict verdict = Moves.judge(map(node(was, "here"), node(is, "there")), "fork", before);
        switch (verdict) {
            case Moves.Stays(String reason, String node) -> {
                assertThat(reason).isEqualTo(expected);
                assertThat(node).isEqualTo("here");
            }
            case Moves.Goes goes -> {
                assertThat(goes.step()).isEqualTo("fork");
                assertThat(goes.anew()).hasSize(expected.equals("anew") ? 1 : 0);
                assertThat(expected).isIn("goes", "anew");
                Branch there = goes.flow().branch(1).orElseThrow();
                assertThat(there.node()).isEqualTo("there");
                assertThat(there.team()).as("whose it was").isEqualTo("sales");
                assertThat(there.assignee()).isEqualTo(ANN);
                assertThat(there.alone()).isEqualTo(4);
                assertThat(there.since()).isEqualTo(THEN);
                if (expected.equals("anew")) {
                    assertThat(goes.anew().get(1)).isEqualTo(node(is, "there"));
                    assertThat(there)
                            .as("nothing of what it waited for")
                            .isEqualTo(at(1, "there").of("sales", ANN).alone(4));
                } else {
                    assertThat(there.due()).isEqualTo(line.due());
                }
                assertThat(goes.flow().branches()).hasSameSizeAs(before.branches());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theMainLine(String was, String is, String expected, String plan) {
        FlowDef.Node here = node(was, "here");
        // One that cannot rest there is stuck behind its step.
        String step = here instanceof FlowDef.Place && !was.equals("end") ? "here" : "desk";
        Branch line = keeps(was, at(0, "here"));
        if (was.equals("join")) {
            line = line.stuck(new Stuck("no-way", "", THEN));
        }
        FlowState before = beside(was, line);
        Moves.Verdict verdict = Moves.judge(map(here, node(is, "there")), step, before);
        switch (verdict) {
            case Moves.Stays(String reason, String node) -> {
                assertThat(reason).isEqualTo(was.equals("join") && is.equals("join") ? "no-rest" : expected);
                assertThat(node).isEqualTo("here");
            }
            case Moves.Goes goes -> {
                assertThat(goes.step()).isEqualTo(step.equals("here") ? "there" : "desk");
                assertThat(expected).isIn("goes", "anew");
                if (expected.equals("anew")) {
                    assertThat(goes.anew()).containsExactly(Map.entry(0, node(is, "there")));
                    assertThat(goes.flow().branch(0)).isEmpty();
                } else {
                    assertThat(goes.anew()).isEmpty();
                    assertThat(goes.flow().branch(0).map(Branch::due))
                            .isEqualTo(before.branch(0).map(Branch::due));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatThePlanSaysOfIt(String was, String is, String expected, String plan) {
        assertThat(MovedFlows.problems(map(node(was, "here"), node(is, "there")), "here"))
                .isEqualTo(plan.equals("ok") ? List.of() : List.of("/nodes/here migration." + plan));
    }

    /** In two revisions that are equal nothing changes, wherever a ticket is. */
    @ParameterizedTest
    @MethodSource("kinds")
    void theSameNodeIsTheSame(String kind) {
        FlowDef.Node here = node(kind, "here");
        NodeMap same = map(here, here);
        FlowState beside = beside(kind, keeps(kind, at(1, "here").of("sales", ANN)));
        assertThat(Moves.judge(same, "fork", beside)).isEqualTo(new Moves.Goes("fork", beside, Map.of()));
        FlowState stuck = beside(kind, keeps(kind, at(0, "here")).stuck(new Stuck("no-way", "", THEN)));
        assertThat(Moves.judge(same, "desk", stuck)).isEqualTo(new Moves.Goes("desk", stuck, Map.of()));
        assertThat(MovedFlows.problems(same, "here"))
                .isEqualTo(kind.equals("end") ? List.of("/nodes/here migration.no-rest") : List.of());
    }

    /** A node of the same id and another kind is another node: it is what is named, and nothing stays stuck or acts there. */
    @ParameterizedTest
    @MethodSource("pairs")
    void theSameIdOfAnotherKindIsAnother(String was, String is, String expected, String plan) {
        if (was.equals(is)) {
            return;
        }
        NodeMap map = map(node(was, "here"), node(is, "here"));
        FlowState stuck = beside(was, keeps(was, at(1, "here")).stuck(new Stuck("no-way", "", THEN)));
        Moves.Verdict verdict = Moves.judge(map, "fork", stuck);
        if (expected.equals("anew")) {
            assertThat(verdict).isInstanceOfSatisfying(Moves.Goes.class, goes -> {
                assertThat(goes.anew()).containsOnlyKeys(1);
                assertThat(goes.flow().branch(1)).contains(at(1, "here"));
            });
        } else {
            assertThat(verdict).isEqualTo(new Moves.Stays(expected, "here"));
        }
        assertThat(MovedFlows.problems(map, "here"))
                .isEqualTo(plan.equals("ok") ? List.of() : List.of("/nodes/here migration." + plan));
    }
}

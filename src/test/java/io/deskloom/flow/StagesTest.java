package io.deskloom.flow;

import static io.deskloom.flow.Flows.edge;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.flow.Stages.Stage;
import io.deskloom.flow.Stages.State;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Visit;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StagesTest {
    private static final AccountId JUN = new AccountId(new UUID(0, 1));
    private static final AccountId LIN = new AccountId(new UUID(0, 2));
    private final FlowDef refund = Flows.refund();

    @Test
    void aNewTicketHasEverythingAheadAndNoDecisionInTheLine() {
        assertThat(line("review", in("review", 0, JUN)))
                .containsExactly("review now", "inspect next", "refund next", "done next");
    }

    @Test
    void whatIsBehindNamesWhoFinishedItAndWhen() {
        List<Stage> stages = Stages.of(refund, "inspect", List.of(in("review", 0, null), in("inspect", 5, JUN)));
        Stage review = stages.getFirst();
        assertThat(review.state()).isEqualTo(State.DONE);
        assertThat(review.who()).isEqualTo(JUN);
        assertThat(review.at()).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(stages.get(1).who())
                .as("nobody has finished the step it is in")
                .isNull();
    }

    @Test
    void theRareBranchIsShownOnlyOnceItWasTaken() {
        assertThat(line("large", in("review", 0, JUN), in("inspect", 1, JUN), in("large", 2, LIN)))
                .containsExactly("review done", "inspect done", "large now", "refund next", "done next");
    }

    @Test
    void aTicketSentBackIsBackThere() {
        assertThat(line("review", in("review", 0, JUN), in("inspect", 1, JUN), in("review", 2, LIN)))
                .containsExactly("review now", "inspect next", "refund next", "done next");
    }

    @Test
    void aTicketSentBackKeepsWhatWasDoneBeforeTheStepItIsBackIn() {
        assertThat(line(
                        "inspect",
                        in("review", 0, JUN),
                        in("inspect", 1, JUN),
                        in("large", 2, LIN),
                        in("inspect", 3, LIN)))
                .containsExactly("review done", "inspect now", "refund next", "done next");
    }

    @Test
    void anEndedTicketHasNothingAhead() {
        assertThat(line("rejected", in("review", 0, JUN), in("rejected", 1, JUN)))
                .containsExactly("review done", "rejected done");
    }

    @Test
    void theStepsOnTheWaysOfAForkAreNotInTheLine() {
        assertThat(line(forked(), "ask", in("ask", 0, JUN)))
                .containsExactly("ask now", "sign next", "both next", "close next", "done next");
        assertThat(line(forked(), "both", in("ask", 0, JUN), in("sign", 1, JUN), in("both", 2, LIN)))
                .containsExactly("ask done", "sign done", "both now", "close next", "done next");
    }

    /** What is behind the inner one's join is still on a way of the outer one. */
    @Test
    void aForkWithinAForkIsPassedAsOneStationOfItsWay() {
        FlowDef flow = forked();
        assertThat(ahead(flow, "pack")).containsExactly("inner", "seal");
        assertThat(ahead(flow, "inner")).containsExactly("seal");
        assertThat(ahead(flow, "weigh")).as("meets at once").isEmpty();
        assertThat(ahead(flow, "seal")).isEmpty();
    }

    @Test
    void whatIsAheadOfAWayEndsWhereItMeetsOrEndsOrGoesRound() {
        FlowDef flow = forked();
        assertThat(ahead(flow, "close")).containsExactly("done");
        assertThat(ahead(flow, "meet"))
                .as("where ways meet nothing is ahead of them")
                .isEmpty();
        assertThat(ahead(flow, "gone")).isEmpty();
        FlowDef round = flow(
                List.of(
                        Flows.task("a", null, "x"),
                        new FlowDef.Decision("d", Label.of("d")),
                        Flows.task("b", null, "x")),
                List.of(edge("a", "x", "d"), edge("d", null, "b"), edge("b", "x", "a")));
        assertThat(ahead(round, "a")).containsExactly("b");
    }

    /** The first way is likely to go round for ever: the other says where they meet. */
    @Test
    void aWayThatGoesRoundDoesNotSayWhereTheyMeet() {
        List<FlowDef.Node> nodes = List.of(
                new FlowDef.Parallel("both", Label.of("both"), StatusCategory.OPEN),
                Flows.task("call", null, "again", "reached"),
                Flows.task("pack", null, "packed"),
                new FlowDef.Join("meet", Label.of("meet"), false),
                end("done"));
        List<FlowDef.Edge> edges = List.of(
                edge("both", null, "call"),
                edge("both", null, "pack"),
                edge("call", "again", "call"),
                edge("call", "reached", "meet"),
                edge("pack", "packed", "meet"),
                edge("meet", null, "done"));
        assertThat(line(flow(nodes, edges), "both", in("both", 0, JUN))).containsExactly("both now", "done next");
        FlowDef never =
                flow(nodes, edges.stream().filter(e -> !e.to().equals("pack")).toList());
        assertThat(line(never, "both", in("both", 0, JUN))).as("nobody knows").containsExactly("both now");
    }

    @Test
    void theLikelyWayIsTheFirstActionAYesAndTheEdgeWithoutACondition() {
        FlowDef flow = flow(
                List.of(
                        Flows.signing("sign"),
                        Flows.doing("pay"),
                        Flows.waiting("wait", new FlowDef.For.Reply(), null),
                        new FlowDef.Decision("d", Label.of("d")),
                        end("refused"),
                        end("late"),
                        end("large"),
                        end("done")),
                List.of(
                        edge("sign", FlowDef.REFUSE, "refused"),
                        edge("sign", FlowDef.APPROVE, "pay"),
                        edge("pay", FlowDef.FAILED, "refused"),
                        edge("pay", null, "wait"),
                        edge("wait", FlowDef.TIMEOUT, "late"),
                        edge("wait", null, "d"),
                        Flows.edgeWhen("d", null, "large", Flows.greater("refund_amount", 500)),
                        Flows.otherwise("d", null, "done")));
        assertThat(line(flow, "sign", in("sign", 0, JUN)))
                .containsExactly("sign now", "pay next", "wait next", "done next");
        FlowDef conditions = flow(
                flow.nodes(), flow.edges().stream().filter(e -> !e.otherwise()).toList());
        assertThat(line(conditions, "wait", in("wait", 0, JUN)))
                .as("where each has a condition, the first")
                .containsExactly("wait now", "large next");
    }

    @Test
    void aStepNobodyCanLeaveHasNothingAhead() {
        FlowDef flow = flow(List.of(Flows.task("t", null), end("done")), List.of(edge("t", "x", "done")));
        assertThat(line(flow, "t", in("t", 0, JUN))).containsExactly("t now");
    }

    /** A ticket's history outlives the flow it was written under. */
    @Test
    void whatTheFlowDoesNotHaveAnyMoreIsLeftOut() {
        assertThat(line("inspect", in("gone", 0, JUN), in("review", 1, JUN), in("inspect", 2, LIN)))
                .containsExactly("review done", "inspect now", "refund next", "done next");
        assertThat(line("gone", in("review", 0, JUN), in("gone", 1, LIN))).containsExactly("review done");
    }

    @Test
    void theEndSaysWhoCameToItAndWhenAndAStepOnlyWhen() {
        List<Stage> ended = Stages.of(refund, "rejected", List.of(in("review", 0, null), in("rejected", 5, JUN)));
        assertThat(ended.getLast().who()).isEqualTo(JUN);
        assertThat(ended.getLast().at()).isEqualTo(Instant.ofEpochSecond(5));
        Stage now = Stages.of(refund, "review", List.of(in("review", 3, JUN))).getFirst();
        assertThat(now.who()).isNull();
        assertThat(now.at()).isEqualTo(Instant.ofEpochSecond(3));
        // As it is shown before there is a ticket, and while a history ends elsewhere.
        assertThat(Stages.of(refund, "review", List.of()).getFirst().at()).isNull();
        Stage elsewhere =
                Stages.of(refund, "rejected", List.of(in("review", 3, JUN))).getLast();
        assertThat(elsewhere.id()).isEqualTo("rejected");
        assertThat(elsewhere.who()).isNull();
        assertThat(elsewhere.at()).isNull();
    }

    @Test
    void aStepThatWasReturnedToAndLeftAgainIsDoneByWhoeverLeftItLast() {
        List<Stage> stages = Stages.of(
                refund,
                "inspect",
                List.of(in("review", 0, null), in("inspect", 1, JUN), in("review", 2, JUN), in("inspect", 3, LIN)));
        assertThat(stages.getFirst().id()).isEqualTo("review");
        assertThat(stages.getFirst().who()).isEqualTo(LIN);
        assertThat(stages.getFirst().at()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(stages).filteredOn(s -> s.state() == State.DONE).hasSize(1);
    }

    @Test
    void neverLoopsAndNeverShowsAStepTwice() {
        for (long seed = 0; seed < 2_000; seed++) {
            FlowDef flow = Flows.random(new Random(seed));
            for (FlowDef.Node node : flow.nodes()) {
                if (node instanceof FlowDef.Place) {
                    assertThat(Stages.of(flow, node.id(), List.of(in(node.id(), 0, JUN))))
                            .extracting(Stage::id)
                            .doesNotHaveDuplicates()
                            .doesNotContain("n0");
                }
            }
        }
    }

    /** Asked, signed, and then two ways at once, one of which forks once more. */
    private static FlowDef forked() {
        return flow(
                List.of(
                        Flows.task("ask", null, "asked", "drop"),
                        Flows.signing("sign"),
                        new FlowDef.Parallel("both", Label.of("both"), StatusCategory.OPEN),
                        Flows.task("pack", null, "packed"),
                        new FlowDef.Parallel("inner", Label.of("inner"), StatusCategory.OPEN),
                        Flows.task("weigh", null, "weighed"),
                        Flows.task("label", null, "labelled"),
                        new FlowDef.Join("inner_meet", Label.of("inner_meet"), false),
                        Flows.task("seal", null, "sealed"),
                        Flows.task("bill", null, "billed"),
                        new FlowDef.Join("meet", Label.of("meet"), false),
                        Flows.task("close", null, "closed"),
                        end("done")),
                List.of(
                        edge("ask", "asked", "sign"),
                        edge("ask", "drop", "done"),
                        edge("sign", FlowDef.APPROVE, "both"),
                        edge("sign", FlowDef.REFUSE, "done"),
                        edge("both", null, "pack"),
                        edge("both", null, "bill"),
                        edge("pack", "packed", "inner"),
                        edge("inner", null, "weigh"),
                        edge("inner", null, "label"),
                        edge("weigh", "weighed", "inner_meet"),
                        edge("label", "labelled", "inner_meet"),
                        edge("inner_meet", null, "seal"),
                        edge("seal", "sealed", "meet"),
                        edge("bill", "billed", "meet"),
                        edge("meet", null, "close"),
                        edge("close", "closed", "done")));
    }

    private static FlowDef flow(List<FlowDef.Node> nodes, List<FlowDef.Edge> edges) {
        return new FlowDef("f", "f", Label.of("f"), nodes.getFirst().id(), nodes, edges);
    }

    private static FlowDef.End end(String id) {
        return new FlowDef.End(id, Label.of(id), StatusCategory.SOLVED);
    }

    private static List<String> ahead(FlowDef flow, String from) {
        return Stages.ahead(flow, from).stream().map(FlowDef.Node::id).toList();
    }

    private List<String> line(String current, Visit... history) {
        return line(refund, current, history);
    }

    private static List<String> line(FlowDef flow, String current, Visit... history) {
        return Stages.of(flow, current, List.of(history)).stream()
                .map(s -> s.id() + " " + s.state().wireName())
                .toList();
    }

    private static Visit in(String node, long second, @org.jspecify.annotations.Nullable AccountId by) {
        return new Visit(node, Instant.ofEpochSecond(second), by);
    }
}

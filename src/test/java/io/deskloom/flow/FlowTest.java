package io.deskloom.flow;

import static io.deskloom.flow.Flows.edge;
import static io.deskloom.flow.Flows.edgeWhen;
import static io.deskloom.flow.Flows.facts;
import static io.deskloom.flow.Flows.greater;
import static io.deskloom.flow.Flows.otherwise;
import static io.deskloom.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Rejection;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.For;
import io.deskloom.model.StatusCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which way a flow goes on, and what each kind of node means to who comes to it. */
class FlowTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private final FlowDef refund = Flows.refund();
    private final Facts small = facts(Map.of("refund_amount", Value.num(500)));
    private final Facts big = facts(Map.of("refund_amount", Value.num(501)));

    @Test
    void goesOnByTheActionTaken() {
        assertThat(to(refund, "review", "approve", small)).isEqualTo("inspect");
        assertThat(to(refund, "review", "reject", small)).isEqualTo("rejected");
        assertThat(to(refund, "start", null, small)).isEqualTo("review");
    }

    @Test
    void takesTheFirstEdgeThatHoldsAndElseTheOtherAndSaysWhatDidNot() {
        assertThat(to(refund, "amount", null, big)).isEqualTo("large");
        Flow.Hop hop = Flow.way(refund, "amount", null, small).orElseThrow();
        assertThat(hop.taken().to()).isEqualTo("refund");
        assertThat(hop.passedOver()).extracting(FlowDef.Edge::to).containsExactly("large");
        assertThat(to(refund, "amount", null, facts(Map.of())))
                .as("absent values do not hold")
                .isEqualTo("refund");
    }

    @Test
    void theFirstElseIsTheOneAndOnlyOfTheOutcomeThatIsAskedFor() {
        FlowDef flow = flow(
                List.of(task("t", null, "go", "stop"), end("a"), end("b"), end("c")),
                List.of(
                        otherwise("t", "stop", "c"),
                        edgeWhen("t", "go", "c", greater("refund_amount", 500)),
                        otherwise("t", "go", "a"),
                        otherwise("t", "go", "b")));
        assertThat(to(flow, "t", "go", small)).isEqualTo("a");
        assertThat(to(flow, "t", "go", big)).isEqualTo("c");
        assertThat(to(flow, "t", "stop", big)).isEqualTo("c");
        assertThat(Flow.way(flow, "t", null, big)).isEmpty();
        assertThat(Flow.way(flow, "a", "go", big)).isEmpty();
    }

    @Test
    void hasNoWayWhereNoneIsOpen() {
        FlowDef flow = flow(
                List.of(task("t", null, "go"), end("e")),
                List.of(edgeWhen("t", "go", "e", greater("refund_amount", 500))));
        assertThat(Flow.way(flow, "t", "go", small)).isEmpty();
        assertThat(Flow.way(flow, "t", "go", big)).isPresent();
        assertThat(Flow.noWay("t", "go").code()).isEqualTo("flow.no-way");
        assertThat(Flow.noWay("t", null).problems().getFirst().message()).doesNotContain(" by ");
        assertThat(Flow.leads(flow, "t", "go")).isTrue();
        assertThat(Flow.leads(flow, "t", "failed")).isFalse();
    }

    @Test
    void saysWhyNobodyCanTakeAnAction() {
        Rejection unknown = refusal("refund", "approve");
        assertThat(unknown.kind()).isEqualTo(Rejection.Kind.INVALID);
        assertThat(unknown.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("action.unknown");
            assertThat(p.message()).contains("pay");
        });
        assertThat(refusal("done", "pay").code()).isEqualTo("ticket-ended");
        assertThat(refusal("gone", "pay").code()).isEqualTo("step-unknown");
        assertThat(refusal("amount", "pay").code()).isEqualTo("step-unknown");
        assertThat(Flow.notAnAction(refund, "refund", "pay")).isNull();
    }

    @Test
    void startsAndDecisionsArePassed() {
        assertThat(arrive(new FlowDef.Start("s", Label.of("s")), small)).isInstanceOf(Arrival.Passes.class);
        assertThat(arrive(new FlowDef.Decision("d", Label.of("d")), small)).isInstanceOf(Arrival.Passes.class);
    }

    @Test
    void eachOfTheOthersSaysWhatIsToBeDone() {
        assertThat(arrive(task("t", null, "go"), small)).isInstanceOf(Arrival.Works.class);
        assertThat(arrive(end("e"), small)).isInstanceOf(Arrival.Ends.class);
        assertThat(arrive(new FlowDef.Join("j", Label.of("j"), false), small)).isInstanceOf(Arrival.Meets.class);
        assertThat(arrive(Flows.signing("a"), small)).isInstanceOf(Arrival.Asks.class);
        assertThat(arrive(Flows.doing("x"), small)).isInstanceOf(Arrival.Does.class);
        assertThat(arrive(Flows.child("c"), small)).isInstanceOf(Arrival.Makes.class);
    }

    @Test
    void aWaitForTimeIsDueThen() {
        assertThat(due(new For.Time(Duration.ofHours(2)), null)).isEqualTo(NOW.plus(Duration.ofHours(2)));
    }

    @Test
    void aWaitForWhatComesWhenItComesIsDueOnlyWithATimeout() {
        for (For what : List.of(new For.Reply(), new For.Linked(LinkKind.PARENT_OF), until("refund_amount", 500))) {
            assertThat(due(what, null)).as("%s", what).isNull();
            assertThat(due(what, Duration.ofDays(1))).isEqualTo(NOW.plus(Duration.ofDays(1)));
        }
    }

    @Test
    void whatHasComeAlreadyIsNotWaitedFor() {
        assertThat(arrive(Flows.waiting("w", until("refund_amount", 500), null), big))
                .isInstanceOf(Arrival.Passes.class);
        For moment = new For.Moment(new Expr.Attribute("promised", ExprType.TIMESTAMP));
        FlowDef.Wait wait = Flows.waiting("w", moment, null);
        assertThat(arrive(wait, facts(Map.of()))).as("not said").isInstanceOf(Arrival.Passes.class);
        assertThat(arrive(wait, promised(NOW))).as("now").isInstanceOf(Arrival.Passes.class);
        assertThat(arrive(wait, promised(NOW.plusSeconds(1)))).isEqualTo(new Arrival.Waits(wait, NOW.plusSeconds(1)));
    }

    @Test
    void aForkGoesEveryOpenWayAndElseTheOther() {
        FlowDef.Parallel fork = new FlowDef.Parallel("p", Label.of("p"), StatusCategory.OPEN);
        FlowDef flow = flow(
                List.of(fork, end("a"), end("b"), end("c")),
                List.of(
                        edge("p", null, "a"),
                        edgeWhen("p", null, "b", greater("refund_amount", 500)),
                        otherwise("p", null, "c")));
        assertThat(ways(flow, fork, big)).containsExactly("a", "b");
        assertThat(ways(flow, fork, small)).containsExactly("a");
        FlowDef conditions = flow(
                List.of(fork, end("b"), end("c")),
                List.of(edgeWhen("p", null, "b", greater("refund_amount", 500)), otherwise("p", null, "c")));
        assertThat(ways(conditions, fork, small)).containsExactly("c");
    }

    @Test
    void aWayIsFoundFromEveryStepOfAValidFlow() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            FlowDef flow = Flows.random(random);
            for (FlowDef.Node node : flow.nodes()) {
                String on = node instanceof FlowDef.Task ? "x" : null;
                assertThat(node instanceof FlowDef.End
                                || Flow.way(flow, node.id(), on, Flows.randomFacts(random))
                                        .isPresent())
                        .as("seed %d, %s", seed, node.id())
                        .isTrue();
            }
        }
    }

    private static FlowDef flow(List<FlowDef.Node> nodes, List<FlowDef.Edge> edges) {
        return new FlowDef("f", "f", Label.of("f"), nodes.getFirst().id(), nodes, edges);
    }

    private static FlowDef.End end(String id) {
        return new FlowDef.End(id, Label.of(id), StatusCategory.SOLVED);
    }

    private static For until(String path, long more) {
        return new For.Condition(greater(path, more));
    }

    private static Facts promised(Instant at) {
        return facts(Map.of("promised", new Value.Timestamp(at)));
    }

    private Arrival arrive(FlowDef.Node node, Facts facts) {
        return Flow.arrive(refund, node, facts);
    }

    private @Nullable Instant due(For what, @Nullable Duration timeout) {
        return ((Arrival.Waits) arrive(Flows.waiting("w", what, timeout), small)).due();
    }

    private static List<String> ways(FlowDef flow, FlowDef.Parallel fork, Facts facts) {
        return ((Arrival.Forks) Flow.arrive(flow, fork, facts))
                .ways().stream().map(FlowDef.Edge::to).toList();
    }

    private static String to(FlowDef flow, String from, @Nullable String on, Facts facts) {
        return Flow.way(flow, from, on, facts).orElseThrow().taken().to();
    }

    private Rejection refusal(String node, String action) {
        return java.util.Objects.requireNonNull(Flow.notAnAction(refund, node, action));
    }
}

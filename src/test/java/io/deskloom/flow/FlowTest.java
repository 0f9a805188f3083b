package io.deskloom.flow;

import static io.deskloom.flow.Flows.edge;
import static io.deskloom.flow.Flows.edgeWhen;
import static io.deskloom.flow.Flows.facts;
import static io.deskloom.flow.Flows.greater;
import static io.deskloom.flow.Flows.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlowTest {
    private final FlowDef refund = Flows.refund();
    private final Facts small = facts(Map.of("refund_amount", Value.num(500)));
    private final Facts big = facts(Map.of("refund_amount", Value.num(501)));

    @Test
    void beginsInTheFirstTaskAndHandsOverToItsTeam() {
        FlowStep step = Flow.begin(refund, small).orThrow();
        assertThat(step.entered().id()).isEqualTo("review");
        assertThat(step.from()).isEqualTo("start");
        assertThat(step.team()).isEqualTo("after_sales");
        assertThat(step.status()).isEqualTo(StatusCategory.OPEN);
    }

    @Test
    void passesADecisionByTheFirstEdgeThatHolds() {
        FlowStep step = Flow.act(refund, "inspect", "pass", big).orThrow();
        assertThat(step.path()).extracting(h -> h.taken().to()).containsExactly("amount", "large");
        assertThat(step.team())
                .as("a task without a team leaves the ticket where it is")
                .isNull();
    }

    @Test
    void takesTheDefaultWhenNoneHoldsAndSaysWhatDidNot() {
        FlowStep step = Flow.act(refund, "inspect", "pass", small).orThrow();
        assertThat(step.entered().id()).isEqualTo("refund");
        assertThat(step.path().getLast().passedOver())
                .extracting(FlowDef.Edge::to)
                .containsExactly("large");
    }

    @Test
    void absentValuesDoNotHold() {
        assertThat(Flow.act(refund, "inspect", "pass", facts(Map.of()))
                        .orThrow()
                        .entered()
                        .id())
                .isEqualTo("refund");
    }

    @Test
    void anEndHasItsOutcome() {
        FlowStep step = Flow.act(refund, "refund", "pay", small).orThrow();
        assertThat(step.ended()).isTrue();
        assertThat(step.status()).isEqualTo(StatusCategory.SOLVED);
    }

    @Test
    void refusesAnActionTheStepDoesNotHaveAndNamesThoseItHas() {
        Rejection refused = refusal(Flow.act(refund, "refund", "approve", small));
        assertThat(refused.kind()).isEqualTo(Rejection.Kind.INVALID);
        assertThat(refused.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("action.unknown");
            assertThat(p.message()).contains("pay");
        });
    }

    @Test
    void refusesAnythingOnAnEndedTicket() {
        assertThat(refusal(Flow.act(refund, "done", "pay", small)).code()).isEqualTo("ticket-ended");
    }

    @Test
    void refusesAStepNobodyCanBeIn() {
        assertThat(refusal(Flow.act(refund, "gone", "pay", small)).code()).isEqualTo("step-unknown");
        assertThat(refusal(Flow.act(refund, "amount", "pay", small)).code()).isEqualTo("step-unknown");
    }

    @Test
    void refusesWhenNoWayIsOpen() {
        FlowDef flow = new FlowDef(
                "f",
                "f",
                Label.of("f"),
                "s",
                List.of(
                        new FlowDef.Start("s", Label.of("s")),
                        task("t", null, "go"),
                        new FlowDef.End("e", Label.of("e"), StatusCategory.SOLVED)),
                List.of(edge("s", null, "t"), edgeWhen("t", "go", "e", greater("refund_amount", 500))));
        assertThat(refusal(Flow.act(flow, "t", "go", small)).code()).isEqualTo("flow.no-way");
        assertThat(Flow.act(flow, "t", "go", big).isOk()).isTrue();
    }

    @Test
    void aCircleOfDecisionsIsRefusedAndNotWalkedForEver() {
        FlowDef flow = new FlowDef(
                "f",
                "f",
                Label.of("f"),
                "s",
                List.of(
                        new FlowDef.Start("s", Label.of("s")),
                        new FlowDef.Decision("a", Label.of("a")),
                        new FlowDef.Decision("b", Label.of("b"))),
                List.of(edge("s", null, "a"), edge("a", null, "b"), edge("b", null, "a")));
        assertThat(refusal(Flow.begin(flow, small)).code()).isEqualTo("flow.loop");
    }

    @Test
    void everyWalkOfAValidFlowEndsWhereATicketCanRest() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            FlowDef flow = Flows.random(random);
            FlowStep step = Flow.begin(flow, Flows.randomFacts(random)).orThrow();
            for (int turn = 0; turn < 20 && !step.ended(); turn++) {
                assertThat(step.path())
                        .as("seed %d", seed)
                        .hasSizeLessThanOrEqualTo(flow.nodes().size());
                String action = random.nextBoolean() ? "x" : "y";
                step = Flow.act(flow, step.entered().id(), action, Flows.randomFacts(random))
                        .orThrow();
            }
        }
    }

    @Test
    void theSameFactsAlwaysLeadTheSameWay() {
        for (long seed = 0; seed < 200; seed++) {
            FlowDef flow = Flows.random(new Random(seed));
            Facts facts = Flows.randomFacts(new Random(-seed));
            assertThat(Flow.begin(flow, facts)).isEqualTo(Flow.begin(flow, facts));
        }
    }

    private static Rejection refusal(Result<FlowStep> result) {
        return ((Result.Refused<FlowStep>) result).rejection();
    }
}

package io.deskloom.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.flow.Stages.Stage;
import io.deskloom.flow.Stages.State;
import io.deskloom.kernel.AccountId;
import io.deskloom.model.FlowDef;
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
    void anEndedTicketHasNothingAhead() {
        assertThat(line("rejected", in("review", 0, JUN), in("rejected", 1, JUN)))
                .containsExactly("review done", "rejected done");
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

    private List<String> line(String current, Visit... history) {
        return Stages.of(refund, current, List.of(history)).stream()
                .map(s -> s.id() + " " + s.state().wireName())
                .toList();
    }

    private static Visit in(String node, long second, @org.jspecify.annotations.Nullable AccountId by) {
        return new Visit(node, Instant.ofEpochSecond(second), by);
    }
}

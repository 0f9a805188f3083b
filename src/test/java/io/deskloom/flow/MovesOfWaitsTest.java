package io.deskloom.flow;

import static io.deskloom.flow.MovedFlows.THEN;
import static io.deskloom.flow.MovedFlows.at;
import static io.deskloom.flow.MovedFlows.goes;
import static io.deskloom.flow.MovedFlows.map;
import static io.deskloom.flow.MovedFlows.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Stuck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was asked or waited for goes on when it is the same question or the same wait, with the time it has. */
class MovesOfWaitsTest {
    // ---- Asked

    private static FlowDef.Signing asks(
            List<RuleDef.To> of,
            int needed,
            boolean sequence,
            boolean self,
            boolean delegation,
            @Nullable Duration within) {
        return new FlowDef.Signing(
                "sign",
                Label.of("Sign"),
                StatusCategory.WAITING,
                false,
                of,
                needed,
                sequence,
                self,
                delegation,
                within,
                null,
                null);
    }

    @Test
    void votesAreKeptWhileTheSamePeopleAreAskedTheSameWay() {
        List<RuleDef.To> two = List.of(new RuleDef.To.Role("supervisor"), new RuleDef.To.Role("finance"));
        List<RuleDef.To> turned = List.of(new RuleDef.To.Role("finance"), new RuleDef.To.Role("supervisor"));
        FlowDef.Signing was = asks(two, 1, false, false, false, null);
        FlowState asking = state(at(0, "sign").deciding(new UUID(1, 2)));
        assertThat(goes(map(was, asks(two, 1, false, false, false, Duration.ofDays(1))), "sign", asking))
                .as("how long they have is said of those who are asked from now on")
                .isEqualTo(new Moves.Goes("sign", asking, Map.of()));
        for (FlowDef.Signing other : List.of(
                asks(turned, 1, false, false, false, null),
                asks(two, 2, false, false, false, null),
                asks(two, 1, true, false, false, null),
                asks(two, 1, false, true, false, null),
                asks(two, 1, false, false, true, null))) {
            assertThat(goes(map(was, other), "sign", asking))
                    .as("%s", other)
                    .isEqualTo(new Moves.Goes("sign", FlowState.NONE, Map.of(0, other)));
        }
        assertThat(goes(map(was, was), "sign", FlowState.NONE).anew())
                .as("nobody was asked yet")
                .containsOnlyKeys(0);
    }

    // ---- Waits

    private static FlowDef.Wait waits(FlowDef.For what, @Nullable Duration timeout) {
        return Flows.waiting("rest", what, timeout);
    }

    private static @Nullable Instant due(FlowDef.Wait was, FlowDef.Wait is, @Nullable Instant due) {
        Branch waiting = at(0, "rest").waiting().until(due);
        Moves.Goes goes = goes(map(was, is), "rest", state(waiting));
        assertThat(goes.anew()).isEmpty();
        Branch there = goes.flow().branches().getFirst();
        assertThat(there).isEqualTo(waiting.until(there.due()));
        return there.due();
    }

    private static Instant after(int days) {
        return THEN.plus(Duration.ofDays(days));
    }

    @Test
    void aWaitHasAsLongAsTheOtherRevisionSays() {
        FlowDef.For two = new FlowDef.For.Time(Duration.ofDays(2));
        FlowDef.For five = new FlowDef.For.Time(Duration.ofDays(5));
        assertThat(due(waits(two, null), waits(two, null), after(2))).isEqualTo(after(2));
        assertThat(due(waits(two, null), waits(five, null), after(2))).isEqualTo(after(5));
        assertThat(due(waits(five, null), waits(two, null), after(5))).isEqualTo(after(2));
        assertThat(due(waits(two, null), waits(five, null), after(6)))
                .as("it rested four days, and has three more than it had")
                .isEqualTo(after(9));
        FlowDef.For reply = new FlowDef.For.Reply();
        Duration day = Duration.ofDays(1);
        Duration week = Duration.ofDays(7);
        assertThat(due(waits(reply, null), waits(reply, null), null)).isNull();
        assertThat(due(waits(reply, week), waits(reply, null), after(7))).isNull();
        assertThat(due(waits(reply, null), waits(reply, week), null)).isEqualTo(after(7));
        assertThat(due(waits(reply, day), waits(reply, week), after(1))).isEqualTo(after(7));
        assertThat(due(waits(reply, day), waits(reply, week), after(3))).isEqualTo(after(9));
        assertThat(due(waits(reply, week), waits(reply, week), after(8))).isEqualTo(after(8));
        assertThat(due(waits(reply, day), waits(reply, week), null))
                .as("as from when it began where its end was never kept")
                .isEqualTo(after(7));
        FlowDef.For moment = new FlowDef.For.Moment(new Expr.Attribute("promised", ExprType.TIMESTAMP));
        assertThat(due(waits(moment, null), waits(moment, day), after(4)))
                .as("a moment is the ticket's, whatever a step says")
                .isEqualTo(after(4));
    }

    @Test
    void anotherThingToWaitForIsWaitedForAnew() {
        FlowDef.For reply = new FlowDef.For.Reply();
        FlowDef.For time = new FlowDef.For.Time(Duration.ofDays(1));
        FlowDef.For much = new FlowDef.For.Condition(Flows.greater("amount", 5));
        FlowDef.For more = new FlowDef.For.Condition(Flows.greater("amount", 6));
        FlowState waiting = state(at(0, "rest").until(after(2)));
        for (List<FlowDef.For> pair : List.of(
                List.of(reply, time),
                List.of(time, reply),
                List.of(much, more),
                List.<FlowDef.For>of(reply, new FlowDef.For.Linked(LinkKind.PARENT_OF)))) {
            FlowDef.Wait is = waits(pair.getLast(), null);
            assertThat(goes(map(waits(pair.getFirst(), null), is), "rest", waiting))
                    .isEqualTo(new Moves.Goes("rest", FlowState.NONE, Map.of(0, is)));
        }
        FlowDef.Wait same = waits(much, null);
        assertThat(goes(map(same, same), "rest", waiting).flow()).isEqualTo(waiting);
        assertThat(goes(map(same, same), "rest", FlowState.NONE).anew())
                .as("nothing was kept of it")
                .containsOnlyKeys(0);
        FlowDef.Wait other = Flows.waiting("there", much, null);
        FlowState stuck = state(at(0, "rest").stuck(new Stuck("no-way", "", THEN)));
        assertThat(goes(map(same, other), "rest", stuck).anew())
                .as("it is freed")
                .containsOnlyKeys(0);
    }
}

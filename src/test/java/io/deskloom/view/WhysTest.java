package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation;
import io.deskloom.field.Value;
import io.deskloom.testing.Actors;
import io.deskloom.ticket.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhysTest {
    private static final Event EVENT = new Event.PriorityChanged(Seen.meta(1), 2, 3);
    private static final Explanation WHY = new Explanation(
            Seen.DEMO.release(),
            "created",
            Map.of(
                    "tier", Value.text("vip"),
                    "ticket.step", Value.text("inspect"),
                    "reason", Value.text("size"),
                    "contact", Value.text(Seen.PHONE),
                    "event.kind", Value.text("created"),
                    "event.changed", Value.texts(List.of())),
            List.of());

    @Test
    void whatOneMayNotKnowIsNotTheReason() {
        WhyView why = why("warehouse", "inspect", "warehouse");
        assertThat(why.facts())
                .extracting(WhyView.FactView::path)
                .contains("reason", "contact")
                .doesNotContain("tier");
        assertThat(why.facts())
                .filteredOn(f -> f.path().equals("contact"))
                .containsExactly(new WhyView.FactView(
                        "contact",
                        Seen.TYPE.field("contact").orElseThrow().label().byLanguage(),
                        null,
                        true));
        assertThat(why.toString()).doesNotContain(Seen.PHONE).doesNotContainIgnoringCase("tier is");
    }

    @Test
    void aClauseOnSomethingHiddenIsRedactedWhetherItHeldOrNot() {
        WhyView.NotFiredRule vip = why("warehouse", "inspect", "warehouse").notFired().stream()
                .filter(r -> r.rule().equals("tr_vip"))
                .findFirst()
                .orElseThrow();
        assertThat(vip.failing()).contains(new WhyView.FailingClause(null, true));
        // "tier is vip" held; that it did must not be counted for who may not know the tier.
        WhyView.NotFiredRule agents = why("supervisor", "inspect", "warehouse").notFired().stream()
                .filter(r -> r.rule().equals("tr_vip"))
                .findFirst()
                .orElseThrow();
        assertThat(vip.held()).isEqualTo(agents.held() - 1);
    }

    @Test
    void thatAHiddenFieldChangedDoesNotShowInWhichRulesWereAsked() {
        Explanation changed = new Explanation(
                Seen.DEMO.release(),
                "updated",
                Map.of(
                        "tier", Value.text("vip"),
                        "ticket.step", Value.text("inspect"),
                        "event.kind", Value.text("updated"),
                        "event.changed", Value.texts(List.of("tier"))),
                List.of());
        assertThat(why("supervisor", "inspect", "warehouse", changed).notFired())
                .extracting(WhyView.NotFiredRule::rule)
                .contains("tr_vip");
        assertThat(why("warehouse", "inspect", "warehouse", changed).notFired())
                .extracting(WhyView.NotFiredRule::rule)
                .doesNotContain("tr_vip");
    }

    private static WhyView why(String role, String step, String team) {
        return why(role, step, team, WHY);
    }

    private static WhyView why(String role, String step, String team, Explanation explanation) {
        TicketQueries queries =
                Seen.queries(Seen.ticket(step, team), List.of(EVENT), new TicketQueries.Explained(EVENT, explanation));
        return new Whys(Seen.reads(queries), queries, Seen.SNAPSHOTS)
                .why(Actors.with(role), Seen.DEMO, Seen.ID, EVENT.meta().id(), Seen.NOON)
                .orThrow();
    }
}

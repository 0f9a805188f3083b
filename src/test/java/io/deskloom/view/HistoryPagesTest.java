package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Moment;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A command's events are kept together; pages cut between them all the same. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@Tag("database")
class HistoryPagesTest {
    @Inject
    Desk desk;

    @Inject
    TicketReads reads;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    Clock clock;

    @Test
    void pagesOfAnySizeTellTheWholeHistoryOnce() {
        Tenant demo = desk.demo();
        Actor jun = desk.actor(demo, "jun", "agent", "after_sales");
        Actor mei = desk.actor(demo, "mei", "supervisor");
        Ticket ticket = desk.create(
                jun,
                "return_refund",
                Map.of("subject", "Kettle leaks", "reason", "damaged", "fault_codes", List.of("leak"), "tier", "gold"));
        desk.act(jun, ticket, "approve", Map.of("freight_payer", "seller"));

        List<TimelineEvent> whole = pages(mei, ticket, 100);

        assertThat(whole).hasSizeGreaterThan(6);
        assertThat(whole).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
        for (int size = 1; size <= whole.size(); size++) {
            assertThat(pages(mei, ticket, size)).as("pages of %d", size).isEqualTo(whole);
        }
    }

    private List<TimelineEvent> pages(Actor actor, Ticket ticket, int size) {
        MetadataSnapshot now = snapshots.current(actor.tenant());
        Moment moment = new Moment(clock.instant(), now.workspace().zone());
        List<TimelineEvent> all = new ArrayList<>();
        String cursor = null;
        do {
            TimelinePage page =
                    reads.events(actor, now, ticket.id(), size, cursor, moment).orThrow();
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }
}

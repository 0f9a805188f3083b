package io.deskloom.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Actors;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LiveHubTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo();
    private static final TicketTypeDef TYPE = DEMO.types().get("return_refund");
    private static final TicketId ID = new TicketId(new UUID(1, 2));

    private final ManualClock clock = ManualClock.at("2026-11-22T08:00:00Z");
    private String team = "after_sales";
    private String teamBefore;
    private final LiveHub hub = new LiveHub(
            new io.deskloom.model.Snapshots() {
                @Override
                public MetadataSnapshot current(TenantId tenant) {
                    return DEMO;
                }

                @Override
                public Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release) {
                    return Optional.of(DEMO);
                }
            },
            new LiveTickets() {
                @Override
                public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
                    return Optional.of(ticket(team));
                }

                @Override
                public Optional<Ticket> before(TenantId tenant, TicketId id, int version) {
                    return Optional.ofNullable(teamBefore).map(LiveHubTest.this::ticket);
                }
            },
            clock);

    @Test
    void onlyWhoMaySeeTheTicketHearsOfIt() {
        List<Told> toAgent = listen(Actors.with("agent"));
        List<Told> toWarehouse = listen(Actors.with("warehouse"));
        List<Told> toSupervisor = listen(Actors.with("supervisor"));
        List<Told> toBlindToken = listen(Actors.scoped(Actors.with("supervisor"), "tickets:write"));
        hub.deliver(new News(new TenantId(1), ID, 3));
        assertThat(toAgent).containsExactly(new Told.Ticket(ID, "return_refund", 3));
        assertThat(toSupervisor).hasSize(1);
        assertThat(toWarehouse).isEmpty();
        assertThat(toBlindToken).isEmpty();
        team = "warehouse";
        hub.deliver(new News(new TenantId(1), ID, 3));
        assertThat(toAgent).hasSize(1);
        assertThat(toWarehouse).hasSize(1);
    }

    @Test
    void whoLosesSightOfATicketHearsThatItIsGoneAndNobodyElseDoes() {
        List<Told> toAgent = listen(Actors.with("agent"));
        List<Told> toWarehouse = listen(Actors.with("warehouse"));
        List<Told> toFinance = listen(Actors.with("finance"));
        List<Told> toBlindToken = listen(Actors.scoped(Actors.with("agent"), "tickets:write"));
        teamBefore = "after_sales";
        team = "warehouse";
        hub.deliver(new News(new TenantId(1), ID, 3));
        assertThat(toAgent).containsExactly(new Told.Gone(ID));
        assertThat(toWarehouse).containsExactly(new Told.Ticket(ID, "return_refund", 3));
        assertThat(toFinance).isEmpty();
        assertThat(toBlindToken).isEmpty();
    }

    @Test
    void anotherWorkspaceHearsNothing() {
        List<Told> here = listen(Actors.with("supervisor"));
        hub.deliver(new News(new TenantId(2), ID, 3));
        hub.released(new TenantId(2), DEMO.release());
        assertThat(here).isEmpty();
    }

    @Test
    void anAccountHasOnlySoManyStreams() {
        Actor agent = Actors.with("agent");
        for (int i = 0; i < LiveHub.MOST_PER_ACCOUNT; i++) {
            listen(agent);
        }
        assertThat(hub.subscribe(agent, _ -> {})).isEmpty();
        assertThat(hub.subscribe(Actors.with("supervisor"), _ -> {})).isPresent();
    }

    private List<Told> listen(Actor actor) {
        List<Told> told = new ArrayList<>();
        hub.subscribe(actor, told::add).orElseThrow();
        return told;
    }

    private Ticket ticket(String team) {
        return new Ticket(
                ID,
                TYPE.id(),
                1,
                3,
                "Zipper came apart",
                "review",
                2,
                2,
                null,
                team,
                null,
                null,
                DEMO.release(),
                Map.of(),
                List.of(),
                clock.instant(),
                clock.instant());
    }
}

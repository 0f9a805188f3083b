package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.TicketStore;
import io.deskloom.identity.Actor;
import io.deskloom.identity.ReadAhead;
import io.deskloom.identity.SignedIn;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tokens;
import io.deskloom.kernel.Result;
import io.deskloom.model.Snapshots;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A ticket read together with who asks is the request's own, and only once. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TicketAheadTest {
    @Inject
    Desk desk;

    @Inject
    Tokens tokens;

    @Inject
    ReadAhead ahead;

    @Inject
    TicketStore store;

    @Inject
    Snapshots snapshots;

    @Inject
    Clock clock;

    private Tenant tenant;
    private Actor ada;
    private Ticket ticket;
    private String token;

    @BeforeEach
    void aTicketAndAToken() {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
        ticket = desk.create(ada, "return_refund", kettle());
        token = ((Result.Ok<Tokens.Fresh>)
                        tokens.create(tenant.id(), ada.account(), "robot", Set.of("tickets:write"), 9, clock.instant()))
                .value()
                .secret();
    }

    private static Map<String, Object> kettle() {
        return Map.of(
                "subject",
                "Kettle leaks",
                "reason",
                "damaged",
                "fault_codes",
                List.of("leak"),
                "order_no",
                "A-1",
                "paid",
                Map.of("amount", "200", "currency", "CNY"),
                "refund_amount",
                Map.of("amount", "120.50", "currency", "CNY"));
    }

    private Optional<SignedIn> asks(String bearer) {
        return tokens.find(bearer, clock.instant());
    }

    private int version(Ticket of) {
        return store.find(tenant.id(), snapshots.current(tenant.id()), of.id())
                .orElseThrow()
                .version();
    }

    private Ticket changed() {
        return desk.assign(ada, ticket, "warehouse");
    }

    @Test
    @ActivateRequestContext
    void itIsGivenOutOnceAndThenReadAnew() {
        ahead.ticket(ticket.id());
        assertThat(asks(token)).isPresent();
        // In life no change comes between: here it shows which of the two is read.
        int now = other(() -> changed().version());
        assertThat(version(ticket)).isEqualTo(ticket.version()).isLessThan(now);
        assertThat(version(ticket)).isEqualTo(now);
    }

    @Test
    @ActivateRequestContext
    void anotherTicketIsReadItself() {
        Ticket other = desk.create(ada, "return_refund", kettle());
        ahead.ticket(ticket.id());
        assertThat(asks(token)).isPresent();
        assertThat(store.find(tenant.id(), snapshots.current(tenant.id()), other.id())
                        .orElseThrow()
                        .id())
                .isEqualTo(other.id());
    }

    @Test
    @ActivateRequestContext
    void anotherWorkspaceDoesNotSeeIt() {
        Tenant acme = desk.acme();
        ahead.ticket(ticket.id());
        assertThat(asks(token)).isPresent();
        assertThat(store.find(acme.id(), snapshots.current(acme.id()), ticket.id()))
                .isEmpty();
    }

    @Test
    @ActivateRequestContext
    void whoIsNotKnownHasReadNothing() {
        ahead.ticket(ticket.id());
        assertThat(asks(token + "x")).isEmpty();
        int now = other(() -> changed().version());
        assertThat(version(ticket)).isEqualTo(now);
    }

    @Test
    void apartFromAnyRequestNothingIsReadAhead() {
        assertThat(asks(token)).isPresent();
        assertThat(version(ticket)).isEqualTo(ticket.version());
    }

    /** What another request does meanwhile. */
    private static <T> T other(Callable<T> work) {
        try (var one = Executors.newSingleThreadExecutor()) {
            return one.submit(work).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

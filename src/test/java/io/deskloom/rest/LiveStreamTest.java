package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.EventStream;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stream of changes as a browser has it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LiveStreamTest {
    @Inject
    Desk desk;

    @TestHTTPResource("/")
    URI base;

    private Tenant tenant;

    @BeforeEach
    void workspace() {
        tenant = desk.demo();
    }

    @Test
    void aSessionThatEndsEndsItsStream() {
        desk.account(tenant, "jun", "agent", "after_sales");
        Browser browser = Browser.signIn(tenant, "jun");
        try (EventStream stream = EventStream.open(base, browser)) {
            stream.until(":beat");
            browser.with().delete("/api/v1/session").then().statusCode(204);
            stream.untilTheEnd();
        }
    }

    @Test
    void aTokenThatIsTakenBackEndsItsStream() {
        desk.account(tenant, "jun", "agent", "after_sales");
        Browser browser = Browser.signIn(tenant, "jun");
        var made = browser.with()
                .body(Map.of("name", "screen", "scopes", List.of("tickets:read"), "expiresInDays", 1))
                .post("/api/v1/me/tokens")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        try (EventStream stream = EventStream.open(base, "Authorization", "Bearer " + made.getString("token"))) {
            stream.until(":beat");
            browser.with()
                    .delete("/api/v1/me/tokens/" + made.getString("id"))
                    .then()
                    .statusCode(204);
            stream.untilTheEnd();
        }
    }

    @Test
    void aTicketThatGoesToAnotherTeamIsGoneForTheOneItLeaves() {
        Actor agent = desk.actor(tenant, "jun", "agent", "after_sales");
        desk.account(tenant, "lin", "warehouse", "warehouse");
        Actor mei = desk.actor(tenant, "mei", "admin");
        Ticket ticket =
                desk.create(mei, "return_refund", Map.of("subject", "Kettle leaks", "reason", "no_longer_wanted"));
        assertThat(ticket.team()).isEqualTo("after_sales");
        try (EventStream jun = EventStream.open(base, Browser.signIn(tenant, "jun"));
                EventStream lin = EventStream.open(base, Browser.signIn(tenant, "lin"))) {
            desk.act(agent, ticket, "approve", Map.of("freight_payer", "seller"));
            jun.until("event:gone");
            assertThat(jun.until("data:")).isEqualTo("data:{\"id\":\"" + ticket.id() + "\"}");
            lin.until("event:ticket");
            assertThat(lin.until("data:")).contains(ticket.id().toString());
        }
    }
}

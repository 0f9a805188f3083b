package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules have counted of the database: other tickets that are like the one they are asked about. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CountersTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    /** Publishes the demo with a counter and a trigger that says what it counted. */
    private void counting(Tenant tenant, String counter, String when, String text) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(
                new SourceFile("counters/mine.yaml", "id: ct_mine\nkey: mine\nlabel: {en: Mine, zh: 我的}\n" + counter));
        files.add(new SourceFile("triggers/count.yaml", """
                id: tr_count
                key: count
                label: {en: Count, zh: 计数}
                type: return_refund
                on: [created, updated]
                when: '%s'
                do:
                  - comment: {internal: true, text: {en: "%s", zh: "%s"}}
                """.formatted(when, text, text)));
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Actor actor, Map<String, Object> more, Instant at) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        TicketId id = commands.handle(actor, new Command.Create(API, "return_refund", fields, null), at)
                .orThrow()
                .ticket();
        return desk.ticket(actor, id);
    }

    private Ticket create(Map<String, Object> more) {
        return create(jun, more, Instant.now());
    }

    private List<String> said(Ticket ticket) {
        return said(jun, ticket);
    }

    private List<String> said(Actor actor, Ticket ticket) {
        return desk.events(actor, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(e -> ((Event.Commented) e).text())
                .toList();
    }

    @Test
    void othersOfTheSameValueInTheWindowCountAndTheTicketItselfDoesNot() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\n",
                "order_no != null",
                "{{counter.mine}}");
        Instant now = Instant.now();
        create(jun, Map.of("order_no", "SO-1"), now.minus(2, ChronoUnit.HOURS));
        create(jun, Map.of("order_no", "SO-1"), now.minus(30, ChronoUnit.MINUTES));
        create(jun, Map.of("order_no", "SO-2"), now.minus(30, ChronoUnit.MINUTES));

        assertThat(said(create(jun, Map.of("order_no", "SO-1"), now))).containsExactly("1");
        assertThat(said(create(jun, Map.of("order_no", "SO-1"), now.plusSeconds(1))))
                .containsExactly("2");
        assertThat(said(create(jun, Map.of("order_no", "SO-3"), now))).containsExactly("0");
    }

    @Test
    void aConditionAndTheMostBoundWhatCounts() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwhere: reason == \"damaged\"\nwithin: PT1H\nmost: 2\n",
                "order_no != null",
                "{{counter.mine}}");
        create(Map.of("order_no", "SO-1"));
        create(Map.of("order_no", "SO-1", "reason", "damaged"));
        assertThat(said(create(Map.of("order_no", "SO-1")))).containsExactly("1");
        create(Map.of("order_no", "SO-1", "reason", "damaged"));
        create(Map.of("order_no", "SO-1", "reason", "damaged"));
        assertThat(said(create(Map.of("order_no", "SO-1")))).containsExactly("2");
    }

    @Test
    void theNewestIsNamed() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\n",
                "counter.mine.latest != null",
                "{{counter.mine.latest}}");
        create(Map.of("order_no", "SO-1"));
        Ticket second = create(Map.of("order_no", "SO-1"));
        assertThat(said(create(Map.of("order_no", "SO-1"))))
                .containsExactly(second.id().toString());
        assertThat(said(create(Map.of("order_no", "SO-9")))).isEmpty();
    }

    @Test
    void everyTicketOfTheTypesCountsWhereNothingIsCompared() {
        counting(demo, "types: [return_refund, enquiry]\nwithin: PT10M\n", "true", "{{counter.mine}}");
        desk.create(jun, "enquiry", Map.of("subject", "Where is it", "intent", "track_order"));
        desk.create(jun, "complaint", Map.of("subject", "Late", "severity", "minor"));
        assertThat(said(create(Map.of()))).containsExactly("1");
        assertThat(said(create(Map.of()))).containsExactly("2");
    }

    @Test
    void anotherWorkspacesTicketsDoNotCount() {
        String counter = "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\n";
        Tenant other = desk.demo();
        Actor theirs = desk.actor(other, "jun", "agent", "after_sales");
        counting(demo, counter, "order_no != null", "{{counter.mine}}");
        counting(other, counter, "order_no != null", "{{counter.mine}}");
        create(theirs, Map.of("order_no", "SO-1"), Instant.now());
        create(theirs, Map.of("order_no", "SO-1"), Instant.now());

        assertThat(said(create(Map.of("order_no", "SO-1")))).containsExactly("0");
        assertThat(said(theirs, create(theirs, Map.of("order_no", "SO-1"), Instant.now())))
                .containsExactly("2");
    }

    @Test
    void nothingIsCountedThatNoRuleCameToLookAt() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\n",
                "reason == \"damaged\" && counter.mine >= 1",
                "{{counter.mine}}");
        create(Map.of("order_no", "SO-1"));
        Ticket idle = create(Map.of("order_no", "SO-1"));
        assertThat(facts(idle)).doesNotContain("counter.mine");

        Ticket looked = create(Map.of("order_no", "SO-1", "reason", "damaged"));
        assertThat(said(looked)).containsExactly("2");
        assertThat(facts(looked)).contains("counter.mine");
    }

    @Test
    void thatItWasCountedDoesNotSayWhatElseHeld() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\nreaders: [agent]\n",
                "lifetime_spend > 1000 && counter.mine >= 5",
                "{{counter.mine}}");
        Actor ada = desk.actor(demo, "ada", "admin");
        Ticket poor = create(ada, Map.of("order_no", "SO-1", "lifetime_spend", "10"), Instant.now());
        Ticket rich = create(ada, Map.of("order_no", "SO-1", "lifetime_spend", "2000"), Instant.now());
        assertThat(facts(poor)).doesNotContain("counter.mine");
        assertThat(facts(rich)).contains("counter.mine");
        desk.assign(ada, poor, "after_sales");
        desk.assign(ada, rich, "after_sales");
        // The administrator, who may know both, is told what was counted; the agent the same of either.
        assertThat(why(ada, rich)).contains("counter.mine");
        assertThat(why(jun, rich)).isEqualTo(why(jun, poor)).doesNotContain("counter.mine");
    }

    /** What somebody is told of the rule and of what was counted. */
    private String why(Actor reader, Ticket ticket) {
        String first = desk.events(reader, ticket.id()).getFirst().meta().id().toString();
        JsonPath told = Browser.signIn(demo, reader.login())
                .with()
                .queryParam("event", first)
                .get("/api/v1/tickets/" + ticket.id() + "/why")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return told.getString("notFired.find { it.rule == 'tr_count' }")
                + told.getString("facts.findAll { it.path.startsWith('counter.mine') }");
    }

    private String facts(Ticket ticket) {
        return String.join(
                "",
                Desk.column(
                        demo.id(),
                        "SELECT decision::text FROM event WHERE tenant_id = ? AND decision IS NOT NULL"
                                + " AND record_id = '" + ticket.id() + "'"));
    }

    @Test
    void whatItIsComparedByMayChangeWithTheTicket() {
        counting(
                demo,
                "types: [return_refund]\nsame: [order_no]\nwithin: PT1H\n",
                "event.kind == \"updated\"",
                "{{counter.mine}}");
        create(Map.of("order_no", "SO-1"));
        Ticket ticket = create(Map.of("order_no", "SO-2"));
        commands.handle(jun, new Command.Update(API, ticket.id(), ticket.version(), Map.of("order_no", "SO-1"), null))
                .orThrow();
        assertThat(said(ticket)).containsExactly("1");
    }

    @Test
    void whatWouldReadEveryTicketIsRefusedWhenItIsPublished() {
        assertThat(problems("types: [return_refund]\nsame: [complaint_text]\nwithin: PT1H\n"))
                .contains("counter.not_indexed");
        assertThat(problems("types: [return_refund]\nsame: [order_no]\nwhere: items_count > 2\nwithin: PT1H\n"))
                .contains("counter.not_indexed");
        assertThat(problems("types: [return_refund]\nsame: [order_no]\nwithin: P900D\n"))
                .contains("counter.within");
        assertThat(problems("types: [return_refund]\nwhere: actor == ticket.assignee\nwithin: PT1H\n"))
                .contains("counter.actor");
        assertThat(problems("types: [return_refund, complaint]\nsame: [order_no]\nwithin: PT1H\n"))
                .contains("reference.field");
    }

    private List<String> problems(String counter) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(
                new SourceFile("counters/mine.yaml", "id: ct_mine\nkey: mine\nlabel: {en: Mine, zh: 我的}\n" + counter));
        return releases.validate(files).problems().stream().map(p -> p.code()).toList();
    }

    @Test
    void rulesKnowWhoTheTicketIsFor() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/staff.yaml", """
                id: tr_staff
                key: staff
                label: {en: Staff, zh: 员工}
                type: return_refund
                on: [created]
                when: '"agent" in requester.roles && "after_sales" in requester.teams'
                do: [{setPriority: low}]
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        Actor mei = desk.actor(demo, "mei", "supervisor");
        assertThat(create(Map.of()).priority()).isEqualTo(1);
        assertThat(create(mei, Map.of(), Instant.now()).priority()).isEqualTo(2);
    }

    @Test
    void theDemoLinksASecondReturnOfAnOrderWithTheFirst() {
        Actor ada = desk.actor(demo, "ada", "admin");
        TicketId anna = desk.put(ada, "customer", "C-1", Map.of("name", "Anna"));
        TicketId order =
                desk.put(ada, "order", "E-1", Map.of("order_no", "E-1", "customer", anna.toString(), "paid", "100"));
        Map<String, Object> same = Map.of("customer", anna.toString(), "order", order.toString());
        Ticket first = create(same);
        Ticket second = create(same);
        create(Map.of());
        desk.settled(demo.id());

        assertThat(links(first)).containsExactly("has_duplicate " + second.id());
        assertThat(links(second)).containsExactly("duplicate_of " + first.id());
        assertThat(said(second))
                .containsExactly("Perhaps a duplicate: 1 more tickets of this customer for the same order.");
    }

    private List<String> links(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Linked.class::isInstance)
                .map(e -> ((Event.Linked) e).link())
                .map(link -> link.kind().wire() + " " + link.other())
                .toList();
    }

    @Test
    void theDemoTellsOfTheSixthFaultyPieceWithinAnHour() {
        desk.actor(demo, "wen", "supervisor");
        TicketId product =
                desk.put(desk.actor(demo, "ada", "admin"), "product", "P-1", Map.of("name", "Kettle", "sku", "K-1"));
        Ticket last = null;
        for (int i = 0; i < 6; i++) {
            last = create(
                    jun,
                    Map.of("product", product.toString(), "reason", "quality"),
                    Instant.now().minus(Duration.ofMinutes(6 - i)));
        }
        assertThat(last.priority()).isEqualTo(3);
        desk.settled(demo.id());
        assertThat(Desk.column(demo.id(), "SELECT text FROM notification WHERE tenant_id = ?"))
                .containsExactly("5 more faulty returns of this product within an hour: RET-" + last.number());
    }
}

package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One choice, several changes, with the rights of whoever chooses. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MacrosTest {
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

    private void macro(String more, String... wishes) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile(
                "macros/mine.yaml",
                "id: mc_mine\nkey: mine\nlabel: {en: Mine, zh: 我的}\ntypes: [return_refund]\n" + more + "do:\n  - "
                        + String.join("\n  - ", wishes) + "\n"));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private Result<Done> apply(Actor actor, Ticket ticket, String macro, @Nullable String comment) {
        return commands.handle(actor, new Command.Macro(API, ticket.id(), macro, null, comment));
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private List<String> comments(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(Event.Commented.class::isInstance)
                .map(e -> ((Event.Commented) e).text())
                .toList();
    }

    @Test
    void everythingInItIsDoneAtOnceAndHistorySaysByWhichMacro() {
        Ticket ticket = create(Map.of("reason", "quality"));
        apply(jun, ticket, "damaged_fast", null).orThrow();

        Ticket after = now(ticket);
        assertThat(after.version()).isEqualTo(ticket.version() + 1);
        assertThat(after.field("f_reason")).isEqualTo(Value.text("damaged"));
        assertThat(after.field("f_faults")).isEqualTo(Value.texts(List.of("crack")));
        assertThat(comments(ticket)).containsExactly("Found to be damaged in transit.");
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(e -> e instanceof Event.FieldChanged || e instanceof Event.Commented)
                .extracting(e -> e.meta().cause())
                .containsOnly(new Cause.Person(jun.account(), "damaged_fast"));
        // What rules say to a change they say to this one.
        assertThat(after.priority()).isEqualTo(4);
    }

    @Test
    void itEndsWithAnAction() {
        Ticket ticket = create(Map.of());
        apply(jun, ticket, "reject_changed_mind", null).orThrow();
        assertThat(now(ticket).step()).isEqualTo("rejected");
        assertThat(comments(ticket)).hasSize(1);
    }

    @Test
    void theProposedTextIsChangedOrLeftOut() {
        Ticket ticket = create(Map.of("customer_name", "Lin Yue"));
        apply(jun, ticket, "ask_photos", "Photos, please.").orThrow();
        assertThat(comments(ticket)).containsExactly("Photos, please.");
        Ticket other = create(Map.of("reason", "quality"));
        apply(jun, other, "damaged_fast", " ").orThrow();
        assertThat(comments(other)).isEmpty();
        assertThat(now(other).field("f_reason")).isEqualTo(Value.text("damaged"));
    }

    @Test
    void withOneThingThatMayNotBeNothingIsDone() {
        macro(
                "",
                "setField: {field: reason, value: '\"damaged\"'}",
                "setField: {field: lifetime_spend, value: paid}",
                "act: approve");
        Ticket ticket = create(Map.of("paid", Map.of("amount", "5.00", "currency", "CNY")));
        List<Problem> problems = refusal(apply(jun, ticket, "mine", null)).problems();
        assertThat(problems).extracting(Problem::pointer).contains("/fields/lifetime_spend", "/fields/freight_payer");
        assertThat(now(ticket)).isEqualTo(ticket);
        assertThat(comments(ticket)).isEmpty();
    }

    @Test
    void rightsAreThoseOfWhoeverAppliesIt() {
        macro("", "setPriority: high", "assignTeam: vip_desk", "comment: {text: {en: Hello, zh: 您好}}");
        Ticket ticket = create(Map.of());
        Actor fang = desk.actor(demo, "fang", "finance", "finance");
        Result<Done> refused = apply(fang, ticket, "mine", null);
        assertThat(refused.isOk()).isFalse();
        assertThat(now(ticket)).isEqualTo(ticket);
        apply(jun, ticket, "mine", null).orThrow();
        assertThat(now(ticket).team()).isEqualTo("vip_desk");
    }

    @Test
    void handingOnNeedsTheRightToHandOn() {
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : Snapshots.demoFiles()) {
            files.add(
                    file.path().equals("types/return_refund/access.yaml")
                            ? new SourceFile(
                                    file.path(),
                                    file.text().replaceFirst("(agent:\\s+verbs: \\[[^]]*), assign, claim]", "$1]"))
                            : file);
        }
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        Ticket ticket = create(Map.of());
        assertThat(refusal(apply(jun, ticket, "to_vip_desk", null)).problems())
                .extracting(Problem::code)
                .containsExactly("assign-not-allowed");
        assertThat(refusal(apply(jun, ticket, "take_it", null)).problems())
                .extracting(Problem::pointer)
                .containsExactly("/assignee");
        assertThat(now(ticket)).isEqualTo(ticket);
        Browser.signIn(demo, "jun")
                .with()
                .get("/api/v1/tickets/" + ticket.id() + "/macros")
                .then()
                .body("key", not(hasItem("take_it")))
                .body("key", hasItem("ask_photos"));
    }

    @Test
    void whatIsNotOfferedIsNotDone() {
        macro("roles: [supervisor]\nwhen: reason == \"damaged\"\n", "setPriority: high");
        Actor mei = desk.actor(demo, "mei", "supervisor");
        Ticket damaged = create(Map.of("reason", "damaged"));
        Ticket other = create(Map.of());
        assertThat(refusal(apply(jun, damaged, "mine", null)).code()).isEqualTo("macro-not-offered");
        assertThat(refusal(apply(mei, other, "mine", null)).code()).isEqualTo("macro-not-offered");
        assertThat(refusal(apply(mei, other, "no_such", null)).code()).isEqualTo("macro-not-offered");
        apply(mei, damaged, "mine", null).orThrow();
    }

    @Test
    void whetherItIsOfferedTellsNothingOfWhatIsHidden() {
        macro("when: lifetime_spend > 100\n", "setPriority: high");
        Actor ada = desk.actor(demo, "ada", "admin");
        Ticket ticket = desk.create(
                ada,
                "return_refund",
                Map.of(
                        "subject",
                        "K",
                        "reason",
                        "size",
                        "lifetime_spend",
                        Map.of("amount", "500.00", "currency", "CNY")));
        apply(ada, ticket, "mine", null).orThrow();
        assertThat(refusal(apply(jun, ticket, "mine", null)).code()).isEqualTo("macro-not-offered");
    }

    @Test
    void rulesHearTheCommentAndTheAction() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/heard.yaml", """
                id: tr_heard
                key: heard
                label: {en: Heard, zh: 听到}
                type: return_refund
                on: [commented]
                when: 'event.comment.contains("sorry") && event.action == "reject"'
                do: [{setPriority: low}]
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        Ticket ticket = create(Map.of());
        apply(jun, ticket, "reject_changed_mind", null).orThrow();
        assertThat(now(ticket).priority()).isEqualTo(1);
    }

    @Test
    void theMenuSaysWhatEachWouldDo() {
        Ticket ticket = create(Map.of("reason", "quality", "customer_name", "Lin Yue"));
        Browser browser = Browser.signIn(demo, "jun");
        String macros = "/api/v1/tickets/" + ticket.id() + "/macros";
        browser.with()
                .get(macros)
                .then()
                .statusCode(200)
                .body("key", hasItems("take_it", "ask_photos", "damaged_fast", "to_vip_desk", "reject_changed_mind"))
                .body(
                        "find { it.key == 'damaged_fast' }.changes.field",
                        contains("reason", "freight_payer", "fault_codes"))
                .body("find { it.key == 'damaged_fast' }.changes[0].value", equalTo("damaged"))
                .body("find { it.key == 'ask_photos' }.comment.visibility", equalTo("public"))
                .body("find { it.key == 'take_it' }.changes[1].person.name", equalTo("jun"));
        browser.with()
                .body(Map.of("comment", "Photos, please."))
                .post(macros + "/ask_photos")
                .then()
                .statusCode(200)
                .body("version", equalTo(ticket.version() + 1));
        browser.with()
                .get("/api/v1/tickets/" + ticket.id() + "/events")
                .then()
                .body("items[0].text", equalTo("Photos, please."))
                .body("items[0].by.macro", equalTo("ask_photos"))
                .body("items[0].by.label.en", equalTo("Ask for photos"))
                .body("items[-1].by.macro", nullValue());
        browser.with()
                .body(Map.of())
                .post(macros + "/reject_changed_mind")
                .then()
                .statusCode(200);
        browser.with().get(macros).then().body("key", not(hasItem("ask_photos")));
    }

    @Test
    void aTicketOutOfSightHasNoMenu() {
        Tenant other = desk.demo();
        Actor theirs = desk.actor(other, "jun", "agent", "after_sales");
        Ticket ticket = desk.create(theirs, "return_refund", Map.of("subject", "K", "reason", "size"));
        Browser browser = Browser.signIn(demo, "jun");
        browser.with().get("/api/v1/tickets/" + ticket.id() + "/macros").then().statusCode(404);
        browser.with()
                .body(Map.of())
                .post("/api/v1/tickets/" + ticket.id() + "/macros/take_it")
                .then()
                .statusCode(404);
        assertThat(desk.ticket(theirs, ticket.id())).isEqualTo(ticket);
    }

    // ---- What its action needs

    private Result<Done> approving(Ticket ticket, Map<String, Object> given) {
        return commands.handle(jun, new Command.Macro(API, ticket.id(), "mine", null, null, new HashMap<>(given)));
    }

    @Test
    void ofSeveralTicketsThoseThatLackWhatItsActionNeedsAreRefusedByFieldAndTheOthersGoOn() {
        macro("", "act: approve");
        Ticket whole = create(Map.of("freight_payer", "buyer"));
        Ticket lacking = create(Map.of());
        Ticket filled = create(Map.of());

        assertThat(apply(jun, whole, "mine", null).isOk()).isTrue();
        assertThat(refusal(apply(jun, lacking, "mine", null)).problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(tuple("/fields/freight_payer", "field.required"));
        assertThat(approving(filled, Map.of("freight_payer", "seller")).isOk()).isTrue();

        assertThat(now(whole).step()).isEqualTo("inspect");
        assertThat(now(lacking).step()).isEqualTo("review");
        assertThat(now(lacking).version()).isEqualTo(lacking.version());
        assertThat(now(filled).step()).isEqualTo("inspect");
        assertThat(now(filled).field("f_freight")).isEqualTo(Value.text("seller"));
    }

    @Test
    void onlyWhatItsActionAsksForIsGivenWithAMacro() {
        macro("", "act: approve");
        Ticket ticket = create(Map.of());
        assertThat(refusal(approving(
                                ticket,
                                Map.of(
                                        "freight_payer",
                                        "buyer",
                                        "order_no",
                                        "SO-1",
                                        "lifetime_spend",
                                        "1",
                                        "nothing",
                                        1)))
                        .problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactlyInAnyOrder(
                        tuple("/fields/order_no", "macro.not-asked"),
                        tuple("/fields/lifetime_spend", "field.unknown"),
                        tuple("/fields/nothing", "field.unknown"));
        assertThat(refusal(approving(ticket, Map.of("freight_payer", "nobody"))).problems())
                .extracting(Problem::pointer)
                .contains("/fields/freight_payer");
        macro("", "setPriority: high");
        assertThat(refusal(approving(ticket, Map.of("freight_payer", "buyer"))).problems())
                .extracting(Problem::code)
                .containsExactly("macro.not-asked");
        assertThat(now(ticket).version()).isEqualTo(ticket.version());
    }

    @Test
    void whatItsActionNeedsIsSaidWithItAndGivenOverTheApi() {
        macro("", "act: approve");
        Ticket lacking = create(Map.of());
        Ticket whole = create(Map.of("freight_payer", "buyer"));
        Browser browser = Browser.signIn(demo, "jun");
        String macros = "/api/v1/tickets/" + lacking.id() + "/macros";
        browser.with()
                .get(macros)
                .then()
                .statusCode(200)
                .body("find { it.key == 'mine' }.requires", contains("freight_payer"));
        browser.with()
                .get("/api/v1/tickets/" + whole.id() + "/macros")
                .then()
                .body("find { it.key == 'mine' }.requires.size()", equalTo(0));
        browser.with()
                .contentType("application/json")
                .body(Map.of())
                .post(macros + "/mine")
                .then()
                .statusCode(422)
                .body("problems.pointer", contains("/fields/freight_payer"));
        browser.with()
                .contentType("application/json")
                .body(Map.of("fields", Map.of("freight_payer", "seller")))
                .post(macros + "/mine")
                .then()
                .statusCode(200)
                .body("step.id", equalTo("inspect"));
    }
}

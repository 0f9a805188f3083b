package io.deskloom.command;

import static io.deskloom.testing.Desk.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is needed of a ticket can depend on the channel it came by: of a field, of a step, of an action. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RequiredByChannelTest {
    @Inject
    Desk desk;

    @Inject
    Commands commands;

    private Tenant demo;
    private Actor jun;

    /** Whoever fills in a form says which order it is; imported returns need an amount to be reviewed, those of programs to be approved. */
    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.publish(
                demo,
                Map.of(
                        "types/return_refund/type.yaml",
                        yaml -> changed(yaml, "key: order_no\n", "key: order_no\n    requiredOn: [web]\n"),
                        "types/return_refund/access.yaml",
                        yaml -> changed(
                                yaml,
                                "steps:\n",
                                "steps:\n  review:\n    fields:\n      refund_amount: {access: edit, requiredOn: [import]}\n"),
                        "types/return_refund/flow.yaml",
                        yaml -> changed(
                                yaml,
                                "required: [freight_payer]}",
                                "required: [freight_payer], requiredOn: {refund_amount: [api]}}")));
    }

    private static String changed(String yaml, String what, String into) {
        assertThat(yaml).contains(what);
        return yaml.replace(what, into);
    }

    private Result<Done> create(String channel, Map<String, Object> fields) {
        return commands.handle(jun, new Command.Create(Origin.of(channel), "return_refund", fields, null));
    }

    private Ticket created(String channel, Map<String, Object> more) {
        Map<String, Object> fields = new java.util.HashMap<>(Map.of("subject", "Too big", "reason", "quality"));
        fields.putAll(more);
        return desk.ticket(jun, create(channel, fields).orThrow().ticket());
    }

    private Result<Done> approve(Ticket ticket, String channel, Map<String, Object> fields) {
        Map<String, Object> all = new java.util.HashMap<>(Map.of("freight_payer", "buyer"));
        all.putAll(fields);
        return commands.handle(jun, new Command.Act(Origin.of(channel), ticket.id(), "approve", null, all, null));
    }

    @Test
    void aFieldIsNeededOfTicketsThatComeByItsChannels() {
        Map<String, Object> fields = Map.of("subject", "Too big", "reason", "quality");
        assertThat(refusal(create("web", fields)).problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(org.assertj.core.api.Assertions.tuple("/fields/order_no", "field.required"));
        assertThat(create("api", fields).isOk()).isTrue();
        assertThat(create("import", fields).isOk()).isTrue();
        assertThat(created("web", Map.of("order_no", "SO-1")).channel()).isEqualTo("web");
    }

    @Test
    void itIsTheChannelTheTicketCameByThatCountsAndNotThatOfTheChange() {
        Ticket byProgram = created("api", Map.of());
        Ticket byForm = created("web", Map.of("order_no", "SO-1"));
        assertThat(refusal(approve(byProgram, "web", Map.of())).problems())
                .extracting(Problem::pointer)
                .containsExactly("/fields/refund_amount");
        assertThat(approve(byForm, "api", Map.of()).isOk()).isTrue();
        assertThat(approve(byProgram, "web", Map.of("refund_amount", "10")).isOk())
                .isTrue();
    }

    @Test
    void aStepNeedsAFieldOfTicketsThatCameByItsChannels() {
        Ticket imported = created("import", Map.of());
        assertThat(refusal(approve(imported, "web", Map.of())).problems())
                .extracting(Problem::pointer)
                .containsExactly("/fields/refund_amount");
        assertThat(approve(imported, "web", Map.of("refund_amount", "10")).isOk())
                .isTrue();
    }

    @Test
    void theHistoryGivesTheChannelTheRowHas() {
        Ticket ticket = created("import", Map.of());
        assertThat(Tickets.apply(null, desk.events(jun, ticket.id())).channel()).isEqualTo("import");
        assertThat(Desk.column(
                        demo.id(), "SELECT channel FROM record WHERE tenant_id = ? AND id = '" + ticket.id() + "'"))
                .containsExactly("import");
    }

    @Test
    void formsShowTheStarWhereTheServerAsks() {
        Browser browser = Browser.signIn(demo, "jun");
        assertThat(browser.with()
                        .get("/api/v1/types/return_refund/schema")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Boolean>path("fields.find { it.key == 'order_no' }.required"))
                .isTrue();
        Ticket byProgram = created("api", Map.of());
        Ticket imported = created("import", Map.of());
        assertThat(field(browser, byProgram, "order_no", "required")).isFalse();
        assertThat(field(browser, byProgram, "refund_amount", "requiredToAct")).isFalse();
        assertThat(field(browser, imported, "refund_amount", "requiredToAct")).isTrue();
        assertThat(browser.with()
                        .get("/api/v1/tickets/" + byProgram.id())
                        .then()
                        .extract()
                        .<java.util.List<String>>path("actions.find { it.key == 'approve' }.requires"))
                .contains("refund_amount");
    }

    private static boolean field(Browser browser, Ticket ticket, String key, String what) {
        return browser.with()
                .get("/api/v1/tickets/" + ticket.id())
                .then()
                .statusCode(200)
                .extract()
                .<Boolean>path("form.fields.find { it.key == '" + key + "' }." + what);
    }

    @Test
    void listsCanBeOfTicketsThatCameByAChannel() {
        Ticket imported = created("import", Map.of());
        created("api", Map.of());
        Browser.signIn(demo, "jun")
                .with()
                .queryParam("type", "return_refund")
                .queryParam("filter", "ticket.channel == \"import\"")
                .get("/api/v1/tickets")
                .then()
                .statusCode(200)
                .body("items.id", org.hamcrest.Matchers.contains(imported.id().toString()));
    }
}

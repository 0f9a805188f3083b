package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Formulas on their way through the house: with the write, after the rules, in history, and never by anybody's hand. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DerivedFieldsTest {
    private static final Origin API = Origin.of("api");
    private static final String TYPE = "types/return_refund/type.yaml";
    private static final String ACCESS = "types/return_refund/access.yaml";

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    Commands commands;

    @Inject
    TicketQueries queries;

    @Inject
    Clock clock;

    private Tenant tenant;
    private Actor ada;

    @BeforeEach
    void aWorkspaceThatComputes() {
        tenant = desk.demo();
        ada = desk.actor(tenant, "ada", "admin");
    }

    private void publish(String formulas, String grants, SourceFile... more) {
        List<SourceFile> files = new ArrayList<>(List.of(more));
        for (SourceFile f : Snapshots.demoFiles()) {
            if (Arrays.stream(more).anyMatch(other -> other.path().equals(f.path()))) {
                continue;
            }
            files.add(
                    switch (f.path()) {
                        case TYPE ->
                            new SourceFile(
                                    TYPE, f.text().replace("  - id: f_per_item\n", formulas + "  - id: f_per_item\n"));
                        case ACCESS ->
                            new SourceFile(
                                    ACCESS,
                                    f.text().replaceFirst("      subject: edit\n", "      subject: edit\n" + grants));
                        default -> f;
                    });
        }
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Kettle", "reason", "size"));
        fields.putAll(more);
        return desk.create(ada, "return_refund", fields);
    }

    private Ticket update(Ticket ticket, Map<String, Object> fields) {
        commands.handle(ada, new Command.Update(API, ticket.id(), ticket.version(), fields, null))
                .orThrow();
        return desk.ticket(ada, ticket.id());
    }

    private static Value cny(String amount) {
        return new Value.Money(new BigDecimal(amount), "CNY");
    }

    @Test
    void aFormulaIsStoredWithTheWriteThatChangesIt() {
        Ticket made = create(Map.of("paid", "100", "items_count", 3));
        assertThat(made.field("f_per_item")).isEqualTo(cny("33.33"));
        // What a ticket is made with and what follows from it is one event.
        assertThat(desk.events(ada, made.id()).getFirst())
                .isInstanceOfSatisfying(
                        Event.Created.class, e -> assertThat(e.fields()).containsEntry("f_per_item", cny("33.33")));
        Ticket changed = update(made, Map.of("items_count", 4));
        assertThat(changed.field("f_per_item")).isEqualTo(cny("25"));
        assertThat(desk.events(ada, made.id()).getLast()).isInstanceOfSatisfying(Event.FieldChanged.class, e -> {
            assertThat(e.field()).isEqualTo("f_per_item");
            assertThat(e.from()).isEqualTo(cny("33.33"));
            assertThat(e.meta().cause()).isEqualTo(new Event.Cause.System("formula"));
        });
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("items_count", null);
        assertThat(update(changed, nothing).field("f_per_item").isNull()).isTrue();
    }

    @Test
    void aResultThatCannotBeKeptDoesNotStandInTheWayOfTheWrite() {
        publish(
                "  - {id: f_x, key: a, label: {en: A}, kind: formula, value: paid / (items_count - 3)}\n"
                        + "  - {id: f_y, key: b, label: {en: B}, kind: formula, value: paid * 99999999999}\n",
                "      a: read\n      b: read\n");
        Ticket made = create(Map.of("paid", "999999", "items_count", 3));
        assertThat(made.field("f_x").isNull()).isTrue();
        assertThat(made.field("f_y").isNull()).isTrue();
        assertThat(update(made, Map.of("items_count", 4)).field("f_x")).isEqualTo(cny("999999"));
    }

    @Test
    void rulesSeeWhatIsComputedAndTheFormulaSeesWhatRulesDid() {
        publish(
                "  - {id: f_x, key: a, label: {en: A}, kind: formula, value: 'freight_payer == \"seller\" ? 2 : 1'}\n",
                "      a: read\n",
                new SourceFile("triggers/dear.yaml", """
                        id: tr_dear
                        key: dear
                        label: {en: Dear items}
                        type: return_refund
                        on: [created, updated]
                        when: paid_per_item > 500
                        do:
                          - setPriority: urgent
                          - setField: {field: freight_payer, value: '"seller"'}
                        """),
                new SourceFile("triggers/two.yaml", """
                        id: tr_two
                        key: two
                        label: {en: Two}
                        type: return_refund
                        on: [created, updated]
                        when: a == 2 && "a" in event.changed
                        do:
                          - assignTeam: vip_desk
                        """));
        Ticket cheap = create(Map.of("paid", "900", "items_count", 2));
        assertThat(cheap.priority()).isEqualTo(Priority.NORMAL.code());
        assertThat(cheap.field("f_x")).isEqualTo(Value.num(1));
        Ticket dear = update(cheap, Map.of("items_count", 1));
        assertThat(dear.priority()).isEqualTo(Priority.URGENT.code());
        assertThat(dear.field("f_x")).isEqualTo(Value.num(2));
        assertThat(dear.team()).isEqualTo("vip_desk");
    }

    @Test
    void aFormulaFollowsStepAndTeam() {
        publish(
                "  - {id: f_x, key: a, label: {en: A}, kind: formula, value: 'ticket.step + \"/\" + ticket.team'}\n",
                "      a: read\n");
        Ticket made = create(Map.of());
        assertThat(made.field("f_x")).isEqualTo(Value.text("review/after_sales"));
        commands.handle(ada, new Command.Assign(API, made.id(), false, null, "vip_desk"))
                .orThrow();
        assertThat(desk.ticket(ada, made.id()).field("f_x")).isEqualTo(Value.text("review/vip_desk"));
    }

    @Test
    void nobodyWritesAComputedField() {
        // Not even who may change every field: a grant of "edit" is worth no more than "read" here.
        SourceFile access = Snapshots.demoFiles().stream()
                .filter(f -> f.path().equals(ACCESS))
                .findFirst()
                .orElseThrow();
        publish(
                "",
                "",
                new SourceFile(ACCESS, access.text().replace("paid_per_item: read\n", "paid_per_item: edit\n")));
        Map<String, Object> fields = new HashMap<>(Map.of(
                "subject", "Kettle", "reason", "size", "paid_per_item", Map.of("amount", "1.00", "currency", "CNY")));
        assertThat(Desk.refusal(commands.handle(ada, new Command.Create(API, "return_refund", fields, null)))
                        .problems())
                .extracting(Problem::pointer, Problem::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/fields/paid_per_item", "field.read-only"));
        Ticket made = create(Map.of("paid", "100", "items_count", 3));
        assertThat(Desk.refusal(commands.handle(
                                ada,
                                new Command.Update(
                                        API, made.id(), made.version(), Map.of("paid_per_item", "1.00"), null)))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("field.read-only");
        // A whole form may be sent back.
        assertThat(commands.handle(
                                ada,
                                new Command.Update(
                                        API,
                                        made.id(),
                                        made.version(),
                                        Map.of("paid_per_item", "33.33", "items_count", 5),
                                        null))
                        .isOk())
                .isTrue();
        int version = desk.ticket(ada, made.id()).version();
        Actor depot = desk.actor(tenant, "wang", "warehouse", "after_sales");
        assertThat(Desk.refusal(commands.handle(
                                depot, new Command.Update(API, made.id(), version, Map.of("paid_per_item", "1"), null)))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("field.unknown");
    }

    @Test
    void whatWasStoredBeforeTheFormulaIsReadWithIt() {
        Ticket old = create(Map.of("paid", "100", "items_count", 3));
        publish("  - {id: f_x, key: a, label: {en: A}, kind: formula, value: paid * 2}\n", "      a: read\n");
        MetadataSnapshot now = snapshots.current(tenant.id());
        assertThat(queries.find(tenant.id(), now, old.id()).orElseThrow().field("f_x"))
                .isEqualTo(cny("200"));
        assertThat(queries.findAll(tenant.id(), now, java.util.Set.of(old.id()))
                        .getFirst()
                        .field("f_x"))
                .isEqualTo(cny("200"));
    }

    /** Whatever happens in whatever order: what is stored is what computing everything anew gives. */
    @Test
    void theStoredValueIsWhatComputingItAnewGives() {
        publish(
                "  - {id: f_x, key: a, label: {en: A}, kind: formula, value: 'b == null ? 0 : round(b * 3)'}\n"
                        + "  - {id: f_y, key: b, label: {en: B}, kind: formula, value: 'refund_amount / paid', scale: 4,"
                        + " visibleWhen: 'reason != \"size\"', whenHidden: clear}\n"
                        + "  - {id: f_z, key: c, label: {en: C}, kind: formula, value: 'a > 1 ? paid_per_item : refund_amount'}\n",
                "      a: read\n      b: read\n      c: read\n");
        MetadataSnapshot now = snapshots.current(tenant.id());
        Random random = new Random(20261129);
        Ticket ticket = create(Map.of());
        for (int i = 0; i < 150; i++) {
            Map<String, Object> fields = new HashMap<>();
            for (String key : List.of("paid", "refund_amount", "items_count", "reason")) {
                if (random.nextInt(3) == 0) {
                    fields.put(
                            key,
                            switch (key) {
                                case "reason" -> random.nextBoolean() ? "size" : "damaged";
                                case "items_count" -> random.nextInt(4) == 0 ? null : 1 + random.nextInt(9);
                                default -> random.nextInt(4) == 0 ? null : Integer.toString(random.nextInt(90_000));
                            });
                }
            }
            commands.handle(ada, new Command.Update(API, ticket.id(), ticket.version(), fields, null));
            ticket = desk.ticket(ada, ticket.id());
            Moment moment = new Moment(clock.instant(), now.workspace().zone());
            assertThat(Formulas.fresh(ticket, now.types().get("return_refund"), moment))
                    .as("after change " + i + " " + fields)
                    .isSameAs(ticket);
        }
        // And history alone tells the same.
        assertThat(io.deskloom.ticket.Tickets.apply(null, desk.events(ada, ticket.id()))
                        .fields())
                .isEqualTo(ticket.fields());
    }

    @Test
    void aComputedChangeContradictsNobody() {
        publish("  - {id: f_x, key: a, label: {en: A}, kind: formula, value: 'ticket.team'}\n", "      a: read\n");
        Ticket made = create(Map.of("paid", "100", "items_count", 3));
        update(made, Map.of("items_count", 4));
        // Both changed the number of items: what is said is that, and not what was computed from it.
        assertThat(Desk.refusal(commands.handle(
                                ada,
                                new Command.Update(API, made.id(), made.version(), Map.of("items_count", 5), null)))
                        .problems())
                .extracting(Problem::pointer)
                .containsExactly("/fields/items_count");
    }
}

package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
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
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import io.deskloom.view.WhyView;
import io.deskloom.view.Whys;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that ask scripts, on the return of the demo: what they want is done, and whatever they do no ticket is lost. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ScriptRulesTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    @Inject
    TicketQueries queries;

    @Inject
    Whys whys;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    /** Publishes the demo with one script and a trigger that asks it when a return is created. */
    private void script(String writes, String body) {
        releases.apply(demo.id(), files(writes, body), "", Publisher.SYSTEM, false)
                .orThrow();
    }

    private static List<SourceFile> files(String writes, String body) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("scripts/test.yaml", """
                id: sc_test
                key: test
                label: {en: Test, zh: 测试}
                purpose: action
                type: return_refund
                inputs: {paid: paid, order_no: order_no, faults: fault_codes, secret: lifetime_spend}
                writes: [%s]
                """.formatted(writes)));
        files.add(new SourceFile("scripts/test.js", body));
        files.add(new SourceFile("triggers/scripted.yaml", """
                id: tr_scripted
                key: scripted
                label: {en: Scripted, zh: 脚本}
                type: return_refund
                on: [created]
                do:
                  - setPriority: high
                  - runScript: {script: test}
                """));
        return files;
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "size", "paid", "100.10"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private Explanation.Fired scripted(Ticket ticket) {
        Event first = desk.events(jun, ticket.id()).getFirst();
        Explanation why = Objects.requireNonNull(
                queries.explanation(demo.id(), ticket.id(), first.meta().id())
                        .orElseThrow()
                        .why());
        return why.fired().stream()
                .filter(f -> f.key().equals("scripted"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAScriptWantsIsDoneAsAnyRulesWish() {
        script("refund_amount, order_no, priority, note", """
                export default (input, log) => {
                  log('paid', input.paid.amount, input.secret);
                  return {
                    fields: { refund_amount: decimal.mul(input.paid.amount, '0.9'), order_no: 'S-1' },
                    priority: 'urgent',
                    note: 'A tenth is kept.',
                  };
                };
                """);
        Ticket ticket = create(Map.of());

        assertThat(ticket.field("f_refund")).isEqualTo(new Value.Money(new BigDecimal("90.09"), "CNY"));
        assertThat(ticket.field("f_order")).isEqualTo(Value.text("S-1"));
        assertThat(ticket.priority()).isEqualTo(Priority.URGENT.code());
        assertThat(desk.events(jun, ticket.id()))
                .filteredOn(Event.Commented.class::isInstance)
                .singleElement()
                .satisfies(e -> assertThat(e.meta().cause())
                        .isInstanceOfSatisfying(
                                Cause.Rule.class,
                                rule -> assertThat(rule.rule()).isEqualTo("tr_scripted")));
        Explanation.Ran ran = scripted(ticket).scripts().getFirst();
        assertThat(ran.script()).isEqualTo("test");
        assertThat(ran.log()).containsExactly("paid 100.1 null");
        assertThat(ran.consulted()).contains("paid", "lifetime_spend");
        assertThat(ran.failed()).isNull();
        assertThat(ran.micros()).isPositive();

        assertThat(told(desk.actor(demo, "boss", "admin"), ticket).log()).containsExactly("paid 100.1 null");
        // An agent may not know what the customer has spent, and the log may say it.
        assertThat(told(jun, ticket)).isEqualTo(new WhyView.ScriptRun("test", null, null, null, null));
    }

    private WhyView.ScriptRun told(Actor reader, Ticket ticket) {
        UUID event = desk.events(jun, ticket.id()).getFirst().meta().id();
        MetadataSnapshot metadata = snapshots.current(demo.id());
        Moment moment = new Moment(clock.instant(), metadata.workspace().zone());
        return whys.why(reader, metadata, ticket.id(), event, moment).orThrow().fired().stream()
                .flatMap(fired -> fired.scripts().stream())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throw new Error('no');                                                        | script.failed
            while (true) {}                                                               | script.statements
            const a = new Array(99999); for (;;) a.includes(1);                           | script.timeout
            return {fields: {refund_amount: 'much'}};                                     | script.output
            return {fields: {refund_amount: 0.5}};                                        | script.output
            return {fields: {refund_amount: -1}};                                         | script.output
            return {fields: {nothing: 1}};                                                | script.output
            return {fields: {reason: 'damaged'}};                                         | script.output
            return {priority: 'high'};                                                    | script.output
            return {delete: true};                                                        | script.output
            return [1];                                                                   | script.output
            """)
    void aScriptThatMisbehavesLosesNoTicketAndItsRuleDoesNothing(String body, String code) {
        script("refund_amount", "export default (input, log) => { log('seen ' + input.order_no); " + body + " };");
        Ticket ticket = create(Map.of("order_no", "SO-7"));

        assertThat(ticket.step()).isEqualTo("review");
        assertThat(ticket.priority()).isEqualTo(Priority.NORMAL.code());
        assertThat(ticket.field("f_refund").isNull()).isTrue();
        Explanation.Fired fired = scripted(ticket);
        // On a slow machine a loop runs out of time before it runs out of statements.
        String[] codes = code.equals("script.statements") ? new String[] {code, "script.timeout"} : new String[] {code};
        assertThat(fired.refused()).isIn((Object[]) codes);
        Explanation.Ran ran = fired.scripts().getFirst();
        assertThat(ran.failed()).isEqualTo(fired.refused());
        assertThat(ran.log().getFirst()).isEqualTo("seen SO-7");
    }

    @Test
    void whatAFieldWouldNotTakeFromAPersonItDoesNotTakeFromAScript() {
        script("refund_amount", "export default () => ({fields: {refund_amount: '999.00'}});");
        Ticket ticket = create(Map.of());
        assertThat(ticket.field("f_refund").isNull()).isTrue();
        assertThat(scripted(ticket).refused()).isEqualTo("rule.wrong-value");
    }

    @Test
    void aScriptThatCannotBeReadIsNotPublishedAndSaysWhere() {
        Result<Releases.Applied> applied = releases.apply(
                demo.id(),
                files("order_no", "export default function (input) {\n  return { a: ;\n}"),
                "",
                Publisher.SYSTEM,
                true);
        List<Problem> problems = Desk.refusal(applied).problems();
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("script.shape");
            Problem.Source source = Objects.requireNonNull(problem.source());
            assertThat(source.file()).isEqualTo("scripts/test.js");
            assertThat(source.line()).isEqualTo(2);
            assertThat(source.column()).isGreaterThan(10);
        });
    }

    @Test
    void thePacksScriptIsAskedInAProcessOfItsOwn() {
        releases.apply(demo.id(), Snapshots.demoFiles(), "", Publisher.SYSTEM, false);
        Ticket ticket = create(Map.of("reason", "no_longer_wanted", "subject", "Changed my mind"));
        Actor boss = desk.actor(demo, "boss", "admin");
        Explanation.Fired fired = null;
        for (int i = 0; i < 60 && (fired == null || fired.refused() != null); i++) {
            // A slow machine may take longer to start a process than a ticket waits for it; then nothing is lost but
            // the wish.
            Ticket now = desk.ticket(boss, ticket.id());
            commands.handle(
                            boss,
                            new Command.Update(
                                    API,
                                    now.id(),
                                    now.version(),
                                    Map.of("inspection_result", i % 2 == 0 ? "minor" : "pass"),
                                    null))
                    .orThrow();
            now = desk.ticket(boss, ticket.id());
            fired = now.field("f_refund").isNull() ? fired : last(boss, now);
        }
        assertThat(desk.ticket(jun, ticket.id()).field("f_refund"))
                .isEqualTo(new Value.Money(new BigDecimal("90.09"), "CNY"));
        assertThat(Objects.requireNonNull(fired).scripts().getFirst().script())
                .isEqualTo("io.deskloom.after-sales/restocking_fee");
    }

    private Explanation.Fired last(Actor actor, Ticket ticket) {
        return desk.events(actor, ticket.id()).stream()
                .flatMap(e ->
                        queries.explanation(demo.id(), ticket.id(), e.meta().id()).stream())
                .flatMap(found -> found.why() == null ? java.util.stream.Stream.of() : found.why().fired().stream())
                .filter(f -> f.key().equals("changed_mind_restocking") && f.refused() == null)
                .findFirst()
                .orElseThrow();
    }
}

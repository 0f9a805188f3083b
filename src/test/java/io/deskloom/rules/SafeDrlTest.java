package io.deskloom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.PackDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeDrlTest {
    private static final Map<String, TicketTypeDef> TYPES = Snapshots.demo().types();
    private static final Set<String> TEAMS = Set.of("after_sales", "vip_desk", "finance");
    private static final PackDef PACK = new PackDef(
            "com.acme.test",
            "acme_test",
            "1.0.0",
            Label.of("Test"),
            Set.of("return_refund.*", "ticket.*", "actor.*", "event.*"),
            Set.of("ticket.priority", "ticket.team", "return_refund.refund_amount", "return_refund.freight_payer"),
            Map.of("high", new Value.Money(BigDecimal.TEN, "CNY"), "days", Value.num(7)));

    private final Problems problems = new Problems();

    @Test
    void aRuleBecomesTypedWithItsTypeEventOrderLabelAndIntents() {
        RuleDef rule = one("""
                package x
                rule "damaged_high"
                  @label(en = "Damaged, high", zh = "破损高价")
                  salience 20
                  no-loop true
                when
                  Ticket( type == "return_refund", $p : paid, reason == "damaged", paid > param.high )
                  Event( kind == "created" )
                then
                  desk.setPriority("urgent"); // says so
                  desk.setField("refund_amount", $p);
                  desk.assignTeam("vip_desk");
                end
                """);
        assertThat(rule.type()).isEqualTo("return_refund");
        assertThat(rule.on()).containsExactly(RuleDef.On.CREATED);
        assertThat(rule.order()).isEqualTo(80);
        assertThat(rule.label().in("zh")).isEqualTo("破损高价");
        assertThat(rule.origin()).isEqualTo(new RuleDef.Origin("com.acme.test", "1.0.0", "rules/a.drl"));
        assertThat(rule.when()).isEqualTo(cel("reason == 'damaged' && paid > param.high"));
        assertThat(rule.then())
                .containsExactly(
                        new IntentDef.SetPriority(Priority.URGENT),
                        new IntentDef.SetField("refund_amount", cel("paid")),
                        new IntentDef.AssignTeam("vip_desk"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "reason == \"size\" ~ reason == 'size'",
                "reason != 'size' ~ reason != 'size'",
                "items_count < 3 && items_count >= 1 ~ items_count < 3 && items_count >= 1",
                "items_count <= 3 || items_count > 9 ~ items_count <= 3 || items_count > 9",
                "reason in (\"size\", \"quality\") ~ reason in ['size', 'quality']",
                "reason not in (\"size\") ~ !(reason in ['size'])",
                "fault_codes contains \"leak\" ~ 'leak' in fault_codes",
                "subject contains \"broken\" ~ subject.contains('broken')",
                "subject str[startsWith] \"a\" ~ subject.startsWith('a')",
                "subject matches \"A-[0-9]{4}\" ~ matches(subject, 'A-[0-9]{4}')",
                "subject not matches \"a|b\" ~ !matches(subject, 'a|b')",
                "subject not str[endsWith] \"z\" ~ !subject.endsWith('z')",
                "!(resellable && items_count == 1) ~ !(resellable && items_count == 1)",
                "resellable == true ~ resellable == true",
                "delivered_on > \"2026-01-31\" ~ delivered_on > date('2026-01-31')",
                "paid > 12.50 ~ paid > 12.50",
                "items_count > -1 ~ items_count > -1",
                "refund_amount == null ~ refund_amount == null",
                "step == \"review\" ~ ticket.step == 'review'",
                "ticket.priority != \"urgent\" ~ ticket.priority != 'urgent'",
                "items_count > param.days ~ items_count > param.days",
                "refund_amount < paid ~ refund_amount < paid",
                "(reason == \"size\" || tier == \"vip\") && paid != null ~ (reason == 'size' || tier == 'vip') && paid != null"
            })
    void conditionsMeanWhatTheExpressionLanguageMeans(String drl, String cel) {
        RuleDef rule = one(
                "rule r when Ticket( type == \"return_refund\", " + drl + " ) then desk.setPriority(\"high\"); end");
        assertThat(rule.when()).isEqualTo(cel(cel));
        // Total for facts that hold nothing, whatever the operator.
        assertThat(Evaluator.test(rule.when(), RuleFixtures.facts(Map.of()))).isIn(true, false);
    }

    @Test
    void whatAPackWantsOfTheAgendaAndOfLinksItHasDeclared() {
        String text = """
                rule r when Ticket( type == "return_refund", $no : order_no ) then
                  desk.startClock("first_look", "1d2h");
                  desk.stopClock("first_look");
                  desk.promise("call", "We call back", "2h");
                  desk.suggestRemedy("resend", "Send it again");
                  desk.suggestRemedy("agree", "Agree", "approve");
                  desk.link($no, "follow_up_of");
                end
                """;
        PackDef declares = new PackDef(
                PACK.id(),
                PACK.namespace(),
                PACK.version(),
                PACK.label(),
                PACK.reads(),
                Set.of("ticket.agenda", "ticket.link"),
                PACK.parameters());
        List<IntentDef> then = new SafeDrl()
                .translate(declares, "rules/a.drl", text, TYPES, TEAMS, problems)
                .getFirst()
                .then();
        assertThat(problems.list()).isEmpty();
        assertThat(then)
                .startsWith(
                        new IntentDef.StartClock("first_look", cel("duration('1d2h')")),
                        new IntentDef.StopClock("first_look"))
                .endsWith(new IntentDef.LinkTo(cel("order_no"), LinkKind.FOLLOW_UP_OF));
        assertThat(then.get(2)).isInstanceOfSatisfying(IntentDef.Promise.class, promise -> {
            assertThat(promise.key()).isEqualTo("call");
            assertThat(promise.within()).isEqualTo(cel("duration('2h')"));
        });
        assertThat(then.get(4))
                .isInstanceOfSatisfying(
                        IntentDef.SuggestRemedy.class,
                        remedy -> assertThat(remedy.action()).isEqualTo("approve"));

        translate(text);
        assertThat(problems.list()).isNotEmpty();
        assertThat(problems.list().toString()).contains("has not declared that it writes ticket.agenda");
    }

    @Test
    void aPackThatRoutesWritesTheTeamAndTheAssignee() {
        String text = "rule r when Ticket( type == \"return_refund\" ) then desk.route(\"after_sales\"); end";
        PackDef declares = new PackDef(
                PACK.id(),
                PACK.namespace(),
                PACK.version(),
                PACK.label(),
                PACK.reads(),
                Set.of("ticket.team", "ticket.assignee"),
                PACK.parameters());
        assertThat(new SafeDrl()
                        .translate(declares, "rules/a.drl", text, TYPES, TEAMS, problems)
                        .getFirst()
                        .then())
                .containsExactly(new IntentDef.Route("after_sales"));
        assertThat(problems.list()).isEmpty();
        PackDef teamOnly = new PackDef(
                PACK.id(),
                PACK.namespace(),
                PACK.version(),
                PACK.label(),
                PACK.reads(),
                Set.of("ticket.team"),
                PACK.parameters());
        new SafeDrl().translate(teamOnly, "rules/a.drl", text, TYPES, TEAMS, problems);
        assertThat(problems.list().toString()).contains("has not declared that it writes ticket.assignee");
    }

    @Test
    void actorAndEventAreFactsToo() {
        RuleDef rule = one(
                "rule r when Ticket( tier == \"vip\" ) Actor( roles contains \"agent\", teams contains \"vip_desk\" )"
                        + " Event( changed contains \"tier\" ) then desk.setPriority(\"high\"); end");
        assertThat(rule.when())
                .isEqualTo(
                        cel(
                                "tier == 'vip' && 'agent' in actor.roles && 'vip_desk' in actor.teams && 'tier' in event.changed"));
        assertThat(rule.on()).containsExactlyInAnyOrder(RuleDef.On.CREATED, RuleDef.On.UPDATED);
    }

    @Test
    void theTypeMayBeLeftOutWhenThePackReadsOnlyOne() {
        assertThat(one("rule r when Ticket( reason == \"size\" ) then desk.setPriority(\"high\"); end")
                        .type())
                .isEqualTo("return_refund");
    }

    @Test
    void everyProblemIsReportedAtItsLine() {
        List<RuleDef> rules = translate("""
                rule "good" when Ticket( reason == "size" ) then desk.setPriority("low"); end
                rule "bad"
                when
                  Ticket( raeson == "size",
                          tier matches "v(" )
                then
                  desk.setPriority("huge");
                end
                """);
        assertThat(rules).extracting(RuleDef::key).containsExactly("good");
        assertThat(problems.list()).hasSize(3);
        assertThat(problems.list()).extracting(p -> source(p).line()).containsExactly(4, 5, 7);
        assertThat(problems.list()).allSatisfy(p -> {
            assertThat(source(p).file()).isEqualTo("rules/a.drl");
            assertThat(p.message()).contains("Allowed: ");
        });
        assertThat(problems.list().getFirst().message()).contains("reason");
    }

    @Test
    void aPackMayOnlyTouchWhatItHasDeclared() {
        PackDef narrow = new PackDef(
                "com.acme.narrow",
                "narrow",
                "1.0.0",
                Label.of("Narrow"),
                Set.of("return_refund.reason"),
                Set.of("ticket.priority"),
                Map.of());
        new SafeDrl().translate(narrow, "a.drl", """
                        rule a when Ticket( lifetime_spend > 5 ) then desk.setPriority("high"); end
                        rule b when Ticket( $x : contact ) then desk.setPriority("high"); end
                        rule c when Ticket( reason == "size" ) Actor( id == "x" ) then desk.setPriority("high"); end
                        rule d when Ticket( reason == "size" ) then desk.assignTeam("finance"); end
                        rule e when Ticket( reason == "size" ) then desk.setField("refund_amount", null); end
                        """, TYPES, TEAMS, problems);
        assertThat(problems.list()).extracting(Problem::message).allMatch(m -> m.contains("capabilities."));
        assertThat(problems.list()).extracting(p -> source(p).line()).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void valuesMustFitTheirField() {
        translate("""
                rule a when Ticket() then desk.setField("refund_amount", "much"); end
                rule b when Ticket() then desk.setField("freight_payer", "nobody"); end
                rule c when Ticket() then desk.setField("freight_payer", $x); end
                rule d when Ticket() then desk.setField("gone", null); end
                """);
        assertThat(problems.list()).extracting(p -> source(p).line()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void teamsMustBeThere() {
        translate("""
                rule a when Ticket() then
                  desk.assignTeam("vip_dsk");
                end
                rule b when Ticket() then desk.assignTeam("finance"); end
                """);
        assertThat(problems.list()).singleElement().satisfies(p -> {
            assertThat(source(p)).isEqualTo(new Problem.Source("rules/a.drl", 2, 19));
            assertThat(p.message()).contains("no team 'vip_dsk'").contains("did you mean 'vip_desk'?");
        });
    }

    private RuleDef one(String text) {
        List<RuleDef> rules = translate(text);
        assertThat(problems.list()).isEmpty();
        return rules.getFirst();
    }

    private List<RuleDef> translate(String text) {
        return new SafeDrl().translate(PACK, "rules/a.drl", text, TYPES, TEAMS, problems);
    }

    private static io.deskloom.expr.Expr cel(String text) {
        Problems wrong = new Problems();
        TicketPaths paths = TicketPaths.of(
                TYPES.get("return_refund").fields(),
                Map.of("param.high", ExprType.MONEY, "param.days", ExprType.NUMBER));
        io.deskloom.expr.Expr expr = Expressions.parse(text, new TicketPaths(paths.types(), true), null, "", wrong);
        assertThat(wrong.list()).isEmpty();
        return java.util.Objects.requireNonNull(expr);
    }

    private static Problem.Source source(Problem p) {
        return java.util.Objects.requireNonNull(p.source());
    }
}

package io.deskloom.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.AccessDef;
import io.deskloom.model.AccessDef.FieldGrant;
import io.deskloom.model.AccessDef.RecordScope;
import io.deskloom.model.AccessDef.RoleGrant;
import io.deskloom.model.AccessDef.StepAccess;
import io.deskloom.model.AccessDef.StepField;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldAccessTest {
    private static final TicketTypeDef TYPE = Snapshots.demo().types().get("return_refund");
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final List<String> ROLES = List.of("admin", "agent", "warehouse", "finance", "supervisor");
    private static final List<String> STEPS = List.of("review", "inspect", "large", "refund", "done");

    @Test
    void anAgentSeesTheContactButNotTheLifetimeSpend() {
        Map<String, FieldState> states = states(Actors.with("agent"), ticket("review", "after_sales"));
        assertThat(states.get("contact").level()).isEqualTo(Level.EDIT);
        assertThat(states.get("lifetime_spend")).isEqualTo(FieldAccess.HIDDEN);
    }

    @Test
    void whoIsDeniedTheComplaintIsDeniedTheTitleTooWhateverElseTheyAre() {
        Actor both = Actors.with("finance", "supervisor");
        Map<String, FieldState> states = states(both, ticket("refund", "finance"));
        assertThat(states.get("complaint_text")).isEqualTo(FieldAccess.HIDDEN);
        assertThat(states.get("subject")).isEqualTo(FieldAccess.HIDDEN);
        assertThat(FieldAccess.mayReadTitle(TYPE, states)).isFalse();
        assertThat(states.get("refund_amount").level()).isEqualTo(Level.EDIT);
    }

    @Test
    void theTitlesFieldGoesWithTheTextItSpeaksOf() {
        AccessDef access = withGrants(Map.of("agent", Map.of("subject", grant(Level.EDIT))));
        Map<String, FieldState> states = states(access, access, Actors.with("agent"), ticket("review", "after_sales"));
        assertThat(states.get("subject")).isEqualTo(FieldAccess.HIDDEN);
    }

    @Test
    void whatIsComputedIsOutOfReachWithWhatItIsComputedFrom() {
        Map<String, FieldGrant> fields =
                Map.of("paid_per_item", grant(Level.EDIT), "items_count", grant(Level.READ), "paid", grant(Level.READ));
        AccessDef open = withGrants(Map.of("agent", fields));
        Actor agent = Actors.with("agent");
        Ticket t = ticket("review", "after_sales");
        assertThat(states(open, open, agent, t).get("paid_per_item").level()).isEqualTo(Level.READ);
        assertThat(new Reach(agent, with(open), List.of(), NOON).may("paid_per_item", Reach.Use.SEE))
                .isTrue();
        // In this step the amount is not shown, so nothing is that tells it.
        AccessDef step = new AccessDef(
                "a",
                open.roles(),
                Map.of("review", new StepAccess(Map.of("paid", new StepField(Level.MASKED, false)), false)),
                open.records());
        assertThat(states(step, open, agent, t).get("paid_per_item")).isEqualTo(FieldAccess.HIDDEN);
        assertThat(states(step, open, agent, ticket("inspect", "after_sales"))
                        .get("paid_per_item")
                        .level())
                .isEqualTo(Level.READ);
        // And one that another role denies is denied with all that follows from it.
        AccessDef denied = withGrants(Map.of(
                "agent", fields, "finance", Map.of("paid", new FieldGrant(Level.HIDDEN, true, false, false, null))));
        Actor both = Actors.with("agent", "finance");
        assertThat(states(denied, denied, both, t).get("paid_per_item")).isEqualTo(FieldAccess.HIDDEN);
        assertThat(new Reach(both, with(denied), List.of(), NOON).may("paid_per_item", Reach.Use.SEE))
                .isFalse();
    }

    @Test
    void whatIsSummedUpIsOutOfReachWithWhatItIsSummedUpFrom() {
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals("objects/order/access.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                        .replace(
                                                "channel: read, warehouse: edit",
                                                "channel: read, paid: deny, warehouse: edit"))
                        : f)
                .toList();
        TicketTypeDef customer = MetadataReader.read(files, Snapshots.NO_RULES)
                .orThrow()
                .objects()
                .get("customer");
        Actor agent = Actors.with("agent");
        Actor both = Actors.with("agent", "warehouse");
        assertThat(FieldAccess.states(customer, FlowAndAccess.of(customer), agent, null, NOON)
                        .get("ordered_total")
                        .level())
                .isEqualTo(Level.READ);
        assertThat(FieldAccess.states(customer, FlowAndAccess.of(customer), both, null, NOON)
                        .get("ordered_total"))
                .isEqualTo(FieldAccess.HIDDEN);
        assertThat(new Reach(agent, customer, List.of(), NOON).may("ordered_total", Reach.Use.SEE))
                .isTrue();
        assertThat(new Reach(both, customer, List.of(), NOON).may("ordered_total", Reach.Use.SEE))
                .isFalse();
    }

    @Test
    void aMaskedNumberCanBeMatchedButNotOrdered() {
        FieldState contact =
                states(Actors.with("warehouse"), ticket("inspect", "warehouse")).get("contact");
        assertThat(contact.level()).isEqualTo(Level.MASKED);
        assertThat(contact.match()).isTrue();
        assertThat(contact.range()).isFalse();
    }

    @Test
    void aRoleLendsItsGrantsOnlyWithinItsOwnScope() {
        // Supervisors see every ticket; the edit right on contact is the agent's and ends with the agent's tickets.
        Actor both = Actors.with("agent", "supervisor");
        assertThat(states(both, ticket("review", "after_sales")).get("contact").level())
                .isEqualTo(Level.EDIT);
        assertThat(states(both, ticket("review", "vip_desk")).get("contact").level())
                .isEqualTo(Level.READ);
        assertThat(states(Actors.with("agent"), ticket("review", "vip_desk")).values())
                .containsOnly(FieldAccess.HIDDEN);
    }

    @Test
    void theStepDemandsAndOnlyTightens() {
        Map<String, FieldState> states = states(Actors.with("warehouse"), ticket("inspect", "warehouse"));
        assertThat(states.get("inspection_result").requiredToAct()).isTrue();
        assertThat(states.get("inspection_result").required()).isFalse();
        Map<String, FieldState> finance = states(Actors.with("finance"), ticket("inspect", "finance"));
        assertThat(finance.get("refund_amount").level()).isEqualTo(Level.READ);
        assertThat(finance.get("inspection_result").requiredToAct()).isFalse();
    }

    @Test
    void theCurrentMatrixTightensAPinnedOneAndNeverWidensIt() {
        AccessDef wide = withGrants(Map.of("agent", Map.of("reason", grant(Level.EDIT))));
        AccessDef tight = new AccessDef(
                "a",
                wide.roles(),
                Map.of("review", new StepAccess(Map.of("reason", new StepField(Level.READ, false)), false)),
                wide.records());
        Ticket t = ticket("review", "after_sales");
        Actor agent = Actors.with("agent");
        assertThat(states(wide, tight, agent, t).get("reason").level()).isEqualTo(Level.READ);
        assertThat(states(tight, wide, agent, t).get("reason").level()).isEqualTo(Level.READ);
        assertThat(states(wide, wide, agent, t).get("reason").level()).isEqualTo(Level.EDIT);
    }

    @Test
    void aTokenThatMayOnlyReadWritesNothing() {
        Actor reader = Actors.scoped(Actors.with("agent"), "tickets:read");
        assertThat(states(reader, ticket("review", "after_sales")).values())
                .noneMatch(s -> s.level().canWrite() || s.required() || s.requiredToAct());
        assertThat(TicketAccess.may(reader, TYPE, Verb.COMMENT_PUBLIC, ticket("review", "after_sales"), NOON))
                .isFalse();
    }

    @Test
    void actionsBelongToTheStepsRole() {
        Ticket inspect = ticket("inspect", "warehouse");
        assertThat(TicketAccess.actions(Actors.with("warehouse"), TYPE, TYPE.flow(), inspect, NOON))
                .isNotEmpty();
        assertThat(TicketAccess.actions(Actors.with("admin"), TYPE, TYPE.flow(), inspect, NOON))
                .isEmpty();
        assertThat(TicketAccess.actions(Actors.with("warehouse"), TYPE, TYPE.flow(), ticket("done", "warehouse"), NOON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 2026, 31337})
    void neverMoreThanAnyLimitAllows(long seed) {
        Random random = new Random(seed);
        int hidden = 0;
        int shown = 0;
        for (int i = 0; i < 400; i++) {
            AccessDef current = random(random);
            AccessDef pinned = random.nextBoolean() ? current : random(random);
            Actor actor = Actors.with(some(random, ROLES).toArray(String[]::new));
            Ticket ticket = ticket(pick(random, STEPS), pick(random, List.of("after_sales", "warehouse", "finance")));
            Map<String, FieldState> states = states(current, pinned, actor, ticket);
            TicketFacts facts = facts(actor, ticket);
            for (FieldDef field : TYPE.fields()) {
                FieldState state = states.get(field.key());
                check(field, state, current, pinned, actor, ticket, facts);
                if (state.level() == Level.HIDDEN) {
                    hidden++;
                } else {
                    shown++;
                }
            }
        }
        // A generator that only ever hides, or shows, would prove nothing.
        assertThat(hidden).isGreaterThan(500);
        assertThat(shown).isGreaterThan(500);
    }

    private static void check(
            FieldDef field,
            FieldState state,
            AccessDef current,
            AccessDef pinned,
            Actor actor,
            Ticket ticket,
            TicketFacts facts) {
        Level best = Level.HIDDEN;
        boolean denied = false;
        for (String role : actor.roles()) {
            FieldGrant grant = current.roles().containsKey(role)
                    ? current.roles().get(role).fields().get(field.key())
                    : null;
            if (grant == null) {
                continue;
            }
            denied |= grant.deny();
            boolean inScope = current.records().stream()
                    .anyMatch(s -> s.role().equals(role) && (s.where() == null || Evaluator.test(s.where(), facts)));
            boolean holds = grant.when() == null || Evaluator.test(grant.when(), facts);
            if (inScope && holds && grant.level().compareTo(best) > 0) {
                best = grant.level();
            }
        }
        String what = field.key() + " for " + actor.roles() + " in " + ticket.step();
        assertThat(state.level()).as(what).isLessThanOrEqualTo(best);
        if (denied) {
            assertThat(state).as(what).isEqualTo(FieldAccess.HIDDEN);
        }
        for (AccessDef matrix : List.of(current, pinned)) {
            StepAccess step = matrix.steps().get(ticket.step());
            StepField named = step == null ? null : step.fields().get(field.key());
            if (named != null && named.level() != null) {
                assertThat(state.level()).as(what).isLessThanOrEqualTo(named.level());
            } else if (step != null && named == null && step.othersReadOnly()) {
                assertThat(state.level()).as(what).isLessThanOrEqualTo(Level.READ);
            }
        }
        if (field.visibleWhen() != null && !Evaluator.test(field.visibleWhen(), facts)) {
            assertThat(state.level()).as(what).isLessThanOrEqualTo(Level.READ);
        }
        if (state.required() || state.requiredToAct()) {
            assertThat(state.level().canWrite()).as(what).isTrue();
        }
        if (state.level() == Level.HIDDEN) {
            assertThat(state).as(what).isEqualTo(FieldAccess.HIDDEN);
        }
    }

    private static Map<String, FieldState> states(Actor actor, Ticket ticket) {
        return FieldAccess.states(TYPE, FlowAndAccess.of(TYPE), actor, ticket, NOON);
    }

    private static Map<String, FieldState> states(AccessDef current, AccessDef pinned, Actor actor, Ticket ticket) {
        return FieldAccess.states(with(current), new FlowAndAccess(TYPE.flow(), pinned), actor, ticket, NOON);
    }

    private static TicketTypeDef with(AccessDef access) {
        return TicketTypeDef.of(
                TYPE.id(),
                TYPE.key(),
                TYPE.label(),
                TYPE.plural(),
                TYPE.prefix(),
                TYPE.icon(),
                TYPE.titleField(),
                TYPE.classifyText(),
                TYPE.fields(),
                TYPE.forms(),
                TYPE.flow(),
                access);
    }

    private static TicketFacts facts(Actor actor, Ticket ticket) {
        return TicketFacts.of(
                ticket, TYPE, new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams()), NOON);
    }

    private static AccessDef withGrants(Map<String, Map<String, FieldGrant>> grants) {
        Map<String, RoleGrant> roles = new HashMap<>();
        List<RecordScope> records = new ArrayList<>();
        grants.forEach((role, fields) -> {
            roles.put(role, new RoleGrant(EnumSet.allOf(Verb.class), fields));
            records.add(new RecordScope(role, null));
        });
        return new AccessDef("a", roles, Map.of(), records);
    }

    private static FieldGrant grant(Level level) {
        return new FieldGrant(level, false, false, false, null);
    }

    private static AccessDef random(Random random) {
        Map<String, RoleGrant> roles = new HashMap<>();
        List<RecordScope> records = new ArrayList<>();
        for (String role : some(random, ROLES)) {
            Map<String, FieldGrant> fields = new HashMap<>();
            for (FieldDef field : TYPE.fields()) {
                if (random.nextInt(4) > 0) {
                    fields.put(
                            field.key(),
                            new FieldGrant(
                                    pick(random, List.of(Level.values())),
                                    random.nextInt(12) == 0,
                                    random.nextBoolean(),
                                    random.nextBoolean(),
                                    random.nextInt(3) == 0 ? condition(random) : null));
                }
            }
            roles.put(role, new RoleGrant(EnumSet.allOf(Verb.class), fields));
            if (random.nextInt(5) > 0) {
                records.add(new RecordScope(role, random.nextBoolean() ? null : condition(random)));
            }
        }
        Map<String, StepAccess> steps = new HashMap<>();
        for (String step : some(random, STEPS)) {
            Map<String, StepField> fields = new HashMap<>();
            for (FieldDef field : TYPE.fields()) {
                if (random.nextInt(4) == 0) {
                    fields.put(
                            field.key(),
                            new StepField(
                                    random.nextBoolean() ? null : pick(random, List.of(Level.values())),
                                    random.nextBoolean()));
                }
            }
            steps.put(step, new StepAccess(fields, random.nextInt(3) == 0));
        }
        return new AccessDef("a", roles, steps, records);
    }

    private static Expr condition(Random random) {
        Expr attribute = new Expr.Attribute("ticket.team", ExprType.TEXT);
        Expr text = new Expr.Literal(
                Value.text(pick(random, List.of("after_sales", "warehouse", "finance"))), ExprType.TEXT);
        return new Expr.Apply(random.nextBoolean() ? Op.EQ : Op.NE, List.of(attribute, text), ExprType.BOOL);
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static List<String> some(Random random, List<String> of) {
        List<String> out = of.stream().filter(_ -> random.nextBoolean()).toList();
        return out.isEmpty() ? List.of(pick(random, of)) : out;
    }

    static Ticket ticket(String step, String team) {
        return new Ticket(
                new TicketId(new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0001L)),
                TYPE.id(),
                10422,
                3,
                "Zipper came apart",
                step,
                2,
                2,
                null,
                team,
                null,
                null,
                new ReleaseId("0".repeat(64)),
                Map.of("f_reason", Value.text("damaged")),
                List.of(),
                NOON.now(),
                NOON.now());
    }
}

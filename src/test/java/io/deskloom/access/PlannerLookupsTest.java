package io.deskloom.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.ViewDef;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Lists that look at records looked up: what may be asked of them by whom, and of which. */
class PlannerLookupsTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo();
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final String RETURNS = "types/return_refund/access.yaml";
    private static final String ORDERS = "objects/order/access.yaml";

    private static final String ORDER_OF_FINANCE = "      order: read\n      customer: read\n";

    private final Planner planner = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of());
    private final Actor agent = Actors.with("agent");
    private final Actor warehouse = Actors.with("warehouse");
    private final Actor finance = Actors.with("finance");

    @Test
    void aFilterLooksBehindLookups() {
        QueryPlan plan = planner.plan(
                        agent,
                        DEMO,
                        filter(
                                "order.status == \"shipped\" && order.shipment.warehouse.region == \"north\" && reason == \"size\""),
                        NOON)
                .orThrow();
        assertThat(Trees.paths(plan.where()))
                .containsExactlyInAnyOrder(
                        "f_order_ref>f_status", "f_order_ref>f_shipment>f_from>f_region", "f_reason");
        assertThat(plan.lookups().keySet())
                .containsExactlyInAnyOrder("f_order_ref>f_status", "f_order_ref>f_shipment>f_from>f_region");
        LookupPath status = plan.lookups().get("f_order_ref>f_status");
        assertThat(status.target().key()).isEqualTo("order");
        assertThat(status.where()).as("agents see every order").isNull();
        assertThat(planner.planRecords(agent, DEMO, "order", filter("customer.tier == \"vip\""), NOON)
                        .orThrow()
                        .lookups())
                .containsOnlyKeys("f_customer>f_tier");
        assertThat(planner.plan(agent, DEMO, equal("order.status", "shipped"), NOON)
                        .orThrow()
                        .lookups())
                .containsOnlyKeys("f_order_ref>f_status");
    }

    @Test
    void aFieldOfARecordThatIsOutOfReachAnswersLikeOneThatDoesNotExist() {
        assertThat(DEMO.objects().get("customer").field("lifetime_spend")).isPresent();
        for (String filter :
                List.of("NAME > 100", "NAME == null", "!(NAME == 5)", "size(NAME) > 1", "reason == NAME")) {
            assertSameAsUnknown(agent, DEMO, filter, "customer.lifetime_spend");
            assertSameAsUnknown(agent, DEMO, filter, "order.customer.lifetime_spend");
        }
        assertSameAsUnknown(finance, DEMO, "NAME == \"x\"", "order.shipment.status");
        assertSameAsUnknown(finance, DEMO, "NAME == \"x\"", "customer.phone");
        // Denied, whatever another role grants.
        assertSameAsUnknown(Actors.with("agent", "finance"), DEMO, "NAME == \"x\"", "customer.prefers");
        String unknown = "customer." + "q".repeat("lifetime_spend".length());
        assertThat(planner.plan(agent, DEMO, equal("customer.lifetime_spend", "100"), NOON)
                        .toString()
                        .replace("customer.lifetime_spend", unknown))
                .contains("filter.unknown")
                .isEqualTo(
                        planner.plan(agent, DEMO, equal(unknown, "100"), NOON).toString());
        for (String sort : List.of("order.status", "-order.status", "customer.lifetime_spend")) {
            assertThat(problems(agent, DEMO, new ListRequest("return_refund", null, null, Map.of(), sort, 50, null)))
                    .containsExactly("sort.unknown");
        }
    }

    @Test
    void nothingIsBehindALookupThatMayNotBeRead() {
        MetadataSnapshot none = changed(RETURNS, text -> text.replace(ORDER_OF_FINANCE, "      customer: read\n"));
        assertThat(problems(finance, none, filter("order.status == \"shipped\"")))
                .containsExactly("expr.unknown_attribute");
        // Whose order it is may be asked, but not known: so nothing of the order.
        MetadataSnapshot masked = changed(
                RETURNS,
                text -> text.replace(
                        ORDER_OF_FINANCE, "      order: {level: masked, match: true}\n      customer: read\n"));
        assertThat(planner.plan(finance, masked, filter("order == \"01930000-0000-7000-8000-000000000001\""), NOON)
                        .isOk())
                .isTrue();
        assertThat(problems(finance, masked, filter("order.status == \"shipped\"")))
                .containsExactly("expr.unknown_attribute");
    }

    @Test
    void nothingIsBehindALookupWhoseRecordsAreOutOfReach() {
        MetadataSnapshot closed =
                changed(ORDERS, text -> text.replace("  - {role: finance}\n", "  - {role: finance, where: 'false'}\n"));
        assertThat(planner.plan(finance, DEMO, filter("order.status == \"shipped\""), NOON)
                        .isOk())
                .isTrue();
        assertSameAsUnknown(finance, closed, "NAME == \"shipped\"", "order.status");
    }

    @Test
    void ofTheRecordsOnlyThoseCountThatTheActorMaySee() {
        MetadataSnapshot scoped =
                changed(ORDERS, text -> text.replace("{role: finance}", "{role: finance, where: 'channel != \"jd\"'}"));
        LookupPath path = planner.plan(finance, scoped, filter("order.status == \"shipped\""), NOON)
                .orThrow()
                .lookups()
                .get("f_order_ref>f_status");
        assertThat(Trees.paths(path.where())).containsExactly("f_channel");
        assertThat(planner.plan(agent, scoped, filter("order.status == \"shipped\""), NOON)
                        .orThrow()
                        .lookups()
                        .get("f_order_ref>f_status")
                        .where())
                .isNull();
        // On the way as well as at the end.
        LookupPath further = planner.plan(finance, scoped, filter("order.customer.tier == \"vip\""), NOON)
                .orThrow()
                .lookups()
                .get("f_order_ref>f_customer>f_tier");
        assertThat(Trees.paths(further.where())).containsExactly("f_channel");
    }

    @Test
    void whereAFieldMayBeReadOnSomeRecordsOnlyTheOthersLackIt() {
        MetadataSnapshot some = changed(
                ORDERS,
                text -> text.replace(
                        "customer: read, ordered_at: read, status: read, channel: read, paid: read, payment: read}",
                        "customer: read, status: {level: read, when: 'channel == \"site\"'}, channel: read}"));
        LookupPath path = planner.plan(finance, some, filter("order.status == \"shipped\""), NOON)
                .orThrow()
                .lookups()
                .get("f_order_ref>f_status");
        assertThat(Trees.paths(path.where())).containsExactly("f_channel");
    }

    @Test
    void whoReadsALookupOnSomeTicketsFindsThroughItOnThoseOnly() {
        MetadataSnapshot some = changed(
                RETURNS,
                text -> text.replace(
                        ORDER_OF_FINANCE,
                        "      order: {level: read, when: 'reason == \"size\"'}\n      customer: read\n"));
        assertThat(Trees.paths(scope(some, "order.status != \"shipped\""))).contains("f_reason");
        assertThat(Trees.paths(scope(some, "customer.tier != \"vip\""))).doesNotContain("f_reason");
    }

    private Expr scope(MetadataSnapshot metadata, String filter) {
        return planner.plan(finance, metadata, filter(filter), NOON).orThrow().scope();
    }

    @Test
    void aMaskedFieldOfARecordIsFoundByItsWholeValueOnly() {
        QueryPlan plan = planner.plan(warehouse, DEMO, filter("customer.phone == \"138 0000-1234\""), NOON)
                .orThrow();
        assertThat(plan.where().toString()).contains("13800001234");
        for (String probe : List.of(
                "customer.phone > \"138\"",
                "customer.phone.startsWith(\"138\")",
                "size(customer.phone) == 11",
                "customer.phone == order_no")) {
            assertThat(problems(warehouse, DEMO, filter(probe))).as(probe).containsExactly("field.match-only");
        }
    }

    @Test
    void whatNoIndexServesIsRefusedClearly() {
        assertThat(problems(agent, DEMO, filter("order.payment == \"card\""))).containsExactly("field.not-indexed");
        MetadataSnapshot slow = changed(
                "objects/order/type.yaml",
                text -> text.replace(
                        "target: warehouse, label: {en: Ships from, zh: 发货仓}, indexed: true",
                        "target: warehouse, label: {en: Ships from, zh: 发货仓}"));
        assertThat(problems(agent, slow, filter("order.warehouse.region == \"north\"")))
                .containsExactly("field.not-indexed");
    }

    @Test
    void nothingIsBehindSeveralValues() {
        assertThat(problems(agent, DEMO, filter("fault_codes.leak == \"x\""))).containsExactly("expr.several");
        assertSameAsUnknown(finance, DEMO, "NAME == \"x\"", "fault_codes.leak");
    }

    @Test
    void oneListAsksSoManyTimesOnly() {
        List<String> conditions = Collections.nCopies(Filters.MOST_LOOKUPS, "order.status == \"paid\"");
        assertThat(planner.plan(agent, DEMO, filter(String.join(" || ", conditions)), NOON)
                        .isOk())
                .isTrue();
        assertThat(problems(agent, DEMO, filter(String.join(" || ", conditions) + " || customer.tier == \"vip\"")))
                .containsExactly("filter.lookups");
    }

    @Test
    void aRecordsFieldThatIsBeingComputedAnswersNoList() {
        Planner computing = new Planner(
                new Cursors(_ -> new byte[32]),
                (_, _) -> List.of(),
                (_, _, type) -> type.equals("o_customer") ? Set.of("f_open_returns") : Set.of());
        ListRequest request = filter("order.customer.open_returns > 1");
        assertThat(planner.plan(agent, DEMO, request, NOON).isOk()).isTrue();
        Rejection refused = refused(computing, agent, DEMO, request);
        assertThat(refused.code()).isEqualTo("field-computing");
        assertThat(refused.problems())
                .extracting(p -> p.params().get("field"))
                .containsExactly("order.customer.open_returns");
        assertThat(computing
                        .plan(agent, DEMO, filter("order.customer.tier == \"vip\""), NOON)
                        .isOk())
                .isTrue();
    }

    @Test
    void aSavedListThatLooksBehindALookupOutOfReachDoesNotExist() {
        MetadataSnapshot seen = changed(
                "views/vip.yaml",
                text -> text.replaceFirst("filter: .*", "filter: 'order.shipment.status == \"delayed\"'")
                        .replaceFirst("(?m)^roles:.*\n", ""));
        ViewDef view = seen.views().get("vip");
        assertThat(planner.usable(agent, seen, view, NOON)).isTrue();
        assertThat(planner.usable(finance, seen, view, NOON)).isFalse();
        assertThat(planner.plan(finance, seen, new ListRequest(null, "vip", null, Map.of(), null, 50, null), NOON))
                .isEqualTo(planner.plan(
                        finance, seen, new ListRequest(null, "none", null, Map.of(), null, 50, null), NOON));
    }

    @Test
    void whatIsOfferedIsWhatIsAnswered() {
        for (String role : List.of("agent", "warehouse", "finance", "supervisor")) {
            Actor actor = Actors.with(role);
            List<Planner.RelatedUse> offered =
                    planner.relatedUses(actor, DEMO, DEMO.type("return_refund").orElseThrow(), NOON);
            assertThat(offered).as(role).isNotEmpty();
            for (Planner.RelatedUse use : offered) {
                assertThat(problems(actor, DEMO, filter(use.path() + " == null")))
                        .as(use.path())
                        .isEmpty();
            }
            assertThat(offered)
                    .extracting(Planner.RelatedUse::path)
                    .doesNotContain("customer.lifetime_spend", "order.payment");
        }
        assertThat(planner.relatedUses(finance, DEMO, DEMO.type("return_refund").orElseThrow(), NOON))
                .extracting(Planner.RelatedUse::path)
                .contains("order.status", "order.customer.tier")
                .noneMatch(path -> path.startsWith("order.shipment"));
        assertThat(planner
                        .relatedUses(warehouse, DEMO, DEMO.type("return_refund").orElseThrow(), NOON)
                        .stream()
                        .filter(u -> u.path().equals("customer.phone")))
                .allMatch(u -> !u.read() && !u.range())
                .hasSize(1);
    }

    private static MetadataSnapshot changed(String path, UnaryOperator<String> change) {
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals(path) ? new SourceFile(path, change.apply(f.text())) : f)
                .toList();
        assertThat(files).as(path + " says something else").isNotEqualTo(Snapshots.demoFiles());
        return MetadataReader.read(files, Snapshots.NO_RULES).orThrow();
    }

    /** The same answer, letter for letter, but for the name the caller itself wrote. */
    private void assertSameAsUnknown(Actor actor, MetadataSnapshot metadata, String filter, String forbidden) {
        int dot = forbidden.lastIndexOf('.') + 1;
        String unknown = forbidden.substring(0, dot) + "q".repeat(forbidden.length() - dot);
        String answer = planner.plan(actor, metadata, filter(filter.replace("NAME", forbidden)), NOON)
                .toString();
        assertThat(answer)
                .contains("Refused")
                .contains("expr.unknown_attribute")
                .doesNotContain("suggestion=" + forbidden);
        // What is suggested instead depends on what was typed, and is within reach.
        assertThat(answer.replace(forbidden, unknown).replaceAll("suggestion=[a-z_.]*", ""))
                .isEqualTo(planner.plan(actor, metadata, filter(filter.replace("NAME", unknown)), NOON)
                        .toString()
                        .replaceAll("suggestion=[a-z_.]*", ""));
    }

    private Rejection refused(Planner by, Actor actor, MetadataSnapshot metadata, ListRequest request) {
        return by.plan(actor, metadata, request, NOON) instanceof Result.Refused<QueryPlan>(Rejection rejection)
                ? rejection
                : Rejection.notFound();
    }

    private List<String> problems(Actor actor, MetadataSnapshot metadata, ListRequest request) {
        return planner.plan(actor, metadata, request, NOON) instanceof Result.Refused<QueryPlan>(Rejection rejection)
                ? rejection.problems().stream().map(Problem::code).toList()
                : List.of();
    }

    private static ListRequest filter(String text) {
        return new ListRequest("return_refund", null, text, Map.of(), null, 50, null);
    }

    private static ListRequest equal(String name, String value) {
        return new ListRequest("return_refund", null, null, Map.of(name, List.of(value)), null, 50, null);
    }
}

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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo();
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final Secrets SECRETS =
            purpose -> Arrays.copyOf(purpose.repeat(8).getBytes(StandardCharsets.UTF_8), 32);

    private final Cursors cursors = new Cursors(SECRETS);
    private final Planner planner = new Planner(cursors, (_, _) -> List.of());
    private final Actor agent = Actors.with("agent");
    private final Actor warehouse = Actors.with("warehouse");
    private final Actor finance = Actors.with("finance");

    @Test
    void aForbiddenFieldAnswersLikeOneThatDoesNotExist() {
        assertThat(DEMO.types().get("return_refund").field("lifetime_spend")).isPresent();
        for (String filter :
                List.of("NAME > 100", "NAME == null", "!(NAME == 5)", "size(NAME) > 1", "reason == NAME")) {
            assertSameAsUnknown(agent, name -> filter(filter.replace("NAME", name)), "lifetime_spend");
        }
        assertSameAsUnknown(agent, name -> equal(name, "100"), "lifetime_spend");
        assertSameAsUnknown(agent, this::sort, "lifetime_spend");
        assertSameAsUnknown(agent, name -> sort("-" + name), "lifetime_spend");
        assertSameAsUnknown(agent, name -> columns("number", name), "lifetime_spend");
        assertSameAsUnknown(finance, PlannerTest::columns, "subject");
        assertSameAsUnknown(finance, name -> filter(name + ".contains(\"zip\")"), "complaint_text");
        assertSameAsUnknown(finance, name -> filter(name + " == \"zip\""), "subject");
    }

    @Test
    void aListCanShowWhatItsReaderSeesOnSomeTicket() {
        ViewDef view = DEMO.views().get("to_inspect");
        assertThat(planner.plan(warehouse, DEMO, columns(view.columns().toArray(String[]::new)), NOON)
                        .isOk())
                .isTrue();
        // Masked is seen, too.
        assertThat(planner.plan(warehouse, DEMO, columns("contact"), NOON).isOk())
                .isTrue();
        assertThat(problems(agent, columns("colour", "", "title")))
                .extracting(Problem::code)
                .containsExactly("columns.unknown", "columns.unknown");
        String[] many = Collections.nCopies(ListRequest.MOST + 1, "title").toArray(String[]::new);
        assertThat(problems(agent, columns(many))).extracting(Problem::code).containsExactly("columns.many");
    }

    @Test
    void theTitleCannotBeFilteredByWhoMayNotReadTheComplaint() {
        assertThat(problems(finance, filter("ticket.title == \"x\"")))
                .extracting(Problem::code)
                .containsExactly("expr.unknown_attribute");
        assertThat(problems(agent, filter("ticket.title == \"x\"")))
                .extracting(Problem::code)
                .containsExactly("field.not-indexed");
    }

    @Test
    void aMaskedNumberIsFoundByItsWholeValueOnly() {
        QueryPlan plan = planner.plan(warehouse, DEMO, filter("contact == \"138 0000-1234\""), NOON)
                .orThrow();
        assertThat(Trees.paths(plan.where())).containsExactly("f_phone");
        assertThat(plan.where().toString()).contains("13800001234");
        for (String probe : List.of(
                "contact > \"138\"",
                "contact.startsWith(\"138\")",
                "size(contact) == 11",
                "contact == order_no",
                "(contact == \"1\" ? 1 : 2) == lower(contact).size()")) {
            assertThat(planner.plan(warehouse, DEMO, filter(probe), NOON).isOk())
                    .as(probe)
                    .isFalse();
        }
        assertThat(problems(warehouse, sort("contact")))
                .extracting(Problem::code)
                .containsExactly("field.match-only");
        assertThat(planner.plan(warehouse, DEMO, equal("contact", "13800001234"), NOON)
                        .isOk())
                .isTrue();
        assertThat(planner.plan(agent, DEMO, filter("contact.startsWith(\"138\")"), NOON)
                        .isOk())
                .isTrue();
    }

    @Test
    void everyPlanCarriesTheRecordScope() {
        QueryPlan own = planner.plan(warehouse, DEMO, ListRequest.ofType("return_refund"), NOON)
                .orThrow();
        assertThat(Trees.paths(own.scope())).containsExactly("ticket.assignee", "ticket.team");
        QueryPlan all = planner.plan(Actors.with("supervisor"), DEMO, ListRequest.ofType("return_refund"), NOON)
                .orThrow();
        assertThat(all.scope()).isNull();
    }

    @Test
    void whoHasTwoRolesFiltersAFieldOnlyWhereItIsTheirs() {
        // The warehouse reads parcel numbers of its own tickets; a supervisor of nothing else must not search all of
        // them.
        Actor both = Actors.with("warehouse", "supervisor");
        QueryPlan plain = planner.plan(both, DEMO, ListRequest.ofType("return_refund"), NOON)
                .orThrow();
        assertThat(plain.scope()).isNull();
        Actor mixed = Actors.with("agent", "finance");
        QueryPlan byContact =
                planner.plan(mixed, DEMO, equal("contact", "13800001234"), NOON).orThrow();
        Expr agentOnly = planner.plan(Actors.with("agent"), DEMO, ListRequest.ofType("return_refund"), NOON)
                .orThrow()
                .scope();
        assertThat(Trees.paths(byContact.scope())).contains("ticket.requester");
        assertThat(byContact.scope())
                .isNotEqualTo(planner.plan(mixed, DEMO, ListRequest.ofType("return_refund"), NOON)
                        .orThrow()
                        .scope());
        assertThat(agentOnly).isNotNull();
    }

    @Test
    void whatNoIndexServesIsRefusedClearly() {
        assertThat(problems(agent, filter("customer_name == \"Li\"")))
                .extracting(Problem::code)
                .containsExactly("field.not-indexed");
        assertThat(problems(agent, sort("customer_name")))
                .extracting(Problem::code)
                .containsExactly("field.not-indexed");
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        ListRequest request = new ListRequest(
                "return_refund", null, "nonsense >", Map.of("tier", List.of("platinum")), "colour", 500, null);
        assertThat(problems(agent, request))
                .extracting(Problem::pointer)
                .contains("/filter", "/tier", "/sort", "/limit");
    }

    @Test
    void aListThatLooksAtSomethingHiddenDoesNotExist() {
        ViewDef large = DEMO.views().get("large_refunds");
        assertThat(planner.usable(finance, DEMO, large, NOON)).isTrue();
        assertThat(planner.usable(warehouse, DEMO, large, NOON)).isFalse();
        assertThat(planner.plan(warehouse, DEMO, view("large_refunds"), NOON))
                .isEqualTo(planner.plan(warehouse, DEMO, view("no_such_view"), NOON));
    }

    @Test
    void aTypeOutOfReachIsLikeNone() {
        Actor nobody = Actors.with("courier");
        assertThat(planner.plan(nobody, DEMO, ListRequest.ofType("return_refund"), NOON))
                .isEqualTo(planner.plan(nobody, DEMO, ListRequest.ofType("nothing"), NOON));
        Actor blind = Actors.scoped(agent, "tickets:write");
        assertThat(planner.plan(blind, DEMO, ListRequest.ofType("return_refund"), NOON)
                        .isOk())
                .isFalse();
    }

    @Test
    void aCursorIsGoodForItsQueryAndItsCallerOnly() {
        ListRequest first = equal("reason", "damaged");
        QueryPlan plan = planner.plan(agent, DEMO, first, NOON).orThrow();
        QueryPlan.Position at = new QueryPlan.Position(List.of(NOON.now()), new UUID(1, 2));
        String cursor = cursors.write(at, plan.bound());
        assertThat(cursors.write(at, plan.bound())).isEqualTo(cursor);
        assertThat(planner.plan(agent, DEMO, with(first, cursor), NOON)
                        .orThrow()
                        .after())
                .isEqualTo(at);
        assertThat(refusal(agent, with(equal("reason", "size"), cursor))).isEqualTo("cursor-invalid");
        assertThat(refusal(Actors.with("supervisor"), with(first, cursor))).isEqualTo("cursor-invalid");
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String bent = cursor.substring(0, i) + other + cursor.substring(i + 1);
            Result<QueryPlan> answer = planner.plan(agent, DEMO, with(first, bent), NOON);
            // The last letter carries spare bits: bending only those is the same cursor.
            assertThat(answer.isOk() ? answer.orThrow().after() : null)
                    .isIn(null, i == cursor.length() - 1 ? at : null);
        }
        for (String junk : List.of("", " ", "x", "AAAA", "%%%", "A".repeat(5000))) {
            ListRequest bad = with(first, junk);
            assertThat(refusal(agent, bad)).isEqualTo("cursor-invalid");
        }
    }

    @Test
    void anyChangeOfRightsChangesTheFingerprint() {
        String own = Fingerprint.of(agent, DEMO.release());
        assertThat(own).hasSize(16).isEqualTo(Fingerprint.of(Actors.with("agent"), DEMO.release()));
        assertThat(List.of(
                        Fingerprint.of(Actors.scoped(agent, "tickets:read"), DEMO.release()),
                        Fingerprint.of(Actors.with("agent", "finance"), DEMO.release()),
                        Fingerprint.of(agent, Snapshots.acme().release())))
                .doesNotContain(own)
                .doesNotHaveDuplicates();
    }

    private interface Ask {
        ListRequest with(String name);
    }

    @Test
    void commentsAreLookedThroughByThoseWhoReadThem() {
        MetadataSnapshot quiet = MetadataReader.read(
                        Snapshots.demoFiles().stream()
                                .map(f -> new SourceFile(
                                        f.path(),
                                        f.text()
                                                .replace(
                                                        "verbs: [read, update, comment_internal, read_internal, act, claim]",
                                                        "verbs: [read, update, act, claim]")))
                                .toList(),
                        Snapshots.NO_RULES)
                .orThrow();
        assertThat(places(agent, quiet)).containsEntry("-", true).containsEntry("+", true);
        assertThat(places(warehouse, quiet)).doesNotContainKey("-").containsEntry("+", true);
        assertThat(places(finance, quiet)).doesNotContainKeys("-", "+", "f_subject", "f_complaint", "f_phone");
        // Two roles with scopes of their own: on the tickets of the one that reads them.
        assertThat(places(Actors.with("agent", "warehouse"), quiet)).containsEntry("-", false);
    }

    /** Where words are looked for, and whether on all records. */
    private Map<String, Boolean> places(Actor actor, MetadataSnapshot metadata) {
        ListRequest request = new ListRequest("return_refund", null, null, Map.of(), null, 50, null, "kettle");
        return planner.plan(actor, metadata, request, NOON).orThrow().text().places().stream()
                .collect(java.util.stream.Collectors.toMap(TextSearch.Place::name, p -> p.where() == null));
    }

    /** The same answer, letter for letter, but for the name the caller itself wrote. */
    private void assertSameAsUnknown(Actor actor, Ask ask, String forbidden) {
        String unknown = "q".repeat(forbidden.length());
        assertThat(planner.plan(actor, DEMO, ask.with(forbidden), NOON)
                        .toString()
                        .replace(forbidden, unknown))
                .contains("Refused")
                .isEqualTo(planner.plan(actor, DEMO, ask.with(unknown), NOON).toString());
    }

    private List<Problem> problems(Actor actor, ListRequest request) {
        return planner.plan(actor, DEMO, request, NOON) instanceof Result.Refused<QueryPlan>(Rejection rejection)
                ? rejection.problems()
                : List.of();
    }

    private String refusal(Actor actor, ListRequest request) {
        return planner.plan(actor, DEMO, request, NOON) instanceof Result.Refused<QueryPlan>(Rejection rejection)
                ? rejection.code()
                : "accepted";
    }

    private static ListRequest filter(String text) {
        return new ListRequest("return_refund", null, text, Map.of(), null, 50, null);
    }

    private static ListRequest equal(String name, String value) {
        return new ListRequest("return_refund", null, null, Map.of(name, List.of(value)), null, 50, null);
    }

    private ListRequest sort(String by) {
        return new ListRequest("return_refund", null, null, Map.of(), by, 50, null);
    }

    private static ListRequest columns(String... names) {
        return new ListRequest("return_refund", null, null, Map.of(), null, 50, null, null, List.of(names));
    }

    private static ListRequest view(String key) {
        return new ListRequest(null, key, null, Map.of(), null, 50, null);
    }

    private static ListRequest with(ListRequest r, String cursor) {
        return new ListRequest(r.type(), r.view(), r.filter(), r.equal(), r.sort(), r.limit(), cursor);
    }
}

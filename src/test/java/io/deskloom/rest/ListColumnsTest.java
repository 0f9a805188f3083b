package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lists of which only some columns are wanted: fewer fields are read for them, and what they show is the same. Every list is asked
 * for several times, for the first is read whole.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ListColumnsTest {
    private static final int TIMES = 3;

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    private Tenant demo;

    @BeforeEach
    void returns() {
        demo = desk.demo();
        Actor jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "mei", "supervisor");
        create(jun, "Too big", "size", Map.of("paid", "300", "items_count", 3, "tier", "vip"));
        create(jun, "Broken", "damaged", Map.of("fault_codes", List.of("crack"), "contact", "13812345678"));
        create(jun, "Dull", "quality", Map.of("paid", "10", "refund_amount", "9.50", "delivered_on", "2026-11-20"));
        create(jun, "Bare", "no_longer_wanted", Map.of());
    }

    private void create(Actor actor, String subject, String reason, Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.put("subject", subject);
        fields.put("reason", reason);
        desk.create(actor, "return_refund", fields);
    }

    private static List<Map<String, Object>> rows(Browser as, String columns) {
        return as.with()
                .queryParam("type", "return_refund")
                .queryParam("sort", "number")
                .queryParams(columns.isEmpty() ? Map.of() : Map.of("columns", columns))
                .get("/api/v1/tickets")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Map<String, Object> row) {
        return (Map<String, Object>) row.get("fields");
    }

    /** A row with those of its fields only. */
    private static Map<String, Object> only(Map<String, Object> row, Set<String> columns) {
        Map<String, Object> out = new HashMap<>(row);
        Map<String, Object> fields = new HashMap<>(fields(row));
        fields.keySet().retainAll(columns);
        out.put("fields", fields);
        // A deadline is looked for only where it is asked for.
        out.put("slaDue", columns.contains("sla_due") ? row.get("slaDue") : null);
        return out;
    }

    private static void same(Browser as, List<Map<String, Object>> whole, String... columns) {
        for (int i = 0; i < TIMES; i++) {
            assertThat(rows(as, String.join(",", columns)).stream()
                            .map(ListColumnsTest::withoutTime)
                            .toList())
                    .as("%s, time %d", List.of(columns), i)
                    .isEqualTo(whole.stream()
                            .map(row -> withoutTime(only(row, Set.of(columns))))
                            .toList());
        }
    }

    /** What is computed anew in the background changes a row's version, and nothing it shows. */
    private static Map<String, Object> withoutTime(Map<String, Object> row) {
        Map<String, Object> rest = new HashMap<>(row);
        rest.remove("version");
        rest.remove("updatedAt");
        return rest;
    }

    @Test
    void everyColumnShowsWhatTheWholeListShows() {
        for (String who : List.of("jun", "mei")) {
            Browser as = Browser.signIn(demo, who);
            List<Map<String, Object>> whole = rows(as, "");
            same(as, whole, "title", "number");
            Set<String> there = new TreeSet<>();
            whole.forEach(row -> there.addAll(fields(row).keySet()));
            assertThat(there).contains("reason", "fault_codes", "contact", "paid_per_item", "refund_amount", "tier");
            for (String column : there) {
                same(as, whole, column);
            }
            same(as, whole, "paid_per_item", "contact", "updated");
        }
    }

    @Test
    void aFormulaThatWasDefinedOtherwiseIsComputedFromWhatIsNotShown() {
        Browser mei = Browser.signIn(demo, "mei");
        same(mei, rows(mei, ""), "paid_per_item");

        releases.apply(
                        demo.id(),
                        Snapshots.demoFiles().stream()
                                .map(f -> new SourceFile(
                                        f.path(),
                                        f.text().replace("value: paid / items_count", "value: paid * items_count")))
                                .toList(),
                        "",
                        Publisher.SYSTEM,
                        false)
                .orThrow();

        List<Map<String, Object>> whole = rows(mei, "");
        assertThat(whole.toString()).contains("900.00");
        same(mei, whole, "paid_per_item");
    }
}

package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.StoredFields;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which fields lists are read with. */
class FieldsAskedTest {
    private static final MetadataSnapshot DEMO = Snapshots.demo();
    private static final Moment NOW = new Moment(Instant.parse("2026-11-30T00:00:00Z"), ZoneOffset.UTC);

    private final FieldsAsked asked = new FieldsAsked();
    private final List<@Nullable Set<String>> read = new ArrayList<>();

    @Test
    void theFirstListIsReadWholeAndTheNextWithWhatWasAskedOfIt() {
        assertThat(list("size", "refund_amount")).isEqualTo("3");
        assertThat(list("size", "refund_amount")).isEqualTo("3");

        assertThat(read).containsExactly(null, Set.of("f_refund", "f_reason"));
    }

    @Test
    void aRecordThatIsAskedForMoreIsReadWhole() {
        list("size", "refund_amount");
        read.clear();

        // Of damaged things, the tier is asked for, too.
        assertThat(list("damaged", "refund_amount")).isEqualTo("3 gold");
        assertThat(read).containsExactly(Set.of("f_refund", "f_reason"), null);
        read.clear();

        assertThat(list("damaged", "refund_amount")).isEqualTo("3 gold");
        assertThat(read).containsExactly(Set.of("f_refund", "f_reason", "f_tier"));
    }

    @Test
    void whatOneListShowsIsNotReadForAnother() {
        list("size", "refund_amount");
        read.clear();
        list("size", "order_no");
        assertThat(read).containsExactly(Set.of("f_order", "f_reason"));
    }

    @Test
    void anotherReleaseAndAListOfAllFieldsAreReadWhole() {
        list("size", "refund_amount");
        read.clear();
        answer(new ReleaseId("b".repeat(64)), request(List.of("refund_amount")), "size");
        answer(DEMO.release(), request(null), "size");
        assertThat(read).containsExactly(null, null);
    }

    private String list(String reason, String column) {
        return answer(DEMO.release(), request(List.of(column, "number")), reason);
    }

    private static ListRequest request(@Nullable List<String> columns) {
        return new ListRequest("return_refund", null, null, Map.of(), null, 10, null, null, columns);
    }

    /** A list of one return, whose answer depends on what its reason is. */
    private String answer(ReleaseId release, ListRequest request, String reason) {
        QueryPlan plan = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of())
                .plan(Actors.with("agent"), DEMO, request, NOW)
                .orThrow();
        return asked.of(plan, request, release, which -> {
            read.add(which.fields());
            Map<String, String> stored =
                    Map.of("f_reason", reason, "f_refund", "3", "f_tier", "gold", "f_order", "SO-1");
            Ticket ticket = Seen.ticket("review", "after_sales")
                    .withFields(
                            new StoredFields(stored, (_, value) -> Value.text(String.valueOf(value)), which.fields()));
            String answer = text(ticket, request.wants("order_no") ? "f_order" : "f_refund")
                    + (text(ticket, "f_reason").equals("damaged") ? " " + text(ticket, "f_tier") : "");
            return new FieldsAsked.Answer<>(answer, List.of(ticket));
        });
    }

    private static String text(Ticket ticket, String field) {
        return ticket.field(field) instanceof Value.Text(String text) ? text : "";
    }
}

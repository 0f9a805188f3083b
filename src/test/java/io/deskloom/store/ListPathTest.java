package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.access.Cursors;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.Moment;
import io.deskloom.store.ListPath.Gather;
import io.deskloom.store.ListPath.Limits;
import io.deskloom.store.ListPath.Merge;
import io.deskloom.store.ListPath.Walk;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.testing.Actors;
import io.deskloom.testing.Snapshots;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which way a list goes, without a database. */
class ListPathTest {
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    private static final TypeSlots SLOTS = new TypeSlots(
            1,
            Map.of(
                    "f_reason",
                    "s1",
                    "f_order",
                    "s2",
                    "f_phone",
                    "s3",
                    "f_tier",
                    "s4",
                    "f_refund",
                    "i1",
                    "f_delivered",
                    "d1"),
            1);
    private static final Planner PLANNER = new Planner(new Cursors(_ -> new byte[32]), (_, _) -> List.of());
    private static final Limits LIMITS = new Limits(1000, 100, 4);
    private static final String OPEN = "ticket.status in [\"new\", \"open\", \"waiting\"]";

    @Test
    void anEqualityByDateIsWalkedAndNothingIsCounted() {
        for (String filter : List.of(
                "order_no == \"A\"",
                "order_no == \"A\" && ticket.status == \"open\"",
                "order_no == \"A\" && " + OPEN)) {
            assertThat(counted(filter, "-updated")).isEmpty();
            assertThat(path(filter, "-updated")).isEqualTo(new Walk());
        }
    }

    @Test
    void anEqualityInAnotherOrderIsCountedAndThenSortedOrWalked() {
        String filter = "order_no == \"A\" && ticket.status == \"open\"";
        assertThat(counted(filter, "-refund_amount")).containsExactly("record_s2");
        assertThat(gathered(path(filter, "-refund_amount", 0))).isEqualTo("record_s2");
        assertThat(gathered(path(filter, "-refund_amount", 1000))).isEqualTo("record_s2");
        assertThat(path(filter, "-refund_amount", 1001)).isEqualTo(new Walk());
    }

    @Test
    void fewerAreSortedWhenTheIndexDoesNotCarryTheOrder() {
        String filter = "order_no == \"A\"";
        for (String sort : List.of("tier", "number", "priority")) {
            assertThat(gathered(path(filter, sort, 100))).as(sort).isEqualTo("record_s2");
            assertThat(path(filter, sort, 101)).as(sort).isEqualTo(new Walk());
        }
    }

    @Test
    void ofTwoTheNarrowerIsTakenWhicheverWasWrittenFirst() {
        for (String filter : List.of("tier == \"vip\" && order_no == \"A\"", "order_no == \"A\" && tier == \"vip\"")) {
            assertThat(counted(filter, "-refund_amount")).containsExactly("record_s2", "record_s4");
            assertThat(gathered(path(filter, "-refund_amount", 900, 20))).isEqualTo("record_s4");
            assertThat(gathered(path(filter, "-refund_amount", 20, 900))).isEqualTo("record_s2");
            assertThat(gathered(path(filter, "-refund_amount", 1001, 900))).isEqualTo("record_s4");
            assertThat(path(filter, "-refund_amount", 1001, 1001)).isEqualTo(new Walk());
        }
    }

    @Test
    void aRangeInItsOwnOrderIsWalked() {
        assertThat(counted("refund_amount > 500", "-refund_amount")).isEmpty();
        assertThat(path("refund_amount > 500", "-refund_amount")).isEqualTo(new Walk());
        assertThat(counted("refund_amount > 500", "-updated")).containsExactly("record_i1");
        assertThat(path("refund_amount > 500", "-updated", 1001)).isInstanceOf(Merge.class);
    }

    @Test
    void byDateTheStatusesAreMergedThoseAskedForOnly() {
        assertThat(path(null, "-updated")).isEqualTo(new Merge("st", List.of(1, 2, 3, 4, 5, 6)));
        assertThat(path(OPEN, "-updated")).isEqualTo(new Merge("st", List.of(1, 2, 3)));
        assertThat(path(OPEN + " && ticket.status in [\"open\", \"closed\"]", "-updated"))
                .isEqualTo(new Merge("st", List.of(2)));
        assertThat(path("ticket.status == \"open\"", "-updated")).isEqualTo(new Walk());
        assertThat(path("ticket.status != \"open\"", "-updated")).isEqualTo(new Merge("st", List.of(1, 2, 3, 4, 5, 6)));
    }

    @Test
    void byCreationThePrioritiesAreMerged() {
        assertThat(path(null, "created")).isEqualTo(new Merge("priority", List.of(1, 2, 3, 4)));
        assertThat(path("ticket.priority in [\"high\", \"urgent\"]", "created", 1001))
                .isInstanceOfSatisfying(Merge.class, m -> assertThat(m.codes()).hasSize(2));
        assertThat(counted(OPEN, "created")).containsExactly("record_status");
        assertThat(gathered(path(OPEN, "created", 1000))).isEqualTo("record_status");
        assertThat(path(OPEN, "created", 1001)).isEqualTo(new Merge("priority", List.of(1, 2, 3, 4)));
    }

    @Test
    void anIndexOfOpenTicketsIsOnlyUsedForOpenTickets() {
        assertThat(counted("ticket.team == \"finance\"", "created")).isEmpty();
        assertThat(counted("ticket.team == \"finance\" && ticket.status in [\"open\", \"closed\"]", "created"))
                .containsExactly("record_status");
        assertThat(counted("ticket.team == \"finance\" && " + OPEN, "created")).containsExactly("record_team");
        assertThat(path("ticket.team == \"finance\" && " + OPEN, "-updated")).isEqualTo(new Walk());
    }

    @Test
    void whatNoIndexFindsIsNoLead() {
        for (String filter : List.of(
                "order_no == null",
                "order_no != \"A\"",
                "!(order_no == \"A\")",
                "order_no.contains(\"A\")",
                "order_no == \"A\" || tier == \"vip\"",
                "ticket.step == \"review\"")) {
            assertThat(counted(filter, "-refund_amount")).as(filter).isEmpty();
        }
        assertThat(counted("tier == \"vip\" || tier == \"gold\"", "-refund_amount"))
                .containsExactly("record_s4");
        assertThat(counted("tier in [\"vip\", \"gold\"]", "-refund_amount")).containsExactly("record_s4");
        assertThat(counted("order_no.startsWith(\"A\")", "-refund_amount")).containsExactly("record_s2");
        assertThat(counted("\"A\" == order_no", "-refund_amount")).containsExactly("record_s2");
    }

    @Test
    void rowsWithoutTheValueAreOnlyLookedForWhereTheyCanBe() {
        assertThat(sql(null, "-refund_amount").mayLackValue()).isTrue();
        assertThat(sql("tier == \"vip\"", "-refund_amount").mayLackValue()).isTrue();
        assertThat(sql("refund_amount > 500", "-refund_amount").mayLackValue()).isFalse();
        assertThat(sql("refund_amount != 500", "-refund_amount").mayLackValue()).isTrue();
        assertThat(sql(null, "-updated").mayLackValue()).isFalse();
    }

    @Test
    void noMoreThanTwoAreCounted() {
        String filter = "tier == \"vip\" && order_no == \"A\" && reason == \"size\" && refund_amount > 5 && " + OPEN;
        assertThat(counted(filter, "-delivered_on")).hasSize(2);
    }

    private static List<String> counted(String filter, String sort) {
        ListSql sql = sql(filter, sort);
        return ListPath.toCount(sql.parts(), sql.order()).stream()
                .map(Lead::index)
                .toList();
    }

    private static ListPath path(String filter, String sort, Integer... rows) {
        ListSql sql = sql(filter, sort);
        List<Lead> leads = ListPath.toCount(sql.parts(), sql.order());
        assertThat(leads).as("what is counted").hasSameSizeAs(rows);
        return ListPath.choose(sql.parts(), sql.order(), leads, Arrays.asList(rows), LIMITS);
    }

    private static String gathered(ListPath path) {
        assertThat(path).isInstanceOf(Gather.class);
        return ((Gather) path).lead().index();
    }

    static ListSql sql(String filter, String sort) {
        QueryPlan plan = PLANNER.plan(
                        Actors.with("supervisor"),
                        Snapshots.demo(),
                        new ListRequest("return_refund", null, filter, Map.of(), sort, 50, null),
                        NOON)
                .orThrow();
        return ListSql.of(plan, _ -> SLOTS);
    }
}

package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeadCountsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T04:00:00Z");
    private static final ListPath.Limits LIMITS = ListPath.Limits.USUAL;
    private final LeadCounts counts = new LeadCounts();

    @Test
    void aLargeCountIsGoodForAWhile() {
        ListSql a = ListPathTest.sql("order_no == \"A\"", "-refund_amount");
        put(a, 5_000, NOON);
        assertThat(of(ListPathTest.sql("order_no == \"A\"", "refund_amount"), NOON))
                .contains(5_000);
        assertThat(of(a, NOON.plus(LeadCounts.GOOD_FOR))).contains(5_000);
        assertThat(of(a, NOON.plus(LeadCounts.GOOD_FOR).plus(Duration.ofMillis(1))))
                .isEmpty();
    }

    @Test
    void aSmallOneIsNeverKeptBecauseAPathReliesOnIt() {
        ListSql a = ListPathTest.sql("order_no == \"A\"", "-refund_amount");
        put(a, LeadCounts.SMALL, NOON);
        assertThat(of(a, NOON)).isEmpty();
        put(a, 5_000, NOON);
        put(a, 3, NOON);
        assertThat(of(a, NOON)).isEmpty();
        int largestFirst = LIMITS.pages() * (io.deskloom.access.ListRequest.MOST + 1);
        assertThat(LeadCounts.SMALL)
                .as("a kept count makes the path look again")
                .isGreaterThan(largestFirst / 2);
    }

    @Test
    void anotherValueConditionOrLimitIsAnotherCount() {
        put(ListPathTest.sql("order_no == \"A\"", "-refund_amount"), 5_000, NOON);
        assertThat(of(ListPathTest.sql("order_no == \"B\"", "-refund_amount"), NOON))
                .isEmpty();
        assertThat(of(ListPathTest.sql("order_no == \"A\" && ticket.status == \"open\"", "-refund_amount"), NOON))
                .isEmpty();
        assertThat(of(ListPathTest.sql("order_no == \"A\"", "number"), NOON))
                .as("the index does not carry the number, so it was counted less far")
                .isEmpty();
    }

    @Test
    void thereAreNeverTooMany() {
        ListSql first = ListPathTest.sql("order_no == \"0\"", "-refund_amount");
        for (int i = 0; i <= 2_000; i++) {
            put(ListPathTest.sql("order_no == \"" + i + "\"", "-refund_amount"), 5_000, NOON);
        }
        assertThat(of(first, NOON)).isEmpty();
    }

    private void put(ListSql sql, int rows, Instant now) {
        counts.put(sql, lead(sql), LIMITS, now, rows);
    }

    private java.util.Optional<Integer> of(ListSql sql, Instant now) {
        return counts.of(sql, lead(sql), LIMITS, now);
    }

    private static Lead lead(ListSql sql) {
        return ListPath.toCount(sql.parts(), sql.order()).getFirst();
    }
}

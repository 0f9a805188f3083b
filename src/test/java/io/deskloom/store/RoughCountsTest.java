package io.deskloom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.store.SqlColumn.SqlPart;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of lists too long to be counted. */
class RoughCountsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");

    private final RoughCounts counts = new RoughCounts();

    private static SqlPart counting(String who, String... teams) {
        return SqlPart.of("SELECT count(*) FROM record WHERE team = ANY (?) OR assignee = ?", teams, who);
    }

    @Test
    void aCountIsGoodForAMinute() {
        counts.put(counting("jun", "after_sales"), 412, NOW);
        assertThat(counts.of(counting("jun", "after_sales"), NOW.plus(RoughCounts.GOOD_FOR)))
                .contains(412);
        assertThat(counts.of(
                        counting("jun", "after_sales"),
                        NOW.plus(RoughCounts.GOOD_FOR).plusMillis(1)))
                .isEmpty();
    }

    @Test
    void itIsNobodyElsesAndOfNoOtherList() {
        counts.put(counting("jun", "after_sales"), 412, NOW);
        assertThat(counts.of(counting("mei", "after_sales"), NOW)).isEmpty();
        assertThat(counts.of(counting("jun", "after_sales", "warehouse"), NOW)).isEmpty();
        assertThat(counts.of(SqlPart.of("SELECT 1", (Object) new String[] {"after_sales"}), NOW))
                .isEmpty();
    }

    @Test
    void aListOfManyIdsIsNotKept() {
        String[] many = IntStream.range(0, 101).mapToObj(Integer::toString).toArray(String[]::new);
        counts.put(counting("jun", many), 412, NOW);
        assertThat(counts.of(counting("jun", many), NOW)).isEmpty();
    }
}

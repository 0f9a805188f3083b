package io.deskloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void theNextIdIsOfTheSameMomentAndSortsBetweenThisOneAndWhatIsMadeLater() {
        UUID first = Uuid7.at(NOON);
        UUID second = Uuid7.next(first);
        UUID later = Uuid7.at(NOON);

        assertThat(second.toString()).isGreaterThan(first.toString());
        assertThat(second.toString()).isLessThan(later.toString());
        assertThat(Uuid7.timeOf(second)).isEqualTo(Uuid7.timeOf(first));
        // Later, when something else in this process was stamped with a later moment before.
        assertThat(Uuid7.timeOf(first)).isAfterOrEqualTo(NOON);
        assertThat(second.version()).isEqualTo(7);
        assertThat(second.variant()).isEqualTo(2);
    }

    @Test
    void theLastRandomPartRunsOverIntoTheCounter() {
        UUID last = UUID.fromString("019aca1f-6a00-7001-bfff-ffffffffffff");

        assertThat(Uuid7.next(last)).isEqualTo(UUID.fromString("019aca1f-6a00-7002-8000-000000000000"));
    }
}

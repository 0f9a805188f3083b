package io.deskloom.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FrontTest {
    private static final TenantId SHOP = new TenantId(1);
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

    private final Front front = new Front();

    @Test
    void whoeverHasTakenNothingYetBeginsAtTheOldest() {
        assertThat(front.from(SHOP, NOW)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void itGoesOnALittleBeforeThoseItTookLast() {
        front.took(SHOP, Instant.EPOCH, NOW.minusMillis(300), NOW);
        assertThat(front.from(SHOP, NOW)).isEqualTo(NOW.minusMillis(300).minus(Front.MARGIN));
        assertThat(front.from(new TenantId(2), NOW)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void itGoesForwardOnly() {
        front.took(SHOP, Instant.EPOCH, NOW, NOW);
        Instant reached = front.from(SHOP, NOW);
        front.took(SHOP, reached, NOW.minusSeconds(90), NOW);
        assertThat(front.from(SHOP, NOW)).isEqualTo(reached);
        front.took(SHOP, reached, NOW.plusMillis(20), NOW);
        assertThat(front.from(SHOP, NOW)).isEqualTo(reached.plusMillis(20));
    }

    @Test
    void theOldestAreLookedForEverySecond() {
        front.took(SHOP, Instant.EPOCH, NOW, NOW);
        assertThat(front.from(SHOP, NOW.plus(Front.EVERY).minus(Duration.ofMillis(1))))
                .isNotEqualTo(Instant.EPOCH);
        assertThat(front.from(SHOP, NOW.plus(Front.EVERY))).isEqualTo(Instant.EPOCH);
        assertThat(front.from(SHOP, NOW.minusSeconds(1))).isEqualTo(Instant.EPOCH);
    }
}

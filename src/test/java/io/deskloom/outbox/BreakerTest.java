package io.deskloom.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private Instant now = Instant.parse("2026-11-22T08:00:00Z");
    private final Breaker breaker = new Breaker(() -> 0L);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(breaker.begin(), now);
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void itOpensAfterSomeFailuresInARowAndNoSooner() {
        fail(Breaker.FAILURES - 1);
        breaker.answered();
        fail(Breaker.FAILURES - 1);
        assertThat(breaker.permits(now, 8)).isEqualTo(8);
        fail(1);
        assertThat(breaker.permits(now, 8)).isZero();
        pass(Breaker.FIRST.minusNanos(1));
        assertThat(breaker.permits(now, 8)).isZero();
    }

    @Test
    void oneProbeDecides() {
        fail(Breaker.FAILURES);
        pass(Breaker.FIRST);
        assertThat(breaker.permits(now, 8)).as("one").isEqualTo(1);
        assertThat(breaker.begin()).isTrue();
        assertThat(breaker.permits(now, 8)).as("and no second").isZero();
        breaker.failed(true, now);
        pass(Breaker.FIRST.multipliedBy(2).minusNanos(1));
        assertThat(breaker.permits(now, 8)).as("longer than before").isZero();
        pass(Duration.ofNanos(1));
        assertThat(breaker.begin()).isTrue();
        breaker.answered();
        assertThat(breaker.permits(now, 8)).isEqualTo(8);
        assertThat(breaker.isFresh()).isTrue();
    }

    @Test
    void pausesGrowToABound() {
        fail(Breaker.FAILURES);
        for (int i = 0; i < 60; i++) {
            pass(Breaker.LONGEST);
            assertThat(breaker.permits(now, 8)).isEqualTo(1);
            breaker.failed(breaker.begin(), now);
        }
    }

    /** Eight were under way when it opened: the last three of them are no news. */
    @Test
    void whatBeganBeforeItOpenedDoesNotLengthenThePause() {
        boolean[] probes = new boolean[8];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = breaker.begin();
        }
        for (boolean probe : probes) {
            breaker.failed(probe, now);
        }
        pass(Breaker.FIRST);
        assertThat(breaker.permits(now, 8)).isEqualTo(1);
    }

    @Test
    void aProbeThatWasBrokenOffMakesRoomForAnother() {
        fail(Breaker.FAILURES);
        pass(Breaker.FIRST);
        breaker.brokenOff(breaker.begin());
        assertThat(breaker.permits(now, 8)).isEqualTo(1);
    }
}

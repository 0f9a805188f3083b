package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two worlds that differ only in what somebody may not see, with the clock standing still: whatever that person asks, both
 * answer the same, down to the last header, and neither says any of the values that were put out of that person's sight.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TwinWorldTest extends LeakTest {
    @BeforeEach
    void stopTheClock() {
        QuarkusMock.installMockForType(new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS)), Clock.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jun", "lin", "fang"})
    void bothWorldsAnswerTheSame(String login) {
        List<Routes.Try> tries =
                Routes.tries().stream().filter(t -> !t.changes() && !t.stream()).toList();
        Tenant tenant = workspace();
        Seat seat = seat(tenant, login);
        Map<String, Prober.Answer> one = seat.prober().run(tries);
        assertThat(one).hasSizeGreaterThan(300);
        assertThat(one.values().stream().filter(a -> a.status() == 200).count()).isGreaterThan(20);
        assertThat(one.values()).noneMatch(a -> a.status() >= 500);
        mutate(seat);
        Map<String, Prober.Answer> two = seat.prober().run(tries);
        same(one, two);
        singsNowhere(two);
    }

    private static void same(Map<String, Prober.Answer> one, Map<String, Prober.Answer> two) {
        assertThat(two.keySet()).isEqualTo(one.keySet());
        one.forEach(
                (request, answer) -> assertThat(two.get(request)).as(request).isEqualTo(answer));
    }
}

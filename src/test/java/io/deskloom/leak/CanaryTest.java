package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.store.OtherWorld;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Marked values put wherever somebody may not look never come out again, whatever that person changes. That they come out of
 * no request that changes nothing is said by {@link TwinWorldTest}, which sends those.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CanaryTest extends LeakTest {
    @ParameterizedTest
    @ValueSource(strings = {"jun", "lin", "fang"})
    void noAnswerToAChangeHoldsWhatItsReaderMayNotSee(String login) {
        List<Routes.Try> reads = Routes.tries().stream()
                .filter(t -> t.method().equals("GET") && t.path().startsWith("/api/v1/tickets/{ticket}"))
                .toList();
        Tenant tenant = workspace();
        Seat seat = seat(tenant, login);
        mutate(seat);
        Map<String, String> theirs = neighbours.neighbour().contents();
        Map<String, Prober.Answer> answers = seat.prober()
                .run(Routes.tries().stream().filter(Routes.Try::changes).toList());
        assertThat(answers.values().stream().filter(a -> a.status() < 300).count())
                .as("changes that were made")
                .isGreaterThan(5);
        singsNowhere(answers);
        neighbours.neighbour().isNotThere(answers);
        assertThat(neighbours.neighbour().contents()).isEqualTo(theirs);
        // What was changed is in another step, perhaps, with other rights.
        singsNowhere(seat.prober().run(reads));
        // The canaries do sing for those who may hear them, on the tickets themselves.
        String admin = seat(tenant, "admin").prober().run(reads).values().toString();
        assertThat(OtherWorld.CANARIES.stream().filter(admin::contains).count()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theApiDescriptionNamesNoFieldOfAWorkspace() {
        String document = io.restassured.RestAssured.get("/q/openapi").asString();
        assertThat(document)
                .contains("/api/v1/tickets")
                .doesNotContain("lifetime_spend")
                .doesNotContain("complaint_text");
    }

    @Test
    void theSchemaDescribesOnlyWhatItsReaderMaySee() {
        Tenant tenant = workspace();
        String agent = schema(seat(tenant, "jun"));
        assertThat(agent)
                .contains("complaint_text")
                .doesNotContain("lifetime_spend")
                .doesNotContain("累计消费");
        String finance = schema(seat(tenant, "fang"));
        assertThat(finance)
                .contains("refund_amount")
                .doesNotContain("complaint_text")
                .doesNotContain("\"subject\"");
        assertThat(schema(seat(tenant, "mei"))).contains("lifetime_spend");
    }

    private static String schema(Seat seat) {
        List<Routes.Try> types = Routes.tries().stream()
                .filter(t -> t.path().startsWith("/api/v1/types/return"))
                .toList();
        return seat.prober().run(types).values().iterator().next().body();
    }
}

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

/** Marked values put wherever somebody may not look never come out again, whatever that person does. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CanaryTest extends LeakTest {
    @ParameterizedTest
    @ValueSource(strings = {"jun", "lin", "fang"})
    void noAnswerHoldsWhatItsReaderMayNotSee(String login) {
        List<Routes.Try> tries =
                Routes.tries().stream().filter(t -> !t.stream()).toList();
        Tenant tenant = workspace();
        Seat seat = seat(tenant, login);
        mutate(seat);
        Map<String, Prober.Answer> answers = seat.prober().run(tries);
        answers.forEach((request, answer) -> {
            // What somebody asked may be repeated to them; what they did not say may not.
            String told = OtherWorld.CANARIES.stream()
                    .filter(request::contains)
                    .reduce(answer.text(), (t, c) -> t.replace(c, ""));
            assertThat(told).as(request).doesNotContain(OtherWorld.CANARIES);
        });
        assertThat(answers.values()).noneMatch(a -> a.status() >= 500);
        // The canaries do sing for those who may hear them, on the tickets themselves.
        String admin = seat(tenant, "admin")
                .prober()
                .run(tries.stream()
                        .filter(t -> !t.changes() && t.path().startsWith("/api/v1/tickets/{ticket}"))
                        .toList())
                .values()
                .toString();
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

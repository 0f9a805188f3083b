package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.app.DemoSeed;
import io.deskloom.identity.Tenant;
import io.deskloom.store.OtherWorld;
import io.deskloom.testing.Browser;
import io.deskloom.testing.EventStream;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is marked as hidden does not come by the stream either, nor does news of what its reader may not see. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LiveCanaryTest extends LeakTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"jun", "lin", "fang"})
    void theStreamHoldsNothingItsReaderMayNotSee(String login) throws Exception {
        Tenant tenant = workspace();
        Seat seat = seat(tenant, login);
        Browser admin = Browser.signIn(tenant.slug(), "admin", DemoSeed.PASSWORD);
        admin.with()
                .body(Map.of("type", "return_refund", "fields", Map.of("subject", "Kettle", "reason", "damaged")))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);
        mutate(seat);
        List<String> all = tickets(admin);
        Browser reader = Browser.signIn(tenant.slug(), login, DemoSeed.PASSWORD);
        List<String> theirs = tickets(reader);
        assertThat(theirs).isNotEmpty();
        assertThat(all).containsAll(theirs).hasSizeGreaterThan(theirs.size());
        List<String> inOrder = new java.util.ArrayList<>(all);
        inOrder.removeAll(theirs);
        inOrder.addAll(theirs);

        try (EventStream stream = EventStream.open(base, reader)) {
            for (String ticket : inOrder) {
                admin.with()
                        .body(Map.of("visibility", "internal", "text", OtherWorld.CANARIES.getFirst()))
                        .post("/api/v1/tickets/" + ticket + "/comments")
                        .then()
                        .statusCode(201);
            }
            // The reader's own come last: when the last of them is heard of, so would have been all the others.
            for (String ticket : theirs) {
                if (stream.heard().stream().noneMatch(line -> line.contains(ticket))) {
                    stream.until(ticket);
                }
            }
            assertThat(String.join("\n", stream.heard())).doesNotContain(OtherWorld.CANARIES);
            for (String line : stream.heard()) {
                if (line.startsWith("data:")) {
                    JsonNode told = JSON.readTree(line.substring(5));
                    assertThat(told.properties())
                            .extracting(Map.Entry::getKey)
                            .isSubsetOf(Set.of("id", "type", "version"));
                    // Computing anew changes records, too: of those, too, only whoever may read one hears.
                    if (!theirs.contains(told.get("id").asText())) {
                        assertThat(told.get("type").asText()).isNotEqualTo("return_refund");
                        reader.with()
                                .get("/api/v1/objects/" + told.get("type").asText() + "/"
                                        + told.get("id").asText())
                                .then()
                                .statusCode(200);
                    }
                }
            }
        }
    }

    private static List<String> tickets(Browser browser) {
        return browser.with()
                .get("/api/v1/tickets?type=return_refund&limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.id");
    }
}

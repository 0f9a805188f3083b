package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rehearsal that fails is only said in a log, and every start takes twice as long from then on. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RehearsalTest {
    @Inject
    DemoSeed seed;

    @Test
    void theVisitGoesAsItDoesForSomebodyWhoStarts() {
        seed.seed("rehearsed", 12);

        assertThat(Rehearsal.visited(RestAssured.port, "rehearsed")).isTrue();
    }
}

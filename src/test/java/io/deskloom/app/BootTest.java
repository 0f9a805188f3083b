package io.deskloom.app;

import static io.restassured.RestAssured.get;

import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BootTest {
    @Test
    void isReadyOnceTheDatabaseAnswers() {
        get("/q/health/ready").then().statusCode(200);
    }
}

package io.deskloom.rest;

import static io.deskloom.testing.Workspaces.PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.deskloom.identity.LoginLimits;
import io.deskloom.identity.Sessions;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LoginLimitTest {
    private final ManualClock clock = new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    @Inject
    Workspaces workspaces;

    @Inject
    LoginLimits limits;

    @BeforeEach
    void begin() throws SQLException {
        QuarkusMock.installMockForType(clock, Clock.class);
        // All tests share one address.
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            s.execute("DELETE FROM login_attempt");
        }
    }

    @Test
    void tenWrongPasswordsCloseALoginForAQuarterOfAnHourAndTheRightOneDoesNotOpenIt() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        workspaces.account(w, "lin", "agent");
        for (int i = 0; i < 10; i++) {
            Browser.trySignIn(w.slug(), "jun", "wrong").then().statusCode(401);
        }
        clock.tick(Duration.ofMinutes(5));
        Response refused = Browser.trySignIn(w.slug(), "jun", PASSWORD);
        refused.then().statusCode(429).body("code", equalTo("too-many-requests"));
        assertThat(refused.header("Retry-After")).isEqualTo("600");
        Browser.signIn(w, "lin");
        clock.tick(Duration.ofMinutes(10));
        Browser.signIn(w, "jun");
    }

    @Test
    void anUnknownLoginIsLimitedAlike() {
        Tenant w = workspaces.fresh();
        for (int i = 0; i < 10; i++) {
            Browser.trySignIn(w.slug(), "nobody", "wrong").then().statusCode(401);
        }
        Browser.trySignIn(w.slug(), "nobody", "wrong").then().statusCode(429);
    }

    @Test
    void signingInForgetsEarlierMistakes() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 9; i++) {
                Browser.trySignIn(w.slug(), "jun", "wrong").then().statusCode(401);
            }
            Browser.signIn(w, "jun");
        }
    }

    @Test
    void anAddressIsLimitedOverAllLogins() {
        Instant now = clock.instant();
        long let = IntStream.range(0, 60)
                .filter(i -> limits.count("w", "login" + i, "192.0.2.7", now).isEmpty())
                .count();
        assertThat(let).isEqualTo(50);
        assertThat(limits.count("w", "login", "192.0.2.8", now)).isEmpty();
    }

    @Test
    void parallelAttemptsAreCountedOneByOne() {
        Instant now = clock.instant();
        long let = IntStream.range(0, 40)
                .parallel()
                .filter(i -> limits.count("w", "crowd", "192.0.2.9", now).isEmpty())
                .count();
        assertThat(let).isEqualTo(10);
    }

    @Test
    void aTokenEndsWithItsLastDay() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        String token = Browser.signIn(w, "jun")
                .with()
                .body("{\"name\": \"t\", \"scopes\": [\"tickets:read\"], \"expiresInDays\": 2}")
                .post("/api/v1/me/tokens")
                .path("token");
        clock.tick(Duration.ofDays(2).minusSeconds(1));
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(200);
        clock.tick(Duration.ofSeconds(1));
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void aSessionEndsAfterTwelveIdleHours() {
        Browser b = browser();
        clock.tick(Sessions.IDLE.minusMinutes(1));
        b.with().get("/api/v1/me").then().statusCode(200);
        clock.tick(Sessions.IDLE.minusMinutes(1));
        b.with().get("/api/v1/me").then().statusCode(200);
        clock.tick(Sessions.IDLE);
        b.with().get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void aSessionEndsAfterSevenDaysHoweverBusy() {
        Browser b = browser();
        for (int i = 0; i < 16; i++) {
            clock.tick(Duration.ofHours(10));
            b.with().get("/api/v1/me").then().statusCode(200);
        }
        clock.tick(Duration.ofHours(8));
        b.with().get("/api/v1/me").then().statusCode(401);
    }

    private Browser browser() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        return Browser.signIn(w, "jun");
    }
}

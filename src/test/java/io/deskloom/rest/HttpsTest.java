package io.deskloom.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Behind a proxy that ends https, set up as the operator's guide says. */
@Tag("database")
@QuarkusTest
@TestProfile(HttpsTest.BehindAProxy.class)
@QuarkusTestResource(PostgresResource.class)
class HttpsTest {
    private static final String PLAIN = "deskloom_session";
    private static final String HOST_ONLY = "__Host-deskloom_session";

    @Inject
    Workspaces workspaces;

    private Tenant tenant;

    public static final class BehindAProxy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.proxy.proxy-address-forwarding", "true",
                    "quarkus.http.proxy.allow-x-forwarded", "true",
                    "quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        }
    }

    @BeforeEach
    void workspace() {
        tenant = workspaces.fresh();
        workspaces.account(tenant, "boss", "admin");
    }

    @Test
    void theSessionIsACookieOfThisHostAloneAndOfHttpsAlone() {
        Response in = signIn(https());
        assertThat(in.cookies()).containsOnlyKeys(HOST_ONLY);
        assertThat(in.header("Set-Cookie")).contains("Path=/", "Secure", "HTTPOnly", "SameSite=Strict");
        assertThat(in.header("Set-Cookie").toLowerCase(java.util.Locale.ROOT)).doesNotContain("domain=");
        https().cookie(HOST_ONLY, in.cookie(HOST_ONLY)).get("/api/v1/me").then().statusCode(200);

        Response out = https().cookie(HOST_ONLY, in.cookie(HOST_ONLY))
                .header("X-CSRF-Token", in.jsonPath().getString("csrfToken"))
                .delete("/api/v1/session");
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).contains(HOST_ONLY + "=;", "Max-Age=0");
    }

    @Test
    void aCookieThatASisterHostCouldHavePlantedIsNoSession() {
        Response in = signIn(https());
        assertThat(in.cookies()).containsKey(HOST_ONLY);
        https().cookie(PLAIN, in.cookie(HOST_ONLY)).get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void theOperatorsCookieIsOfThisHostAloneToo() {
        Response in = https().contentType(ContentType.JSON)
                .body(Map.of("login", "operator", "password", "operator-of-the-tests"))
                .post("/api/v1/operator/session");
        assertThat(in.statusCode()).isEqualTo(201);
        assertThat(in.cookies()).containsOnlyKeys("__Host-deskloom_operator");
        assertThat(in.header("Set-Cookie")).contains("Path=/", "Secure", "HTTPOnly", "SameSite=Strict");
    }

    @Test
    void browsersAreToldToComeByHttpsOnly() {
        assertThat(https().get("/api/v1/me").header("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000; includeSubDomains");
        assertThat(given().get("/api/v1/me").header("Strict-Transport-Security"))
                .as("without https it would lock people out")
                .isNull();
        assertThat(signIn(given()).cookies()).containsOnlyKeys(PLAIN);
    }

    private static RequestSpecification https() {
        return given().header("X-Forwarded-Proto", "https");
    }

    private Response signIn(RequestSpecification from) {
        Response in = from.contentType(ContentType.JSON)
                .body(Map.of("workspace", tenant.slug(), "login", "boss", "password", Workspaces.PASSWORD))
                .post("/api/v1/session");
        assertThat(in.statusCode()).isEqualTo(201);
        return in;
    }
}

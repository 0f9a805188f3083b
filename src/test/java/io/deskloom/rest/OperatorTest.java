package io.deskloom.rest;

import static io.deskloom.testing.Workspaces.PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OperatorTest {
    private static final String COOKIE = "deskloom_operator";
    private static final String TENANTS = "/api/v1/operator/tenants";

    @Inject
    Workspaces workspaces;

    @Test
    void aNewWorkspaceBeginsWithAnAdministratorWhoseOneTimePasswordOpensNothingElse() {
        String slug = "op" + Long.toString(System.nanoTime(), 36);
        Response made = operator().body(Map.of("slug", slug, "name", "Made")).post(TENANTS);
        made.then().statusCode(201).body("adminLogin", equalTo("admin"));
        operator().get(TENANTS).then().statusCode(200).body("slug", hasItem(slug));
        operator()
                .body(Map.of("slug", slug, "name", "Again"))
                .post(TENANTS)
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("tenant.slug-taken"));
        operator()
                .body(Map.of("slug", "No Slug!", "name", ""))
                .post(TENANTS)
                .then()
                .statusCode(422)
                .body("problems.size()", equalTo(2));

        String once = made.path("oneTimePassword");
        Browser admin = Browser.signIn(slug, "admin", once);
        admin.with().get("/api/v1/session").then().body("account.passwordChangeRequired", equalTo(true));
        admin.with()
                .get("/api/v1/admin/accounts")
                .then()
                .statusCode(403)
                .body("code", equalTo("password-change-required"));
        admin.with()
                .body(Map.of("current", once, "next", PASSWORD))
                .post("/api/v1/me/password")
                .then()
                .statusCode(204);
        admin.with().get("/api/v1/admin/accounts").then().statusCode(200);
        Browser.trySignIn(slug, "admin", once).then().statusCode(401);
    }

    @Test
    void aSuspendedWorkspaceIsClosedAtOnceAndOpensAgain() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "admin");
        Browser b = Browser.signIn(w, "jun");
        String token = b.with()
                .body("{\"name\": \"t\", \"scopes\": [\"tickets:read\"], \"expiresInDays\": 1}")
                .post("/api/v1/me/tokens")
                .path("token");
        operator()
                .post(TENANTS + "/" + w.id().value() + "/suspend")
                .then()
                .statusCode(200)
                .body("suspended", equalTo(true));
        b.with().get("/api/v1/me").then().statusCode(401);
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(401);
        Browser.trySignIn(w.slug(), "jun", PASSWORD).then().statusCode(401).body("code", equalTo("login-refused"));
        operator().post(TENANTS + "/" + w.id().value() + "/resume").then().statusCode(200);
        b.with().get("/api/v1/me").then().statusCode(200);
        operator().post(TENANTS + "/999999/suspend").then().statusCode(404);
        operator().post(TENANTS + "/-1/suspend").then().statusCode(404);
        operator().post(TENANTS + "/x/suspend").then().statusCode(404);
    }

    @Test
    void theOperatorAndAWorkspaceAreStrangersToEachOther() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "boss", "admin");
        Browser boss = Browser.signIn(w, "boss");
        boss.with().get(TENANTS).then().statusCode(401);
        given().cookie(COOKIE, boss.cookie()).get(TENANTS).then().statusCode(401);
        Response in = signIn();
        given().cookie(COOKIE, in.cookie(COOKIE)).get("/api/v1/me").then().statusCode(401);
        given().cookie(Browser.COOKIE, in.cookie(COOKIE))
                .get("/api/v1/me")
                .then()
                .statusCode(401);
        given().cookie(COOKIE, in.cookie(COOKIE))
                .contentType(ContentType.JSON)
                .body(Map.of("slug", "nocsrf", "name", "x"))
                .post(TENANTS)
                .then()
                .statusCode(403)
                .body("code", equalTo("csrf-refused"));
        assertThat(given().get(TENANTS).statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheOperatorsSession() {
        Response in = signIn();
        given().cookie(COOKIE, in.cookie(COOKIE))
                .get("/api/v1/operator/session")
                .then()
                .statusCode(200);
        given().cookie(COOKIE, in.cookie(COOKIE))
                .header("X-CSRF-Token", in.<String>path("csrfToken"))
                .delete("/api/v1/operator/session")
                .then()
                .statusCode(204);
        given().cookie(COOKIE, in.cookie(COOKIE))
                .get("/api/v1/operator/session")
                .then()
                .statusCode(401);
    }

    private static Response signIn() {
        Response in = given().contentType(ContentType.JSON)
                .body(Map.of("login", "operator", "password", "operator-of-the-tests"))
                .post("/api/v1/operator/session");
        in.then().statusCode(201);
        return in;
    }

    private static RequestSpecification operator() {
        Response in = signIn();
        return given().cookie(COOKIE, in.cookie(COOKIE))
                .header("X-CSRF-Token", in.<String>path("csrfToken"))
                .contentType(ContentType.JSON);
    }
}

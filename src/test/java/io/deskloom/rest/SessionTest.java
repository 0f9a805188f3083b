package io.deskloom.rest;

import static io.deskloom.testing.Workspaces.PASSWORD;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Account;
import io.deskloom.identity.AccountChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SessionTest {
    @Inject
    Workspaces workspaces;

    @Inject
    Accounts accounts;

    @Test
    void signingInGivesACookieThatScriptsCannotReadAndATokenThatTheyMust() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "admin");
        Response in = Browser.trySignIn(w.slug(), "JUN ", PASSWORD);
        in.then()
                .statusCode(201)
                .body("account.login", equalTo("jun"))
                .body(
                        "account.abilities",
                        contains("accounts.manage", "audit.read", "metadata.publish", "metadata.read", "queues.manage"))
                .body("account.workspace.key", equalTo(w.slug()))
                .body("account.passwordChangeRequired", equalTo(false));
        assertThat(in.header("Set-Cookie"))
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/");
        Browser browser = new Browser(in.cookie(Browser.COOKIE), in.path("csrfToken"));
        browser.with().get("/api/v1/session").then().statusCode(200).body("csrfToken", equalTo(browser.csrf()));
        browser.with().get("/api/v1/me").then().statusCode(200).body("name", equalTo("jun of the tests"));
    }

    @Test
    void nobodyIsNobody() {
        given().get("/api/v1/session").then().statusCode(401).body("code", equalTo("not-signed-in"));
        given().get("/api/v1/me").then().statusCode(401).header("WWW-Authenticate", containsString("Bearer"));
        given().cookie(Browser.COOKIE, "1.forged").get("/api/v1/me").then().statusCode(401);
        given().cookie(Browser.COOKIE, "1." + "A".repeat(43))
                .get("/api/v1/me")
                .then()
                .statusCode(401);
    }

    @Test
    void everyWrongLoginIsTheSameAnswer() {
        Tenant w = workspaces.fresh();
        Account closed = workspaces.account(w, "closed", "admin");
        workspaces.account(w, "jun", "admin");
        close(w, closed);
        List<Response> refused = List.of(
                Browser.trySignIn(w.slug(), "jun", "not the password"),
                Browser.trySignIn(w.slug(), "nobody", PASSWORD),
                Browser.trySignIn(w.slug(), "closed", PASSWORD),
                Browser.trySignIn("no-such-workspace", "jun", PASSWORD));
        for (Response r : refused) {
            r.then().statusCode(401).body("code", equalTo("login-refused"));
            assertThat(r.cookies()).isEmpty();
        }
        assertThat(refused.stream().map(r -> r.body().asString()).distinct()).hasSize(1);
    }

    @Test
    void theHostNameCanNameTheWorkspace() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "admin");
        given().header("Host", w.slug() + ".desk.example")
                .contentType(ContentType.JSON)
                .body(Map.of("login", "jun", "password", PASSWORD))
                .post("/api/v1/session")
                .then()
                .statusCode(201);
        given().contentType(ContentType.JSON)
                .body("{\"password\": 5}")
                .post("/api/v1/session")
                .then()
                .statusCode(422)
                .body("problems[0].pointer", equalTo("/password"));
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/session")
                .then()
                .statusCode(422)
                .body("problems.pointer", contains("/workspace", "/login", "/password"));
    }

    @Test
    void signingOutEndsTheSessionAtOnce() {
        Browser b = browser();
        b.with().delete("/api/v1/session").then().statusCode(204);
        b.with().get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void aPlantedSessionEndsWhenSomebodySignsInOverIt() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "mallory", "agent");
        workspaces.account(w, "jun", "agent");
        Browser planted = Browser.signIn(w, "mallory");
        Response in = given().cookie(Browser.COOKIE, planted.cookie())
                .contentType(ContentType.JSON)
                .body(Map.of("workspace", w.slug(), "login", "jun", "password", PASSWORD))
                .post("/api/v1/session");
        in.then().statusCode(201);
        assertThat(in.cookie(Browser.COOKIE)).isNotEqualTo(planted.cookie());
        planted.with().get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void whatChangesSomethingNeedsThePagesOwnToken() {
        Browser b = browser();
        Browser other = browser();
        String patch = "{\"theme\": \"dark\"}";
        given().cookie(Browser.COOKIE, b.cookie())
                .contentType(ContentType.JSON)
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(403)
                .body("code", equalTo("csrf-refused"));
        new Browser(b.cookie(), "wrong")
                .with()
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(403);
        new Browser(b.cookie(), other.csrf())
                .with()
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(403);
        b.with()
                .header("Origin", "https://evil.example")
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(403);
        b.with()
                .header("Sec-Fetch-Site", "cross-site")
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(403);
        b.with().get("/api/v1/me").then().body("theme", equalTo("auto"));
        b.with()
                .header("Sec-Fetch-Site", "same-origin")
                .body(patch)
                .patch("/api/v1/me")
                .then()
                .statusCode(200)
                .body("theme", equalTo("dark"));
    }

    @Test
    void aSignInFromAnotherSiteIsRefused() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        given().header("Sec-Fetch-Site", "cross-site")
                .contentType(ContentType.JSON)
                .body(Map.of("workspace", w.slug(), "login", "jun", "password", PASSWORD))
                .post("/api/v1/session")
                .then()
                .statusCode(403);
    }

    @Test
    void anotherPasswordEndsTheOtherSessions() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        Browser here = Browser.signIn(w, "jun");
        Browser there = Browser.signIn(w, "jun");
        here.with()
                .body(Map.of("current", "wrong wrong wrong", "next", "another long one"))
                .post("/api/v1/me/password")
                .then()
                .statusCode(422)
                .body("problems[0].pointer", equalTo("/current"));
        here.with()
                .body(Map.of("current", PASSWORD, "next", "short"))
                .post("/api/v1/me/password")
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("password.length"));
        there.with().get("/api/v1/me").then().statusCode(200);
        here.with()
                .body(Map.of("current", PASSWORD, "next", "another long one"))
                .post("/api/v1/me/password")
                .then()
                .statusCode(204);
        here.with().get("/api/v1/me").then().statusCode(200);
        there.with().get("/api/v1/me").then().statusCode(401);
        Browser.trySignIn(w.slug(), "jun", PASSWORD).then().statusCode(401);
        Browser.signIn(w.slug(), "jun", "another long one");
    }

    @Test
    void aDisabledAccountIsOutAtOnce() {
        Tenant w = workspaces.fresh();
        Account jun = workspaces.account(w, "jun", "agent");
        Browser b = Browser.signIn(w, "jun");
        String token = token(b, "tickets:read");
        close(w, jun);
        b.with().get("/api/v1/me").then().statusCode(401);
        given().auth().oauth2(token).get("/api/v1/accounts").then().statusCode(401);
    }

    @Test
    void aTokenDoesWhatItsScopesSayAndNoMore() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "boss", "admin");
        Browser boss = Browser.signIn(w, "boss");
        String reader = token(boss, "tickets:read");
        given().auth().oauth2(reader).get("/api/v1/accounts").then().statusCode(200);
        given().auth().oauth2(reader).get("/api/v1/me").then().statusCode(200).body("abilities", equalTo(List.of()));
        given().auth().oauth2(reader).get("/api/v1/admin/accounts").then().statusCode(403);
        given().auth().oauth2(reader).get("/api/v1/me/tokens").then().statusCode(403);
        given().auth()
                .oauth2(reader)
                .cookie(Browser.COOKIE, boss.cookie())
                .get("/api/v1/admin/accounts")
                .then()
                .statusCode(403);
        String manager = token(boss, "accounts:manage");
        given().auth().oauth2(manager).get("/api/v1/admin/accounts").then().statusCode(200);
        given().auth().oauth2(manager).get("/api/v1/accounts").then().statusCode(403);
        given().auth()
                .oauth2(manager + "x")
                .get("/api/v1/admin/accounts")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(manager.replace("dlk_", "dlk_1"))
                .get("/api/v1/admin/accounts")
                .then()
                .statusCode(401);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnceAndItsSecretIsShownOnce() {
        Browser b = browser();
        Response made = makeToken(b, "tickets:read");
        String id = made.path("id");
        String secret = made.path("token");
        b.with()
                .get("/api/v1/me/tokens")
                .then()
                .statusCode(200)
                .body("id", contains(id))
                .body("[0].token", nullValue());
        browser().with().delete("/api/v1/me/tokens/" + id).then().statusCode(404);
        given().auth().oauth2(secret).get("/api/v1/accounts").then().statusCode(200);
        b.with().delete("/api/v1/me/tokens/" + id).then().statusCode(204);
        given().auth().oauth2(secret).get("/api/v1/accounts").then().statusCode(401);
        b.with().get("/api/v1/me/tokens").then().body("id", not(contains(id)));
    }

    private Browser browser() {
        Tenant w = workspaces.fresh();
        workspaces.account(w, "jun", "agent");
        return Browser.signIn(w, "jun");
    }

    private void close(Tenant w, Account account) {
        Account by = workspaces.account(w, "closer", "admin");
        accounts.change(
                        w.id(),
                        account.id(),
                        new AccountChange(null, null, null, null, null, true),
                        by.id(),
                        Instant.now())
                .orThrow();
    }

    private static String token(Browser b, String... scopes) {
        return makeToken(b, scopes).path("token");
    }

    private static Response makeToken(Browser b, String... scopes) {
        Response made = b.with()
                .body(Map.of("name", "t", "scopes", List.of(scopes), "expiresInDays", 3))
                .post("/api/v1/me/tokens");
        made.then().statusCode(201);
        return made;
    }
}

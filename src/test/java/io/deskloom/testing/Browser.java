package io.deskloom.testing;

import static io.restassured.RestAssured.given;

import io.deskloom.identity.Tenant;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** A signed-in session as a browser keeps it: the cookie, and the token its pages send back. */
public record Browser(String cookie, String csrf) {
    public static final String COOKIE = "deskloom_session";

    public static Browser signIn(Tenant tenant, String login) {
        return signIn(tenant.slug(), login, Workspaces.PASSWORD);
    }

    public static Browser signIn(String workspace, String login, String password) {
        Response in = trySignIn(workspace, login, password);
        in.then().statusCode(201);
        return new Browser(in.cookie(COOKIE), in.jsonPath().getString("csrfToken"));
    }

    public static Response trySignIn(String workspace, String login, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("workspace", workspace, "login", login, "password", password))
                .post("/api/v1/session");
    }

    /** A request of one of this browser's pages. */
    public RequestSpecification with() {
        return given().cookie(COOKIE, cookie).header("X-CSRF-Token", csrf).contentType(ContentType.JSON);
    }
}

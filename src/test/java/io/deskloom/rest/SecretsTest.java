package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Tenant;
import io.deskloom.secret.Vault;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets over the API: put in and never shown. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SecretsTest {
    private static final String SECRETS = "/api/v1/admin/secrets";
    private static final String VALUE = "tok-c0ffee-not-to-be-seen";

    @Inject
    Desk desk;

    @Inject
    Vault vault;

    @Inject
    AuditTrail audit;

    private Tenant demo;
    private Browser admin;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        desk.account(demo, "boss", "admin");
        admin = Browser.signIn(demo, "boss");
    }

    @Test
    void aSecretIsPutInReplacedAndDeletedAndNeverShown() throws Exception {
        admin.with()
                .body(Map.of("value", VALUE))
                .put(SECRETS + "/erp_token")
                .then()
                .statusCode(200)
                .body("name", equalTo("erp_token"))
                .body("updatedBy.login", equalTo("boss"))
                .body(not(containsString(VALUE)));
        assertThat(vault.open(demo.id(), "erp_token", Instant.now())
                        .orElseThrow()
                        .value())
                .isEqualTo(VALUE);
        admin.with()
                .body(Map.of("value", VALUE + "2", "keepPreviousHours", 24))
                .put(SECRETS + "/erp_token")
                .then()
                .statusCode(200)
                .body("previousUntil", notNullValue());
        admin.with()
                .get(SECRETS)
                .then()
                .statusCode(200)
                .body("name", contains("erp_token"))
                .body("usable", contains(true))
                .body(not(containsString(VALUE)));
        assertThat(Desk.column(
                        demo.id(), "SELECT s::text || encode(sealed, 'escape') FROM secret s WHERE tenant_id = ?"))
                .hasSize(1)
                .noneMatch(row -> row.contains(VALUE) || row.contains("746f6b2d633066666565"));
        admin.with().delete(SECRETS + "/erp_token").then().statusCode(204);
        admin.with().delete(SECRETS + "/erp_token").then().statusCode(404);

        assertThat(audit.flush(10)).isTrue();
        admin.with()
                .get("/api/v1/admin/audit")
                .then()
                .body("items.code", hasItems("secret-put", "secret-deleted"))
                .body("items.find { it.code == 'secret-put' }.route", equalTo(SECRETS + "/{name}"))
                .body("items.find { it.code == 'secret-put' }.account.login", equalTo("boss"));
    }

    @Test
    void whatIsWrongIsSaidAtItsPlaceAndWithoutTheValue() {
        admin.with()
                .body(Map.of("value", VALUE, "keepPreviousHours", 1_000))
                .put(SECRETS + "/Not-A-Name")
                .then()
                .statusCode(422)
                .body("problems.pointer", hasItems("/name", "/keepPreviousHours"))
                .body(not(containsString(VALUE)));
        admin.with()
                .body(Map.of())
                .put(SECRETS + "/a")
                .then()
                .statusCode(422)
                .body("problems.pointer", contains("/value"));
    }

    @Test
    void secretsAreForThoseWhoManageIntegrationsAlone() {
        desk.account(demo, "mei", "supervisor");
        Browser mei = Browser.signIn(demo, "mei");
        mei.with().get(SECRETS).then().statusCode(403);
        mei.with().body(Map.of("value", VALUE)).put(SECRETS + "/a").then().statusCode(403);
        mei.with().delete(SECRETS + "/a").then().statusCode(403);
        Tenant other = desk.demo();
        desk.account(other, "boss", "admin");
        admin.with().body(Map.of("value", VALUE)).put(SECRETS + "/a").then().statusCode(200);
        Browser.signIn(other, "boss").with().get(SECRETS).then().body("size()", equalTo(0));
    }
}

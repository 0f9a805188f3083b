package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Those who may look at the security log find everything of their workspace there and nothing else. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AuditResourceTest {
    private static final String AUDIT = "/api/v1/admin/audit";

    @Inject
    Workspaces workspaces;

    @Inject
    AuditTrail trail;

    private Tenant tenant;
    private Browser boss;

    @BeforeEach
    void aWorkspaceWithSomeHistory() throws Exception {
        tenant = workspaces.fresh();
        workspaces.account(tenant, "boss", "admin");
        workspaces.account(tenant, "jun", "agent");
        Browser.trySignIn(tenant.slug(), "jun", "not the password").then().statusCode(401);
        Browser jun = Browser.signIn(tenant, "jun");
        jun.with().get(AUDIT).then().statusCode(403);
        boss = Browser.signIn(tenant, "boss");
        assertThat(trail.flush(20)).isTrue();
    }

    @Test
    void whatHappenedIsThereNewestFirstWithItsAuthor() {
        JsonPath page = boss.with().get(AUDIT).then().statusCode(200).extract().jsonPath();
        assertThat(page.getList("items.code")).containsExactly("signed-in", "forbidden", "signed-in", "login-refused");
        assertThat(page.getList("items.account.login")).containsExactly("boss", "jun", "jun", "jun");
        assertThat(page.getString("items[1].route")).isEqualTo(AUDIT);
        assertThat(page.getString("next")).isNull();
    }

    @Test
    void pagesHoldEveryLineOnce() {
        List<String> all = boss.with().get(AUDIT).jsonPath().getList("items.id");
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            var request = boss.with().queryParam("limit", 3);
            JsonPath page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get(AUDIT)
                    .jsonPath();
            paged.addAll(page.getList("items.id"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(paged).isEqualTo(all);
    }

    @Test
    void anotherWorkspacesLinesAreNotThere() {
        Tenant other = workspaces.fresh();
        workspaces.account(other, "spy", "admin");
        Browser spy = Browser.signIn(other, "spy");
        String newest = boss.with().get(AUDIT).jsonPath().getString("items[0].id");
        assertThat(spy.with().queryParam("cursor", newest).get(AUDIT).jsonPath().getList("items"))
                .isEmpty();
        assertThat(spy.with().get(AUDIT).asString()).doesNotContain(newest, "jun", "boss");
    }

    @Test
    void whatIsNoPageIsRefused() {
        for (String[] wrong : new String[][] {{"cursor", "x' OR true"}, {"limit", "0"}, {"limit", "201"}}) {
            boss.with().queryParam(wrong[0], wrong[1]).get(AUDIT).then().statusCode(400);
        }
    }
}

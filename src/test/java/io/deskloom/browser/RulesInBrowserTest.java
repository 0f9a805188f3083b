package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator looks through the rules, opens a table and tries a sheet that somebody has sent. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class RulesInBrowserTest {
    private static final String WRONG =
            "id,What happened,Value,Tier,Priority\nvip,Damaged on the way,much,VIP,Urgent\n";
    private static final String OVERLAPPING =
            "id,What happened,Value,Tier,Priority\nvip,Damaged on the way,> 5,-,Urgent\nb,Damaged on the way,> 9,-,High\n";

    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    @Test
    void rulesAreFoundATableIsOpenedAndASheetChecked() {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo("/admin/rules");
            assertThat(admin.text("Damaged goods are urgent").first()).isVisible();
            accessible(admin);
            admin.page().getByLabel("Search rules by name, condition or result").fill("damaged parcel");
            assertThat(admin.text("Damaged goods are urgent")).hasCount(0);
            admin.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName("Priority of a damaged parcel")
                                    .setExact(true))
                    .click();
            Locator grid = admin.page().getByRole(AriaRole.TABLE);
            assertThat(grid).containsText("[200..1000)");
            accessible(admin);

            send(admin, WRONG);
            assertThat(admin.text("C2")).isVisible();
            accessible(admin);
            send(admin, OVERLAPPING);
            assertThat(admin.page().getByRole(AriaRole.ALERT).getByText("Rows overlap"))
                    .isVisible();
            assertThat(admin.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish")))
                    .hasCount(0);
            accessible(admin);
        }
    }

    @Test
    void inChineseOnAPhoneAtNight() {
        try (Desk admin = Desk.of("admin", Browsers.window(390, 844, ColorScheme.DARK, "zh-CN"), base())) {
            admin.call("PATCH", "/me", Map.of("language", "zh"), "language");
            admin.goTo("/admin/rules");
            assertThat(admin.text("破损件加急处理").first()).isVisible();
            accessible(admin);
            assertThat(Browsers.paleText(admin.page())).isEmpty();
            admin.goTo("/admin/rules/tables/complaint_specialists");
            assertThat(admin.page().getByRole(AriaRole.TABLE)).isVisible();
            accessible(admin);
            assertThat(Browsers.paleText(admin.page())).isEmpty();
            admin.call("PATCH", "/me", Map.of("language", "en"), "language");
        }
    }

    private static void send(Desk admin, String csv) {
        admin.page()
                .locator("input[type=file]")
                .setInputFiles(new FilePayload("parcels.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
    }
}

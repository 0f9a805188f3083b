package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.activity.RuleActivity;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Macros at a ticket and in a list, a simulation, and what rules did. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class RulesAtWorkInBrowserTest {
    @TestHTTPResource
    URI server;

    @Inject
    RuleActivity activity;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator option(Desk desk, String name) {
        return desk.page().getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static Locator button(Desk desk, String name) {
        return desk.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aMacroIsFoundLookedAtChangedAndApplied() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            String ticket =
                    jun.create(Map.of("subject", "Macro kettle", "reason", "quality", "customer_name", "Lin Yue"));
            jun.goTo("/t/" + ticket);
            assertThat(button(jun, "Macros")).isVisible();
            jun.keys("m");
            assertThat(option(jun, "Damaged: our fault")).isVisible();
            accessible(jun);
            jun.page().keyboard().type("photos");
            assertThat(jun.page().getByRole(AriaRole.OPTION)).hasCount(1);
            Locator text = jun.page().getByRole(AriaRole.DIALOG).getByRole(AriaRole.TEXTBOX);
            assertThat(text).hasValue(Pattern.compile("^Dear Lin Yue"));
            text.fill("Two photos, please.");
            jun.press("Apply");
            assertThat(jun.text("Two photos, please.")).isVisible();
            assertThat(jun.page().getByRole(AriaRole.DIALOG)).hasCount(0);

            jun.keys("m");
            option(jun, "Damaged: our fault").click();
            assertThat(jun.page().getByText("set Reason to Arrived damaged")).isVisible();
            jun.press("Apply");
            assertThat(jun.page().getByText("by Damaged: our fault").first()).isVisible();
            Locator what =
                    jun.page().locator("summary").filter(new Locator.FilterOptions().setHasText("What happened"));
            assertThat(what).containsText("Arrived damaged");
            jun.press(Pattern.compile("^Undo"));
            assertThat(what).containsText("Poor quality");
            accessible(jun);
        }
    }

    @Test
    void anAdministratorTriesWhatWouldHappen() {
        try (Desk ada = Desk.of("admin", Browsers.desktop(), base())) {
            ada.goTo("/admin/simulate");
            assertThat(ada.text("Nothing tried yet")).isVisible();
            accessible(ada);
            ada.page()
                    .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(Pattern.compile("^Subject")))
                    .fill("Broken vase");
            ada.press("Try it");
            Locator result =
                    ada.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("What would happen"));
            assertThat(result.getByText(Pattern.compile("It would be (saved|refused)")))
                    .isVisible();
            accessible(ada);
        }
    }

    @Test
    void anAdministratorSeesWhatRulesDid() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base());
                Desk ada = Desk.of("admin", Browsers.desktop(), base())) {
            jun.create(Map.of("subject", "Counted kettle", "reason", "damaged"));
            activity.flush();
            ada.goTo("/admin/activity");
            Locator rule = ada.page()
                    .getByRole(
                            AriaRole.ROW,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^Damaged goods are urgent")));
            assertThat(rule).containsText("RET-");
            accessible(ada);
            ada.goTo("/admin/activity?window=month");
            assertThat(rule).containsText("RET-");

            ada.goTo("/admin/rules");
            ada.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(Pattern.compile("^Damaged goods are urgent in the last 30 days: fired")))
                    .click();
            ada.page().waitForURL("**/admin/activity?**");
            assertThat(rule).containsText("RET-");
            assertThat(ada.page().getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("VIP customers first")))
                    .hasCount(0);
        }
    }

    @Test
    void onATelephoneNothingScrollsSideways() {
        try (Desk ada = Desk.of("admin", Browsers.phone(), base())) {
            for (String page : new String[] {"/admin/simulate", "/admin/activity"}) {
                ada.goTo(page);
                assertThat(ada.page().getByRole(AriaRole.HEADING).first()).isVisible();
                assertThat((Integer) ada.page()
                                .evaluate(
                                        "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .isZero();
                accessible(ada);
            }
        }
    }
}

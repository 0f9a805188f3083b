package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A form with tabs and one with pages, as somebody without a mouse fills them in. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class FormLayoutInBrowserTest {
    @TestHTTPResource
    URI server;

    private Desk desk(BrowserContext window) {
        return Desk.of("jun", window, server.toString().replaceAll("/$", ""));
    }

    private static Locator tab(Desk desk, String name) {
        return desk.page().getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static Locator shown(Desk desk, String name) {
        return desk.page()
                .getByRole(AriaRole.TABPANEL, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static Locator progress(Desk desk, String text) {
        return desk.page().getByRole(AriaRole.NAVIGATION).getByText(text);
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    @Test
    void tabsAreWalkedByKeyboardAndAWrongFieldOpensItsTab() {
        try (Desk jun = desk(Browsers.desktop())) {
            String visit = (String) jun.call(
                    "POST",
                    "/tickets",
                    Map.of(
                            "type",
                            "service_visit",
                            "fields",
                            Map.of("subject", "Hood rattles", "planned_at", "2026-12-01T02:00:00Z")),
                    "id");
            jun.call("POST", "/tickets/" + visit + "/actions/dispatch", Map.of("fields", Map.of(), "version", 1), "id");
            jun.goTo("/t/" + visit);

            tab(jun, "Where").focus();
            assertThat(tab(jun, "Where")).hasAttribute("aria-selected", "true");
            assertThat(tab(jun, "Work")).hasAccessibleName("Work something is still needed");
            assertThat(tab(jun, "Bill")).hasAccessibleName("Bill");
            jun.page().keyboard().press("End");
            assertThat(tab(jun, "Bill")).isFocused();
            assertThat(shown(jun, "Bill")).isVisible();
            assertThat(jun.field("Discount")).isVisible();
            jun.page().keyboard().press("ArrowRight");
            assertThat(tab(jun, "Where")).isFocused();
            jun.page().keyboard().press("ArrowRight");
            assertThat(tab(jun, "Work")).isFocused();
            assertThat(jun.field("Discount")).isHidden();
            accessible(jun);

            // Neither a text that is no value nor a value is lost.
            jun.type("Current drawn \\(A\\)", "about two").type("Serial number", "SN-77");
            tab(jun, "Work").focus();
            jun.page().keyboard().press("Home");
            assertThat(shown(jun, "Where")).isVisible();
            assertThat(shown(jun, "Work")).isHidden();
            assertThat(tab(jun, "Work")).hasAccessibleName("Work needs your attention");
            assertThat(tab(jun, "Bill")).hasAccessibleName("Bill");
            jun.type("Floor", "7");

            jun.page().keyboard().press("Control+s");
            assertThat(shown(jun, "Work")).isVisible();
            assertThat(jun.field("Current drawn \\(A\\)")).isFocused();
            assertThat(jun.field("Current drawn \\(A\\)")).hasValue("about two");
            assertThat(jun.field("Serial number")).hasValue("SN-77");
            accessible(jun);

            jun.type("Current drawn \\(A\\)", "2.5").type("Time worked", "2h");
            assertThat(tab(jun, "Work")).hasAccessibleName("Work");
            jun.page().keyboard().press("Control+s");
            assertThat(jun.text("Changes saved")).isVisible();
            jun.page().reload();
            tab(jun, "Where").click();
            assertThat(jun.field("Floor")).hasValue("7");
        }
    }

    @Test
    void pagesGoOnWithEnterStopAtWhatIsMissingAndComeBack() {
        try (Desk jun = desk(Browsers.desktop())) {
            jun.goTo("/new/repair");
            assertThat(progress(jun, "1 of 3")).isVisible();
            assertThat(jun.button("Back")).hasCount(0);
            assertThat(jun.button(Pattern.compile("^Create"))).hasCount(0);
            assertThat(jun.text("The date is on the invoice.")).isVisible();
            assertThat(jun.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Guarantee")))
                    .isVisible();
            accessible(jun);
            jun.field("Serial number").fill("SN-1");
            jun.page().keyboard().press("Enter");

            assertThat(progress(jun, "2 of 3")).isVisible();
            assertThat(jun.field("Subject")).isFocused();
            // The last page can be named but not gone to, as long as something is missing here.
            assertThat(jun.button("Customer")).isDisabled();
            jun.page().keyboard().press("Enter");
            assertThat(progress(jun, "2 of 3")).isVisible();
            assertThat(jun.field("Subject")).isFocused();
            assertThat(jun.field("Subject")).hasAttribute("aria-invalid", "true");
            accessible(jun);
            jun.keys("Mixer smells of smoke", "Enter");

            assertThat(progress(jun, "3 of 3")).isVisible();
            assertThat(jun.button("Next")).hasCount(0);
            jun.field("Customer").fill("Lena Vogt");
            jun.press("Back");
            assertThat(jun.field("Subject")).hasValue("Mixer smells of smoke");
            jun.press("Back");
            assertThat(jun.field("Serial number")).hasValue("SN-1");
            jun.press("Customer");
            assertThat(jun.field("Customer")).hasValue("Lena Vogt");
            jun.press(Pattern.compile("^Create"));
            jun.page().waitForURL("**/t/*");
            // From here on it is looked at, and not walked through.
            assertThat(jun.text("Mixer smells of smoke").first()).isVisible();
            assertThat(jun.button("Next")).hasCount(0);
        }
    }

    @Test
    void onAPhoneAWizardIsTheSame() {
        try (Desk jun = desk(Browsers.phone())) {
            jun.goTo("/new/repair");
            assertThat(progress(jun, "1 of 3")).isVisible();
            jun.press("Next");
            assertThat(progress(jun, "2 of 3")).isVisible();
            jun.press("Next");
            assertThat(jun.field("Subject")).isFocused();
            jun.type("Subject", "Fan stands still").press("Next");
            assertThat(progress(jun, "3 of 3")).isVisible();
            // There is room for two buttons, and what matters has most of it.
            assertThat(jun.button("Cancel")).isHidden();
            assertThat(jun.button(Pattern.compile("^Create")).boundingBox().width)
                    .isGreaterThan(jun.button("Back").boundingBox().width);
            accessible(jun);
            jun.press(Pattern.compile("^Create"));
            jun.page().waitForURL("**/t/*");
        }
    }
}

package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Somebody is told of an answer while he is at work, reads it, and has enough of it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class NotificationsInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator bell(Desk desk) {
        return desk.page()
                .getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(Pattern.compile("^Notifications")));
    }

    @Test
    void whoHasATicketHearsOfAnAnswerReadsItAndSilencesTheRule() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base());
                Desk mei = Desk.of("mei", Browsers.desktop(), base())) {
            String ticket = jun.create(Map.of("subject", "Bell rings", "reason", "size"));
            jun.call("POST", "/tickets/" + ticket + "/claim", Map.of(), "id");
            jun.goTo("/notifications");
            assertThat(jun.text("Nobody has told you anything yet")).isVisible();
            accessible(jun);

            mei.call(
                    "POST",
                    "/tickets/" + ticket + "/comments",
                    Map.of("visibility", "internal", "text", "The customer called"),
                    "id");

            // It comes by itself.
            assertThat(jun.page().getByTestId("unread").first()).containsText("1");
            Locator told = jun.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(Pattern.compile("Unread: New on RET-\\d+: The customer called")));
            assertThat(told).isVisible();
            accessible(jun);
            jun.keys("j", "Enter");
            jun.page().waitForURL("**/t/" + ticket + "**");
            assertThat(jun.page().getByTestId("unread")).hasCount(0);

            bell(jun).click();
            jun.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Mark as unread"))
                    .click();
            assertThat(jun.page().getByTestId("unread").first()).containsText("1");
            jun.press("Mark all as read");
            assertThat(jun.page().getByTestId("unread")).hasCount(0);
            jun.page()
                    .getByText("Unread", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(jun.text("Nothing unread")).isVisible();

            jun.goTo("/me");
            Locator rule = jun.page()
                    .getByRole(
                            AriaRole.CHECKBOX,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^Whoever has a return")));
            assertThat(rule).isChecked();
            assertThat(jun.text("Mail is not set up here. Whoever runs Deskloom can set it up."))
                    .isVisible();
            rule.click();
            assertThat(rule).not().isChecked();
            accessible(jun);
            jun.page().reload();
            assertThat(rule).not().isChecked();
        }
    }
}

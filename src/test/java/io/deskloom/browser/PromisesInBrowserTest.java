package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How promises are kept, and what is overdue in lists, at the screen. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class PromisesInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    /** A promise that was not kept. @return the ticket's id */
    private static String broken(Desk desk, String promise) {
        String ticket = desk.create(Map.of("subject", "The lid leaks", "reason", "quality"));
        Object agenda = desk.call(
                "POST",
                "/tickets/" + ticket + "/agenda",
                Map.of("text", promise, "due", "2031-05-01T15:00:00+08:00"),
                "agenda");
        String entry = (String) ((List<?>) agenda)
                .stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> "promise".equals(one.get("kind")))
                        .reduce((_, last) -> last)
                        .orElseThrow()
                        .get("id");
        desk.call("POST", "/tickets/" + ticket + "/agenda/" + entry, Map.of("act", "broken"), "id");
        return ticket;
    }

    @Test
    void supervisorsSeeHowPromisesAreKeptAndGoToTheBrokenOnes() {
        try (Desk mei = Desk.of("mei", Browsers.desktop(), base())) {
            String ticket = broken(mei, "We call you back about the lid");
            mei.goTo("/promises");
            assertThat(mei.page().getByText("kept in time; target 98 %")).isVisible();
            Locator people = mei.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("By person"));
            assertThat(people).isVisible();
            Locator one = mei.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("We call you back about the lid"))
                    .first();
            assertThat(one).containsText("Broken");
            accessible(mei);
            Browsers.picture(mei.page(), "promises");
            mei.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Open$")))
                    .first()
                    .click();
            mei.page().waitForURL("**outcome=open**");
            mei.goTo("/promises");
            one.getByRole(AriaRole.LINK).click();
            mei.page().waitForURL("**/t/" + ticket + "**");
        }
    }

    @Test
    void onATelephoneInChineseAtNightItIsAllThere() {
        try (Desk mei = Desk.of("mei", Browsers.window(390, 844, ColorScheme.DARK, "zh-CN"), base())) {
            broken(mei, "Another call");
            mei.call("PATCH", "/me", Map.of("language", "zh"), "language");
            try {
                mei.goTo("/promises");
                assertThat(mei.page().getByText("按时兑现；目标 98 %")).isVisible();
                assertThat(mei.page()
                                .getByRole(
                                        AriaRole.HEADING,
                                        new Page.GetByRoleOptions()
                                                .setName("承诺")
                                                .setLevel(1)))
                        .isInViewport();
                accessible(mei);
                assertThat((Boolean)
                                mei.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                        .as("no wider than the screen")
                        .isTrue();
                Browsers.picture(mei.page(), "promises-phone");
            } finally {
                mei.call("PATCH", "/me", Map.of("language", "en"), "language");
            }
        }
    }

    @Test
    void whoSeesToNobodysWorkIsToldSo() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            jun.goTo("/promises");
            assertThat(jun.page().getByRole(AriaRole.ALERT)).isVisible();
        }
    }

    @Test
    void aListShowsTheNextDeadlineAndOnlyWhatIsOverdueWhenAsked() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            jun.create(Map.of("subject", "Not late yet", "reason", "damaged"));
            jun.goTo("/list?view=my_teams");
            assertThat(jun.page()
                            .getByRole(
                                    AriaRole.COLUMNHEADER,
                                    new Page.GetByRoleOptions().setName(Pattern.compile("^Next deadline"))))
                    .isVisible();
            accessible(jun);
            Browsers.picture(jun.page(), "list-deadlines");
            jun.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Overdue").setExact(true))
                    .click();
            jun.page().waitForURL("**sla_due**");
            assertThat(jun.page().getByTitle("Overdue").first()).isVisible();
            assertThat(jun.page().getByText("Not late yet")).hasCount(0);
            accessible(jun);
        }
    }
}

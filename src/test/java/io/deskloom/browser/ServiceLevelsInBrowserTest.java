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
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clocks of a ticket, calendars and service levels, at the screen. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class ServiceLevelsInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static void asWideAsTheScreen(Desk desk) {
        assertThat((Boolean) desk.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .as("no wider than the screen")
                .isTrue();
    }

    private static Locator region(Desk desk, String name) {
        return desk.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator heading(Desk desk, String name) {
        return desk.page()
                .getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .first();
    }

    @Test
    void aTicketShowsItsClocksAndWhyTheyAreDueThen() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            String ticket = jun.create(Map.of("subject", "The cup came broken", "reason", "damaged"));
            jun.goTo("/t/" + ticket);
            Locator clocks = region(jun, "Service level");
            assertThat(clocks).containsText("Wrong or damaged goods");
            assertThat(clocks).containsText("First response");
            assertThat(clocks).containsText("Resolution");
            Locator why = clocks.getByRole(
                            AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Why this deadline?"))
                    .last();
            why.focus();
            jun.page().keyboard().press("Enter");
            Locator answer = jun.page().getByRole(AriaRole.DIALOG);
            assertThat(answer).containsText("“Wrong or damaged goods” gives “Resolution” 2 hrs of working time.");
            assertThat(answer).containsText("Only the hours of “Service desk in China” count.");
            assertThat(answer).containsText(Pattern.compile("So it is due .+\\."));
            accessible(jun);
            Browsers.picture(jun.page(), "service-level");
            jun.page().keyboard().press("Escape");
            assertThat(answer).hasCount(0);
            assertThat(why).isFocused();
        }
    }

    @Test
    void aClockThatStandsStillSaysWhatItWaitsFor() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            String ticket = (String) jun.call(
                    "POST",
                    "/tickets",
                    Map.of("type", "enquiry", "fields", Map.of("subject", "Where is it?", "intent", "track_order")),
                    "id");
            jun.call("POST", "/tickets/" + ticket + "/actions/answered", Map.of("version", 1), "id");
            jun.goTo("/t/" + ticket);
            Locator clocks = region(jun, "Service level");
            assertThat(clocks).containsText("Stands still: Waiting");
            assertThat(clocks).containsText("In time");
            clocks.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Why does it stand still?"))
                    .click();
            assertThat(jun.page().getByRole(AriaRole.DIALOG)).containsText("It stands still because of “Waiting”.");
            accessible(jun);
        }
    }

    @Test
    void administratorsReadCalendarsAndServiceLevels() {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo("/admin/levels");
            assertThat(heading(admin, "Service desk in China")).isVisible();
            assertThat(admin.page().getByText("30 mins before")).isVisible();
            admin.page().getByText(Pattern.compile("^\\d+ holidays$")).first().click();
            assertThat(admin.page().getByText("National Day").first()).isVisible();
            accessible(admin);
            Browsers.picture(admin.page(), "service-levels");
        }
    }

    @Test
    void onATelephoneInChineseAtNightTheyAreAllThere() {
        try (Desk admin = Desk.of("admin", Browsers.window(390, 844, ColorScheme.DARK, "zh-CN"), base())) {
            admin.call("PATCH", "/me", Map.of("language", "zh"), "language");
            try {
                admin.goTo("/admin/levels");
                assertThat(heading(admin, "国内客服工作时间")).isVisible();
                assertThat(heading(admin, "服务时限")).isVisible();
                accessible(admin);
                asWideAsTheScreen(admin);
                Browsers.picture(admin.page(), "service-levels-phone");
            } finally {
                admin.call("PATCH", "/me", Map.of("language", "en"), "language");
            }
        }
    }

    @Test
    void whoMayNotReadDefinitionsIsToldSo() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            jun.goTo("/admin/levels");
            assertThat(jun.page().getByRole(AriaRole.ALERT)).isVisible();
        }
    }
}

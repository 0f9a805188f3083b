package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.deskloom.kernel.Uuid7;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator looks after what was given up, and after what runs by itself, with mouse and keyboard. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class QueuesInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    /** Others who share this server have given things up as well. */
    @BeforeEach
    void nothingHasBeenGivenUp() throws Exception {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement effects = c.prepareStatement("DELETE FROM outbox WHERE state = 1");
                PreparedStatement timers = c.prepareStatement("DELETE FROM timer WHERE state = 1")) {
            effects.executeUpdate();
            timers.executeUpdate();
        }
    }

    private static void dead(String kind, String payload, String error) throws Exception {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(
                        "INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts,"
                                + " created_at, due_at, error_code, last_error) SELECT id, ?, ?, ?::jsonb, 1, 14,"
                                + " now() - interval '5 hours', now(), ?, 'java.net.ConnectException' FROM tenant WHERE slug = 'demo'")) {
            s.setObject(1, Uuid7.at(Instant.now()));
            s.setString(2, kind);
            s.setString(3, payload);
            s.setString(4, error);
            assertThat(s.executeUpdate()).isEqualTo(1);
        }
    }

    private static Locator button(Desk desk, String name) {
        return desk.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void whatWasGivenUpIsLookedAtTriedAgainAndThrownAway() throws Exception {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base());
                Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            admin.goTo("/admin/dead-letters");
            assertThat(admin.text("Nothing has been given up")).isVisible();
            accessible(admin);

            String ticket = jun.create(Map.of("subject", "Never told", "reason", "size"));
            dead("linked-ended", "{\"ticket\": \"" + ticket + "\"}", "unreachable");
            dead("linked-ended", "{\"ticket\": \"" + ticket + "\"}", "timed-out");
            dead("something-newer", "{}", "a-new-code");
            admin.page().reload();
            assertThat(admin.text("It took too long.")).isVisible();
            assertThat(admin.page()
                            .getByRole(
                                    AriaRole.BUTTON,
                                    new Page.GetByRoleOptions()
                                            .setName(Pattern.compile("^Work of the kind “something-newer”"))))
                    .isVisible();
            assertThat(admin.text("It failed (a-new-code).")).isVisible();
            accessible(admin);

            // By keyboard: the one nobody answered.
            Locator row = admin.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName(Pattern.compile("Nobody answered at the address")));
            row.focus();
            admin.keys("Enter");
            Locator drawer = admin.page().getByRole(AriaRole.DIALOG);
            assertThat(drawer.getByText("Never told")).isVisible();
            assertThat(drawer.getByText("java.net.ConnectException")).isVisible();
            accessible(admin);
            drawer.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try again"))
                    .click();
            assertThat(admin.text("It is being tried again")).isVisible();
            assertThat(row).hasCount(0);

            // All of a kind, after being asked.
            admin.choose("What", "Tell linked tickets of an end (1)");
            assertThat(admin.text("It failed (a-new-code).")).hasCount(0);
            button(admin, "Discard all").click();
            accessible(admin);
            admin.page()
                    .getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Discard for good?"))
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Discard").setExact(true))
                    .click();
            assertThat(admin.text("None of this kind")).isVisible();
            admin.goTo("/admin/dead-letters");
            assertThat(admin.text("It failed (a-new-code).")).isVisible();
            assertThat(admin.text("It took too long.")).hasCount(0);

            // Of another kind: nobody on this server knows it, but it can be thrown away.
            admin.page().getByText("It failed (a-new-code).").click();
            drawer.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Discard"))
                    .click();
            admin.page()
                    .getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Discard for good?"))
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Discard").setExact(true))
                    .click();
            assertThat(admin.text("Nothing has been given up")).isVisible();
        }
    }

    @Test
    void regularWorkIsSeenAndRunNow() {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo("/list");
            admin.page()
                    .getByRole(AriaRole.NAVIGATION)
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Operations"))
                    .click();
            Locator job = admin.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("Forget old notifications"));
            assertThat(job).containsText("every");
            assertThat(job).containsText("not yet");
            accessible(admin);
            job.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Run now")))
                    .click();
            assertThat(admin.text("It runs in a moment")).isVisible();
            assertThat(job).containsText(Pattern.compile("took \\d+ ms"));
            admin.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Dead letters"))
                    .click();
            admin.page().waitForURL("**/admin/dead-letters");
        }
    }

    @Test
    void onATelephoneAndForWhoMayNot() {
        try (Desk admin = Desk.of("admin", Browsers.phone(), base());
                Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            admin.goTo("/admin/jobs");
            assertThat(admin.text("Regular work")).isVisible();
            assertThat(admin.page().evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            accessible(admin);
            jun.goTo("/admin/dead-letters");
            assertThat(jun.page().getByRole(AriaRole.ALERT)).isVisible();
            jun.goTo("/admin/jobs");
            assertThat(jun.page().getByRole(AriaRole.ALERT)).isVisible();
        }
    }

    /** The screen follows the browser where nobody has chosen; the language is the account's. */
    @Test
    void inTheDark() throws Exception {
        dead("something-dark", "{}", "timed-out");
        try (Desk admin = Desk.of("admin", Browsers.window(1440, 900, ColorScheme.DARK, "en-US"), base())) {
            admin.goTo("/admin/jobs");
            assertThat(admin.page().getByRole(AriaRole.TABLE)).containsText("something-dark");
            accessible(admin);
            admin.page()
                    .getByRole(AriaRole.TABLE)
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("1"))
                    .first()
                    .click();
            admin.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName(Pattern.compile("^Work of the kind “something-dark”")))
                    .click();
            Locator drawer = admin.page().getByRole(AriaRole.DIALOG);
            assertThat(drawer.getByText("It took too long.")).isVisible();
            accessible(admin);
            drawer.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Discard"))
                    .click();
            admin.page()
                    .getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Discard for good?"))
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Discard").setExact(true))
                    .click();
            assertThat(admin.text("None of this kind")).isVisible();
        }
    }
}

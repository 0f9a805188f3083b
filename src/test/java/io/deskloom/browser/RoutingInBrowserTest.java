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

/** The claim pool, the board, presence and people's schedules at the screen, by mouse and by keyboard. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class RoutingInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator button(Page in, String name) {
        return in.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
    }

    private static Locator item(Page in, AriaRole role, String name) {
        return in.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** An exchange that routing gives to somebody. */
    private static String exchange(Desk desk, String subject) {
        return (String) desk.call(
                "POST",
                "/tickets",
                Map.of("type", "exchange", "fields", Map.of("subject", subject, "reason", "colour")),
                "id");
    }

    @Test
    void theNextTicketIsTakenByKeyAndSaysWhyItIsOnes() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            // Urgent, so that it comes before whatever other tests leave in the pool.
            String ticket = (String) jun.call(
                    "POST",
                    "/tickets",
                    Map.of(
                            "type", "return_refund",
                            "priority", "urgent",
                            "fields", Map.of("subject", "Nobody has this one", "reason", "size")),
                    "id");
            jun.goTo("/pool");
            assertThat(jun.page().getByText("Nobody has this one").first()).isVisible();
            accessible(jun);
            jun.page().keyboard().press("c");
            jun.page().waitForURL("**/t/**");
            // Another urgent one may be older: of what was taken it is said whose it is.
            button(jun.page(), "^More").first().click();
            item(jun.page(), AriaRole.MENUITEM, "Why is this with me?").click();
            Locator dialog = jun.page().getByRole(AriaRole.DIALOG);
            assertThat(dialog).containsText("from the pool of");
            assertThat(dialog).containsText("took it, holding");
            accessible(jun);
            assertThat(ticket).isNotEmpty();
        }
    }

    @Test
    void aCardIsHandedOverOnTheBoardByItsMenuAndTakenBack() {
        try (Desk mei = Desk.of("mei", Browsers.desktop(), base())) {
            exchange(mei, "A card to hand over");
            mei.goTo("/board?team=after_sales");
            Locator card = mei.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("A card to hand over"));
            assertThat(card).isVisible();
            accessible(mei);
            card.getByRole(AriaRole.LINK).focus();
            mei.page().keyboard().press("a");
            mei.page()
                    .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Warehouse"))
                    .click();
            assertThat(card).hasCount(0);
            mei.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Undo")))
                    .click();
            assertThat(card).isVisible();
        }
    }

    @Test
    void aCardIsDraggedToAPerson() {
        try (Desk mei = Desk.of("mei", Browsers.desktop(), base())) {
            exchange(mei, "A card to drag");
            mei.goTo("/board?team=after_sales");
            Locator card = mei.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("A card to drag"));
            Locator person = mei.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Mei"));
            card.dragTo(person);
            assertThat(person).containsText("A card to drag");
        }
    }

    @Test
    void presenceAndSchedulesAlsoOnATelephoneInTheDark() {
        try (Desk mei = Desk.of("mei", Browsers.desktop(), base());
                Desk small = Desk.of("mei", Browsers.phone(), base())) {
            button(mei.page(), "^Account of Mei").click();
            item(mei.page(), AriaRole.MENUITEMRADIO, "Busy").click();
            assertThat(item(mei.page(), AriaRole.MENUITEMRADIO, "Busy")).hasAttribute("aria-checked", "true");
            accessible(mei);
            mei.goTo("/admin/people");
            mei.page()
                    .getByText("Jun", new Page.GetByTextOptions().setExact(true))
                    .click();
            Locator drawer = mei.page().getByRole(AriaRole.DIALOG);
            assertThat(drawer.getByLabel("Region")).hasValue("east");
            accessible(mei);
            drawer.getByLabel("Region").fill("south");
            drawer.getByText("Save", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(drawer).hasCount(0);
            small.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            for (String path : new String[] {"/board", "/pool", "/admin/people"}) {
                small.goTo(path);
                assertThat(small.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                        .isVisible();
                accessible(small);
            }
        }
    }
}

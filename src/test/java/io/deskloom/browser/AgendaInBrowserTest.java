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

/** What is suggested, promised, asked and linked, at the screen. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class AgendaInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator region(Desk desk, String name) {
        return desk.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName(name));
    }

    private static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aSuggestedRemedyIsAppliedAndAPromiseIsMadeAndKept() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            String ticket = jun.create(Map.of("subject", "Blue instead of red", "reason", "wrong_item"));
            jun.goTo("/t/" + ticket);
            Locator waiting = region(jun, "Waiting for you");
            assertThat(waiting).containsText("Send the right item at once");
            accessible(jun);
            button(waiting, "Apply").press("Enter");
            assertThat(waiting).hasCount(0);
            assertThat(jun.page()
                            .getByText("We are sorry that you got the wrong item")
                            .first())
                    .isVisible();

            Locator agenda = region(jun, "Agenda");
            button(agenda, "Promise").click();
            agenda.getByLabel("What is promised").fill("We send the tracking number");
            accessible(jun);
            jun.page().keyboard().press("Enter");
            assertThat(agenda).containsText("We send the tracking number");
            button(agenda, "Kept").click();
            assertThat(agenda).containsText("1 earlier");
            accessible(jun);
        }
    }

    @Test
    void aTicketIsLinkedByTypingItsNumber() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            String one = jun.create(Map.of("subject", "First of two", "reason", "size"));
            String two = jun.create(Map.of("subject", "Second of two", "reason", "size"));
            String number = (String) jun.page()
                    .evaluate("async id => (await (await fetch('/api/v1/tickets/' + id)).json()).number", two);
            jun.goTo("/t/" + one);
            Locator links = region(jun, "Linked tickets");
            button(links, "Link").click();
            links.getByPlaceholder("Number or words").fill(number);
            jun.page()
                    .getByRole(
                            AriaRole.OPTION,
                            new Page.GetByRoleOptions().setName(Pattern.compile(number + ".*Second of two")))
                    .click();
            accessible(jun);
            button(links, "Link").click();
            assertThat(links.getByRole(AriaRole.LINK)).containsText("Second of two");
            accessible(jun);
            links.getByRole(AriaRole.LINK).click();
            jun.page().waitForURL("**/t/" + two + "**");
            assertThat(region(jun, "Linked tickets").getByRole(AriaRole.LINK)).containsText("First of two");
        }
    }

    @Test
    void whoIsAskedDecidesInTheListAlsoOnATelephoneInTheDark() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base());
                Desk mei = Desk.of("mei", Browsers.phone(), base())) {
            mei.page()
                    .emulateMedia(new Page.EmulateMediaOptions()
                            .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
            String ticket = jun.create(Map.of(
                    "subject",
                    "A large refund",
                    "reason",
                    "quality",
                    "refund_amount",
                    Map.of("amount", "1500.00", "currency", "CNY")));
            mei.goTo("/approvals");
            Locator asked = mei.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("A large refund"));
            assertThat(asked).containsText("refund of CNY 1,500.00");
            accessible(mei);
            asked.getByRole(AriaRole.TEXTBOX).fill("Too much");
            asked.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^Refuse RET-")))
                    .click();
            assertThat(asked).hasCount(0);
            mei.goTo("/t/" + ticket);
            assertThat(mei.page().getByText("did not approve").first()).isVisible();
            accessible(mei);
        }
    }
}

package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.mail.Inbox;
import io.deskloom.mail.MailPort;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody has mails sent to an address, says that it is hers, and takes one rule's mails away again. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@WithTestResource(MailPort.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class MailInBrowserTest {
    private static final Pattern LINK = Pattern.compile("https://desk\\.example\\.com(/api/v1/mail/confirm\\?t=\\S+)");

    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    @Test
    void anAddressIsHersOnceItsReaderSaysSo() {
        try (Inbox inbox = new Inbox(MailPort.port());
                Desk mei = Desk.of("mei", Browsers.desktop(), base())) {
            mei.goTo("/me");
            Page page = mei.page();
            assertThat(mei.text("Without an address nothing is mailed to you.")).isVisible();
            Locator address = page.getByPlaceholder("name@example.com");
            address.fill("mei at home");
            address.press("Enter");
            assertThat(mei.text("A mail address looks like name@example.com.")).isVisible();
            assertThat(Browsers.accessibilityProblems(page)).isEmpty();
            address.fill("mei@mail.example");
            address.press("Enter");
            assertThat(mei.text("Not confirmed yet")).isVisible();
            assertThat(Browsers.accessibilityProblems(page)).isEmpty();
            page.waitForCondition(() -> inbox.count() == 1);

            Matcher link = LINK.matcher(inbox.of("mei@mail.example").getFirst().text());
            assertThat(link.find()).isTrue();
            Page elsewhere = Browsers.phone().newPage();
            elsewhere.navigate(base() + link.group(1));
            assertThat(elsewhere.getByText("Is this address yours?").first()).isVisible();
            assertThat(Browsers.accessibilityProblems(elsewhere)).isEmpty();
            button(elsewhere, "Yes, it is mine").click();
            assertThat(elsewhere.getByRole(AriaRole.HEADING)).hasText("The address is confirmed");
            assertThat(Browsers.accessibilityProblems(elsewhere)).isEmpty();
            elsewhere.context().close();

            page.reload();
            assertThat(mei.text("Confirmed")).isVisible();
            Locator byMail = page.getByRole(
                            AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(Pattern.compile("^By mail: ")))
                    .first();
            assertThat(byMail).isChecked();
            byMail.click();
            assertThat(byMail).not().isChecked();
            assertThat(Browsers.accessibilityProblems(page)).isEmpty();
            page.reload();
            assertThat(byMail).not().isChecked();
        }
    }
}

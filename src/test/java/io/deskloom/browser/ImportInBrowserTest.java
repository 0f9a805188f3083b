package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file becomes tickets by hand: chosen, mapped, tried, run, its refused rows taken home; and a list becomes a file. */
@Tag("browser")
@QuarkusTest
@TestProfile(WithFrontEnd.class)
@QuarkusTestResource(PostgresResource.class)
class ImportInBrowserTest {
    private static final String CSV = """
            id,Kundentext,Intent
            B-1,Where is my kettle?,track_order
            B-2,I want to complain,Complaint
            B-3,Hello,no such intent
            """;

    /** The server decides rows beside everything else. */
    private static final LocatorAssertions.IsVisibleOptions PATIENTLY =
            new LocatorAssertions.IsVisibleOptions().setTimeout(60_000);

    @TestHTTPResource
    java.net.URI server;

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    @Test
    void aFileBecomesTickets() throws Exception {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), server.toString().replaceAll("/$", ""))) {
            admin.goTo("/admin/imports")
                    .page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Import a file"))
                    .click();
            accessible(admin);
            admin.choose("What the rows become", "Enquiries");
            admin.page()
                    .locator("input[type=file]")
                    .setInputFiles(new FilePayload("customers.csv", "text/csv", CSV.getBytes(StandardCharsets.UTF_8)));
            Locator target = admin.page()
                    .getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Kundentext → Goes to"));
            assertThat(target).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
            // The id and the intent were guessed by name; what the text is, nobody could.
            target.click();
            admin.page()
                    .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("Subject"))
                    .click();
            admin.keys("Escape");
            accessible(admin);
            String address = admin.page().url();

            admin.press("Try it");
            assertThat(admin.text("What would happen")).isVisible(PATIENTLY);
            assertThat(admin.text("This is not one of the choices.")).isVisible(PATIENTLY);
            accessible(admin);
            // Leaving and coming back changes nothing.
            admin.goTo("/list").goTo(address);
            assertThat(admin.text("What would happen")).isVisible(PATIENTLY);

            admin.press("Import 2 rows");
            assertThat(admin.text("Imported, with refused rows")).isVisible(PATIENTLY);
            accessible(admin);
            Download refused = admin.page().waitForDownload(() -> admin.press("Download refused rows"));
            assertThat(Files.readString(refused.path())).contains("B-3,Hello,no such intent,4,");

            admin.goTo("/list?view=enquiries");
            assertThat(admin.text("Where is my kettle?")).isVisible();
            Download list = admin.page().waitForDownload(() -> {
                admin.keys("e");
                admin.page().getByRole(AriaRole.MENUITEM).first().click();
            });
            assertThat(list.suggestedFilename()).startsWith("Enquiries - ").endsWith(".csv");
            assertThat(Files.readString(list.path())).contains("Where is my kettle?");
        }
    }
}

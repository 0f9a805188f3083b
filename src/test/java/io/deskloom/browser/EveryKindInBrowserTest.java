package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestImages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.awt.Color;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A form with a field of every kind that can be filled in: filled by mouse and keyboard, saved, and read again. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class EveryKindInBrowserTest {
    @TestHTTPResource
    URI server;

    @Test
    void everyKindIsFilledInSavedAndReadAgain() {
        try (Desk jun = desk("jun");
                Desk mei = desk("mei")) {
            record(mei, "customer", "K-1", Map.of("name", "Zelda Quist", "phone", "13900770011", "tier", "gold"));
            record(mei, "product", "K-2", Map.of("name", "Zither strings, steel", "sku", "Z-1", "category", "home"));
            record(mei, "product", "K-3", Map.of("name", "Zither case", "sku", "Z-2", "category", "home"));

            jun.goTo("/new/service_visit");
            whatIsWrong(jun);
            where(jun);
            visit(jun);
            outcome(jun);
            accessible(jun);

            // One value is no mail address: said at the field before anything is sent, and by the field to a screen
            // reader.
            jun.press(Pattern.compile("^Create"));
            Locator mail = jun.field("Mail");
            assertThat(mail).isFocused();
            assertThat(mail).hasAccessibleDescription("A mail address looks like name@example.com.");
            assertThat(jun.page().locator("main [aria-invalid=true]")).hasCount(1);
            accessible(jun);
            mail.fill("");
            jun.keys("Li@Example.COM");
            jun.press(Pattern.compile("^Create"));
            jun.page().waitForURL("**/t/**");

            jun.page().reload();
            unfold(jun);
            inForm().forEach((label, value) -> assertThat(labelled(jun, label)).hasValue(value));
            for (String chosen :
                    new String[] {"Smell", "Water below", "Zither strings, steel", "Zither case", "late"}) {
                assertThat(jun.page().getByRole(AriaRole.MAIN)).containsText(chosen);
            }

            mei.goTo(jun.page().url());
            unfold(mei);
            read().forEach((label, shown) -> {
                if (shown instanceof Pattern pattern) {
                    assertThat(group(mei, label)).hasText(pattern);
                } else {
                    assertThat(group(mei, label)).hasText(shown.toString());
                }
            });
            assertThat(group(mei, "Visit number")).hasText(Pattern.compile("V-\\d+"));
            assertThat(group(mei, "Satisfaction").getByRole(AriaRole.IMG)).hasAccessibleName("4 of 5");
            assertThat(group(mei, "Report to the customer").locator("strong")).hasText("gasket");
            assertThat(group(mei, "Technician's notes").locator("li strong")).hasText("gasket");
            assertThat(group(mei, "Photos").getByRole(AriaRole.BUTTON, named("Look at plate.jpg")))
                    .isVisible();
            assertThat(group(mei, "Documents")).containsText("bill.txt");
            assertThat(group(mei, "Signed by the customer").getByAltText(Pattern.compile("Signature")))
                    .isVisible();
            assertThat(group(mei, "Products to bring").getByRole(AriaRole.LINK)).hasCount(2);
            assertThat(mei.everything()).doesNotContain("hunter2");
            accessible(mei);
        }
    }

    private static void whatIsWrong(Desk jun) {
        typed(jun, "Subject", "Kettle leaks");
        typed(jun, "What the customer says", "It drips.");
        chosen(jun, "Fault", "", "Leak");
        chosen(jun, "Signs", "", "Smell");
        chosen(jun, "Signs", "wat", "Water below");
        chosen(jun, "Product", "kett", "Kitchen / Kettle");
        typed(jun, "Serial number", " 6901234567892 ");
        typed(jun, "Manual", "example.com/kettle");
        typed(jun, "Bought on", "2026-01-02");
        typed(jun, "First day", "2026-01-02");
        typed(jun, "Last day", "2028-01-01");
    }

    private static void where(Desk jun) {
        chosen(jun, "Customer record", "Zelda", "Zelda Quist");
        typed(jun, "Mail", "nobody");
        typed(jun, "Phone", "138 1234 5520");
        chosen(jun, "Region", "shenzhen", "China / Guangdong / Shenzhen");
        typed(jun, "Position", "22.5431, 113.9585");
        chosen(jun, "Country", "chin", "China");
        typed(jun, "City", "深圳市");
        typed(jun, "Street and number", "科苑路 15 号");
        jun.page()
                .getByRole(AriaRole.RADIOGROUP, new Page.GetByRoleOptions().setName("Lift in the house"))
                .getByText("No", new Locator.GetByTextOptions().setExact(true))
                .click();
        typed(jun, "Floor", "12");
        typed(jun, "Door code", "hunter2#");
    }

    private static void visit(Desk jun) {
        jun.field("Planned for").click();
        Locator calendar = jun.page().getByRole(AriaRole.DIALOG);
        calendar.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Next month").setExact(true))
                .click();
        calendar.getByRole(AriaRole.BUTTON, named(Pattern.compile("^15 "))).click();
        calendar.getByRole(AriaRole.SPINBUTTON, named("Hour")).click();
        jun.page()
                .waitForFunction("() => document.activeElement.selectionEnd === 2"
                        + " && document.activeElement.selectionStart === 0");
        jun.page().keyboard().type("1430");
        accessible(jun);
        calendar.getByRole(AriaRole.BUTTON, named("Take this time")).click();
        assertThat(jun.field("Planned for")).hasText(Pattern.compile("^20\\d\\d-\\d\\d-15 14:30$"));
        typed(jun, "At home from", "9:00");
        chosen(jun, "Sent by", "", "After-sales");
        chosen(jun, "Technician", "Ju", "Jun");
        chosen(jun, "Helpers", "Ad", "Ada");
        chosen(jun, "Products to bring", "Zither s", "Zither strings, steel");
        chosen(jun, "Products to bring", "Zither c", "Zither case");
        jun.page()
                .getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Expected effort"))
                .focus();
        for (int i = 0; i < 5; i++) {
            jun.page().keyboard().press("ArrowRight");
        }
        typed(jun, "Tags", "VIP,late,");
    }

    private static void outcome(Desk jun) {
        typed(jun, "Time worked", "1h 30m");
        typed(jun, "Current drawn (A)", "8.25");
        Locator stars = group(jun, "Satisfaction").locator(".mantine-Rating-root");
        stars.scrollIntoViewIfNeeded();
        BoundingBox five = stars.boundingBox();
        jun.page().mouse().click(five.x + five.width * 0.7, five.y + five.height / 2);
        typed(jun, "Cost", "25");
        typed(jun, "Discount", "12.5");

        Locator parts = group(jun, "Parts used");
        parts.getByRole(AriaRole.BUTTON, named("Add row")).click();
        parts.getByLabel("Part row 1").click();
        jun.page().keyboard().type("G-1");
        parts.getByLabel("Pieces row 1").click();
        jun.page().keyboard().type("2");
        parts.getByLabel("Price row 1").click();
        jun.page().keyboard().type("12.5");
        parts.getByText("Yes", new Locator.GetByTextOptions().setExact(true)).click();

        group(jun, "Photos")
                .locator("input[type=file]")
                .first()
                .setInputFiles(new FilePayload("plate.jpg", "image/jpeg", TestImages.jpeg(320, 240, Color.ORANGE)));
        group(jun, "Documents")
                .locator("input[type=file]")
                .first()
                .setInputFiles(new FilePayload("bill.txt", "text/plain", "25.00 CNY".getBytes(StandardCharsets.UTF_8)));
        typed(jun, "Technician's notes", "- **gasket**");
        jun.page()
                .getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Report to the customer"))
                .click();
        jun.page().keyboard().type("Changed the ");
        jun.press("Bold");
        jun.page().keyboard().type("gasket");

        Locator signed = group(jun, "Signed by the customer");
        Locator pad = signed.locator("canvas");
        pad.scrollIntoViewIfNeeded();
        BoundingBox box = pad.boundingBox();
        jun.page().mouse().move(box.x + 30, box.y + 30);
        jun.page().mouse().down();
        jun.page().mouse().move(box.x + 120, box.y + 60);
        jun.page().mouse().move(box.x + 160, box.y + 20);
        jun.page().mouse().up();
        jun.press("Use this signature");
        assertThat(signed.getByAltText(Pattern.compile("Signature"))).isVisible();
        assertThat(group(jun, "Photos").getByRole(AriaRole.BUTTON, named("Look at plate.jpg")))
                .isVisible();
        assertThat(group(jun, "Documents")).containsText("bill.txt");
    }

    /** What stands in the boxes of whoever may edit it, by their labels. */
    private static Map<String, String> inForm() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("Subject", "Kettle leaks");
        out.put("Fault", "Leak");
        out.put("Product", "Kitchen / Kettle");
        out.put("Serial number", "6901234567892");
        out.put("Manual", "https://example.com/kettle");
        out.put("Bought on", "2026-01-02");
        out.put("First day", "2026-01-02");
        out.put("Last day", "2028-01-01");
        out.put("Customer record", "Zelda Quist");
        out.put("Mail", "Li@example.com");
        out.put("Phone", "138 1234 5520");
        out.put("Region", "China / Guangdong / Shenzhen");
        out.put("Position", "22.5431, 113.9585");
        out.put("Country", "China");
        out.put("City", "深圳市");
        out.put("Floor", "12");
        out.put("Door code", "");
        out.put("At home from", "09:00");
        out.put("Sent by", "After-sales");
        out.put("Technician", "Jun");
        out.put("Time worked", "1h 30m");
        out.put("Current drawn (A)", "8.25");
        out.put("Cost", "25.00");
        out.put("Discount", "12.5");
        out.put("Part row 1", "G-1");
        out.put("Price row 1", "12.50");
        out.put("Technician's notes", "- **gasket**");
        return out;
    }

    /** What somebody reads who may not edit it. */
    private static Map<String, Object> read() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("Subject", "Kettle leaks");
        out.put("What the customer says", "It drips.");
        out.put("Fault", "Leak");
        out.put("Signs", Pattern.compile("Smell\\s*Water below"));
        out.put("Product", "Kitchen / Kettle");
        out.put("Serial number", "6901234567892");
        out.put("Manual", "example.com/kettle");
        out.put("Bought on", "2 Jan 2026");
        out.put("Warranty", "2 Jan 2026 – 1 Jan 2028");
        out.put("Customer record", "Zelda Quist");
        out.put("Mail", "Li@example.com");
        out.put("Phone", "138 1234 5520");
        out.put("Region", "China / Guangdong / Shenzhen");
        out.put("Position", "22.5431, 113.9585");
        out.put("Address", "科苑路 15 号, 深圳市, China");
        out.put("Lift in the house", "No");
        out.put("Floor", "12");
        out.put("Door code", Pattern.compile("^••••\\s*masked$"));
        out.put("Planned for", Pattern.compile("^15 \\w+ 20\\d\\d, 14:30$"));
        out.put("At home from", "09:00");
        out.put("Sent by", "After-sales");
        out.put("Technician", "Jun");
        out.put("Helpers", "Ada");
        out.put("Products to bring", "Zither strings, steel · Zither case");
        out.put("Expected effort", "2.5");
        out.put("Tags", Pattern.compile("VIP\\s*late"));
        out.put("Time worked", "1h 30m");
        out.put("Current drawn (A)", "8.25");
        out.put("Cost", "¥ 25.00");
        out.put("Discount", "12.5%");
        out.put("Parts used", Pattern.compile("G-1\\s*–\\s*2\\s*¥\\s*12\\.50\\s*Yes$"));
        return out;
    }

    private static void typed(Desk desk, String label, String text) {
        labelled(desk, label).click();
        desk.page().keyboard().type(text);
        desk.page().keyboard().press("Tab");
    }

    /** Opens a list of choices by mouse, searches in it and takes what it offers. */
    private static void chosen(Desk desk, String label, String search, String option) {
        labelled(desk, label).click();
        desk.page().keyboard().type(search);
        desk.page()
                .getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText(option))
                .first()
                .click();
        desk.page().keyboard().press("Tab");
    }

    private static Locator labelled(Desk desk, String label) {
        return desk.field(label.replaceAll("[()]", "\\\\$0"));
    }

    private static Locator group(Desk desk, String label) {
        return desk.page()
                .getByRole(
                        AriaRole.GROUP,
                        new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Locator.GetByRoleOptions named(Pattern name) {
        return new Locator.GetByRoleOptions().setName(name);
    }

    /** Opens every section of a ticket that is folded to one line. */
    private static void unfold(Desk desk) {
        for (String section : new String[] {"What is wrong", "Where", "Visit", "Outcome"}) {
            desk.unfold(section);
        }
    }

    private static void record(Desk desk, String type, String externalId, Map<String, Object> fields) {
        desk.call(
                "PUT",
                "/objects/" + type,
                Map.of("source", "kinds-test", "externalId", externalId, "fields", fields),
                "id");
    }

    private Desk desk(String login) {
        return Desk.of(login, Browsers.desktop(), server.toString().replaceAll("/$", ""));
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }
}

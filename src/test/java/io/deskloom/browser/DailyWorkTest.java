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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a working day does to a person at the screen: colleagues, bad lines, reloads, an ended session, no mouse, a thumb. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class DailyWorkTest {
    /** The button's name ends with its key. */
    private static final Pattern SAVE = Pattern.compile("^Save");

    @TestHTTPResource
    URI server;

    @Test
    void whoSavesLaterSeesWhatChangedAndChooses() {
        try (Desk jun = desk("jun");
                Desk admin = desk("admin")) {
            String ticket = jun.create(ticket("Two people, one refund"));
            jun.withoutNews().goTo("/t/" + ticket).unfold("Order and money");
            assertThat(jun.text("Not live, reconnecting.")).isVisible();
            admin.goTo("/t/" + ticket).unfold("Order and money");

            // Both change the refund; the order number only one of them.
            jun.type("Refund", "300").type("Order number", "E-300");
            admin.type("Refund", "250").press(SAVE);
            assertThat(admin.text("Changes saved")).isVisible();
            jun.press(SAVE);
            Locator conflict = jun.page().getByText(Pattern.compile("Ada changed this while you typed, to"));
            assertThat(conflict).isVisible();
            assertThat(jun.alert("250.00")).isVisible();
            assertThat(jun.field("Refund")).hasValue("300.00");
            accessible(jun);
            jun.press("Keep yours").press(SAVE);
            assertThat(conflict).hasCount(0);
            assertThat(jun.text("Changes saved")).isVisible();
            assertThat(admin.field("Refund")).hasValue("300.00");
            assertThat(admin.field("Order number")).hasValue("E-300");

            jun.type("Refund", "310");
            admin.type("Refund", "260").press(SAVE);
            assertThat(admin.text("1 unsaved change")).hasCount(0);
            jun.press(SAVE);
            jun.press("Take theirs");
            assertThat(jun.field("Refund")).hasValue("260.00");
            assertThat(jun.button(SAVE)).hasCount(0);

            // Where both changed different things nobody is asked anything.
            admin.type("Refund", "270").press(SAVE);
            assertThat(admin.text("1 unsaved change")).hasCount(0);
            jun.type("Order number", "E-301").press(SAVE);
            assertThat(jun.button(SAVE)).hasCount(0);
            assertThat(conflict).hasCount(0);
            assertThat(jun.field("Refund")).hasValue("270.00");
            assertThat(admin.field("Order number")).hasValue("E-301");
        }
    }

    @Test
    void whatAColleagueDoesArrivesWithoutReload() {
        try (Desk jun = desk("jun");
                Desk admin = desk("admin")) {
            jun.goTo("/list?view=after_sales_open&sort=-created");
            assertThat(jun.text("RET-").first()).isVisible();
            jun.page().evaluate("() => window.sameAsBefore = true");
            String ticket = admin.create(ticket("Kettle arrived dented"));
            Locator row = jun.page()
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("Kettle arrived dented"));
            assertThat(row).isVisible();
            change(admin, ticket, Map.of("subject", "Kettle arrived in two pieces"));
            Locator renamed = jun.page().getByRole(AriaRole.LINK).filter(text("Kettle arrived in two pieces"));
            assertThat(renamed).isVisible();

            renamed.click();
            jun.unfold("Order and money");
            assertThat(jun.field("Refund")).hasValue("650.00");
            change(admin, ticket, Map.of("refund_amount", Map.of("amount", "120.00", "currency", "CNY")));
            assertThat(jun.field("Refund")).hasValue("120.00");
            admin.call(
                    "POST",
                    "/tickets/" + ticket + "/comments",
                    Map.of("visibility", "internal", "text", "The carrier admits it"),
                    "id");
            assertThat(jun.text("The carrier admits it")).isVisible();
            assertThat(jun.page().evaluate("() => window.sameAsBefore")).isEqualTo(true);
        }
    }

    @Test
    void whatWasDoneIsTakenBack() {
        try (Desk jun = desk("jun")) {
            String ticket = jun.create(ticket("Nobody has this one yet"));
            jun.goTo("/list?view=after_sales_open&sort=-created");
            Locator row = jun.page()
                    .getByRole(AriaRole.ROW)
                    .filter(new Locator.FilterOptions().setHasText("Nobody has this one yet"));
            row.getByRole(AriaRole.CHECKBOX).check();
            jun.page().keyboard().press("a");
            jun.page().getByRole(AriaRole.OPTION).filter(text("Ada")).click();
            assertThat(row.getByLabel("Ada")).isVisible();
            jun.press(Pattern.compile("^Undo"));
            assertThat(row.getByLabel("Ada")).hasCount(0);

            jun.goTo("/t/" + ticket);
            Locator priority = jun.page().getByLabel(Pattern.compile("^Priority: "));
            assertThat(priority).hasText("Normal");
            priority.click();
            jun.page().getByRole(AriaRole.MENUITEM).filter(text("High")).click();
            assertThat(priority).hasText("High");
            assertThat(jun.text("Priority is High now")).isVisible();
            jun.page().keyboard().press("z");
            assertThat(priority).hasText("Normal");
        }
    }

    @Test
    void whatWasTypedSurvivesAReloadAndIsNobodyElses() {
        try (Desk jun = desk("jun")) {
            jun.goTo("/new/return_refund")
                    .type("Subject", "Half a sentence")
                    .choose("Reason", "Wrong size")
                    .type("Paid", "12.50");
            jun.page().reload();
            assertThat(jun.field("Subject")).hasValue("Half a sentence");
            assertThat(jun.field("Reason")).hasValue("Wrong size");
            assertThat(jun.field("Paid")).hasValue("12.50");

            String ticket = jun.create(ticket("Reload in the middle"));
            jun.goTo("/t/" + ticket).unfold("Order and money").type("Refund", "33");
            jun.page().keyboard().press("n");
            jun.page().getByLabel("Internal note").fill("Call back tomorrow");
            jun.page().reload();
            jun.unfold("Order and money");
            assertThat(jun.field("Refund")).hasValue("33.00");
            assertThat(jun.text("1 unsaved change")).isVisible();
            jun.page().keyboard().press("n");
            assertThat(jun.page().getByLabel("Internal note")).hasValue("Call back tomorrow");
            // What is kept is thrown away on request, for good.
            jun.press("Discard");
            jun.page().reload();
            jun.unfold("Order and money");
            assertThat(jun.field("Refund")).hasValue("650.00");

            // The next person at the same browser finds none of it.
            jun.page().context().clearCookies();
            jun.goTo("/login").signInAs("mei");
            jun.goTo("/t/" + ticket);
            assertThat(jun.text("RET-").first()).isVisible();
            assertThat(jun.everything()).doesNotContain("Call back tomorrow");
        }
    }

    @Test
    void anEndedSessionCostsNoText() {
        try (Desk jun = desk("jun")) {
            String ticket = jun.create(ticket("The session ends here"));
            jun.goTo("/t/" + ticket).unfold("Order and money").type("Refund", "44");
            jun.page().context().clearCookies();
            jun.press(SAVE);
            assertThat(jun.text("Log in to go on where you were").first()).isVisible();
            accessible(jun);
            jun.signIn();
            jun.unfold("Order and money");
            assertThat(jun.field("Refund")).hasValue("44.00");
            jun.press(SAVE);
            assertThat(jun.text("Changes saved")).isVisible();
        }
    }

    /** From the list to a written note without a mouse. */
    @Test
    void aTicketIsMadeByKeyboardAlone() {
        try (Desk jun = desk("jun")) {
            // Not a ticket's number: the login page shows one, too.
            assertThat(jun.text("My open tickets").first()).isVisible();
            jun.keys("Control+k");
            assertThat(jun.page().getByRole(AriaRole.COMBOBOX)).isFocused();
            jun.keys("New: Return", "Enter");
            assertThat(jun.field("Subject")).isVisible();
            // The first field has the focus by itself.
            assertThat(jun.tabTo("Subject")).isZero();
            jun.keys("Typed, never clicked");
            assertThat(jun.tabTo("Reason")).isLessThanOrEqualTo(1);
            jun.keys("Wrong", "ArrowDown", "Enter");
            assertThat(jun.field("Reason")).hasValue("Wrong size");
            jun.tabTo("Paid");
            jun.keys("90");
            jun.tabTo("Refund");
            jun.keys("100", "Control+Enter");
            // Refused before anything is stored, and led to the field in question.
            assertThat(jun.text("The refund is more than was paid.").first()).isVisible();
            assertThat(jun.tabTo("Refund")).isZero();
            jun.keys("Control+a", "80", "Control+Enter");
            // The address changes first; keys are the page's that is there.
            assertThat(jun.text("the customer sees this").first()).isVisible();
            jun.keys("n");
            assertThat(jun.page().getByLabel("Internal note")).isFocused();
            jun.keys("Nothing hurt", "Control+Enter");
            assertThat(jun.text("Note added")).isVisible();
            assertThat(jun.text("Nothing hurt")).isVisible();
            jun.keys("u");
            jun.page().waitForURL("**/list**");
        }
    }

    @Test
    void theWarehouseWorksWithAThumb() {
        try (Desk jun = desk("jun");
                Desk lin = Desk.of("lin", Browsers.phone(), base())) {
            String ticket = jun.create(ticket("Back by parcel"));
            Walk.toInspection(jun, lin, ticket);
            // Their own queue, without choosing it.
            lin.goTo("/list");
            assertThat(lin.page().getByRole(AriaRole.HEADING).filter(text("待验货")))
                    .isVisible();
            Locator card = lin.page().getByRole(AriaRole.LISTITEM).filter(text("Back by parcel"));
            card.scrollIntoViewIfNeeded();
            fits(lin);
            card.tap();
            lin.page().waitForURL("**/t/**");
            Locator accept = lin.button("验货通过");
            assertThat(accept).isVisible();
            assertThat(accept.boundingBox().height).isGreaterThanOrEqualTo(52);
            fits(lin);
            accept.tap();
            assertThat(lin.page().getByText(Pattern.compile("执行.验货通过.之前需要填写")).first())
                    .isVisible();
            Locator choice = lin.page().getByText("轻微瑕疵", new Page.GetByTextOptions().setExact(true));
            assertThat(choice.first().boundingBox().y).isBetween(48.0, 844.0);
            choice.first().tap();
            fits(lin);
            accessible(lin);
            accept.tap();
            assertThat(accept).hasCount(0);
        }
    }

    /** What the others take for "nothing is wrong" is said of a page on which something is wrong, too. */
    @Test
    void theAccessibilityCheckerFindsWhatIsWrong() {
        try (BrowserContext window = Browsers.desktop();
                Page page = window.newPage()) {
            page.setContent("""
                    <!doctype html><html lang="en"><title>A page</title><main><h1>Title</h1>
                    <img src="data:,"><input><p style="color: #ccc; background: #fff">pale</p></main>""");
            assertThat(Browsers.accessibilityProblems(page))
                    .anyMatch(problem -> problem.startsWith("image-alt"))
                    .anyMatch(problem -> problem.startsWith("label"))
                    .anyMatch(problem -> problem.startsWith("color-contrast"));
            assertThat(Browsers.paleText(page)).hasSize(1);
            page.setContent("<!doctype html><html lang=en><title>A page</title><main><h1>Title</h1></main>");
            assertThat(Browsers.accessibilityProblems(page)).isEmpty();
        }
    }

    /** Nothing sticks out at the side, and whatever is there to be touched is large enough for it. */
    private static void fits(Desk desk) {
        assertThat(desk.page().evaluate("() => document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        @SuppressWarnings("unchecked")
        List<String> small = (List<String>) desk.page().evaluate("""
                () => [...document.querySelectorAll("main button, main a, main input, main [role=radio], nav a")]
                  .filter(e => e.checkVisibility() && !e.closest(".sr-only, [class*=skip]"))
                  .map(e => [e, (e.closest("label") ?? e).getBoundingClientRect()])
                  .filter(([, box]) => box.width > 1 && box.height > 1 && Math.max(box.height, box.width) < 44 || box.height > 1 && box.height < 24)
                  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width} × ${box.height}`)""");
        assertThat(small).isEmpty();
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static void change(Desk desk, String ticket, Map<String, Object> fields) {
        Object version = desk.page()
                .evaluate("async id => (await (await fetch('/api/v1/tickets/' + id)).json()).version", ticket);
        desk.call("PATCH", "/tickets/" + ticket, Map.of("version", version, "fields", fields), "id");
    }

    private static Locator.FilterOptions text(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static Map<String, Object> ticket(String subject) {
        return Map.of(
                "subject",
                subject,
                "reason",
                "size",
                "order_no",
                "E20261101-20077",
                "customer_name",
                "Emma Clarke",
                "paid",
                Map.of("amount", "800.00", "currency", "CNY"),
                "refund_amount",
                Map.of("amount", "650.00", "currency", "CNY"));
    }

    private Desk desk(String login) {
        return Desk.of(login, Browsers.desktop(), base());
    }

    private String base() {
        return server.toString().replaceAll("/$", "");
    }
}

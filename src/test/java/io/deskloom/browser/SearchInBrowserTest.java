package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Finding by hand: by ⌘K from anywhere, on the page for everything, and in a list beside its filter and order. */
@Tag("browser")
@QuarkusTest
@TestProfile(WithFrontEnd.class)
@QuarkusTestResource(PostgresResource.class)
class SearchInBrowserTest {
    @TestHTTPResource
    URI server;

    /** ⌘K leads to a ticket, a customer, an order, a screen and a command, without a mouse. */
    @Test
    void everythingIsFoundByKeyboardFromAnywhere() {
        try (Desk jun = desk("jun");
                Desk admin = desk("admin")) {
            String ticket = jun.create(ticket("Samovar hums at night", "300.00"));
            jun.call(
                    "POST",
                    "/tickets/" + ticket + "/comments",
                    Map.of("visibility", "internal", "text", "The thermostat was replaced by the carrier's workshop"),
                    "id");
            String customer =
                    record(admin, "customer", "C-9001", Map.of("name", "Ottilie Samowar", "phone", "13977770001"));
            String order = record(admin, "order", "O-9001", Map.of("order_no", "E20261129-90017"));

            palette(jun, "samovar");
            assertThat(option(jun, "Samovar hums at night").locator("mark")).hasText("Samovar");
            chosen(jun, "Samovar hums at night");
            accessible(jun);
            jun.keys("Enter");
            jun.page().waitForURL("**/t/" + ticket + "**");

            // What stands in a comment says so; what is mistyped is found and named as such.
            palette(jun, "thermostat carr");
            assertThat(option(jun, "Samovar hums at night")).containsText("replaced by the carrier");
            jun.keys("Escape");
            palette(jun, "samovra hums");
            assertThat(jun.text("Shown is what comes close")).isVisible();
            chosen(jun, "Samovar hums at night");
            jun.keys("Escape");

            palette(jun, "ottilie");
            chosen(jun, "Ottilie Samowar");
            jun.keys("Enter");
            jun.page().waitForURL("**/objects/customer/" + customer);
            palette(jun, "139 7777 0001");
            chosen(jun, "Ottilie Samowar");
            jun.keys("Escape");

            palette(jun, "E20261129-90017");
            chosen(jun, "E20261129-90017");
            jun.keys("Enter");
            jun.page().waitForURL("**/objects/order/" + order);

            // Enter does not wait for eyes: however late the answer is, it leads to what was typed and to nothing else.
            List<Route> held = new ArrayList<>();
            Predicate<String> answer = url -> url.contains("/api/v1/search?") && url.contains("E20261129-90017");
            jun.goTo("/search").page().route(answer, held::add);
            assertThat(box(jun)).isFocused();
            palette(jun, "E20261129-90017", "Enter");
            assertThat(jun.page().getByRole(AriaRole.DIALOG).getByText("Searching…"))
                    .isVisible();
            jun.page().waitForCondition(() -> !held.isEmpty());
            assertThat(input(jun)).isVisible();
            held.getLast().resume();
            jun.page().waitForURL("**/objects/order/" + order);
            jun.page().unroute(answer);

            // A ticket's number is there at once, and its title a moment later.
            String number = (String) jun.page()
                    .evaluate("async id => (await (await fetch('/api/v1/tickets/' + id)).json()).number", ticket);
            palette(jun, number);
            chosen(jun, "Samovar hums at night");
            jun.keys("Enter");
            jun.page().waitForURL("**/t/" + ticket + "**");

            // Screens and commands are here without asking; the last entry looks for the words in everything.
            palette(jun, "Go to Product");
            chosen(jun, "Products");
            jun.keys("Enter");
            jun.page().waitForURL("**/objects/product");
            palette(jun, "dark theme", "Enter");
            assertThat(jun.page().locator("html")).hasAttribute("data-mantine-color-scheme", "dark");
            palette(jun, "samovar");
            assertThat(option(jun, "Samovar hums at night").first()).isVisible();
            jun.keys("ArrowUp");
            chosen(jun, "Search everything for “samovar”");
            accessible(jun);
            jun.keys("Enter");
            jun.page().waitForURL("**/search?q=samovar");
            palette(jun, "light theme", "Enter");

            // Nothing is said of nothing; the cursor never stands on something that is gone.
            palette(jun, "qqqxyz");
            assertThat(jun.text("Nothing found for “qqqxyz”.")).isVisible();
            assertThat(option(jun, "")).hasCount(0);
            jun.keys("Enter", "Escape");
            assertThat(input(jun)).hasCount(0);
        }
    }

    @Test
    void thePageForEverythingGroupsWhatItFinds() {
        try (Desk jun = desk("jun");
                Desk admin = desk("admin")) {
            for (int i = 0; i < 6; i++) {
                jun.create(ticket("Percolator drips, case " + i, "30.00"));
            }
            record(admin, "product", "P-9002", Map.of("name", "Percolator, copper", "sku", "PERC-9002"));
            jun.keys("/");
            // On a list its own box has the key; elsewhere the page for everything opens.
            assertThat(box(jun)).isFocused();
            jun.goTo("/search");
            assertThat(jun.text("What are you looking for?")).isVisible();
            assertThat(box(jun)).isFocused();
            accessible(jun);
            jun.keys("percolator");
            Locator tickets = jun.page().getByRole(AriaRole.REGION, named("Returns and refunds"));
            Locator products = jun.page().getByRole(AriaRole.REGION, named("Products"));
            assertThat(tickets.getByRole(AriaRole.LISTITEM)).hasCount(5);
            assertThat(products.getByRole(AriaRole.LINK).locator("mark").first())
                    .hasText("Percolator");
            accessible(jun);

            // Down from the box, along the results and back, and into one.
            jun.keys("ArrowDown");
            Locator first = tickets.getByRole(AriaRole.LISTITEM).first().getByRole(AriaRole.LINK);
            assertThat(first).isFocused();
            jun.keys("j");
            assertThat(first).not().isFocused();
            jun.keys("k");
            assertThat(first).isFocused();
            jun.keys("ArrowUp");
            assertThat(box(jun)).isFocused();
            jun.keys("ArrowDown", "Enter");
            jun.page().waitForURL("**/t/**");
            assertThat(jun.text("Percolator drips").first()).isVisible();
            jun.page().goBack();
            assertThat(box(jun)).hasValue("percolator");

            // All of a kind is its list with the same words.
            tickets.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("All in Returns and refunds"))
                    .click();
            jun.page().waitForURL("**/list?**q=percolator**");
            assertThat(rows(jun)).hasCount(6);

            jun.goTo("/search?q=percolator&type=product");
            assertThat(products).isVisible();
            assertThat(tickets).hasCount(0);
            jun.goTo("/search?q=percolatorium");
            assertThat(jun.text("Nothing found for “percolatorium”")).isVisible();
            accessible(jun);
            jun.goTo("/search?q=perkolator");
            assertThat(jun.text("Shown is what contains “percolator”")).isVisible();
            accessible(jun);

            jun.page().route("**/api/v1/search?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            jun.goTo("/search?q=broken");
            assertThat(jun.page().getByRole(AriaRole.ALERT).first()).isVisible();
            jun.page().unroute("**/api/v1/search?**");
            jun.press("Try again");
            assertThat(jun.text("Nothing found for “broken”")).isVisible();
        }
    }

    /** A person who may not read the complaint does not find by it, wherever they type. */
    @Test
    void whatOneMayNotReadIsNotFound() {
        try (Desk admin = desk("admin");
                Desk fang = desk("fang")) {
            String ticket = admin.create(ticket("Chafing dish", "20.00"));
            admin.call("POST", "/tickets/" + ticket + "/assignment", Map.of("team", "finance"), "id");
            palette(fang, "chafing");
            assertThat(fang.text("没有找到“chafing”。")).isVisible();
            fang.keys("Escape");
            fang.goTo("/search?q=chafing");
            assertThat(fang.text("没有找到“chafing”")).isVisible();
            assertThat(fang.everything()).doesNotContain("Chafing dish");
            palette(admin, "chafing");
            chosen(admin, "Chafing dish");
        }
    }

    @Test
    void wordsFilterAndOrderGoTogetherInAList() {
        try (Desk jun = desk("jun")) {
            jun.create(ticket("Fondue set, dented", "610.00"));
            jun.create(ticket("Fondue forks missing", "650.00"));
            jun.create(ticket("Fondue burner leaks", "40.00"));
            jun.create(ticket("Teapot", "640.00"));
            jun.goTo("/list?type=return_refund&filter=refund_amount > 500");
            assertThat(rows(jun).first()).isVisible();
            jun.keys("/", "fondue");
            jun.page().waitForURL("**q=fondue**");
            assertThat(rows(jun)).hasCount(2);
            assertThat(rows(jun).first().locator("mark")).hasText("Fondue");
            assertThat(jun.page().getByRole(AriaRole.LIST, named("Filter"))).containsText("500");
            accessible(jun);
            jun.page()
                    .getByRole(AriaRole.COLUMNHEADER)
                    .getByRole(AriaRole.BUTTON)
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^Number")))
                    .click();
            assertThat(rows(jun).first()).containsText("Fondue forks missing");
            jun.page()
                    .getByRole(AriaRole.COLUMNHEADER)
                    .getByRole(AriaRole.BUTTON)
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^Number")))
                    .click();
            assertThat(rows(jun).first()).containsText("Fondue set, dented");

            // The ticket keeps the list it was found in: the next one is the other that was found.
            box(jun).focus();
            jun.keys("ArrowDown", "Enter");
            jun.page().waitForURL("**/t/**");
            assertThat(title(jun, "Fondue set, dented")).isVisible();
            // The list it came from is there: then the next one is known.
            assertThat(jun.page().getByRole(AriaRole.LINK).filter(text("Fondue forks missing")))
                    .isVisible();
            jun.keys("j");
            assertThat(title(jun, "Fondue forks missing")).isVisible();
            jun.keys("u");
            assertThat(box(jun)).hasValue("fondue");
            assertThat(rows(jun)).hasCount(2);

            // Escape empties the box and only the box.
            box(jun).focus();
            jun.keys("Escape");
            assertThat(rows(jun).nth(2)).isVisible();
            jun.page().waitForURL(url -> !url.contains("q=") && url.contains("filter="));
            jun.keys("burner");
            assertThat(jun.text("Nothing in this list contains “burner” and matches the filter"))
                    .isVisible();
            accessible(jun);
            jun.press("Search everything");
            jun.page().waitForURL("**/search?q=burner");
            assertThat(jun.text("Fondue burner leaks")).isVisible();
        }
    }

    @Test
    void aListIsNarrowedByWhatItsTicketsLookUp() {
        try (Desk admin = desk("admin");
                Desk jun = desk("jun")) {
            String packed = record(admin, "order", "E-9101", Map.of("order_no", "E-9101", "status", "packed"));
            String cancelled = record(admin, "order", "E-9102", Map.of("order_no", "E-9102", "status", "cancelled"));
            jun.create(of(packed, ticket("Pasta maker, box open", "20.00")));
            jun.create(of(cancelled, ticket("Pasta rack bent", "30.00")));
            jun.goTo("/list?type=return_refund&q=pasta");
            assertThat(rows(jun)).hasCount(2);

            // By keyboard: the field of the record, its value, and there.
            jun.page().locator("[data-filter-add]").first().click();
            assertThat(jun.page().getByLabel("Filter by")).isFocused();
            jun.keys("order › stage");
            assertThat(jun.page().getByRole(AriaRole.LIST, named("Of records looked up")))
                    .containsText("order.status");
            jun.keys("Enter");
            jun.page().getByRole(AriaRole.COMBOBOX, named("Value")).click();
            jun.page()
                    .getByRole(
                            AriaRole.OPTION,
                            new Page.GetByRoleOptions().setName("Cancelled").setExact(true))
                    .click();
            assertThat(jun.page().locator("form p")).containsText("Order › Stage");
            accessible(jun);
            jun.press("Apply");

            jun.page().waitForURL("**order.status**");
            assertThat(rows(jun)).hasCount(1);
            assertThat(rows(jun).first()).containsText("Pasta rack bent");
            jun.page().reload();
            assertThat(rows(jun)).hasCount(1);
            assertThat(jun.page().getByRole(AriaRole.LIST, named("Filter"))).containsText("Order › Stage is Cancelled");

            // The record moves on, and so does the list.
            record(admin, "order", "E-9101", Map.of("order_no", "E-9101", "status", "cancelled"));
            jun.page().reload();
            assertThat(rows(jun)).hasCount(2);
            jun.press(Pattern.compile("^Remove: "));
            jun.page().waitForURL(url -> !url.contains("filter="));
            assertThat(rows(jun)).hasCount(2);
        }
    }

    private static Map<String, Object> of(String order, Map<String, Object> ticket) {
        Map<String, Object> out = new HashMap<>(ticket);
        out.put("order", order);
        return out;
    }

    @Test
    void aThumbFindsAsWell() {
        try (Desk admin = desk("admin");
                Desk jun = Desk.of("jun", Browsers.phone(), base())) {
            admin.create(ticket("Ramekin chipped on arrival", "25.00"));
            record(admin, "customer", "C-9003", Map.of("name", "Ramona Kin", "phone", "13977770003"));
            jun.goTo("/list?type=return_refund");
            fits(jun);
            box(jun).fill("ramekin");
            Locator card = jun.page().getByRole(AriaRole.LISTITEM).filter(text("Ramekin chipped"));
            assertThat(card.locator("mark").first()).hasText("Ramekin");
            fits(jun);
            jun.goTo("/search?q=ram");
            assertThat(jun.text("Ramona Kin")).isVisible();
            fits(jun);
            accessible(jun);
            jun.page().getByRole(AriaRole.LINK).filter(text("Ramona Kin")).tap();
            jun.page().waitForURL("**/objects/customer/**");
            jun.goTo("/objects/customer?q=ramona");
            assertThat(jun.page().locator("main mark").first()).hasText("Ramona");
            fits(jun);
        }
    }

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private Desk desk(String login) {
        Desk desk = Desk.of(login, Browsers.desktop(), base());
        assertThat(desk.page().getByRole(AriaRole.HEADING).first()).isVisible();
        return desk;
    }

    private static void palette(Desk desk, String... typed) {
        desk.keys("Control+k");
        assertThat(input(desk)).isFocused();
        desk.keys(typed);
    }

    private static Locator option(Desk desk, String text) {
        return desk.page().getByRole(AriaRole.DIALOG).getByRole(AriaRole.OPTION).filter(text(text));
    }

    /** The option the keyboard stands on, for eyes and for screen readers. */
    private static void chosen(Desk desk, String text) {
        Locator chosen = desk.page().getByRole(AriaRole.DIALOG).locator("[role=option][aria-selected=true]");
        assertThat(chosen).containsText(text);
        assertThat(input(desk)).hasAttribute("aria-activedescendant", chosen.getAttribute("id"));
    }

    private static Locator input(Desk desk) {
        return desk.page().getByRole(AriaRole.DIALOG).getByRole(AriaRole.COMBOBOX);
    }

    private static Locator title(Desk desk, String title) {
        return desk.page().getByRole(AriaRole.HEADING).filter(text(title)).first();
    }

    private static Locator.FilterOptions text(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static Locator box(Desk desk) {
        return desk.page().getByRole(AriaRole.MAIN).getByRole(AriaRole.SEARCHBOX);
    }

    private static Locator rows(Desk desk) {
        return desk.page().locator("[role=grid] [role=rowgroup] [role=row]");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static String record(Desk desk, String type, String externalId, Map<String, Object> fields) {
        return (String) desk.call(
                "PUT",
                "/objects/" + type,
                Map.of("source", "search-test", "externalId", externalId, "fields", fields),
                "id");
    }

    private static Map<String, Object> ticket(String subject, String refund) {
        return Map.of(
                "subject",
                subject,
                "reason",
                "quality",
                "customer_name",
                "Liu Wei",
                "paid",
                Map.of("amount", "800.00", "currency", "CNY"),
                "refund_amount",
                Map.of("amount", refund, "currency", "CNY"));
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    /** Nothing is wider than the screen, and what is tapped is large enough for a thumb. */
    private static void fits(Desk desk) {
        assertThat(desk.page().evaluate("() => document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        assertThat(desk.page().evaluate("""
                () => [...document.querySelectorAll("main button, main a, main input")]
                  .filter(e => e.checkVisibility() && !e.closest(".sr-only"))
                  .map(e => [e, e.getBoundingClientRect()])
                  .filter(([, box]) => box.height > 1 && (Math.max(box.height, box.width) < 44 || box.height < 24))
                  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width} × ${box.height}`).join("; ")""")).isEqualTo("");
    }
}

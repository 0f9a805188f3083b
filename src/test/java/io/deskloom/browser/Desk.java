package io.deskloom.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One person at a browser of their own, working by mouse and keyboard; everything is found by what people read. */
final class Desk implements AutoCloseable {
    private final BrowserContext window;
    private final Page page;
    private final String base;

    private final String login;

    private Desk(String login, BrowserContext window, String base) {
        this.login = login;
        this.window = window;
        this.base = base;
        this.page = window.newPage();
        page.setDefaultTimeout(30_000);
    }

    /** Logs in through the login page. */
    static Desk of(String login, BrowserContext window, String base) {
        Desk desk = new Desk(login, window, base);
        desk.page.navigate(base + "/login");
        return desk.signIn();
    }

    /** Logs in to another workspace than the demo's. */
    static Desk of(String login, BrowserContext window, String base, String workspace, String password) {
        Desk desk = new Desk(login, window, base);
        desk.page.navigate(base + "/login");
        return desk.signIn(workspace, login, password);
    }

    /** Fills in the login page that is on the screen. */
    Desk signIn() {
        return signInAs(login);
    }

    Desk signInAs(String somebody) {
        return signIn("demo", somebody, "deskloom-demo");
    }

    private Desk signIn(String workspace, String somebody, String password) {
        page.getByLabel(Pattern.compile("^(Workspace|工作区)")).fill(workspace);
        page.locator("input[autocomplete=username]").fill(somebody);
        page.locator("input[type=password]").fill(password);
        page.keyboard().press("Enter");
        page.waitForURL(url -> !url.contains("/login"));
        return this;
    }

    /** A ticket of the demo's type made by this person without a screen: its id. */
    String create(Map<String, Object> fields) {
        return (String) call("POST", "/tickets", Map.of("type", "return_refund", "fields", fields), "id");
    }

    /** What the page itself would send, in this person's session; answers one property of what comes back. */
    Object call(String method, String path, Map<String, Object> body, String property) {
        return page.evaluate("""
                async ([method, path, body, property]) => {
                  const session = await (await fetch("/api/v1/session")).json();
                  const headers = {"Content-Type": "application/json", "X-CSRF-Token": session.csrfToken};
                  const answer = await fetch("/api/v1" + path, {method, headers, body: JSON.stringify(body)});
                  if (!answer.ok) throw new Error(await answer.text());
                  return (await answer.json())[property];
                }""", List.of(method, path, body, property));
    }

    /** Cuts this person off from live news, as a bad line does, so that only saving finds out. */
    Desk withoutNews() {
        page.route("**/api/v1/live", Route::abort);
        return this;
    }

    /** Presses Tab until the focus is on what has this name; the number of presses. */
    int tabTo(String name) {
        for (int presses = 0; presses < 60; presses++) {
            if (Boolean.TRUE.equals(page.evaluate(NAMED, name))) {
                return presses;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the Tab key does not lead to " + name);
    }

    private static final String NAMED = """
            name => {
              const at = document.activeElement;
              const said = [at.getAttribute("aria-label"), ...[...(at.labels ?? [])].map(l => l.textContent), at.textContent,
                ...(at.getAttribute("aria-labelledby") ?? "").split(" ").map(id => document.getElementById(id)?.textContent)];
              return said.some(text => (text ?? "").trim().replace(/\\*.*$/, "") === name);
            }""";

    Page page() {
        return page;
    }

    Desk goTo(String path) {
        page.navigate(path.startsWith("http") ? path : base + path);
        page.waitForLoadState(LoadState.DOMCONTENTLOADED);
        return this;
    }

    Locator field(String label) {
        return page.getByRole(AriaRole.MAIN)
                .getByLabel(Pattern.compile("^" + label + "(\\*.*)?$"))
                .first();
    }

    Desk type(String label, String text) {
        field(label).fill(text);
        field(label).blur();
        return this;
    }

    Desk choose(String label, String option) {
        field(label).click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName(option).setExact(true))
                .click();
        return this;
    }

    /** Opens a section of a ticket's form that is folded to one line. */
    Desk unfold(String section) {
        Locator fold = page.locator("details")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(
                                "summary", new Page.LocatorOptions().setHasText(Pattern.compile("^" + section)))));
        fold.waitFor();
        if (fold.getAttribute("open") == null) {
            fold.locator("summary").click();
        }
        return this;
    }

    /** Types a text, or presses a key that has a name. */
    Desk keys(String... textsAndKeys) {
        for (String each : textsAndKeys) {
            if (each.matches("Enter|Escape|Tab|[a-z]|Arrow\\w+|Control\\+\\w+")) {
                page.keyboard().press(each);
            } else {
                page.keyboard().type(each);
            }
        }
        return this;
    }

    /** What says at once that something needs attention, and has this text. */
    Locator alert(String text) {
        return page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText(text));
    }

    Desk press(Pattern button) {
        button(button).click();
        return this;
    }

    Locator button(Pattern name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Desk press(String button) {
        button(button).click();
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator text(String text) {
        return page.getByText(text);
    }

    /** All a person could read or copy out of the page, input values included. */
    String everything() {
        return page.content()
                + page.evaluate(
                        "() => [...document.querySelectorAll('input, textarea')].map(e => e.value).join('\\n')");
    }

    /** What was last on the screen stays as a picture: the first thing to look at when a test fails. */
    @Override
    public void close() {
        Browsers.picture(page, "last-" + login);
        window.close();
    }
}

package io.deskloom.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
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
        desk.page.getByLabel(Pattern.compile("^(Workspace|工作区)")).fill("demo");
        desk.page.locator("input[autocomplete=username]").fill(login);
        desk.page.locator("input[type=password]").fill("deskloom-demo");
        desk.page.keyboard().press("Enter");
        desk.page.waitForURL("**/list**");
        return desk;
    }

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

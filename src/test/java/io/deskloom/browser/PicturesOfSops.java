package io.deskloom.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a ticket is and what can be done with its step, who is asked, what is stuck, and who gets the work. */
final class PicturesOfSops {
    private PicturesOfSops() {}

    static void list(Album to, Desk agent, Album.Finder finder) {
        String complaint = (String) agent.call(
                "POST",
                "/tickets",
                Map.of(
                        "type",
                        "complaint",
                        "fields",
                        Map.of("subject", "The fitter came twice, without the part 上门两次均未带配件", "severity", "serious")),
                "id");
        String exchange = finder.find("exchange", "ticket.step != \"review\" && ticket.status == \"open\"");
        String approve = finder.find("complaint", "ticket.step == \"approve\" || ticket.step == \"board\"");
        step(to, "/t/" + complaint);
        to.add("jun", "sop-exchange", "/t/" + exchange);
        to.add("jun", "sop-hand-on", "/t/" + exchange, page -> {
            page.getByRole(AriaRole.BUTTON, named("^(Hand on|转交)")).first().click();
            page.getByRole(AriaRole.DIALOG).waitFor();
        });
        to.add("mei", "sop-approve", "/t/" + approve);
        to.add("mei", "sop-more-supervisor", "/t/" + approve, PicturesOfSops::more);
        to.add("mei", "sop-return", "/t/" + approve, page -> {
            more(page);
            choose(page, "Return|退回");
        });
        work(to);
        people(to);
    }

    private static void step(Album to, String complaint) {
        to.add("jun", "sop-step", complaint);
        to.add("jun", "sop-more", complaint, PicturesOfSops::more);
        to.add("jun", "sop-hold", complaint, page -> {
            more(page);
            choose(page, "Hold|挂起");
        });
        to.add("mei", "sop-cancel", complaint, page -> {
            more(page);
            choose(page, "Cancel ticket|取消工单");
        });
    }

    private static void work(Album to) {
        to.add("jun", "work", "/work");
        to.add("mei", "work-supervisor", "/work");
        to.add("fang", "work-finance", "/work");
        to.add("mei", "sop-approvals", "/approvals");
        to.add("admin", "stuck", "/admin/stuck");
        to.add("mei", "promises", "/promises");
        to.add("admin", "flows", "/admin/flows");
        to.add("jun", "pool", "/pool");
        to.add("mei", "board", "/board");
    }

    private static void people(Album to) {
        to.add("admin", "people", "/admin/people");
        to.add(
                "admin",
                "people-one",
                "/admin/people",
                page -> page.getByText("Jun", new Page.GetByTextOptions().setExact(true))
                        .first()
                        .click());
        to.add("admin", "levels", "/admin/levels");
        to.add("admin", "levels-end", "/admin/levels", page -> Pictures.scroll(page, 1));
    }

    private static void more(Page page) {
        page.getByRole(AriaRole.BUTTON, named("^(More here|更多操作)$")).first().click();
        page.getByRole(AriaRole.MENUITEM).first().waitFor();
    }

    private static void choose(Page page, String item) {
        page.getByRole(AriaRole.MENUITEM)
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^(" + item + ")")))
                .first()
                .click();
        page.getByRole(AriaRole.DIALOG).waitFor();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(Pattern.compile(name));
    }
}

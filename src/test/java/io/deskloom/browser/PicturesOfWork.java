package io.deskloom.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What stands at a ticket beside its form: what is promised, asked, suggested, linked and done by one choice. */
final class PicturesOfWork {
    private PicturesOfWork() {}

    static void list(Album to, Desk agent, String review) {
        String wrong = agent.create(Map.of(
                "subject", "Blue lunch box instead of the red one 发成了蓝色",
                "reason", "wrong_item",
                "customer_name", "Emma Clarke",
                "tier", "vip",
                "order_no", "E20261120-10771",
                "paid", Map.of("amount", "129.00", "currency", "CNY")));
        String large = agent.create(Map.of(
                "subject", "Espresso machine, two of five do not heat 两台不加热",
                "reason", "quality",
                "customer_name", "杭州云栖酒店",
                "tier", "vip",
                "paid", Map.of("amount", "6800.00", "currency", "CNY"),
                "refund_amount", Map.of("amount", "2720.00", "currency", "CNY")));
        agent.create(Map.of(
                "subject", "Air fryer, the glass is broken 玻璃碎裂",
                "reason", "quality",
                "customer_name", "周启航",
                "paid", Map.of("amount", "1499.00", "currency", "CNY"),
                "refund_amount", Map.of("amount", "1499.00", "currency", "CNY")));
        agenda(agent, large);
        String promised = "/t/" + large + "?view=after_sales_open";
        to.add("jun", "agenda", promised, Pictures::side);
        to.add("jun", "agenda-ended", promised, page -> {
            Pictures.side(page);
            page.locator("details > summary")
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("earlier|更早|历史|以前|已结束")))
                    .last()
                    .click();
        });
        to.add("jun", "agenda-promise", promised, page -> {
            Pictures.side(page);
            page.getByRole(AriaRole.BUTTON, named("^(Promise|承诺)$")).click();
            page.getByLabel(Pattern.compile("^(What is promised|承诺内容)")).fill("The workshop calls you about it");
        });
        to.add("jun", "agenda-link", promised, page -> {
            Pictures.side(page);
            page.getByRole(AriaRole.BUTTON, named("^(Link|关联|链接)$")).click();
            page.getByPlaceholder(Pattern.compile("Number or words|编号或关键词")).fill("kettle");
            page.getByRole(AriaRole.OPTION).first().waitFor();
        });
        to.add("jun", "agenda-remedy", "/t/" + wrong + "?view=after_sales_open");
        to.add("mei", "agenda-approval", "/t/" + large);
        to.add("mei", "approvals", "/approvals");
        to.add("jun", "approvals-none", "/approvals");
        to.add(
                "jun",
                "agenda-history",
                promised,
                page -> page.locator("section[aria-label]").first().evaluate("e => e.scrollTo(0, e.scrollHeight)"));
        macros(to, review);
        to.add(
                "jun",
                "told",
                "/me",
                page -> page.locator("main [aria-labelledby=told-app], main #told-app")
                        .first()
                        .evaluate("e => e.closest('section').scrollIntoView({block: 'start'})"));
    }

    /** Something kept, something open, something late, and another ticket of the same. */
    private static void agenda(Desk agent, String ticket) {
        promise(agent, ticket, "We send a carrier for both machines 安排上门取件", Duration.ofDays(1));
        String kept = promise(agent, ticket, "We call back with an offer 回电告知方案", Duration.ofHours(2));
        agent.call("POST", "/tickets/" + ticket + "/agenda/" + kept, Map.of("act", "kept"), "id");
        String other = agent.create(Map.of(
                "subject", "Espresso machine, invoice for the repair 维修发票",
                "reason", "quality",
                "customer_name", "杭州云栖酒店"));
        agent.page().evaluate("""
                async ([id, other]) => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const answer = await fetch(`/api/v1/tickets/${id}/links`, {method: "POST",
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                    body: JSON.stringify({ticket: other, kind: "has_follow_up"})});
                  if (!answer.ok) throw new Error(await answer.text());
                }""", List.of(ticket, other));
    }

    /** The entry it became. */
    private static String promise(Desk agent, String ticket, String text, Duration within) {
        return (String) agent.page()
                .evaluate("""
                async ([id, text, due]) => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const answer = await fetch(`/api/v1/tickets/${id}/agenda`, {method: "POST",
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                    body: JSON.stringify({text, due})});
                  if (!answer.ok) throw new Error(await answer.text());
                  const {agenda} = await (await fetch("/api/v1/tickets/" + id)).json();
                  return agenda.find(entry => entry.state === "open" && entry.text?.en === text
                    || entry.text === text || Object.values(entry.text ?? {}).includes(text)).id;
                }""", List.of(ticket, text, Instant.now().plus(within).toString()));
    }

    private static void macros(Album to, String review) {
        to.add("jun", "macros", review, page -> {
            page.keyboard().press("m");
            page.getByRole(AriaRole.OPTION).first().waitFor();
        });
        to.add("jun", "macros-text", review, page -> {
            page.keyboard().press("m");
            page.getByRole(AriaRole.OPTION)
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("photos|照片")))
                    .first()
                    .click();
        });
        to.add("jun", "macros-none", review, page -> {
            page.keyboard().press("m");
            page.getByRole(AriaRole.OPTION).first().waitFor();
            page.getByRole(AriaRole.COMBOBOX).last().fill("nothing like it");
        });
        to.add("jun", "macros-list", "/list?view=after_sales_open", page -> {
            for (String key : List.of("j", "x", "j", "x", "j", "x", "m")) {
                page.keyboard().press(key);
            }
            page.getByRole(AriaRole.OPTION).first().waitFor();
        });
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(Pattern.compile(name));
    }
}

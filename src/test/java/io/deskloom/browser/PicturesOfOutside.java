package io.deskloom.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.deskloom.mail.Inbox;
import io.deskloom.testing.Receiver;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the workspace, what comes of it and what is left lying. There is somebody at the other end: an ERP that takes
 * one thing and refuses another, a group chat where nobody answers, and, with {@code -Dpictures.mail=<port>}, a mail server.
 */
final class PicturesOfOutside implements AutoCloseable {
    private static final int MAIL = Integer.getInteger("pictures.mail", 0);
    private static final Pattern LINK = Pattern.compile("(/api/v1/mail/\\w+\\?t=\\S+)");

    private final Receiver erp = new Receiver();
    private final @Nullable Inbox inbox = MAIL == 0 ? null : new Inbox(MAIL);

    void list(Album to, Desk admin, Desk agent, String base) {
        connect(admin);
        work(base);
        arrive(admin);
        integrations(to);
        deliveries(to, admin);
        queues(to);
        if (inbox != null) {
            mails(to, inbox, admin, agent, base);
        }
    }

    private void connect(Desk admin) {
        secret(admin, "erp_hook_url", erp.url() + "/hooks/deskloom?token=4711");
        secret(admin, "erp_hook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        // Nobody listens there.
        secret(admin, "group_chat_url", "http://127.0.0.1:9/robot?key=4711");
    }

    static void secret(Desk admin, String name, String value) {
        admin.page().evaluate("""
                async ([name, value]) => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const answer = await fetch("/api/v1/admin/secrets/" + name, {method: "PUT",
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                    body: JSON.stringify({value})});
                  if (!answer.ok) throw new Error(await answer.text());
                }""", List.of(name, value));
    }

    /** Three refunds that the ERP is told of, and a large one that the supervisors' group should hear of. */
    private void work(String base) {
        erp.answers(
                200, Map.of("Content-Type", "application/json"), "{\"booked\": true, \"voucher\": \"AP-2026-118204\"}");
        erp.answers(
                422,
                Map.of("Content-Type", "application/json"),
                "{\"error\": \"order_closed\", \"message\": \"The order's period is closed 该订单所属账期已关闭\"}");
        erp.answers(503, Map.of(), "Service unavailable");
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base);
                Systems _ = new Systems(admin);
                Desk jun = Desk.of("jun", Browsers.desktop(), base);
                Desk lin = Desk.of("lin", Browsers.desktop(), base);
                Desk fang = Desk.of("fang", Browsers.desktop(), base)) {
            for (String order : List.of("E20261101-20077", "E20261104-18820", "E20261109-51120")) {
                String ticket = jun.create(Map.of(
                        "subject", "Kettle 1.7 L too small 水壶容量太小",
                        "order_no", order,
                        "customer_name", "Daniel Roth",
                        "contact", "138 1234 5520",
                        "reason", "size",
                        "paid", Map.of("amount", "268.00", "currency", "CNY"),
                        "refund_amount", Map.of("amount", "268.00", "currency", "CNY")));
                Walk.toInspection(jun, lin, ticket);
                Walk.act(lin, ticket, "pass", Map.of("inspection_result", "pass"));
                Walk.until(fang, ticket, "refund");
                Walk.act(fang, ticket, "pay", Map.of());
                erp.next();
            }
            String large = jun.create(Map.of(
                    "subject", "Robot vacuum stops after a minute 扫地机器人停机",
                    "order_no", "E20261111-30410",
                    "customer_name", "王子涵",
                    "reason", "quality",
                    "paid", Map.of("amount", "3299.00", "currency", "CNY"),
                    "refund_amount", Map.of("amount", "3299.00", "currency", "CNY")));
            Walk.toInspection(jun, lin, large);
            Walk.act(lin, large, "pass", Map.of("inspection_result", "pass"));
        }
    }

    /** Until each kind of result is there; half a minute, then it is pictured as it is. */
    private static void arrive(Desk admin) {
        admin.page().evaluate("""
                async () => {
                  for (let tries = 0; tries < 60; tries++) {
                    const {items} = await (await fetch("/api/v1/admin/deliveries?limit=100")).json();
                    if (["delivered", "refused", "failed", "unsent"].every(one => items.some(i => i.result === one))) return;
                    await new Promise(again => setTimeout(again, 500));
                  }
                }""");
    }

    private static void integrations(Album to) {
        to.add("admin", "integrations", "/admin/integrations");
        to.add("admin", "integrations-end", "/admin/integrations", page -> Pictures.scroll(page, 1));
        to.add("admin", "integrations-new", "/admin/integrations", page -> {
            page.route(
                    Pattern.compile("/api/v1/admin/(integrations|secrets)$"),
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("application/json")
                            .setBody(
                                    route.request().url().endsWith("secrets")
                                            ? "[]"
                                            : "{\"webhooks\": [], \"connectors\": []}")));
            page.reload();
            page.locator("main section").nth(2).waitFor();
        });
        to.add(
                "admin",
                "secret-new",
                "/admin/integrations",
                page -> page.locator("main header button[class*=Button]").last().click());
        to.add("admin", "secret-replace", "/admin/integrations", page -> {
            page.getByRole(AriaRole.BUTTON, named("(Replace|更换|替换).*erp_hook_secret|erp_hook_secret"))
                    .first()
                    .click();
            page.getByRole(AriaRole.DIALOG)
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("signing|签名")))
                    .click();
        });
        to.add("admin", "secret-delete", "/admin/integrations", page -> {
            page.getByRole(AriaRole.BUTTON, named("^(Delete|删除).*erp_hook_url")).click();
            page.getByRole(AriaRole.DIALOG).waitFor();
        });
        to.add("jun", "integrations-forbidden", "/admin/integrations");
    }

    private static void deliveries(Album to, Desk admin) {
        to.add("admin", "deliveries", "/admin/deliveries");
        to.add("admin", "deliveries-erp", "/admin/deliveries?kind=webhook&target=erp");
        to.add("admin", "deliveries-none", "/admin/deliveries?kind=connector&target=group_chat&result=delivered");
        for (String result : List.of("delivered", "refused", "failed", "unsent")) {
            to.add("admin", "delivery-" + result, "/admin/deliveries?delivery=" + delivery(admin, result));
        }
        to.add(
                "admin",
                "delivery-end",
                "/admin/deliveries?delivery=" + delivery(admin, "delivered"),
                page -> page.getByRole(AriaRole.DIALOG).locator("pre").last().scrollIntoViewIfNeeded());
    }

    private static String delivery(Desk admin, String result) {
        return (String) admin.page().evaluate("""
                async result => {
                  const {items} = await (await fetch("/api/v1/admin/deliveries?result=" + result)).json();
                  return (items.find(each => each.kind === "webhook" || each.target === "erp") ?? items[0])?.id ?? "none";
                }""", result);
    }

    private static void queues(Album to) {
        to.add("admin", "dead-letters", "/admin/dead-letters");
        to.add("admin", "dead-letter", "/admin/dead-letters", page -> {
            page.locator("main li button").first().click();
            page.getByRole(AriaRole.DIALOG).locator("dl").waitFor();
        });
        to.add("admin", "dead-letters-discard", "/admin/dead-letters", page -> {
            page.getByRole(AriaRole.BUTTON, named("^(Discard all|全部丢弃|全部放弃)$")).click();
            page.getByRole(AriaRole.DIALOG).waitFor();
        });
        to.add("admin", "dead-letters-none", "/admin/dead-letters?queue=timers&kind=wake");
        to.add("admin", "jobs", "/admin/jobs");
        to.add("admin", "jobs-end", "/admin/jobs", page -> Pictures.scroll(page, 1));
    }

    /** Addresses: one that is confirmed, one that is not; and where the links of mails lead. */
    private static void mails(Album to, Inbox inbox, Desk admin, Desk agent, String base) {
        try (Desk mei = Desk.of("mei", Browsers.desktop(), base)) {
            for (Desk desk : List.of(mei, agent)) {
                // Taken away first: only a new address is asked about.
                for (String address : List.of("", (desk == mei ? "mei" : "jun") + "@shop.example")) {
                    desk.call("PUT", "/me/channels", Map.of("inApp", true, "mail", true, "address", address), "inApp");
                }
            }
            hearAgain(mei);
            String confirm = link(mei, inbox, "mei@shop.example", "confirm");
            mei.page().evaluate("path => fetch(path, {method: 'POST'})", confirm);
            String ticket = mei.create(Map.of("subject", "Iron does not get hot 熨斗不热", "reason", "quality"));
            mei.call("POST", "/tickets/" + ticket + "/claim", Map.of(), "id");
            admin.call(
                    "POST",
                    "/tickets/" + ticket + "/comments",
                    Map.of("visibility", "internal", "text", "The customer has called again."),
                    "id");
            String stop = link(mei, inbox, "mei@shop.example", "unsubscribe");
            to.add("", "mail-confirm", link(agent, inbox, "jun@shop.example", "confirm"));
            to.add("", "mail-unsubscribe", stop);
            to.add("", "mail-unsubscribed", stop, page -> {
                page.locator("form button, button[type=submit]").first().click();
                page.waitForLoadState();
            });
        }
        to.add("", "mail-gone", "/api/v1/mail/unsubscribe?t=nothing-like-it");
        to.add(
                "mei",
                "told-confirmed",
                "/me",
                page -> page.locator("main #told-app")
                        .first()
                        .evaluate("e => e.closest('section').scrollIntoView({block: 'start'})"));
    }

    /** The run before this one may have followed the link that stops them. */
    private static void hearAgain(Desk desk) {
        desk.page().evaluate("""
                async () => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const path = "/api/v1/me/notifications/rules";
                  for (const {id} of await (await fetch(path)).json())
                    await fetch(`${path}/${id}`, {method: "PUT",
                      headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                      body: JSON.stringify({muted: false, mailMuted: false})});
                }""");
    }

    /** Where a link of the last mail to an address leads. */
    private static String link(Desk desk, Inbox inbox, String address, String what) {
        for (int tries = 0; tries < 120; tries++) {
            for (Inbox.Read mail : inbox.of(address).reversed()) {
                Matcher found = LINK.matcher(mail.text());
                while (found.find()) {
                    if (found.group(1).contains("/" + what)) {
                        return found.group(1);
                    }
                }
            }
            desk.page().waitForTimeout(250);
        }
        throw new IllegalStateException("no mail to " + address + " with a link to " + what);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(Pattern.compile(name));
    }

    @Override
    public void close() {
        erp.close();
        if (inbox != null) {
            inbox.close();
        }
    }
}

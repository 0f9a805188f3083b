package io.deskloom.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** What rules are, did and would do: the pages of those who write them, and what others see of it. */
final class PicturesOfRules {
    /** A rule of the demo's own kind that keeps something from being saved; none of the demo's does. */
    private static final String LIMIT = """
            id: tr_refund_of_what
            key: refund_of_what
            label: {en: A large refund names its order, zh: 大额退款须注明订单}
            type: return_refund
            on: [updated]
            when: refund_amount > 1000 && order_no == null && "refund_amount" in event.changed
            do:
              - refuse:
                  field: order_no
                  message: {en: "Say which order is paid back: the refund is above 1,000.", zh: 退款超过 1000 元，请填写对应的订单号。}
            order: 20
            """;

    private static final String WRONG =
            "id,What happened,Value,Tier,Priority\nvip,Damaged on the way,much,VIP,Urgent\n";
    private static final String OVERLAPPING =
            "id,What happened,Value,Tier,Priority\nvip,Damaged on the way,> 5,-,Urgent\nb,Damaged on the way,> 9,-,High\n";
    private static final String MORE = "id,What happened,Value,Tier,Priority\nvip,Damaged on the way,-,VIP,Urgent\n"
            + "dear,Damaged on the way,> 500,not VIP,Urgent\nother,Damaged on the way,<= 500,not VIP,High\n";

    private PicturesOfRules() {}

    static void list(Album to, Desk admin, Desk agent) {
        nameOrders(admin);
        String limited = agent.create(Map.of(
                "subject", "Lunch box lid does not close 饭盒盖不上",
                "reason", "quality",
                "customer_name", "Sofia Brandt",
                "paid", Map.of("amount", "2190.00", "currency", "CNY"),
                "refund_amount", Map.of("amount", "200.00", "currency", "CNY")));
        to.add("jun", "refused-field", "/t/" + limited + "?view=after_sales_open", page -> {
            Locator refund = page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first();
            refund.fill("1500");
            refund.press("Control+s");
            page.locator("main [aria-invalid=true]").first().waitFor();
        });
        to.add("admin", "rules", "/admin/rules");
        to.add(
                "admin",
                "rules-end",
                "/admin/rules",
                page -> page.locator("main ol > li").last().scrollIntoViewIfNeeded());
        to.add("admin", "rules-found", "/admin/rules?q=vip");
        to.add("admin", "rules-findings", "/admin/rules?findings=true");
        to.add("admin", "rules-none", "/admin/rules?q=nothing like it");
        to.add("jun", "rules-forbidden", "/admin/rules");
        to.add("admin", "rule-table", "/admin/rules/tables/parcel_priority");
        to.add("admin", "rule-table-people", "/admin/rules/tables/complaint_specialists");
        sheet(to, "rule-table-wrong", WRONG);
        sheet(to, "rule-table-overlap", OVERLAPPING);
        sheet(to, "rule-table-publish", MORE);
        to.add("admin", "activity", "/admin/activity");
        to.add("admin", "activity-hour", "/admin/activity?window=hour");
        to.add("admin", "activity-month", "/admin/activity?window=month");
        to.add(
                "admin",
                "activity-end",
                "/admin/activity",
                page -> page.locator("main table").last().scrollIntoViewIfNeeded());
        to.add("admin", "activity-loading", "/admin/activity", page -> {
            page.route("**/rules/activity?**", _ -> {});
            page.reload();
            page.locator(".mantine-Skeleton-root").first().waitFor();
        });
        to.add("admin", "activity-error", "/admin/activity", page -> {
            page.route("**/rules/activity?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            page.getByRole(AriaRole.ALERT).first().waitFor();
        });
        simulations(to, limited);
    }

    private static void simulations(Album to, String ticket) {
        to.add("admin", "simulate", "/admin/simulate");
        to.add("admin", "simulate-new", "/admin/simulate", page -> {
            type(page, "^(Return and refund|退货退款)$");
            page.getByLabel(Pattern.compile("^(Subject|主题)")).first().fill("Broken vase 花瓶碎了");
            choose(page, "^(Reason|退货原因)", "^(Arrived damaged|收到时破损)$");
            tier(page);
            page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first().fill("1500");
            tried(page);
        });
        to.add("admin", "simulate-new-end", "/admin/simulate", page -> {
            type(page, "^(Return and refund|退货退款)$");
            page.getByLabel(Pattern.compile("^(Subject|主题)")).first().fill("Broken vase 花瓶碎了");
            choose(page, "^(Reason|退货原因)", "^(Arrived damaged|收到时破损)$");
            tier(page);
            page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first().fill("1500");
            tried(page);
            page.locator("main section[aria-live]").evaluate("e => e.lastElementChild.scrollIntoView({block: 'end'})");
        });
        to.add("admin", "simulate-ticket", "/admin/simulate", page -> {
            existing(page);
            page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first().fill("1500");
            tried(page);
        });
        to.add("admin", "simulate-act", "/admin/simulate", page -> {
            existing(page);
            choose(page, "^(Event|事件)$", "^(An action is taken|执行操作)$");
            page.getByLabel(Pattern.compile("^(Action|操作)$")).first().click();
        });
    }

    private static void existing(Page page) {
        page.getByText(Pattern.compile("^(An existing ticket|已有工单)$")).first().click();
        page.getByPlaceholder(Pattern.compile("^(Number or words|编号或关键词)$")).fill("lid does not close");
        page.getByRole(AriaRole.OPTION)
                .filter(new Locator.FilterOptions().setHasText("Lunch box"))
                .first()
                .click();
        page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first().waitFor();
    }

    private static void type(Page page, String name) {
        choose(page, "^(Type|类型)$", name);
    }

    private static void choose(Page page, String field, String option) {
        page.getByRole(AriaRole.MAIN).getByLabel(Pattern.compile(field)).first().click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(Pattern.compile(option)))
                .first()
                .click();
    }

    /** A list, or on a telephone buttons. */
    private static void tier(Page page) {
        Locator button = page.getByRole(AriaRole.MAIN).getByText(Pattern.compile("^(VIP|贵宾)$"));
        if (button.count() > 0 && button.first().isVisible()) {
            button.first().click();
        } else {
            choose(page, "^(Customer tier|客户等级)", "^(VIP|贵宾)$");
        }
    }

    private static void tried(Page page) {
        page.locator("main form button[type=submit]").click();
        page.locator("main section[aria-live] ul, main section[aria-live] table")
                .first()
                .waitFor();
        page.locator("main").evaluate("e => e.querySelectorAll('*').forEach(each => each.scrollTop = 0)");
        if (page.viewportSize().width < 960) {
            page.locator("main section[aria-live]").scrollIntoViewIfNeeded();
            page.locator("main section[aria-live]").evaluate("e => e.scrollIntoView({block: 'start'})");
        }
    }

    private static void sheet(Album to, String name, String csv) {
        to.add("admin", name, "/admin/rules/tables/parcel_priority", page -> {
            page.locator("input[type=file]")
                    .setInputFiles(new FilePayload("parcels.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
            page.locator("main [aria-live] table, main [aria-live] [role=alert]")
                    .first()
                    .waitFor();
            page.waitForTimeout(500);
        });
    }

    /** A refusal that somebody may run into at a field. */
    private static void nameOrders(Desk admin) {
        admin.page().evaluate("""
                async limit => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const {files} = await (await fetch("/api/v1/metadata")).json();
                  const path = "triggers/refund_of_what.yaml";
                  if (files.some(file => file.path === path)) return;
                  const answer = await fetch("/api/v1/metadata", {method: "POST",
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                    body: JSON.stringify({files: [...files, {path, text: limit}], dryRun: false,
                      note: "A large refund names its order"})});
                  if (!answer.ok) throw new Error(await answer.text());
                }""", LIMIT);
    }
}

package io.deskloom.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every screen as a picture, in both sizes, themes and languages, for people to look at: {@code ./deskloom pictures}. No
 * test runs it, since it claims nothing; it looks at the server of {@code -Dpictures.url} and leaves its pictures in
 * target/pictures. {@code -Dpictures.only=why,list} makes only those,
 * {@code -Dpictures.looks=phone-dark-zh} only in that look.
 */
@Tag("pictures")
class Pictures {
    private static final Path FOLDER = Path.of("target", "pictures");
    private static final List<String> ONLY =
            List.of(System.getProperty("pictures.only", "").split(","));
    private static final String LOOKS = System.getProperty("pictures.looks", "");
    private static final Path BROKEN = Path.of("target", "pictures", "broken", "flow.yaml");

    private final String base = System.getProperty("pictures.url", "http://localhost:8080");
    private final Map<String, List<Screen>> screens = new LinkedHashMap<>();
    private final Map<String, String> tickets = new LinkedHashMap<>();

    /** @param prepare what a person does on it before the picture is taken */
    private record Screen(String name, String path, Consumer<Page> prepare) {}

    /** One of the eight ways to look at a screen. */
    private record Look(int width, int height, ColorScheme scheme, String language) {
        static List<Look> all() {
            List<Look> all = new ArrayList<>();
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (String language : List.of("en", "zh")) {
                    all.add(new Look(1440, 900, scheme, language));
                    all.add(new Look(390, 844, scheme, language));
                }
            }
            return all;
        }

        boolean isPhone() {
            return width < 600;
        }

        @Override
        public String toString() {
            return (isPhone() ? "phone" : "desk") + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-"
                    + language;
        }
    }

    @Test
    void everyScreenInEveryLook() throws Exception {
        Files.createDirectories(BROKEN.getParent());
        Files.writeString(
                BROKEN,
                Files.readString(Path.of("metadata/demo/types/return_refund/flow.yaml"))
                        .replace(
                                "{from: review, on: approve, to: inspect}", "{from: review, on: aprove, to: inspekt}"));
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base);
                Desk agent = Desk.of("jun", Browsers.desktop(), base)) {
            choose(admin, agent);
            list(admin);
            for (Map.Entry<String, List<Screen>> of : screens.entrySet()) {
                of(of.getKey(), of.getValue());
            }
        }
    }

    private void of(String login, List<Screen> all) {
        List<Screen> wanted = all.stream()
                .filter(s -> ONLY.equals(List.of("")) || ONLY.contains(s.name()))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        String state = null;
        if (!login.isEmpty()) {
            try (Desk desk = Desk.of(login, Browsers.desktop(), base)) {
                state = desk.page().context().storageState();
            }
        }
        for (Look look : Look.all()) {
            if (!LOOKS.isEmpty() && !List.of(LOOKS.split(",")).contains(look.toString())) {
                continue;
            }
            try (BrowserContext window = Browsers.window(
                    look.width(),
                    look.height(),
                    look.scheme(),
                    look.language().equals("zh") ? "zh-CN" : "en-US",
                    state)) {
                Page page = window.newPage();
                page.setDefaultTimeout(15_000);
                page.route("**/api/v1/session", route -> speak(route, look.language()));
                for (Screen screen : wanted) {
                    picture(page, screen, look);
                }
            }
        }
    }

    private void picture(Page page, Screen screen, Look look) {
        try {
            page.navigate(base + screen.path());
            page.waitForFunction("() => !document.querySelector('main [aria-busy=true]')"
                    + " && document.fonts.status === 'loaded' && document.querySelector('h1, h2, [role=alert]')");
            settle(page);
            screen.prepare().accept(page);
            settle(page);
        } catch (PlaywrightException e) {
            // The picture shows what was there instead; the others are still wanted.
            System.out.println(screen.name() + " " + look + ": "
                    + e.getMessage().lines().limit(3).toList());
        }
        page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(screen.name() + "-" + look + ".png")));
    }

    /** Until nothing is asked of the server and nothing is drawn any more. */
    private static void settle(Page page) {
        page.evaluate("""
                async () => {
                  const calm = () => performance.getEntriesByType("resource").length;
                  for (let last = -1, now = calm(); last !== now; last = now, now = calm())
                    await new Promise(done => setTimeout(done, 120));
                }""");
    }

    /** The account's own language would win over the browser's; nothing is changed on the server for a picture. */
    private static void speak(Route route, String language) {
        if (!route.request().method().equals("GET")) {
            route.resume();
            return;
        }
        var answer = route.fetch();
        String body = answer.text()
                .replaceAll("\"language\":\"\\w+\"", "\"language\":\"" + language + "\"")
                .replaceAll("\"theme\":\"\\w+\"", "\"theme\":\"auto\"");
        route.fulfill(new Route.FulfillOptions()
                .setStatus(answer.status())
                .setContentType("application/json")
                .setBody(body));
    }

    /** A ticket for each thing to be seen, by what it is good for. */
    private void choose(Desk admin, Desk agent) {
        String review = agent.create(Map.ofEntries(
                Map.entry("subject", "Thermos arrived with a crack in the liner"),
                Map.entry("reason", "damaged"),
                Map.entry("complaint_text", "收到的保温杯内胆有明显裂纹，倒热水会漏。周日要送人，能直接退款吗？"),
                Map.entry("fault_codes", List.of("crack", "leak")),
                Map.entry("customer_name", "林晓燕"),
                Map.entry("contact", "138 1234 5520"),
                Map.entry("tier", "vip"),
                Map.entry("order_no", "E20261116-88410"),
                Map.entry("paid", Map.of("amount", "268.00", "currency", "CNY")),
                Map.entry("refund_amount", Map.of("amount", "268.00", "currency", "CNY"))));
        admin.call(
                "POST",
                "/tickets/" + review + "/comments",
                Map.of("visibility", "internal", "text", "Crack is in the liner weld, third one of this batch."),
                "id");
        tickets.put("review", review);
        tickets.put(
                "missing",
                agent.create(Map.of(
                        "subject", "Boots two sizes too small",
                        "reason", "size",
                        "customer_name", "Emma Clarke",
                        "paid", Map.of("amount", "800.00", "currency", "CNY"),
                        "refund_amount", Map.of("amount", "650.00", "currency", "CNY"))));
        tickets.put("inspect", find(admin, "ticket.step == \"inspect\""));
        tickets.put("large", find(admin, "ticket.step == \"large\""));
        tickets.put("refund", find(admin, "ticket.step == \"refund\""));
        tickets.put("done", find(admin, "ticket.step == \"done\""));
    }

    private static String find(Desk admin, String filter) {
        return (String) admin.page().evaluate("""
                async filter => {
                  const query = new URLSearchParams({type: "return_refund", filter, sort: "-updated", limit: "1"});
                  return (await (await fetch("/api/v1/tickets?" + query)).json()).items[0]?.id ?? "none";
                }""", filter);
    }

    private void add(String login, String name, String path, Consumer<Page> prepare) {
        screens.computeIfAbsent(login, _ -> new ArrayList<>()).add(new Screen(name, path, prepare));
    }

    private void add(String login, String name, String path) {
        add(login, name, path, _ -> {});
    }

    private void list(Desk admin) {
        add("", "login", "/login");
        add("", "login-refused", "/login", page -> {
            page.locator("input[name=workspace]").fill("demo");
            page.locator("input[name=username]").fill("nobody");
            page.locator("input[type=password]").fill("wrong password");
            page.keyboard().press("Enter");
            page.locator("[role=alert]").waitFor();
        });
        String review = "/t/" + tickets.get("review") + "?view=after_sales_open";
        add("jun", "list", "/list");
        add(
                "jun",
                "list-grouped",
                "/list?view=my_teams&group=priority",
                page -> page.keyboard().press("j"));
        add("jun", "list-selected", "/list?view=after_sales_open", page -> {
            for (String key : List.of("j", "x", "j", "x", "j")) {
                page.keyboard().press(key);
            }
        });
        add("jun", "list-empty", "/list?view=my_open&filter=refund_amount > 900000");
        add("jun", "list-error", "/list?view=vip", page -> {
            page.route("**/api/v1/tickets?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)
                    .first()
                    .waitFor();
        });
        add("jun", "filter-open", "/list?view=my_teams", page -> press(page, "[data-filter-add]"));
        add("jun", "filter-set", "/list?view=my_teams&filter=refund_amount > 100 %26%26 reason == \"damaged\"");
        add("jun", "filter-unreadable", "/list?view=my_teams&filter=refund_amont > 100");
        add("jun", "palette", "/list", page -> page.keyboard().press("Control+k"));
        add("jun", "keys", "/list", page -> page.keyboard().press("?"));
        add("jun", "assign", "/list?view=after_sales_open", page -> {
            page.keyboard().press("j");
            page.keyboard().press("a");
        });
        add("jun", "new", "/new/return_refund");
        add("jun", "new-errors", "/new/return_refund", page -> {
            page.keyboard().press("Control+Enter");
            page.locator("[aria-invalid=true]").first().waitFor();
        });
        add("jun", "ticket-agent", review);
        add("jun", "missing", "/t/" + tickets.get("missing") + "?view=after_sales_open", page -> {
            page.locator("footer button")
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("Approve return|同意退货")))
                    .click();
        });
        add("jun", "why", review, page -> {
            Locator why = page.locator("button[aria-expanded]")
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("why|为什么")))
                    .first();
            why.click();
            page.waitForFunction("() => !document.querySelector('main [role=status]')");
            why.scrollIntoViewIfNeeded();
        });
        add(
                "jun",
                "timeline",
                review,
                page -> page.locator("section[aria-label]").first().evaluate("e => e.scrollTo(0, e.scrollHeight)"));
        add("jun", "reply", review, page -> page.keyboard().press("r"));
        add("jun", "assignee-menu", review, page -> page.keyboard().press("a"));
        add("jun", "conflict", "/t/" + tickets.get("missing") + "?view=after_sales_open", page -> {
            Locator refund = page.getByLabel(Pattern.compile("^(Refund|退款金额)")).first();
            refund.fill("88");
            admin.page()
                    .evaluate(
                            """
                    async ([id, amount]) => {
                      const {csrfToken} = await (await fetch("/api/v1/session")).json();
                      const {version} = await (await fetch("/api/v1/tickets/" + id)).json();
                      await fetch("/api/v1/tickets/" + id, {method: "PATCH",
                        headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                        body: JSON.stringify({version, fields: {refund_amount: {amount, currency: "CNY"}}})});
                    }""",
                            List.of(tickets.get("missing"), (10 + Math.abs(System.nanoTime() / 1000 % 70)) + ".50"));
            page.locator("[role=alert]").first().waitFor();
        });
        String linked = find(admin, "ticket.step == \"review\" && !(customer == null)");
        add("jun", "context", "/t/" + linked);
        add(
                "jun",
                "context-empty",
                review,
                page -> page.locator("aside").first().waitFor());
        add("jun", "context-drawer", "/t/" + linked, page -> page.keyboard().press("i"));
        add("jun", "context-error", "/t/" + linked, page -> {
            page.route("**/context", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
        });
        add("jun", "records", "/objects/customer");
        add("jun", "records-found", "/objects/order?q=E2026");
        add("jun", "records-none", "/objects/customer?q=nobody");
        add("mei", "record-new", "/objects/customer/new");
        add(
                "mei",
                "record",
                "/objects/customer?sort=name",
                page -> page.locator("tbody a").first().click());
        add("jun", "not-found", "/nowhere");
        add("jun", "no-ticket", "/t/0199a000-0000-7000-8000-000000000000");
        add("jun", "forbidden", "/admin/accounts");
        add("lin", "list-warehouse", "/list");
        add("lin", "ticket-warehouse", "/t/" + tickets.get("inspect"));
        add("fang", "list-finance", "/list");
        add("fang", "ticket-finance", "/t/" + tickets.get("refund"));
        add("mei", "list-supervisor", "/list");
        add("mei", "ticket-supervisor", "/t/" + tickets.get("large"));
        add("admin", "list-admin", "/list");
        add("admin", "ticket-done", "/t/" + tickets.get("done"));
        add("admin", "releases", "/admin/releases");
        add("admin", "releases-problems", "/admin/releases", page -> {
            page.getByText(Pattern.compile("^(Apply files|应用文件|上传文件)")).first().click();
            page.locator("input[type=file]").first().setInputFiles(BROKEN);
            page.getByText(Pattern.compile("flow.yaml:\\d+")).first().waitFor();
        });
        add("admin", "accounts", "/admin/accounts");
        add(
                "admin",
                "account",
                "/admin/accounts",
                page -> page.locator("main li a, main tbody tr, main [role=row] a")
                        .first()
                        .click());
        add("admin", "settings", "/me");
        add(
                "admin",
                "tokens",
                "/me",
                page -> page.getByText(Pattern.compile("^(New token|新建令牌)"))
                        .first()
                        .click());
    }

    private static void press(Page page, String selector) {
        page.locator(selector).first().click();
    }
}

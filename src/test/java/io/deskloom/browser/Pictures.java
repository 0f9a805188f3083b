package io.deskloom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every screen as a picture, in both sizes, themes and languages, for people to look at: {@code ./deskloom pictures}. No
 * test runs it, since it claims nothing; it looks at the server of {@code -Dpictures.url} and leaves its pictures in
 * target/pictures, with what a machine notices on them in findings.txt. {@code -Dpictures.only=why,list} makes only those,
 * {@code -Dpictures.looks=phone-dark-zh} only in that look. A screen that could not be reached is pictured as it was
 * found, the others are still made, and the run ends with the list of what went wrong.
 */
@Tag("pictures")
class Pictures {
    private static final Path FOLDER = Path.of("target", "pictures");
    private static final List<String> ONLY = words("pictures.only");
    private static final List<String> LOOKS = words("pictures.looks");
    private static final Path FLOW = Path.of("metadata", "demo", "types", "return_refund", "flow.yaml");
    private static final Path BROKEN = FOLDER.resolve("broken").resolve("flow.yaml");
    private static final Path CHANGED = FOLDER.resolve("changed").resolve("flow.yaml");
    /**
     * How long each thing on a screen may take, in milliseconds; where it failed once it is not waited for that long again.
     * A busy machine wants more than 10 seconds: {@code -Dpictures.patience}.
     */
    private static final int PATIENCE = Integer.getInteger("pictures.patience", 10) * 1000;

    private static final int IMPATIENCE = 2_000;

    private final String base = System.getProperty("pictures.url", "http://localhost:8080");
    private final Map<String, List<Screen>> screens = new LinkedHashMap<>();
    private final Map<String, String> tickets = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    /** What a machine notices, and the pictures it is on. */
    private final Map<String, Set<String>> findings = new TreeMap<>();

    private String oneTimePassword = "";
    private final Instant begin = Instant.now();
    private int made;
    private int wanted;

    /** @param prepare what a person does on it before the picture is taken */
    private record Screen(String name, String path, Consumer<Page> prepare) {}

    /** A window in which a screen is visited once; it is then pictured in each of its themes. */
    private record Window(int width, int height, String language) {
        static List<Window> all() {
            return Stream.of("en", "zh")
                    .flatMap(language -> Stream.of(new Window(1440, 900, language), new Window(390, 844, language)))
                    .toList();
        }

        List<ColorScheme> themes() {
            return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                    .filter(theme -> LOOKS.isEmpty() || LOOKS.contains(in(theme)))
                    .toList();
        }

        String in(ColorScheme theme) {
            return (width < 600 ? "phone" : "desk") + "-" + theme.name().toLowerCase(Locale.ROOT) + "-" + language;
        }
    }

    /** Of a whole run nothing older is left: a screen that is gone must not look as if it were there. */
    private static void forget() throws IOException {
        Files.createDirectories(FOLDER);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(FOLDER, "*.png")) {
            for (Path picture : old) {
                Files.delete(picture);
            }
        }
    }

    /** The demo's flow with something done to it, as a file to choose on a page. */
    private static void write(Path file, UnaryOperator<String> change) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, change.apply(Files.readString(FLOW)));
    }

    private static List<String> words(String property) {
        return Stream.of(System.getProperty(property, "").split(","))
                .filter(word -> !word.isBlank())
                .toList();
    }

    @Test
    void everyScreenInEveryLook() throws Exception {
        if (ONLY.isEmpty() && LOOKS.isEmpty()) {
            forget();
        }
        write(
                BROKEN,
                flow -> flow.replace(
                        "{from: review, on: approve, to: in_time}", "{from: review, on: aprove, to: inspekt}"));
        write(
                CHANGED,
                flow -> flow.replace("en: Accept goods, zh: 验货通过", "en: Goods are fine, zh: 商品无误")
                        .replace("en: Refuse goods, zh: 验货不通过", "en: Goods are not fine, zh: 商品有问题"));
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base);
                Desk agent = Desk.of("jun", Browsers.desktop(), base);
                PicturesOfOutside outside = new PicturesOfOutside()) {
            choose(admin, agent);
            publish(admin);
            list(admin);
            PicturesOfRules.list(this::add, admin, agent);
            PicturesOfWork.list(this::add, agent, "/t/" + tickets.get("review") + "?view=my_teams");
            PicturesOfSops.list(this::add, agent, (type, filter) -> find(admin, type, filter));
            outside.list(this::add, admin, agent, base);
            screens.values().forEach(all -> all.removeIf(s -> !ONLY.isEmpty() && !ONLY.contains(s.name())));
            screens.values().removeIf(List::isEmpty);
            wanted = screens.values().stream().mapToInt(List::size).sum()
                    * Window.all().stream().mapToInt(w -> w.themes().size()).sum();
            screens.forEach(this::visit);
        }
        Files.write(
                FOLDER.resolve("findings.txt"),
                findings.entrySet().stream()
                        .map(found -> found.getKey() + "\n    " + String.join(" ", found.getValue()))
                        .toList());
        assertThat(failures).as("screens that could not be reached").isEmpty();
    }

    /** @param login who looks at these screens; empty for nobody */
    private void visit(String login, List<Screen> all) {
        String state = null;
        if (!login.isEmpty()) {
            try (Desk desk = Desk.of(login, Browsers.desktop(), base)) {
                state = desk.page().context().storageState();
            }
        }
        for (Window size : Window.all()) {
            if (size.themes().isEmpty()) {
                continue;
            }
            try (BrowserContext window = Browsers.window(
                    size.width(),
                    size.height(),
                    size.themes().getFirst(),
                    size.language().equals("zh") ? "zh-CN" : "en-US",
                    state)) {
                for (Screen screen : all) {
                    try (Page page = window.newPage()) {
                        // Nothing that was typed for one picture is a draft on the next.
                        page.addInitScript("localStorage.clear()");
                        pictures(page, screen, size);
                    }
                }
            }
        }
    }

    private void pictures(Page page, Screen screen, Window size) {
        Instant from = Instant.now();
        String refused = reach(page, screen, size.language());
        page.setDefaultTimeout(PATIENCE);
        for (ColorScheme theme : size.themes()) {
            try {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
                // What the server draws itself has no more to it than its style.
                page.waitForFunction(
                        "theme => !document.getElementById('root')"
                                + " || document.documentElement.dataset.mantineColorScheme === theme",
                        theme.name().toLowerCase(Locale.ROOT));
                page.screenshot(new Page.ScreenshotOptions()
                        .setAnimations(ScreenshotAnimations.DISABLED)
                        .setPath(FOLDER.resolve(screen.name() + "-" + size.in(theme) + ".png")));
                made++;
                Findings.on(page, size.language(), theme == size.themes().getFirst())
                        .forEach(found -> findings.computeIfAbsent(found, _ -> new TreeSet<>())
                                .add(screen.name() + "-" + size.in(theme)));
            } catch (RuntimeException e) {
                // Also what the accessibility checker throws when the machine is too busy for it.
                refused = refused == null ? firstLines(e) : refused;
            }
        }
        if (refused != null) {
            // The picture shows what was there instead; the others are still wanted.
            failures.putIfAbsent(screen.name(), refused);
            System.out.println(screen.name() + " could not be reached: " + refused);
        }
        System.out.printf(
                "%d of %d pictures, %d s: %s %s (%d ms)%n",
                made,
                wanted,
                Duration.between(begin, Instant.now()).toSeconds(),
                screen.name(),
                size.themes().stream().map(size::in).collect(Collectors.joining(" ")),
                Duration.between(from, Instant.now()).toMillis());
    }

    /**
     * A screen as a person would find it. Tried twice, since a machine that was busy elsewhere is no fault of the screen's;
     * once where it failed before.
     *
     * @return what went wrong, in a line; null when it is there
     */
    private @Nullable String reach(Page page, Screen screen, String language) {
        String refused = null;
        for (int patience : failures.containsKey(screen.name()) ? List.of(IMPATIENCE) : List.of(PATIENCE, PATIENCE)) {
            page.setDefaultTimeout(patience);
            try {
                // What the first try made the server say must not stand in the second one's way.
                page.unrouteAll();
                page.route("**/api/v1/session", route -> speak(route, language));
                page.navigate(base + screen.path());
                page.waitForFunction(
                        "() => !document.querySelector('main :is([aria-busy=true], .mantine-Skeleton-root)')"
                                + " && document.fonts.status === 'loaded' && document.querySelector('h1, h2, [role=alert]')");
                settle(page);
                screen.prepare().accept(page);
                settle(page);
                return null;
            } catch (PlaywrightException e) {
                refused = firstLines(e);
            }
        }
        return refused;
    }

    private static String firstLines(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().limit(3).collect(Collectors.joining(" "));
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
        tickets.put(
                "spare",
                agent.create(Map.of(
                        "subject", "Kettle whistles, but does not switch itself off",
                        "reason", "quality",
                        "customer_name", "Daniel Roth",
                        "paid", Map.of("amount", "219.00", "currency", "CNY"))));
        oneTimePassword = (String) admin.page().evaluate("""
                async () => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const post = async (path, body) => {
                    const answer = await fetch("/api/v1/admin/accounts" + path, {method: "POST",
                      headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                      body: JSON.stringify(body)});
                    if (!answer.ok) throw new Error(await answer.text());
                    return (await answer.json()).oneTimePassword;
                  };
                  const known = (await (await fetch("/api/v1/admin/accounts")).json()).find(each => each.login === "bo");
                  return known ? post(`/${known.id}/password`, {}) : post("", {login: "bo", name: "Bo", language: "en",
                    roles: ["agent"], teams: ["after_sales"]});
                }""");
        tickets.put("visit", (String)
                agent.call("POST", "/tickets", Map.of("type", "service_visit", "fields", visit(agent)), "id"));
        tickets.put("onsite", (String)
                agent.call("POST", "/tickets", Map.of("type", "service_visit", "fields", visit(agent)), "id"));
        agent.call(
                "POST",
                "/tickets/" + tickets.get("onsite") + "/actions/dispatch",
                Map.of("fields", Map.of("planned_at", "2026-12-01T02:00:00Z"), "version", 1),
                "id");
        // Every kind in a history: all of it changes at once.
        Map<String, Object> changes = new LinkedHashMap<>(otherVisit(agent));
        changes.putAll(uploads(agent));
        agent.call("PATCH", "/tickets/" + tickets.get("visit"), Map.of("fields", changes, "version", 1), "id");
        tickets.put("photos", withPhotos(admin));
        tickets.put("inspect", find(admin, "ticket.step == \"inspect\""));
        tickets.put("large", find(admin, "ticket.step == \"large\""));
        tickets.put("refund", find(admin, "ticket.step == \"refund\""));
        tickets.put("done", find(admin, "ticket.step == \"done\""));
        told(admin, agent);
    }

    /** Answers to a ticket that the agent has: of each the agent is told. */
    private static void told(Desk admin, Desk agent) {
        String ticket = agent.create(Map.of("subject", "Kettle leaks at the spout 壶嘴漏水", "reason", "quality"));
        agent.call("POST", "/tickets/" + ticket + "/claim", Map.of(), "id");
        for (String said : List.of(
                "The customer called: it leaks only when it is full.",
                "客户发来了一段视频，漏水处在壶嘴下方。",
                "The workshop has the same fault on three others of this batch; whoever writes to the customer may say that we take"
                        + " it back without inspection.")) {
            admin.call(
                    "POST", "/tickets/" + ticket + "/comments", Map.of("visibility", "internal", "text", said), "id");
        }
    }

    /** Only so many imports may wait at a time, and those of the run before this one still do. */
    private static void cancelImports(Desk admin) {
        admin.page().evaluate("""
                async () => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const {items} = await (await fetch("/api/v1/imports")).json();
                  for (const {id} of items.filter(each => !each.endedAt))
                    await fetch(`/api/v1/imports/${id}/cancel`, {method: "POST", headers: {"X-CSRF-Token": csrfToken}});
                }""");
    }

    /** An import of the admin's, as far as {@code until}: "ready", "checked" or "done". */
    private static String anImport(Desk admin, String name, String csv, String until) {
        return (String) admin.page().evaluate("""
                async ([fileName, csv, until]) => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const send = async (method, path, body, type = "application/json") => {
                    const headers = {"Content-Type": type, "X-CSRF-Token": csrfToken};
                    const answer = await fetch("/api/v1/imports" + path, {method, headers, body});
                    if (!answer.ok) throw new Error(await answer.text());
                    return answer.json();
                  };
                  const bytes = new TextEncoder().encode(csv);
                  const {id} = await send("POST", "", JSON.stringify({type: "enquiry", fileName, size: bytes.length}));
                  const when = async states => {
                    for (;;) {
                      const job = await (await fetch("/api/v1/imports/" + id)).json();
                      if (states.includes(job.state)) return;
                      await new Promise(again => setTimeout(again, 100));
                    }
                  };
                  await send("PUT", `/${id}/parts/0`, bytes, "application/octet-stream");
                  await when(["ready", "failed"]);
                  if (until !== "ready") {
                    await send("POST", `/${id}/start`, JSON.stringify({dryRun: until === "checked"}));
                    await when(["ready", "done", "failed"]);
                  }
                  return id;
                }""", List.of(name, csv, until));
    }

    /** A history with something in it: a changed flow, and the way back. */
    private static void publish(Desk admin) throws IOException {
        admin.page().evaluate("""
                async changed => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  if ((await (await fetch("/api/v1/releases")).json()).length > 2) return;
                  const {files} = await (await fetch("/api/v1/metadata")).json();
                  const publish = async (files, note) => {
                    const answer = await fetch("/api/v1/metadata", {method: "POST",
                      headers: {"Content-Type": "application/json", "X-CSRF-Token": csrfToken},
                      body: JSON.stringify({files, note, dryRun: false})});
                    if (!answer.ok) throw new Error(await answer.text());
                  };
                  const flow = file => file.path.endsWith("return_refund/flow.yaml") ? {...file, text: changed} : file;
                  await publish(files.map(flow), "The warehouse's buttons say what they mean");
                  await publish(files, "Back to the old names until the warehouse is trained");
                }""", Files.readString(CHANGED));
    }

    /** Photos, a paper and a signature of this person's, by the fields of a visit that hold them. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> uploads(Desk desk) {
        return (Map<String, Object>) desk.page().evaluate("""
                async () => {
                  const {csrfToken} = await (await fetch("/api/v1/session")).json();
                  const upload = async (name, body) => {
                    const answer = await fetch("/api/v1/attachments", {method: "POST", body, headers: {
                      "Content-Type": "application/octet-stream", "X-CSRF-Token": csrfToken,
                      "X-File-Name": encodeURIComponent(name)}});
                    if (!answer.ok) throw new Error(await answer.text());
                    return (await answer.json()).id;
                  };
                  const drawn = (width, height, draw) => {
                    const pad = Object.assign(document.createElement("canvas"), {width, height});
                    draw(pad.getContext("2d"));
                    return new Promise(done => pad.toBlob(done, "image/png"));
                  };
                  const photo = hue => drawn(640, 480, ink => {
                    ink.fillStyle = `hsl(${hue} 30% 78%)`;
                    ink.fillRect(0, 0, 640, 480);
                    ink.fillStyle = `hsl(${hue} 40% 38%)`;
                    ink.fillRect(200, 120, 240, 260);
                    ink.fillRect(440, 180, 70, 130);
                  });
                  const signature = await drawn(600, 200, ink => {
                    ink.lineWidth = 4;
                    ink.beginPath();
                    ink.moveTo(60, 130);
                    ink.bezierCurveTo(140, 20, 180, 190, 240, 90);
                    ink.bezierCurveTo(300, 20, 340, 190, 420, 100);
                    ink.lineTo(540, 80);
                    ink.stroke();
                  });
                  return {
                    photos: [await upload("Kettle from below.png", await photo(210)),
                      await upload("壶底.png", await photo(30))],
                    documents: [await upload("Work sheet.txt", new Blob(["Gasket changed, tested twice.\\n"]))],
                    signature: await upload("Emma Okafor.png", signature),
                  };
                }""");
    }

    /** A value of every kind but files; see {@link #uploads}. */
    private static Map<String, Object> visit(Desk desk) {
        List<String> people = ids(desk, "/accounts?q=");
        return Map.ofEntries(
                Map.entry(
                        "customer",
                        ids(desk, "/objects/customer/choices?q=Emma").getFirst()),
                Map.entry(
                        "bring",
                        ids(desk, "/objects/product/choices?q=electric").subList(0, 1)),
                Map.entry("technician", people.getFirst()),
                Map.entry("helpers", people.subList(0, 2)),
                Map.entry("subject", "Kettle leaks at the base"),
                Map.entry("request", "水壶底部漏水，已经两天了。"),
                Map.entry("fault", "leak"),
                Map.entry("signs", List.of("water", "smell")),
                Map.entry("product", "kitchen/kettle"),
                Map.entry("serial_no", "6901234567892"),
                Map.entry("manual", "https://example.com/manuals/kettle"),
                Map.entry("bought_on", "2026-01-02"),
                Map.entry("warranty", Map.of("start", "2026-01-02", "end", "2028-01-01")),
                Map.entry("mail", "lin.xiaoyan@example.com"),
                Map.entry("phone", "138 1234 5520"),
                Map.entry("region", "CN/44/4403"),
                Map.entry(
                        "address",
                        Map.of(
                                "country",
                                "CN",
                                "province",
                                "广东省",
                                "city",
                                "深圳市",
                                "district",
                                "南山区",
                                "street",
                                "科苑路 15 号",
                                "postcode",
                                "518057")),
                Map.entry("place", Map.of("lat", 22.5431, "lon", 113.9585)),
                Map.entry("lift", true),
                Map.entry("floor", 12),
                Map.entry("door_code", "4711#"),
                Map.entry("planned_at", "2026-12-01T09:30:00+08:00"),
                Map.entry("home_from", "09:00"),
                Map.entry("dispatch", "after_sales"),
                Map.entry("effort", 2.5),
                Map.entry("notes", "## Found\n- **gasket** worn\n- see [manual](https://example.com)"),
                Map.entry("report", "<h2>Done</h2><p>Changed the <b>gasket</b>.</p><ul><li>tested twice</li></ul>"),
                Map.entry("worked", "PT1H30M"),
                Map.entry("load", 8.25),
                Map.entry(
                        "parts",
                        List.of(
                                Map.of(
                                        "part_no",
                                        "G-1",
                                        "name",
                                        "Gasket",
                                        "quantity",
                                        2,
                                        "price",
                                        Map.of("amount", "12.50", "currency", "CNY"),
                                        "free",
                                        true),
                                Map.of(
                                        "part_no",
                                        "F-7",
                                        "name",
                                        "Filter",
                                        "quantity",
                                        1,
                                        "price",
                                        Map.of("amount", "89.00", "currency", "CNY")))),
                Map.entry("cost", "114.00"),
                Map.entry("discount", 12.5),
                Map.entry("satisfaction", 4),
                Map.entry("tags", List.of("late", "二次上门")));
    }

    private static String find(Desk admin, String filter) {
        return find(admin, "return_refund", filter);
    }

    private static String find(Desk admin, String type, String filter) {
        return (String) admin.page().evaluate("""
                async ([type, filter]) => {
                  const query = new URLSearchParams({type, filter, sort: "-updated", limit: "1"});
                  return (await (await fetch("/api/v1/tickets?" + query)).json()).items[0]?.id ?? "none";
                }""", List.of(type, filter));
    }

    /** Another value for every kind. */
    private static Map<String, Object> otherVisit(Desk desk) {
        List<String> people = ids(desk, "/accounts?q=");
        return Map.ofEntries(
                Map.entry("subject", "Kettle leaks and whistles"),
                Map.entry("request", "还是漏水，而且有异响。"),
                Map.entry("fault", "noise"),
                Map.entry("signs", List.of("heat")),
                Map.entry("product", "climate/aircon"),
                Map.entry("serial_no", "6901234567999"),
                Map.entry("manual", "https://example.org/manuals/air-conditioner"),
                Map.entry("bought_on", "2026-02-03"),
                Map.entry("warranty", Map.of("start", "2026-02-03")),
                Map.entry(
                        "customer",
                        ids(desk, "/objects/customer/choices?q=Emma").get(1)),
                Map.entry("mail", "lin@example.org"),
                Map.entry("phone", "139 0000 1111"),
                Map.entry("region", "CN/31/310104"),
                Map.entry("address", Map.of("country", "CN", "city", "上海市", "street", "漕溪北路 8 号")),
                Map.entry("place", Map.of("lat", 31.1885, "lon", 121.4365)),
                Map.entry("lift", false),
                Map.entry("floor", 3),
                Map.entry("door_code", "2222"),
                Map.entry("planned_at", "2026-12-02T14:00:00+08:00"),
                Map.entry("home_from", "13:30"),
                Map.entry("dispatch", "warehouse"),
                Map.entry("technician", people.get(1)),
                Map.entry("helpers", people.subList(0, 1)),
                Map.entry("bring", ids(desk, "/objects/product/choices?q=").subList(0, 2)),
                Map.entry("effort", 6),
                Map.entry("notes", "Nothing more to do"),
                Map.entry("report", "<p>Changed the <b>gasket</b> and the <i>filter</i>.</p>"),
                Map.entry("worked", "PT2H"),
                Map.entry("load", 9.5),
                Map.entry(
                        "parts",
                        List.of(
                                Map.of("part_no", "G-1", "quantity", 1, "free", false),
                                Map.of("part_no", "F-2", "name", "Filter", "quantity", 1))),
                Map.entry("cost", "40"),
                Map.entry("discount", 5),
                Map.entry("satisfaction", 5),
                Map.entry("tags", List.of("VIP")));
    }

    /** Whom or what the server offers at this address, by their ids. */
    @SuppressWarnings("unchecked")
    private static List<String> ids(Desk desk, String path) {
        return (List<String>) desk.page()
                .evaluate("async path => (await (await fetch('/api/v1' + path)).json()).map(each => each.id)", path);
    }

    private static String withPhotos(Desk admin) {
        return (String) admin.page().evaluate("""
                async () => {
                  for (let cursor = "", page = 0; page < 20; page++) {
                    const query = new URLSearchParams({type: "return_refund", limit: "200", sort: "-updated",
                      columns: "photos", ...(cursor && {cursor})});
                    const {items, next} = await (await fetch("/api/v1/tickets?" + query)).json();
                    const found = items.find(item => item.fields.photos);
                    if (found || !next) return found?.id ?? "none";
                    cursor = next;
                  }
                  return "none";
                }""");
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
        add("", "login-again", "/list?view=my_teams");
        add("", "login-no-server", "/login", page -> {
            page.route("**/api/v1/session", Route::abort);
            page.locator("input[name=workspace]").fill("demo");
            page.locator("input[name=username]").fill("jun");
            page.locator("input[type=password]").fill("deskloom-demo");
            page.keyboard().press("Enter");
            page.locator("[role=alert]").waitFor();
        });
        add("", "password", "/login", page -> {
            page.context().clearCookies();
            page.reload();
            page.locator("input[name=workspace]").fill("demo");
            page.locator("input[name=username]").fill("bo");
            page.locator("input[type=password]").fill(oneTimePassword);
            page.keyboard().press("Enter");
            page.locator("input[name=next]").waitFor();
        });
        String review = "/t/" + tickets.get("review") + "?view=my_teams";
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
        for (String view :
                List.of("exchanges", "deliveries", "complaint_cases", "repairs", "complaints", "vip", "solved")) {
            add("jun", "list-" + view, "/list?view=" + view);
        }
        add("jun", "list-live", "/list?view=after_sales_open", page -> {
            admin.call(
                    "POST",
                    "/tickets/" + tickets.get("spare") + "/comments",
                    Map.of("visibility", "internal", "text", "The customer has called again."),
                    "id");
            page.waitForTimeout(1_500);
        });
        add("jun", "list-group-menu", "/list?view=my_teams", page -> {
            Locator group = page.getByText(Pattern.compile("^(Group:|分组：)")).first();
            if (group.isVisible()) {
                group.click();
            }
        });
        add(
                "jun",
                "create-menu",
                "/list",
                page -> page.getByRole(
                                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^(New|新建)")))
                        .first()
                        .click());
        add("jun", "list-empty", "/list?view=my_open&filter=refund_amount > 900000");
        add("jun", "list-error", "/list?view=vip", page -> {
            page.route("**/api/v1/tickets?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            page.getByRole(AriaRole.ALERT).first().waitFor();
        });
        add("jun", "list-loading", "/list?view=vip", page -> {
            page.route("**/api/v1/tickets?**", _ -> {});
            page.reload();
            page.locator("main [aria-busy=true] [class*=Skeleton]").first().waitFor();
        });
        add("jun", "list-offline", "/list?view=my_teams", page -> {
            page.route("**/api/v1/live", Route::abort);
            page.reload();
            page.locator("[data-state=offline]").first().waitFor(attached());
        });
        add("jun", "account-menu", "/list", page -> {
            // On a telephone "me" is a page, and the menu of its bar is another one.
            Locator me = page.locator("nav button[aria-haspopup=menu]:visible").first();
            if (page.viewportSize().width >= 600 && me.isVisible()) {
                me.click();
            }
        });
        add("jun", "filter-open", "/list?view=my_teams", page -> press(page, "[data-filter-add]"));
        add("jun", "filter-value", "/list?view=my_teams", page -> {
            press(page, "[data-filter-add]");
            page.locator("li button").filter(hasCode("refund_amount")).click();
            page.locator("form input").last().fill("200");
        });
        add("jun", "filter-related", "/list?view=my_teams", page -> {
            press(page, "[data-filter-add]");
            page.keyboard().type("›");
        });
        add("jun", "filter-related-set", "/list?view=my_teams&filter=order.status == \"delivered\"");
        add("jun", "filter-set", "/list?view=my_teams&filter=refund_amount > 100 %26%26 reason == \"damaged\"");
        add("jun", "filter-unreadable", "/list?view=my_teams&filter=refund_amont > 100");
        add("jun", "palette", "/list", page -> page.keyboard().press("Control+k"));
        add("jun", "palette-found", "/list", page -> {
            page.keyboard().press("Control+k");
            page.waitForResponse(
                    "**/api/v1/search?**",
                    () -> page.getByRole(AriaRole.COMBOBOX).fill("RET-10301"));
        });
        add("jun", "palette-search", "/list", page -> {
            page.keyboard().press("Control+k");
            page.getByRole(AriaRole.COMBOBOX).fill("保温杯");
            page.locator("[role=option] mark").first().waitFor();
        });
        add("jun", "palette-similar", "/list", page -> {
            page.keyboard().press("Control+k");
            page.getByRole(AriaRole.COMBOBOX).fill("whistels");
            page.locator("[role=option] mark").first().waitFor();
        });
        add("jun", "palette-none", "/list", page -> {
            page.keyboard().press("Control+k");
            page.waitForResponse(
                    "**/api/v1/search?**",
                    () -> page.getByRole(AriaRole.COMBOBOX).fill("zzqqxx"));
        });
        add("jun", "palette-failed", "/list", page -> {
            page.route("**/api/v1/search?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.keyboard().press("Control+k");
            page.getByRole(AriaRole.COMBOBOX).fill("kettle");
            // A silence is asked about twice more before it is said.
            page.locator("[role=dialog] [role=alert]").first().waitFor();
        });
        add("admin", "palette-admin", "/list", page -> page.keyboard().press("Control+k"));
        add("jun", "search", "/search?q=liner");
        add("jun", "search-many", "/search?q=E2026");
        add("jun", "search-similar", "/search?q=thermoss");
        add("jun", "search-empty", "/search");
        add("jun", "search-none", "/search?q=unobtainium");
        add("jun", "search-loading", "/search?q=kettle", page -> {
            page.route("**/api/v1/search?**", _ -> {});
            page.reload();
            page.locator("main [class*=Skeleton]").first().waitFor();
        });
        add("jun", "search-unfinished", "/search?q=kettle", page -> {
            page.route("**/api/v1/search?**", Pictures::outOfTime);
            page.reload();
            page.locator("[role=status]:not(:empty)").first().waitFor();
        });
        add("jun", "palette-unfinished", "/list", page -> {
            page.route("**/api/v1/search?**", Pictures::outOfTime);
            page.keyboard().press("Control+k");
            page.waitForResponse(
                    "**/api/v1/search?**",
                    () -> page.getByRole(AriaRole.COMBOBOX).fill("zzqqxx"));
        });
        add("jun", "search-error", "/search?q=kettle", page -> {
            page.route("**/api/v1/search?**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            page.getByRole(AriaRole.ALERT).first().waitFor();
        });
        add("jun", "search-list", "/list?type=return_refund&q=weld&filter=refund_amount > 100&sort=-created");
        add("jun", "search-list-none", "/list?type=return_refund&q=unobtainium&filter=refund_amount > 100");
        add("jun", "search-records", "/objects/order?q=E2026");
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
        add("jun", "new-filled", "/new/return_refund", page -> {
            page.locator("main input").first().fill("Blender leaks at the base");
            page.getByLabel(Pattern.compile("^(Reason|原因|退货原因)")).first().click();
            page.getByRole(AriaRole.OPTION).first().click();
        });
        add("jun", "ticket-agent", review);
        add(
                "jun",
                "ticket-open",
                review,
                page -> page.locator("main details:not([open]) > summary")
                        .all()
                        .reversed()
                        .forEach(Locator::click));
        add("jun", "ticket-facts", review, page -> {
            page.locator("header button[aria-haspopup=menu]").last().click();
            Locator entries = page.getByRole(AriaRole.MENUITEM);
            entries.first().waitFor();
            if (entries.count() > 1) {
                entries.first().click();
            }
        });
        add(
                "jun",
                "priority-menu",
                review,
                page -> page.locator("header button[aria-haspopup=menu]")
                        .first()
                        .click());
        add("jun", "undo", "/t/" + tickets.get("spare") + "?view=after_sales_open", Pictures::prioritize);
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
            page.waitForFunction("() => !document.querySelector('main .mantine-Skeleton-root')");
            why.scrollIntoViewIfNeeded();
        });
        add(
                "jun",
                "timeline",
                review,
                page -> page.locator("section[aria-label]").first().evaluate("e => e.scrollTo(0, e.scrollHeight)"));
        String photos = "/t/" + tickets.get("photos");
        add("admin", "files", photos);
        add(
                "admin",
                "files-timeline",
                photos,
                page -> page.locator("section[aria-label]").first().evaluate("e => e.scrollTo(0, e.scrollHeight)"));
        add("admin", "files-lightbox", photos, page -> {
            unfold(page);
            press(page, "button:has(> img)");
        });
        add("admin", "files-signature", photos, page -> {
            unfold(page);
            page.locator("canvas").first().scrollIntoViewIfNeeded();
        });
        add("jun", "reply", review, page -> {
            page.keyboard().press("r");
            page.keyboard().type("Thank you for the photo. We refund 268.00 today.");
        });
        add("jun", "note", review, page -> {
            page.keyboard().press("n");
            Locator box = page.locator("main textarea").last();
            if (!box.isVisible()) {
                press(page, "main [class*=writeNow]");
            }
            box.fill("Called the customer: a replacement is fine, too.");
        });
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
            Locator said = page.locator("[role=alert]").first();
            said.waitFor();
            said.scrollIntoViewIfNeeded();
        });
        String linked = find(admin, "ticket.step == \"review\" && !(customer == null)");
        add("jun", "context", "/t/" + linked);
        add("jun", "context-empty", review, Pictures::side);
        add("jun", "context-drawer", "/t/" + linked, page -> page.keyboard().press("i"));
        add("jun", "context-error", "/t/" + linked, page -> {
            page.route("**/context", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            side(page);
            page.getByRole(AriaRole.ALERT).first().waitFor();
        });
        add("jun", "records", "/objects/customer");
        add("jun", "records-found", "/objects/order?q=E2026");
        add("jun", "records-none", "/objects/customer?q=nobody");
        for (String object : List.of(
                "order",
                "order_line",
                "shipment",
                "tracking_event",
                "stock_level",
                "product",
                "warehouse",
                "invoice")) {
            add("jun", "records-" + object, "/objects/" + object);
        }
        for (String object : List.of("order", "shipment", "product")) {
            add(
                    "mei",
                    "record-" + object,
                    "/objects/" + object,
                    page -> page.locator("tbody a").first().click());
        }
        add("mei", "record-changed", "/objects/customer?sort=name", page -> {
            page.locator("tbody a").first().click();
            page.locator("main form input, main section input").first().fill("Another name");
        });
        add(
                "jun",
                "record-read",
                "/objects/customer?sort=name",
                page -> page.locator("tbody a").first().click());
        add("mei", "record-errors", "/objects/customer/new", page -> {
            page.keyboard().press("Control+Enter");
            page.locator("[aria-invalid=true]").first().waitFor();
        });
        add("jun", "no-record", "/objects/customer/0199a000-0000-7000-8000-000000000000");
        add("jun", "no-records", "/objects/nothing_like_it");
        add("mei", "record-new", "/objects/customer/new");
        add(
                "mei",
                "record",
                "/objects/customer?sort=name",
                page -> page.locator("tbody a").first().click());
        String visit = "/t/" + tickets.get("visit") + "?view=service_visits";
        add("jun", "kinds-form", visit);
        add("jun", "kinds-form-open", visit, Pictures::unfold);
        add("jun", "kinds-form-middle", visit, page -> {
            unfold(page);
            scroll(page, 0.35);
        });
        add("jun", "kinds-form-end", visit, page -> {
            unfold(page);
            scroll(page, 0.65);
        });
        add("jun", "kinds-form-items", visit, page -> {
            unfold(page);
            page.locator("form, main")
                    .first()
                    .getByText(Pattern.compile("^(Parts used|使用配件|更换配件)"))
                    .first()
                    .evaluate("""
                            label => {
                              let pane = label.parentElement;
                              while (!["auto", "scroll"].includes(getComputedStyle(pane).overflowY))
                                pane = pane.parentElement;
                              pane.scrollTop += label.getBoundingClientRect().top - pane.getBoundingClientRect().top - 16;
                            }""");
        });
        add("mei", "kinds-read", visit, Pictures::unfold);
        add("mei", "kinds-read-end", visit, page -> {
            unfold(page);
            scroll(page, 0.6);
        });
        for (String type : List.of("enquiry", "exchange", "delivery_exception", "complaint", "repair")) {
            add("jun", "new-" + type, "/new/" + type);
            add(
                    "jun",
                    "ticket-" + type,
                    "/t/" + find(admin, type, "ticket.team == \"after_sales\" && !(customer == null)"));
        }
        String onsite = "/t/" + tickets.get("onsite");
        add(
                "jun",
                "layout-tabs",
                onsite,
                page -> page.getByRole(AriaRole.TAB).nth(0).click());
        add(
                "jun",
                "layout-tabs-bill",
                onsite,
                page -> page.getByRole(AriaRole.TAB).nth(2).click());
        add("jun", "layout-tabs-wrong", onsite, page -> {
            page.getByRole(AriaRole.TAB).nth(1).click();
            page.getByLabel(Pattern.compile("^(Current drawn|工作电流)")).first().fill("about two");
            page.getByRole(AriaRole.TAB).nth(0).click();
            page.getByLabel(Pattern.compile("^(Floor|楼层)")).first().fill("900");
            page.getByRole(AriaRole.TAB).nth(0).focus();
        });
        add("jun", "layout-pages-missing", "/new/repair", page -> {
            page.locator("button[type=submit]").click();
            page.locator("button[type=submit]").click();
            page.locator("[aria-invalid=true]").first().waitFor();
        });
        add("jun", "layout-pages-last", "/new/repair", page -> {
            page.locator("button[type=submit]").click();
            page.getByLabel(Pattern.compile("^(Subject|主题)")).first().fill("Mixer 3000");
            page.locator("button[type=submit]").click();
            page.getByLabel(Pattern.compile("^(Contact phone|联系电话)")).first().waitFor();
        });
        add("jun", "kinds-history-all", visit, page -> scroll(page, 0.6));
        add("jun", "kinds-history-end", visit, page -> scroll(page, 1));
        add("jun", "kinds-list", "/list?view=service_visits");
        columns("kinds-list-words", "number,title,request,serial_no,manual,mail,phone");
        columns("kinds-list-places", "number,customer,bring,region,address,place,lift");
        columns("kinds-list-figures", "number,floor,bought_on,home_from,effort,load,cost,parts,door_code");
        columns("kinds-list-people", "number,notes,report,signs,technician,helpers,signature,photos,documents");
        add(
                "jun",
                "kinds-filter",
                "/list?view=service_visits&filter=(product == \"kitchen\" %7C%7C product.startsWith(\"kitchen/\")) %26%26 worked < duration(\"PT3H\") %26%26 warranty.start <= date(\"2026-02-01\")");
        open("single", visit, "Fault|故障");
        open("multi", visit, "Signs|现象");
        open("tree", visit, "Product|产品");
        open("date", visit, "Bought on|购买日期");
        open("date-time", visit, "Planned for|预约时间");
        open("time", visit, "At home from|在家时间起");
        open("account", visit, "Technician|技师");
        open("region", visit, "Region|地区");
        open("lookup", "/new/return_refund", "Customer record|客户档案|客户记录");
        filter("kinds-filter-options", "fault");
        filter("kinds-filter-date", "bought_on", Pictures::lastBox);
        filter("kinds-filter-range", "warranty", Pictures::lastBox);
        filter("kinds-filter-duration", "worked");
        filter("kinds-filter-tree", "product");
        filter("kinds-filter-account", "ticket.assignee");
        filter("kinds-filter-text", "serial_no");
        filter("kinds-filter-number", "satisfaction");
        filter("kinds-filter-moment", "planned_at");
        filter("kinds-filter-time", "home_from");
        filter("kinds-filter-team", "dispatch");
        filter("kinds-filter-region", "region", Pictures::lastBox);
        filter("kinds-filter-lookup", "customer", Pictures::lastBox);
        filter("kinds-filter-boolean", "repairs", "under_warranty", Pictures::lastBox);
        filter("kinds-filter-money", "after_sales_open", "refund_amount", _ -> {});
        add("jun", "kinds-new", "/new/service_visit");
        add("jun", "kinds-errors", "/new/service_visit", page -> {
            page.getByLabel(Pattern.compile("^(Mail|邮箱)")).first().fill("nobody");
            page.getByLabel(Pattern.compile("^(Manual|说明书)")).first().fill("javascript:alert(1)");
            page.keyboard().press("Control+Enter");
            page.locator("[aria-invalid=true]").first().waitFor();
        });
        add("jun", "not-found", "/nowhere");
        add("jun", "no-view", "/list?view=nothing_like_it");
        add("fang", "new-refused", "/new/return_refund");
        add("jun", "new-unknown", "/new/nothing_like_it");
        add("lin", "forbidden-releases", "/admin/releases");
        add("jun", "forbidden-imports", "/admin/imports");
        add("jun", "ticket-error", review, page -> {
            page.route("**/api/v1/tickets/*", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
            page.reload();
            page.getByRole(AriaRole.ALERT).first().waitFor();
        });
        add("jun", "ticket-offline", review, page -> {
            page.route("**/api/v1/live", Route::abort);
            page.reload();
            page.waitForTimeout(1_000);
        });
        add("jun", "ticket-loading", review, page -> {
            page.route("**/api/v1/tickets/*", _ -> {});
            page.reload();
            page.locator(".mantine-Skeleton-root").first().waitFor();
        });
        add("jun", "save-failed", "/t/" + tickets.get("spare"), page -> {
            page.route("**/api/v1/tickets/*", route -> {
                if (route.request().method().equals("PATCH")) {
                    route.abort();
                } else {
                    route.resume();
                }
            });
            prioritize(page);
        });
        add("jun", "no-ticket", "/t/0199a000-0000-7000-8000-000000000000");
        add("jun", "forbidden", "/admin/accounts");
        add("lin", "list-warehouse", "/list");
        add("lin", "ticket-warehouse", "/t/" + tickets.get("inspect"));
        add("fang", "list-finance", "/list");
        add("fang", "ticket-finance", "/t/" + tickets.get("refund"));
        add("mei", "list-supervisor", "/list");
        add("mei", "ticket-supervisor", "/t/" + tickets.get("large"));
        add("lin", "ticket-exchange-warehouse", "/t/" + find(admin, "exchange", "ticket.step == \"inspect\""));
        add("lin", "ticket-repair-warehouse", "/t/" + find(admin, "repair", "ticket.step == \"diagnose\""));
        add("lin", "ticket-delivery-warehouse", "/t/" + find(admin, "delivery_exception", "ticket.step == \"resend\""));
        add("fang", "ticket-exchange-finance", "/t/" + find(admin, "exchange", "ticket.step == \"collect\""));
        add("mei", "ticket-complaint-supervisor", "/t/" + find(admin, "complaint", "ticket.step == \"approve\""));
        add("lin", "list-warehouse-empty", "/list?view=to_inspect&filter=order_no == \"nothing like it\"");
        add("admin", "list-admin", "/list");
        add("admin", "ticket-done", "/t/" + tickets.get("done"));
        add("admin", "releases", "/admin/releases");
        add("admin", "releases-computing", "/admin/releases", page -> {
            page.route(
                    "**/api/v1/metadata/backfills",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setContentType("application/json")
                            .setBody("""
                            [{"type": "return_refund", "label": {"en": "Return and refund", "zh": "退货退款"},
                              "fields": ["paid_per_item"], "done": 4120, "total": 10000, "what": "values"},
                             {"type": "service_visit", "label": {"en": "Service visit", "zh": "上门服务"},
                              "fields": ["serial_no"], "done": 12500, "total": 40000, "what": "index"}]""")));
            page.reload();
            page.locator("main [class*=computing]").first().waitFor();
        });
        add(
                "admin",
                "releases-apply",
                "/admin/releases",
                page -> page.getByText(Pattern.compile("^(Apply files|应用文件|上传文件)"))
                        .first()
                        .click());
        add("admin", "releases-problems", "/admin/releases", page -> {
            page.getByText(Pattern.compile("^(Apply files|应用文件|上传文件)")).first().click();
            page.locator("input[type=file]").first().setInputFiles(BROKEN);
            page.getByText(Pattern.compile("flow.yaml:\\d+")).first().waitFor();
        });
        add("admin", "releases-older", "/admin/releases?release=2");
        add("admin", "releases-back", "/admin/releases?release=2", page -> {
            page.getByText(Pattern.compile("^(Roll back|回退)")).first().click();
            page.getByRole(AriaRole.DIALOG).locator("ul, li").first().waitFor();
        });
        add("admin", "releases-preview", "/admin/releases", page -> {
            page.getByText(Pattern.compile("^(Apply files|应用文件|上传文件)")).first().click();
            page.locator("input[type=file]").first().setInputFiles(CHANGED);
            page.locator("form button[type=submit]").waitFor();
        });
        add("admin", "accounts", "/admin/accounts");
        add("admin", "account-new", "/admin/accounts?account=new");
        add("admin", "account-secret", "/admin/accounts", page -> {
            page.getByText("Bo", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            page.getByRole(AriaRole.DIALOG)
                    .getByText(Pattern.compile("^(New one-time password|重置)"))
                    .click();
            page.getByRole(AriaRole.DIALOG).locator("code").waitFor();
        });
        add(
                "admin",
                "account",
                "/admin/accounts",
                page -> page.locator("main li button").first().click());
        String rows;
        try {
            rows = java.nio.file.Files.readString(java.nio.file.Path.of("src/test/resources/import/enquiries.csv"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        String bad = rows.replace("track_order", "where is it").replace("M-0009", "M-0008");
        cancelImports(admin);
        String mapping = anImport(admin, "customer-messages.csv", rows, "ready");
        String checked = anImport(admin, "customer-messages-november.csv", bad, "checked");
        String done = anImport(admin, "december.csv", bad, "done");
        String failed = anImport(admin, "broken.csv", "a,b\n1,\"never closed\n", "ready");
        add("admin", "imports", "/admin/imports");
        add("admin", "import-new", "/admin/imports/new?type=enquiry");
        add("admin", "import-mapping", "/admin/imports/" + mapping);
        add("admin", "import-check", "/admin/imports/" + checked + "?step=check");
        add("admin", "import-result", "/admin/imports/" + done);
        add("admin", "import-failed", "/admin/imports/" + failed);
        importing("import-uploading", mapping, "uploading", all -> all / 3);
        importing("import-reading", mapping, "reading", _ -> 0L);
        importing("import-running", mapping, "running", all -> all * 2 / 3);
        add("admin", "import-object", "/admin/imports/new?type=customer");
        add("admin", "import-mapping-end", "/admin/imports/" + mapping, page -> scroll(page, 1));
        add("admin", "list-enquiries", "/list?view=enquiries");
        add("admin", "list-export", "/list?view=enquiries", page -> {
            // A telephone's list is not exported.
            if (page.viewportSize().width >= 600) {
                press(page, "[data-export]");
            }
        });
        add("jun", "notifications", "/notifications");
        add("fang", "notifications-none", "/notifications");
        add("admin", "settings", "/me");
        add(
                "admin",
                "tokens",
                "/me",
                page -> page.getByText(Pattern.compile("^(New token|新建令牌)"))
                        .first()
                        .click());
        add("admin", "token-secret", "/me", page -> {
            page.getByText(Pattern.compile("^(New token|新建令牌)")).first().click();
            page.locator("form input[maxlength='80']").fill("Shop back office");
            page.locator("form button[type=submit]").last().click();
            page.locator("main code").first().waitFor();
        });
        add("lin", "settings-warehouse", "/me");
        add("jun", "files-refused", "/new/return_refund", page -> {
            page.locator("input[type=file]").first().setInputFiles(FLOW);
            page.waitForTimeout(500);
        });
    }

    /** A field of a form with its choices open. */
    private void open(String name, String path, String label) {
        add("jun", "open-" + name, path, page -> {
            unfold(page);
            Locator field = page.getByRole(AriaRole.MAIN)
                    .getByLabel(Pattern.compile("^(" + label + ")(\\*.*)?$"))
                    .first();
            field.scrollIntoViewIfNeeded();
            field.click();
            page.waitForTimeout(300);
        });
    }

    /** The box in which a condition on this field is made. */
    private void filter(String name, String field) {
        filter(name, field, _ -> {});
    }

    private void filter(String name, String field, Consumer<Page> then) {
        filter(name, "service_visits", field, then);
    }

    private void filter(String name, String view, String field, Consumer<Page> then) {
        add("jun", name, "/list?view=" + view, page -> {
            press(page, "[data-filter-add]");
            page.locator("li button").filter(hasCode(field)).first().click();
            page.waitForTimeout(200);
            then.accept(page);
        });
    }

    /** A list with these columns instead of its view's own. */
    private void columns(String name, String keys) {
        String all =
                "[" + Stream.of(keys.split(",")).map(key -> '"' + key + '"').collect(Collectors.joining(",")) + "]";
        add("jun", name, "/list?view=service_visits", page -> {
            page.route("**/api/v1/views", route -> {
                APIResponse answer = route.fetch();
                route.fulfill(new Route.FulfillOptions()
                        .setResponse(answer)
                        .setBody(answer.text()
                                .replaceAll("\"columns\":\\[[^\\]]*\"visit_no\"[^\\]]*]", "\"columns\":" + all)));
            });
            page.reload();
            page.locator("main [role=row], main li").first().waitFor();
        });
    }

    /** Opens what the last box of a form opens: the days one may choose. */
    private static void lastBox(Page page) {
        page.locator("form input:not([type=hidden])").last().click();
        page.waitForTimeout(300);
    }

    /** An import as it looks while it is at work, which on a file of a few lines nobody is quick enough to see. */
    private void importing(String name, String id, String state, LongUnaryOperator done) {
        add("admin", name, "/admin/imports/" + id, page -> {
            page.route("**/api/v1/imports/" + id, route -> {
                String body = route.fetch()
                        .text()
                        .replaceFirst("\"state\":\"\\w+\"", "\"state\":\"" + state + "\"")
                        .replaceFirst("\"stored\":\\d+", "\"stored\":" + done.applyAsLong(31_457_280))
                        .replaceFirst("\"size\":\\d+", "\"size\":31457280")
                        .replaceFirst("\"done\":\\d+", "\"done\":" + done.applyAsLong(84_310))
                        .replaceFirst("\"total\":\\d+", "\"total\":84310");
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(body));
            });
            page.reload();
            page.locator("main ol li[aria-current=step]").waitFor();
        });
    }

    /** What stands beside a ticket, which a telephone has in a drawer. */
    static void side(Page page) {
        if (page.viewportSize().width < 600) {
            page.locator("header button[aria-haspopup=menu]").last().click();
            page.getByRole(AriaRole.MENUITEM).first().click();
            page.getByRole(AriaRole.DIALOG).first().waitFor();
        } else {
            page.locator("aside").first().waitFor();
        }
    }

    /** Opens every section that is folded to one line. */
    private static void unfold(Page page) {
        page.locator("main details:not([open]) > summary").all().reversed().forEach(Locator::click);
    }

    /** Gives the ticket another priority than it has, which is marked: on the picture before, this was chosen already. */
    private static void prioritize(Page page) {
        page.locator("header button[aria-haspopup=menu]").first().click();
        page.locator("[role=menuitem]:not(:has([data-position=right]))").nth(1).click();
        page.locator("[class*=toast]").first().waitFor();
    }

    /** Scrolls every pane to a share of its height. */
    static void scroll(Page page, double share) {
        page.evaluate("""
                share => document.querySelectorAll("main, main *").forEach(e => {
                  if (e.scrollHeight > e.clientHeight + 40 && ["auto", "scroll"].includes(getComputedStyle(e).overflowY))
                    e.scrollTo(0, (e.scrollHeight - e.clientHeight) * share);
                })""", share);
    }

    private static void press(Page page, String selector) {
        page.locator(selector).first().click();
    }

    private static Locator.FilterOptions hasCode(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    /** There, even where this size does not show it. */
    private static Locator.WaitForOptions attached() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
    }

    /** A search that has found nothing by the time it had. */
    private static void outOfTime(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody("{\"groups\": [], \"similar\": false, \"words\": [], \"gap\": \"slow\"}"));
    }
}

package io.deskloom.browser;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real browser of a test run: the machine's Chromium, started once. */
final class Browsers {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-features=" + String.join(",", withoutFeatures()));
    private static final Path PICTURES = Path.of("target", "pictures");
    private static Playwright playwright;
    private static Browser browser;

    private Browsers() {}

    /** A window of a person of their own: no cookies of anybody else's. */
    static BrowserContext window(int width, int height, ColorScheme scheme, String language) {
        return window(width, height, scheme, language, null);
    }

    /** @param state what a window of a signed-in person held, to be that person again; null for nobody */
    static BrowserContext window(int width, int height, ColorScheme scheme, String language, @Nullable String state) {
        return browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setLocale(language)
                        .setStorageState(state)
                        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                        .setHasTouch(width < 600));
    }

    static BrowserContext desktop() {
        return window(1440, 900, ColorScheme.LIGHT, "en-US");
    }

    /** One that holds no page to its Content-Security-Policy, to see what stands before that. */
    static BrowserContext withoutPolicy() {
        return browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(1440, 900)
                        .setLocale("en-US")
                        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                        .setBypassCSP(true));
    }

    static BrowserContext phone() {
        return window(390, 844, ColorScheme.LIGHT, "en-US");
    }

    /** What the accessibility checker finds on the page now, one line each. */
    static List<String> accessibilityProblems(Page page) {
        // Open lists and menus live in a portal beside the landmarks; ARIA ties them to their control.
        return told(checker(page).disableRules(List.of("region")).analyze());
    }

    /** The part of it that another theme can change. */
    static List<String> paleText(Page page) {
        return told(checker(page).withRules(List.of("color-contrast")).analyze());
    }

    /** What changes its colour slowly is looked at when it has; what turns for ever is not waited for. */
    private static void settle(Page page) {
        page.evaluate("""
                () => Promise.all(document.getAnimations()
                  .filter(each => Number.isFinite(each.effect?.getComputedTiming().endTime))
                  .map(each => each.finished.catch(() => undefined)))""");
    }

    /** Asked for what is wrong only, on the page itself: naming all that is right, in a page of its own, takes most of the time. */
    private static AxeBuilder checker(Page page) {
        settle(page);
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        return new AxeBuilder(page).options(options).setLegacyMode(true);
    }

    private static List<String> told(AxeResults results) {
        return results.getViolations().stream()
                .map(rule -> rule.getId() + ": " + rule.getHelp() + " at "
                        + rule.getNodes().stream()
                                .map(n -> n.getTarget().toString() + " " + n.getHtml())
                                .toList())
                .toList();
    }

    /** A picture for people to look at, under target/pictures. */
    static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    /** A browser of its own, in front of whose camera a picture stands: raw video as Chromium takes it for one (Y4M). */
    static synchronized Browser withCamera(Path video) {
        return launch(List.of(
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--use-file-for-fake-video-capture=" + video.toAbsolutePath()));
    }

    private static synchronized Browser browser() {
        if (browser == null) {
            browser = launch(List.of());
        }
        return browser;
    }

    private static Browser launch(List<String> more) {
        if (playwright == null) {
            // A machine that is busy elsewhere is slow and not wrong; what never comes is still found out.
            PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        }
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setHeadless(true)
                        .setExecutablePath(chromium())
                        .setArgs(Stream.concat(FLAGS.stream(), more.stream()).toList()));
    }

    /** A second list replaces the driver's own, so what matters of that stands here, too. */
    private static List<String> withoutFeatures() {
        return List.of(
                "AvoidUnnecessaryBeforeUnloadCheckSync",
                "BlockOriginHeaderModificationOnRedirect",
                "BoundaryEventDispatchTracksNodeRemoval",
                "DestroyProfileOnBrowserClose",
                "DialMediaRouteProvider",
                "GlobalMediaControls",
                "HttpsUpgrades",
                "LensOverlay",
                "MediaRouter",
                "OptimizationHints",
                "PaintHolding",
                "ThirdPartyStoragePartitioning",
                "Translate",
                // The browser's own toolbar is a page, too, and nobody sees it: a fifth of the time of a new window.
                "InitialWebUI",
                "PreloadTopChromeWebUI",
                "TabSearch",
                "WebUIOmniboxAimPopup",
                "WebUIOmniboxPopup",
                "WebUIReloadButton",
                "WebUIToolbar");
    }

    private static Path chromium() {
        String named = System.getenv("DESKLOOM_CHROMIUM");
        return Stream.of(
                        named == null ? "" : named,
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/snap/bin/chromium")
                .filter(p -> !p.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the browser tests need Chromium; ./deskloom test says how to install it"));
    }
}

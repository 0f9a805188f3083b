package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Sops;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator moves tickets to another version of their flow and back, and tries one on a team. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class FlowVersionsInBrowserTest {
    private static final String OLD = """
            nodes:
              - {id: start, kind: start, label: {en: Start, zh: 开始}}
              - {id: look, kind: task, label: {en: Look, zh: 查看}, role: agent, actions: [{key: go, label: {en: Go, zh: 继续}}]}
              - {id: close, kind: task, label: {en: Close, zh: 关闭}, role: agent, actions: [{key: done, label: {en: Done, zh: 完成}}]}
              - {id: done, kind: end, label: {en: Done, zh: 完成}, status: solved}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: close}
              - {from: close, on: done, to: done}
            """;

    private static final String NEW = OLD.replace("id: look", "id: view")
            .replace("to: look", "to: view")
            .replace("from: look", "from: view")
            .replace("en: Look", "en: Look closely")
            .replace("zh: 查看", "zh: 仔细查看");

    @TestHTTPResource
    URI server;

    @Inject
    io.deskloom.testing.Desk desk;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    private Tenant tenant;

    @BeforeEach
    void aWorkspaceWithTicketsOnTheVersionBefore() {
        tenant = workspaces.fresh();
        desk.account(tenant, "jun", "agent", "after_sales");
        desk.account(tenant, "boss", "admin");
        publish(OLD);
    }

    private void publish(String flow) {
        releases.apply(tenant.id(), Sops.files(flow), "", Publisher.SYSTEM, false)
                .orThrow();
    }

    private Desk at(String login, BrowserContext window) {
        return Desk.of(login, window, server.toString().replaceAll("/$", ""), tenant.slug(), Workspaces.PASSWORD);
    }

    private static String job(Desk by, String subject) {
        return (String) by.call("POST", "/tickets", Map.of("type", "job", "fields", Map.of("subject", subject)), "id");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    @Test
    void ticketsAreMovedAndTakenBackByKeyboardAndMouse() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk boss = at("boss", Browsers.desktop())) {
            String ticket = job(jun, "A broken kettle");
            job(jun, "A broken lid");
            publish(NEW);
            boss.goTo("/admin/flows");
            assertThat(boss.text("2 open tickets").first()).isVisible();
            accessible(boss);
            boss.button(Pattern.compile("^Move the tickets of")).press("Enter");
            // The preview says what is missing, at the very step.
            boss.button("Preview").click();
            assertThat(boss.text("choose what stands for it").first()).isVisible();
            assertThat(boss.button("Move")).isDisabled();
            boss.page().getByLabel("What stands for Look").first().click();
            boss.page()
                    .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(Pattern.compile("^Look closely")))
                    .click();
            boss.button("Preview").press("Enter");
            Locator found = boss.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Preview"));
            assertThat(found).containsText("2 would be moved");
            assertThat(found.getByRole(AriaRole.LINK)).hasCount(2);
            accessible(boss);
            Browsers.picture(boss.page(), "flow-versions-preview");
            boss.button("Move 2 tickets").press("Enter");
            assertThat(boss.text("2 moved").first()).isVisible();
            assertThat(boss.text("done").first()).isVisible();

            jun.goTo("/t/" + ticket);
            assertThat(jun.page().locator("li[aria-current=step]").first()).containsText("Look closely");
            assertThat(jun.text("moved it to another version of its flow").first())
                    .isVisible();
            accessible(jun);

            boss.button("Undo").click();
            assertThat(boss.text("2 taken back").first()).isVisible();
            boss.button("Details").first().click();
            assertThat(boss.text("taken back").first()).isVisible();
            accessible(boss);
        }
    }

    @Test
    void aTeamTriesAVersionUntilItIsEverybodysInTheDarkOnATelephone() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk boss = at("boss", Browsers.window(390, 844, ColorScheme.DARK, "en-US"))) {
            boss.goTo("/admin/flows");
            boss.button("Try a version…").click();
            boss.page().getByText("One team's").click();
            boss.page().getByLabel(Pattern.compile("^Team")).first().click();
            boss.page()
                    .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("After-sales"))
                    .click();
            Locator yaml = boss.page().getByLabel("types/job/flow.yaml");
            assertThat(yaml).hasValue(Pattern.compile("id: look"));
            // As it is in force: there is nothing to try.
            boss.button("Start the pilot").click();
            assertThat(boss.alert("in force already")).isVisible();
            yaml.fill(yaml.inputValue().replace("en: Look}", "en: Look closely}"));
            accessible(boss);
            boss.button("Start the pilot").press("Enter");
            assertThat(boss.text("tickets made by After-sales").first()).isVisible();
            job(jun, "Tried");
            boss.page().reload();
            Locator tried = boss.page()
                    .locator("section")
                    .filter(new Locator.FilterOptions().setHasText("Tickets of the pilot"))
                    .last();
            assertThat(tried).containsText("Look closely");
            accessible(boss);
            assertThat(Browsers.paleText(boss.page())).isEmpty();
            Browsers.picture(boss.page(), "flow-versions-pilot-phone-dark");
            boss.button("Roll out").press("Enter");
            assertThat(boss.text("rolled out").first()).isVisible();
            assertThat(boss.button("Try a version…")).isVisible();
        }
    }

    @Test
    void aFlowGoesOutAsADrawingAndADrawingBecomesAVersionToTry() {
        try (Desk boss = at("boss", Browsers.desktop())) {
            boss.goTo("/admin/flows");
            Download drawing = boss.page()
                    .waitForDownload(() -> boss.button("Drawing (BPMN)").click());
            assertThat(drawing.suggestedFilename()).endsWith(".bpmn");
            boss.button("Try a version…").click();
            Locator yaml = boss.page().getByLabel("types/job/flow.yaml");
            assertThat(yaml).hasValue(Pattern.compile("id: look"));
            yaml.fill("");
            Locator file = boss.page().locator("input[type=file]");
            file.setInputFiles(new FilePayload("no.bpmn", "text/xml", "<no/>".getBytes(StandardCharsets.UTF_8)));
            assertThat(boss.page().getByRole(AriaRole.ALERT).first()).isVisible();
            assertThat(yaml).hasValue("");
            file.setInputFiles(drawing.path());
            assertThat(boss.page()
                            .getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Read from the drawing")))
                    .isVisible();
            assertThat(yaml).hasValue(Pattern.compile("id: look"));
            accessible(boss);
            Browsers.picture(boss.page(), "flow-versions-drawing");
        }
    }
}

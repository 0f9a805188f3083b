package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
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
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SOPs at the screen: several ways at once by several people, requests, rest, calling off, and what is stuck. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class SopInBrowserTest {
    private static final String FLOW = """
            cancel: {to: off, roles: [supervisor]}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Look at it}, role: agent, team: after_sales, actions: [{key: go, label: {en: Prepare}}, {key: sign, label: {en: Ask for approval}}, {key: call, label: {en: Have it picked}}], may: {hold: {}, withdraw: {}, return: {roles: [supervisor]}}}
              - {id: both, kind: parallel, label: {en: Prepare}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}, required: [note]}], may: {transfer: {}}}
              - {id: tell, kind: task, label: {en: Tell the customer}, role: agent, team: after_sales, actions: [{key: told, label: {en: Told}}]}
              - {id: meet, kind: join, label: {en: Both done}}
              - {id: close, kind: task, label: {en: Close it}, role: agent, actions: [{key: done, label: {en: Close}}], may: {return: {}}}
              - {id: sign, kind: approval, label: {en: Pay it out}, of: [{role: supervisor}, {role: finance}], mode: all, delegation: true, may: {addSigner: {roles: [supervisor]}}}
              - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Called off}, status: cancelled}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: both}
              - {from: ask, on: sign, to: sign}
              - {from: ask, on: call, to: pick}
              - {from: both, to: pack}
              - {from: both, to: tell}
              - {from: pack, on: packed, to: meet}
              - {from: tell, on: told, to: meet}
              - {from: meet, to: close}
              - {from: sign, on: approve, to: close}
              - {from: sign, on: refuse, to: ask}
              - {from: pick, to: close}
              - {from: close, on: done, to: done}
            """;

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
    void aWorkspace() {
        tenant = workspaces.fresh();
        desk.account(tenant, "jun", "agent", "after_sales");
        desk.account(tenant, "wei", "warehouse", "warehouse");
        desk.account(tenant, "mei", "supervisor");
        desk.account(tenant, "fang", "finance");
        desk.account(tenant, "boss", "admin");
        releases.apply(tenant.id(), Sops.files(FLOW), "", Publisher.SYSTEM, false)
                .orThrow();
    }

    private Desk at(String login, BrowserContext window) {
        return Desk.of(login, window, server.toString().replaceAll("/$", ""), tenant.slug(), Workspaces.PASSWORD);
    }

    private static String job(Desk by, String subject) {
        return (String) by.call("POST", "/tickets", Map.of("type", "job", "fields", Map.of("subject", subject)), "id");
    }

    private static void act(Desk by, String ticket, String action) {
        by.call("POST", "/tickets/" + ticket + "/actions/" + action, Map.of(), "id");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator card(Desk desk, String step) {
        return desk.page()
                .getByRole(
                        AriaRole.ARTICLE,
                        new Page.GetByRoleOptions().setName(step).setExact(true));
    }

    private static Locator button(Locator in, String name) {
        return in.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator button(Desk desk, String name) {
        return desk.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator dialog(Desk desk) {
        return desk.page().getByRole(AriaRole.DIALOG);
    }

    private static Locator item(Desk desk, String name) {
        return desk.page()
                .getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static void steps(Desk desk, String now) {
        assertThat(desk.page().locator("li[aria-current=step]").first()).containsText(now);
    }

    @Test
    void twoPeopleWorkOnTheirOwnWaysAtOnce() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk wei = at("wei", Browsers.desktop())) {
            String ticket = job(jun, "Two boxes");
            jun.goTo("/t/" + ticket);
            button(jun, "Prepare").click();
            Locator lanes = jun.page().getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Ways at once"));
            assertThat(lanes).containsText("Pack");
            assertThat(lanes).containsText("Tell the customer");
            assertThat(card(jun, "Pack")).containsText("Only Warehouse may do this.");
            assertThat(button(card(jun, "Pack"), "Packed")).hasCount(0);
            accessible(jun);
            Browsers.picture(jun.page(), "sop-parallel-desktop");

            wei.goTo("/work");
            Locator work = wei.page().getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Work"));
            assertThat(work).containsText("Two boxes");
            accessible(wei);
            wei.keys("j", "Enter");
            wei.page().waitForURL("**/t/" + ticket + "**");
            button(card(wei, "Pack"), "Take it").click();
            assertThat(card(wei, "Pack")).containsText("yours");
            // What the step needs is asked for, and the button leads there.
            button(card(wei, "Pack"), "Packed").click();
            assertThat(wei.field("Note")).isFocused();
            wei.type("Note", "In a box");
            button(card(wei, "Pack"), "Packed").press("Enter");
            assertThat(card(wei, "Both done")).containsText("Waits for the other ways.");

            // Live, without loading the page again.
            assertThat(card(jun, "Both done")).isVisible();
            button(card(jun, "Tell the customer"), "Told").press("Enter");
            steps(jun, "Close it");
            assertThat(lanes).hasCount(0);
            assertThat(jun.page().getByText("the ways met at").first()).isVisible();
            accessible(jun);
        }
    }

    @Test
    void whoIsAskedAnswersInTheListByKeyboardAndSeveralAtOnceOnATelephoneInTheDark() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk mei = at("mei", Browsers.desktop());
                Desk fang = at("fang", Browsers.phone())) {
            fang.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            String one = job(jun, "The first");
            String two = job(jun, "The second");
            act(jun, one, "sign");
            act(jun, two, "sign");
            mei.goTo("/approvals");
            assertThat(mei.page()
                            .getByRole(AriaRole.LISTITEM)
                            .filter(new Locator.FilterOptions().setHasText("The second")))
                    .containsText("0 of 2 said yes");
            accessible(mei);
            Browsers.picture(mei.page(), "sop-approvals-desktop");
            mei.keys("j", "y");
            Locator rows = mei.page().locator("[data-row]");
            assertThat(rows).hasCount(1);
            mei.keys("j", "y");
            assertThat(mei.page().getByText("Nothing waits for your decision")).isVisible();
            accessible(mei);

            fang.goTo("/approvals");
            fang.page().locator("[data-row] input[type=checkbox]").first().check();
            fang.page().locator("[data-row] input[type=checkbox]").last().check();
            button(fang, "Approve 2").click();
            assertThat(fang.alert("This cannot be undone.")).isVisible();
            accessible(fang);
            Browsers.picture(fang.page(), "sop-approvals-phone-dark");
            button(fang, "Yes, approve").click();
            assertThat(fang.page().getByText("Nothing waits for your decision")).isVisible();
            jun.goTo("/t/" + one);
            steps(jun, "Close it");
            assertThat(jun.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Agenda")))
                    .containsText("1 earlier");
        }
    }

    @Test
    void somebodyElseAnswersInOnesPlace() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk mei = at("mei", Browsers.desktop())) {
            String ticket = job(jun, "A delegated one");
            act(jun, ticket, "sign");
            mei.goTo("/t/" + ticket);
            button(mei, "Let somebody answer for me…").click();
            dialog(mei)
                    .getByRole(AriaRole.COMBOBOX)
                    .or(dialog(mei).getByLabel("Person"))
                    .first()
                    .fill("wei");
            mei.page()
                    .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("wei"))
                    .click();
            accessible(mei);
            button(dialog(mei), "Ask").click();
            assertThat(dialog(mei)).hasCount(0);
            assertThat(card(mei, "Pay it out")).containsText("wei");
            assertThat(button(mei, "Let somebody answer for me…")).hasCount(0);
        }
    }

    @Test
    void aTicketRestsAndGoesOnAndWhoMayNotIsToldWhy() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk phone = at("jun", Browsers.phone())) {
            phone.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            String ticket = job(jun, "Parts are missing");
            jun.goTo("/t/" + ticket);
            button(jun, "More here").click();
            assertThat(item(jun, "Return")).containsText("Only Supervisor may do this.");
            assertThat(item(jun, "Cancel ticket")).containsText("Only Supervisor may do this.");
            accessible(jun);
            Browsers.picture(jun.page(), "sop-why-not-desktop");
            item(jun, "Hold").click();
            jun.page().keyboard().press("Enter");
            assertThat(dialog(jun)).containsText("This is needed.");
            dialog(jun).getByLabel("Reason").fill("Waits for parts");
            accessible(jun);
            jun.page().keyboard().press("Enter");
            assertThat(jun.page().getByText("On hold since").first()).isVisible();
            assertThat(jun.page().getByText("Waits for parts").first()).isVisible();
            assertThat(button(jun, "Prepare")).hasCount(0);
            accessible(jun);

            phone.goTo("/t/" + ticket);
            assertThat(phone.page().getByText("On hold since").first()).isVisible();
            accessible(phone);
            Browsers.picture(phone.page(), "sop-held-phone-dark");
            button(phone, "Resume").click();
            assertThat(phone.page().getByText("On hold since")).hasCount(0);
            assertThat(button(jun, "Prepare")).isVisible();
        }
    }

    @Test
    void whatIsStuckIsRepairedAndATicketIsCalledOffWithAWordOnWhatIsUndone() {
        try (Desk jun = at("jun", Browsers.desktop());
                Desk boss = at("boss", Browsers.desktop());
                Desk mei = at("mei", Browsers.desktop())) {
            String ticket = job(jun, "Pick three");
            jun.goTo("/t/" + ticket);
            button(jun, "Have it picked").click();
            // Nobody has said where the ERP is.
            assertThat(card(jun, "Pick")).containsText("This cannot go on by itself");
            assertThat(card(jun, "Pick")).containsText("ERP: Pick, failed:");
            assertThat(button(card(jun, "Pick"), "Try again")).hasCount(0);
            accessible(jun);

            boss.goTo("/admin/stuck");
            Locator line = boss.page()
                    .getByRole(AriaRole.LISTITEM)
                    .filter(new Locator.FilterOptions().setHasText("Pick three"));
            assertThat(line).containsText("A service outside did not do it.");
            accessible(boss);
            Browsers.picture(boss.page(), "sop-stuck-desktop");
            line.getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName(Pattern.compile("^Done by hand, go on")))
                    .click();
            dialog(boss).getByLabel("Reason").fill("Picked by hand");
            accessible(boss);
            boss.page().keyboard().press("Enter");
            assertThat(line).hasCount(0);
            assertThat(boss.page().getByText("Nothing is stuck")).isVisible();
            accessible(boss);
            steps(jun, "Close it");

            mei.goTo("/t/" + ticket);
            button(mei, "More here").click();
            item(mei, "Cancel ticket").click();
            assertThat(dialog(mei)).containsText("This is undone first, in this order:");
            assertThat(dialog(mei)).containsText("Pick (ERP)");
            assertThat(dialog(mei)).containsText("It ends as “Called off”.");
            accessible(mei);
            Browsers.picture(mei.page(), "sop-cancel-desktop");
            dialog(mei).getByLabel("Reason").fill("Not wanted any more");
            button(dialog(mei), "Cancel the ticket").click();
            assertThat(mei.page().getByText("Being cancelled").first()).isVisible();

            // What was picked cannot be put back: somebody says that it has been.
            boss.goTo("/t/" + ticket);
            assertThat(boss.page()
                            .getByText("What was done outside could not be undone.")
                            .first())
                    .isVisible();
            accessible(boss);
            button(boss, "Done by hand, go on").click();
            dialog(boss).getByLabel("Reason").fill("Put back");
            boss.page().keyboard().press("Enter");
            assertThat(boss.page().getByText("Called off").first()).isVisible();
            assertThat(boss.page().getByText("Being cancelled")).hasCount(0);
        }
    }

    @Test
    void whereThereIsNothingToDoIsSaidInBothLanguages() {
        try (Desk fang = at("fang", Browsers.phone())) {
            fang.goTo("/work");
            assertThat(fang.page().getByText("Nothing is waiting for you")).isVisible();
            accessible(fang);
            fang.call("PATCH", "/me", Map.of("language", "zh"), "language");
            fang.goTo("/work?kind=approval");
            assertThat(fang.page().getByText("没有此类工作")).isVisible();
            accessible(fang);
            Browsers.picture(fang.page(), "sop-work-phone-zh");
            fang.goTo("/admin/stuck");
            assertThat(fang.page().getByRole(AriaRole.ALERT).first()).isVisible();
        }
    }
}

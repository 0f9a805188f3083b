package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Receiver;
import io.deskloom.testing.Receiver.Got;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator connects the ERP, sees what it was told, and sends it again. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class IntegrationsInBrowserTest {
    @TestHTTPResource
    URI server;

    private String base() {
        return server.toString().replaceAll("/$", "");
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    private static Locator button(Desk desk, String name) {
        return desk.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void anAdministratorConnectsAWebhookSeesWhatItWasToldAndSendsItAgain() {
        try (Receiver erp = new Receiver();
                Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo("/admin/integrations");
            assertThat(admin.text("needs a secret").first()).isVisible();
            accessible(admin);

            button(admin, "Set erp_hook_url").click();
            assertThat(admin.page().getByLabel("Value")).isFocused();
            accessible(admin);
            admin.page().getByLabel("Value").fill(erp.url() + "/hook?token=not-to-be-shown");
            button(admin, "Save").click();
            assertThat(button(admin, "Replace erp_hook_url")).isVisible();

            button(admin, "Set erp_hook_secret").click();
            button(admin, "Make a signing secret").click();
            String secret = admin.page().getByLabel("Value").inputValue();
            assertThat(secret).startsWith("whsec_").hasSize(50);
            button(admin, "Save").click();
            assertThat(button(admin, "Replace erp_hook_secret")).isVisible();
            assertThat(admin.page().content()).doesNotContain(secret, "not-to-be-shown");

            button(admin, "Send ERP a test").click();
            Got trial = erp.next();
            assertThat(trial.isSignedWith(secret, Instant.now())).isTrue();
            assertThat(trial.path()).isEqualTo("/hook?token=not-to-be-shown");
            assertThat(admin.text("ERP has the test")).isVisible();

            refundIsPaid();
            Got got = erp.next();
            assertThat(got.isSignedWith(secret, Instant.now())).isTrue();

            admin.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName("See deliveries of ERP")
                                    .setExact(true))
                    .click();
            Locator line = admin.page()
                    .getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions()
                                    .setName(Pattern.compile("ERP · Return and refund: action taken.*delivered")))
                    .first();
            assertThat(line).isVisible();
            accessible(admin);
            line.click();
            assertThat(admin.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("What was sent")))
                    .containsText("\"order_no\": \"NL-ERP\"");
            assertThat(admin.text(got.id())).isVisible();
            accessible(admin);

            button(admin, "Send again").click();
            Got again = erp.next();
            assertThat(again.id()).isEqualTo(got.id());
            assertThat(admin.text("Sent again: delivered")).isVisible();
            assertThat(admin.page()
                            .getByRole(AriaRole.DIALOG)
                            .getByRole(AriaRole.HEADING, new Locator.GetByRoleOptions().setName("Attempts")))
                    .isVisible();
            assertThat(admin.page().content()).doesNotContain("not-to-be-shown");
        }
    }

    private void refundIsPaid() {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base());
                Systems _ = new Systems(admin);
                Desk jun = Desk.of("jun", Browsers.desktop(), base());
                Desk lin = Desk.of("lin", Browsers.desktop(), base());
                Desk fang = Desk.of("fang", Browsers.desktop(), base())) {
            String ticket = jun.create(Map.of(
                    "subject", "For the ERP",
                    "order_no", "NL-ERP",
                    "reason", "size",
                    "refund_amount", Map.of("amount", "120.00", "currency", "CNY")));
            Walk.toInspection(jun, lin, ticket);
            Walk.act(lin, ticket, "pass", Map.of("inspection_result", "pass"));
            Walk.until(fang, ticket, "refund");
            Walk.act(fang, ticket, "pay", Map.of());
        }
    }

    @Test
    void onATelephoneInChineseAtNightItIsAllThere() {
        try (Desk admin = Desk.of("admin", Browsers.window(390, 844, ColorScheme.DARK, "zh-CN"), base())) {
            admin.call("PATCH", "/me", Map.of("language", "zh"), "language");
            try {
                shown(admin, "/admin/integrations", "Webhook");
                shown(admin, "/admin/integrations", "密钥");
                shown(admin, "/admin/deliveries", "外发记录");
            } finally {
                admin.call("PATCH", "/me", Map.of("language", "en"), "language");
            }
        }
    }

    private static void shown(Desk desk, String path, String heading) {
        desk.goTo(path);
        assertThat(desk.page()
                        .getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(heading).setExact(true))
                        .first())
                .isVisible();
        accessible(desk);
        assertThat((Boolean) desk.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .as(path + " is as wide as the telephone")
                .isTrue();
    }

    @Test
    void whoMayNotManageIntegrationsIsToldSo() {
        try (Desk jun = Desk.of("jun", Browsers.desktop(), base())) {
            for (String path : new String[] {"/admin/integrations", "/admin/deliveries"}) {
                jun.goTo(path);
                assertThat(jun.page().getByRole(AriaRole.ALERT)).isVisible();
                accessible(jun);
            }
        }
    }
}

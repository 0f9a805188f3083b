package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job this product is for, in a real browser: an admin changes the process by a file, and from then on an agent
 * approves, the warehouse inspects, a supervisor agrees, finance refunds, each seeing only what is theirs.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
@Tag("Z3")
@Tag("Z6")
class MainJobTest {
    private static final Path FLOW = Path.of("metadata/demo/types/return_refund/flow.yaml");
    private static final String COMPLAINT = "canary-complaint: the liner has a crack";
    private static final String SUBJECT = "canary-subject: boots two sizes too small";

    @TestHTTPResource
    URI server;

    @Test
    void aChangedProcessIsWorkedFromComplaintToRefund(@TempDir Path files) throws IOException {
        adminChangesTheNameOfAStep(files);
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base());
                Systems _ = new Systems(admin)) {
            String ticket = agentTakesTheComplaintAndApproves();
            warehouseInspectsOnAPhone(ticket);
            supervisorAndFinanceAgreeToALargeRefund(ticket);
            financeRefundsWithoutTheComplaint(ticket);
            adminSeesTheWholeHistory(ticket);
        }
    }

    private void adminChangesTheNameOfAStep(Path files) throws IOException {
        Path broken = files.resolve("broken").resolve("flow.yaml");
        Files.createDirectories(broken.getParent());
        Files.writeString(
                broken,
                Files.readString(FLOW)
                        .replace(
                                "{from: review, on: approve, to: in_time}", "{from: review, on: aprove, to: inspekt}"));
        Path changed = files.resolve("flow.yaml");
        Files.writeString(
                changed,
                Files.readString(FLOW)
                        .replace("{en: Approve return, zh: 同意退货}", "{en: Approve and send label, zh: 同意并寄出面单}"));

        try (Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo("/admin/releases").press("Apply files");
            choose(admin.page(), broken);
            assertThat(admin.page()
                            .getByText(Pattern.compile("types/return_refund/flow.yaml:\\d+:\\d+"))
                            .first())
                    .isVisible();
            assertThat(admin.page().getByText("inspekt").first()).isVisible();
            assertThat(admin.text("Nothing was changed.")).isVisible();

            choose(admin.page(), changed);
            assertThat(admin.text("1 definition would change")).isVisible();
            admin.page().getByLabel("What to tell the others").fill("Labels go out with the approval");
            admin.press("Publish to everybody");
            assertThat(admin.text("Labels go out with the approval").first()).isVisible();
            look(admin, "releases");
        }
    }

    private String agentTakesTheComplaintAndApproves() {
        try (Desk agent = Desk.of("jun", Browsers.desktop(), base())) {
            assertThat(agent.text("My open tickets").first()).isVisible();
            // Whether any of the demo's tickets is their own is the demo's affair; some wait for somebody.
            agent.goTo("/list?view=after_sales_open");
            assertThat(agent.text("RET-").first()).isVisible();
            look(agent, "list");
            agent.goTo("/new/return_refund")
                    .type("Subject", SUBJECT)
                    .choose("Reason", "Wrong size")
                    .type("What the customer says", COMPLAINT)
                    .type("Customer", "Emma Clarke")
                    .type("Contact phone", "138 1234 5520")
                    .type("Order number", "E20261101-20077")
                    .type("Paid", "800")
                    .type("Refund", "900");
            look(agent, "new-ticket");
            agent.press("Create");
            // The rule of the field, said at the field, before anything is stored.
            assertThat(agent.text("The refund is more than was paid.").first()).isVisible();
            agent.type("Refund", "650").press("Create");
            agent.page().waitForURL("**/t/**");
            assertThat(agent.text("Lifetime spend")).hasCount(0);

            // Pressing an action with something missing leads to it instead of refusing in silence.
            agent.press("Approve and send label");
            assertThat(agent.page()
                            .getByText(Pattern.compile("Needed before .Approve and send label."))
                            .first())
                    .isVisible();
            look(agent, "missing-field");
            agent.choose("Freight paid by", "Seller").press("Approve and send label");
            assertThat(agent.button("Approve and send label")).hasCount(0);
            return agent.page().url();
        }
    }

    private void warehouseInspectsOnAPhone(String ticket) {
        try (Desk warehouse = Desk.of("lin", Browsers.window(390, 844, ColorScheme.LIGHT, "zh-CN"), base())) {
            // The courier has fetched it, and it is here.
            String id = ticket.substring(ticket.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
            Walk.until(warehouse, id, "parcel");
            Walk.arrived(warehouse, id);
            warehouse.goTo(ticket);
            assertThat(warehouse.button("验货通过")).isVisible();
            assertThat(warehouse.everything()).contains("138 •••• 5520").doesNotContain("13812345520", "1234 5520");
            assertThat(warehouse.everything()).doesNotContain("800.00", "650.00");
            look(warehouse, "phone-inspection");
            warehouse.press("验货通过");
            assertThat(warehouse.button("验货通过")).isVisible();
            warehouse
                    .page()
                    .getByText("轻微瑕疵", new Page.GetByTextOptions().setExact(true))
                    .first()
                    .click();
            warehouse.press("验货通过");
            assertThat(warehouse.button("验货通过")).hasCount(0);
        }
    }

    private void supervisorAndFinanceAgreeToALargeRefund(String ticket) {
        try (Desk supervisor = Desk.of("mei", Browsers.desktop(), base());
                Desk finance = Desk.of("fang", Browsers.desktop(), base())) {
            supervisor.goTo(ticket);
            assertThat(supervisor.button("Approve").first()).isVisible();
            assertThat(supervisor.everything()).contains("Lifetime spend");
            supervisor.button("Approve").first().click();
            assertThat(supervisor.button("Approve")).hasCount(0);
            finance.goTo(ticket);
            finance.button("批准").first().click();
            assertThat(finance.button("批准")).hasCount(0);
        }
    }

    private void financeRefundsWithoutTheComplaint(String ticket) {
        try (Desk finance = Desk.of("fang", Browsers.window(1440, 900, ColorScheme.DARK, "zh-CN"), base())) {
            finance.goTo(ticket);
            assertThat(finance.button("支付退款")).isVisible();
            assertThat(finance.everything()).contains("650").doesNotContain(COMPLAINT, SUBJECT, "canary");
            look(finance, "finance-dark");
            finance.press("支付退款");
            assertThat(finance.button("支付退款")).hasCount(0);
            finance.goTo("/list");
            assertThat(finance.everything()).doesNotContain("canary");
        }
    }

    private void adminSeesTheWholeHistory(String ticket) {
        try (Desk admin = Desk.of("admin", Browsers.desktop(), base())) {
            admin.goTo(ticket);
            assertThat(admin.text("Refunded").first()).isVisible();
            assertThat(admin.button("Pay refund")).hasCount(0);
            for (String who : List.of("Jun", "林海", "方圆")) {
                assertThat(admin.text(who).first()).isAttached();
            }
            look(admin, "done");
        }
    }

    private static void choose(Page page, Path file) {
        FileChooser chooser =
                page.waitForFileChooser(() -> page.getByText("Choose files").click());
        chooser.setFiles(file);
    }

    /** A picture to look at, and no accessibility problem on the way. */
    private static void look(Desk desk, String name) {
        Browsers.picture(desk.page(), "main-job-" + name);
        assertThat(Browsers.accessibilityProblems(desk.page())).as(name).isEmpty();
    }

    private String base() {
        return server.toString().replaceAll("/$", "");
    }
}

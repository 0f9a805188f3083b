package io.deskloom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestImages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.awt.Color;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Photos, papers and signatures as people bring them: chosen, pasted, dropped, written; looked at and taken out again. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(WithFrontEnd.class)
@Tag("browser")
class FilesTest {
    private static final Pattern SAVE = Pattern.compile("^Save");
    private static final byte[] PHOTO = TestImages.jpeg(640, 480, Color.ORANGE);
    private static final byte[] OTHER = TestImages.jpeg(480, 640, Color.CYAN);

    @TestHTTPResource
    URI server;

    private Desk desk(String login) {
        return Desk.of(login, Browsers.desktop(), server.toString().replaceAll("/$", ""));
    }

    private static Map<String, Object> ticket(String subject) {
        return Map.of("subject", subject, "reason", "damaged", "complaint_text", "It leaks");
    }

    private static Locator group(Desk desk, String label) {
        return desk.page()
                .getByRole(
                        AriaRole.GROUP,
                        new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    private static Locator in(Locator group, AriaRole role, String name) {
        return group.getByRole(role, new Locator.GetByRoleOptions().setName(name));
    }

    private static void accessible(Desk desk) {
        assertThat(Browsers.accessibilityProblems(desk.page())).isEmpty();
    }

    /** What the browser makes of files on the clipboard or dragged from a folder. */
    private static void bring(Locator to, String event, String name, byte[] content) {
        to.evaluate("""
                (to, [event, name, base64]) => {
                  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
                  const data = new DataTransfer();
                  data.items.add(new File([bytes], name, {type: "image/jpeg"}));
                  to.dispatchEvent(event === "paste"
                    ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
                    : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
                }""", List.of(event, name, Base64.getEncoder().encodeToString(content)));
    }

    @Test
    void photosAreChosenPastedDroppedLookedAtAndTakenOut() {
        try (Desk jun = desk("jun")) {
            String ticket = jun.create(ticket("Kettle with photos"));
            jun.goTo("/t/" + ticket).unfold("What happened");
            Locator photos = group(jun, "Photos");
            photos.locator("input[type=file]").first().setInputFiles(new FilePayload("first.jpg", "image/jpeg", PHOTO));
            assertThat(in(photos, AriaRole.BUTTON, "Look at first.jpg")).isVisible();
            bring(photos, "paste", "second.jpg", OTHER);
            bring(photos, "drop", "third.jpg", PHOTO);
            assertThat(in(photos, AriaRole.BUTTON, "Look at second.jpg")).isVisible();
            assertThat(in(photos, AriaRole.BUTTON, "Look at third.jpg")).isVisible();
            accessible(jun);
            jun.press(SAVE);
            assertThat(jun.text("Changes saved")).isVisible();

            // Through the pictures by keyboard, and back to where one was.
            in(photos, AriaRole.BUTTON, "Look at first.jpg").focus();
            jun.page().keyboard().press("Enter");
            Locator large = jun.page().getByRole(AriaRole.DIALOG);
            assertThat(large).isVisible();
            assertThat(large.getByText("1 / 3")).isVisible();
            jun.page().keyboard().press("End");
            assertThat(large.getByText("3 / 3")).isVisible();
            jun.page().keyboard().press("ArrowLeft");
            assertThat(large.getByText("2 / 3")).isVisible();
            accessible(jun);
            jun.page().keyboard().press("Escape");
            assertThat(large).hasCount(0);

            in(photos, AriaRole.BUTTON, "Remove second.jpg").click();
            assertThat(in(photos, AriaRole.BUTTON, "Look at second.jpg")).hasCount(0);
            jun.press(Pattern.compile("^Undo"));
            assertThat(in(photos, AriaRole.BUTTON, "Look at second.jpg")).isVisible();
            in(photos, AriaRole.BUTTON, "Remove third.jpg").click();
            jun.press(SAVE);
            assertThat(jun.button(SAVE)).hasCount(0);
            jun.page().reload();
            jun.unfold("What happened");
            assertThat(in(group(jun, "Photos"), AriaRole.BUTTON, "Look at second.jpg"))
                    .isVisible();
            assertThat(in(group(jun, "Photos"), AriaRole.BUTTON, "Look at third.jpg"))
                    .hasCount(0);
        }
    }

    @Test
    void whatDoesNotFitSaysSoAndCanBeSentAgain() {
        try (Desk jun = desk("jun")) {
            jun.goTo("/t/" + jun.create(ticket("Kettle with odd files"))).unfold("What happened");
            Locator photos = group(jun, "Photos");
            Locator chooser = photos.locator("input[type=file]").first();
            chooser.setInputFiles(new FilePayload("page.png", "image/png", TestImages.text("<!DOCTYPE html><html>")));
            assertThat(jun.alert("This is not an image that can be shown")).isVisible();
            in(photos, AriaRole.BUTTON, "Give up page.png").click();
            chooser.setInputFiles(new FilePayload("empty.png", "image/png", new byte[0]));
            assertThat(jun.alert("This file is empty")).isVisible();
            in(photos, AriaRole.BUTTON, "Give up empty.png").click();

            jun.page().route("**/api/v1/attachments", route -> route.abort());
            chooser.setInputFiles(new FilePayload("late.jpg", "image/jpeg", PHOTO));
            Locator again = in(photos, AriaRole.BUTTON, "Send late.jpg again");
            assertThat(again).isVisible();
            accessible(jun);
            jun.page().unroute("**/api/v1/attachments");
            again.click();
            assertThat(in(photos, AriaRole.BUTTON, "Look at late.jpg")).isVisible();
        }
    }

    @Test
    void aSignatureIsWrittenByHandOrByKeyboard() {
        try (Desk admin = desk("admin")) {
            String ticket = admin.create(ticket("Kettle handed over"));
            admin.goTo("/t/" + ticket).unfold("The way back");
            Locator field = group(admin, "Handed over by");
            field.getByRole(AriaRole.TEXTBOX).fill("Lin Hai");
            admin.page().keyboard().press("Tab");
            in(field, AriaRole.BUTTON, "Sign with this name").focus();
            admin.page().keyboard().press("Enter");
            assertThat(field.getByAltText("Signature of Lin Hai")).isVisible();
            in(field, AriaRole.BUTTON, "Sign again").click();

            Locator pad = field.locator("canvas");
            pad.scrollIntoViewIfNeeded();
            var box = pad.boundingBox();
            admin.page().mouse().move(box.x + 30, box.y + 30);
            admin.page().mouse().down();
            admin.page().mouse().move(box.x + 120, box.y + 60);
            admin.page().mouse().move(box.x + 160, box.y + 20);
            admin.page().mouse().up();
            accessible(admin);
            in(field, AriaRole.BUTTON, "Use this signature").click();
            assertThat(field.getByRole(AriaRole.IMG)).isVisible();
            admin.press(SAVE);
            assertThat(admin.text("Changes saved")).isVisible();
        }
    }

    @Test
    void aReplyTakesFilesAlong() {
        try (Desk jun = desk("jun")) {
            jun.goTo("/t/" + jun.create(ticket("Kettle with a reply")));
            assertThat(jun.text("the customer sees this").first()).isVisible();
            jun.keys("n");
            Locator box = jun.page().getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Internal note"));
            bring(box, "paste", "label.jpg", PHOTO);
            assertThat(jun.button("Remove label.jpg")).isVisible();
            box.focus();
            jun.page().keyboard().press("Control+Enter");
            Locator sent = jun.button("Look at label.jpg");
            assertThat(sent).isVisible();
            assertThat(jun.button("Remove label.jpg")).hasCount(0);
            accessible(jun);
        }
    }
}

package io.deskloom.rest;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestImages;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files made to be something else where they are opened, and requests made to reach other people's: kept as harmless bytes or refused
 * in words, with nothing left behind.
 */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class HostileFilesTest {
    private static final String FILES = "/api/v1/attachments";
    private static final String PAYLOAD = "<script>alert(document.cookie)</script>";
    private static final byte[] PHOTO = TestImages.jpeg(64, 48, Color.ORANGE);

    @Inject
    Desk desk;

    private Tenant demo;
    private Browser jun;

    @BeforeEach
    void somebody() {
        demo = desk.demo();
        desk.account(demo, "jun", "agent", "after_sales");
        jun = Browser.signIn(demo.slug(), "jun", Workspaces.PASSWORD);
    }

    private static RequestSpecification as(Browser who) {
        return RestAssured.given().cookie(Browser.COOKIE, who.cookie()).header("X-CSRF-Token", who.csrf());
    }

    private static Response send(Browser who, String name, String type, byte[] content) {
        return as(who).header("X-File-Name", name)
                .contentType(type)
                .body(content)
                .post(FILES);
    }

    private static String upload(Browser who, byte[] content) {
        Response made = send(who, "a", "application/octet-stream", content);
        made.then().statusCode(201);
        return made.jsonPath().getString("id");
    }

    private String ticket(Map<String, Object> more) {
        Map<String, Object> fields = new LinkedHashMap<>(
                Map.of("subject", "Kettle leaks", "reason", "damaged", "complaint_text", "It leaks"));
        fields.putAll(more);
        Response made = jun.with()
                .body(Map.of("type", "return_refund", "fields", fields))
                .post("/api/v1/tickets");
        made.then().statusCode(201);
        return made.jsonPath().getString("id");
    }

    private Response change(String ticket, Map<String, Object> fields) {
        int version = jun.with().get("/api/v1/tickets/" + ticket).jsonPath().getInt("version");
        return jun.with().body(Map.of("version", version, "fields", fields)).patch("/api/v1/tickets/" + ticket);
    }

    private void nothingIsLeft() {
        assertThat(Desk.count(demo.id(), "attachment")).isZero();
        assertThat(Desk.count(demo.id(), "blob")).isZero();
        assertThat(Desk.count(demo.id(), "blob_chunk")).isZero();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] zip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(text("Manifest-Version: 1.0\n"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** Files that are two things at once, or call themselves what they are not. */
    enum Polyglot {
        GIF_AND_ARCHIVE("image/gif", joined(TestImages.gif(8, 8, Color.RED), zip())),
        PNG_AND_PAGE("image/png", joined(TestImages.png(8, 8, Color.RED), text(PAYLOAD))),
        JPEG_AND_PAGE("image/jpeg", joined(TestImages.commented(PHOTO, PAYLOAD), text(PAYLOAD))),
        PAGE_AND_PAPER("application/pdf", joined(text("<html>" + PAYLOAD + "\n"), text("%PDF-1.7\n"))),
        GIF_HEAD_AND_SCRIPT("text/javascript", text("GIF89a=1;alert(document.cookie)//" + PAYLOAD)),
        DRAWING(
                "image/svg+xml",
                text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\">" + PAYLOAD + "</svg>")),
        STYLESHEET(
                "text/xml",
                text("<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"#x\"?><x id=\"x\">" + PAYLOAD
                        + "</x>")),
        UTF_16_PAGE("text/html", ("\uFEFF<html>" + PAYLOAD).getBytes(StandardCharsets.UTF_16LE)),
        MAIL("message/rfc822", text("MIME-Version: 1.0\nContent-Type: text/html\n\n" + PAYLOAD));

        private final String said;
        private final byte[] content;

        Polyglot(String said, byte[] content) {
            this.said = said;
            this.content = content;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPolyglotIsOnlyEverBytesToBeSaved(Polyglot file) {
        Response made = send(jun, file.name(), file.said, file.content);
        made.then().statusCode(201);
        String id = made.jsonPath().getString("id");
        Response got = as(jun).get(FILES + "/" + id + "/content");
        got.then().statusCode(200);
        assertThat(got.asByteArray()).isEqualTo(file.content);
        assertThat(got.header("Content-Type"))
                .isIn(
                        "application/octet-stream",
                        "image/gif",
                        "image/png",
                        "image/jpeg",
                        "application/pdf",
                        "text/plain",
                        "text/plain;charset=UTF-8");
        assertThat(got.header("Content-Disposition")).startsWith("attachment;");
        assertThat(got.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(got.header("Content-Security-Policy")).isEqualTo(AttachmentResource.POLICY);
        for (String size : List.of("small", "large")) {
            Response picture = as(jun).get(FILES + "/" + id + "/picture?size=" + size);
            assertThat(picture.statusCode()).isEqualTo(made.jsonPath().getBoolean("hasPictures") ? 200 : 404);
            if (picture.statusCode() == 200) {
                assertThat(picture.header("Content-Type")).isIn("image/jpeg", "image/png");
                assertThat(new String(picture.asByteArray(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("script")
                        .doesNotContain("PK\u0003\u0004");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Polyglot.class,
            names = {"PAGE_AND_PAPER", "GIF_HEAD_AND_SCRIPT", "DRAWING", "STYLESHEET", "UTF_16_PAGE", "MAIL"})
    void whatCannotBeDecodedIsNoPhotoWhateverItIsCalled(Polyglot file) {
        String id = send(jun, "photo.png", "image/png", file.content).jsonPath().getString("id");
        String ticket = ticket(Map.of());
        change(ticket, Map.of("photos", List.of(id)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.not-an-image"))
                .body("problems[0].pointer", equalTo("/fields/photos/0"));
        // It is still nobody's but its sender's, who may take it away again.
        as(jun).delete(FILES + "/" + id).then().statusCode(204);
        assertThat(Desk.count(demo.id(), "attachment")).isZero();
    }

    @Test
    void aDrawingThatAsksForOtherFilesIsNotObeyed() throws IOException {
        try (ServerSocket trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            trap.setSoTimeout(200);
            String address = "http://localhost:" + trap.getLocalPort() + "/";
            String entities = "<!ENTITY a \"aaaaaaaaaa\">";
            for (char c = 'b'; c <= 'k'; c++) {
                entities += "<!ENTITY " + c + " \"" + ("&" + (char) (c - 1) + ";").repeat(10) + "\">";
            }
            byte[] drawing = text("<?xml version=\"1.0\"?><!DOCTYPE svg SYSTEM \"" + address
                    + "\" [<!ENTITY x SYSTEM \"" + address + "\">" + entities
                    + "]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&x;&k;</text></svg>");
            Instant begun = Instant.now();
            send(jun, "a.svg", "image/svg+xml", drawing).then().statusCode(201);
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
            assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void whatIsPackedIsKeptPacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50 << 20]);
        }
        Response made = as(jun).header("X-File-Name", "a.gz")
                .header("Content-Encoding", "gzip")
                .contentType("application/octet-stream")
                .body(packed.toByteArray())
                .post(FILES);
        made.then().statusCode(201);
        assertThat(made.jsonPath().getInt("size")).isEqualTo(packed.size());
    }

    @Test
    void aFormIsNotAFile() {
        as(jun).multiPart("file", "a.txt", text("content"))
                .post(FILES)
                .then()
                .statusCode(422)
                .body("code", equalTo("file-in-form"));
        nothingIsLeft();
    }

    @Test
    void anEmptyFileIsRefusedHoweverItIsSent() {
        for (String type : List.of("application/octet-stream", "image/png", "text/html")) {
            send(jun, "a", type, new byte[0]).then().statusCode(422).body("code", equalTo("file-empty"));
        }
        as(jun).post(FILES).then().statusCode(422).body("code", equalTo("file-empty"));
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%0D%0ASet-Cookie:%20x=1.txt",
                "%00a%01b.txt",
                "..%2F..%2Fetc%2Fpasswd",
                "C:%5CWindows%5Ca.exe",
                "%E2%80%AEgpj.exe",
                "%ZZ%",
                "%C0%AF%C0%AF",
                "a\";filename=\"b.html",
                "%3Cscript%3E.html"
            })
    void aNameIsOnlyAName(String name) {
        Response made = send(jun, name, "application/octet-stream", text("x" + name));
        made.then().statusCode(201);
        String called = made.jsonPath().getString("name");
        assertThat(called).isNotBlank().doesNotContainPattern("[\\p{Cntrl}/\\\\<>\"\u202E]");
        Response got = as(jun).get(FILES + "/" + made.jsonPath().getString("id") + "/content");
        assertThat(got.headers().hasHeaderWithName("Set-Cookie")).isFalse();
        assertThat(got.header("Content-Disposition"))
                .matches("attachment; filename=\"[^\"\\\\\\p{Cntrl}]+\"; filename\\*=UTF-8''[A-Za-z0-9%._~-]+");
    }

    @Test
    void anEndlessNameIsShortened() {
        Response made = send(jun, "%E9%95%BF".repeat(2000) + ".pdf", "application/octet-stream", text("x"));
        made.then().statusCode(201);
        assertThat(made.jsonPath().getString("name")).hasSizeLessThanOrEqualTo(120);
    }

    /** Every way to name a file: each answers for another workspace's as for one there never was. */
    @Test
    void theIdsOfOtherWorkspacesAreTheIdsOfNothing() {
        Tenant other = desk.demo();
        desk.account(other, "jun", "agent", "after_sales");
        Browser theirs = Browser.signIn(other.slug(), "jun", Workspaces.PASSWORD);
        String loose = upload(theirs, PHOTO);
        String used = upload(theirs, TestImages.jpeg(32, 32, Color.BLUE));
        theirs.with()
                .body(Map.of(
                        "type",
                        "return_refund",
                        "fields",
                        Map.of("subject", "K", "reason", "damaged", "complaint_text", "x", "photos", List.of(used))))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);
        String ticket = ticket(Map.of());
        String nobody = UUID.randomUUID().toString();
        List<String> expected = everyWay(ticket, nobody);
        assertThat(expected).allMatch(answer -> answer.matches("(?s)(404|422|200) .*"));
        assertThat(everyWay(ticket, loose)).isEqualTo(expected);
        assertThat(everyWay(ticket, used)).isEqualTo(expected);
        // They still have what they had, and we have nothing.
        as(theirs).get(FILES + "/" + loose + "/content").then().statusCode(200);
        as(theirs).get(FILES + "/" + used + "/content").then().statusCode(200);
        nothingIsLeft();
    }

    /** What is answered to everything one can do with {@code file}, which is replaced by "ID" in the answers. */
    private List<String> everyWay(String ticket, String file) {
        List<Response> answers = new ArrayList<>();
        for (String way : List.of("", "/content", "/picture", "/picture?size=large")) {
            answers.add(as(jun).get(FILES + "/" + file + way));
            answers.add(as(jun).head(FILES + "/" + file + way));
            answers.add(as(jun).header("Range", "bytes=0-0").get(FILES + "/" + file + way));
        }
        answers.add(as(jun).get(FILES + "?ids=" + file));
        answers.add(as(jun).delete(FILES + "/" + file));
        for (Map<String, Object> fields :
                List.<Map<String, Object>>of(Map.of("photos", List.of(file)), Map.of("documents", List.of(file)))) {
            answers.add(change(ticket, fields));
        }
        for (String visibility : List.of("public", "internal")) {
            answers.add(jun.with()
                    .body(Map.of("visibility", visibility, "text", "look", "attachments", List.of(file)))
                    .post("/api/v1/tickets/" + ticket + "/comments"));
        }
        return answers.stream()
                .map(a -> a.statusCode() + " " + a.asString().replace(file, "ID"))
                .toList();
    }
}

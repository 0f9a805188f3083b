package io.deskloom.rest;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.CollectContents;
import io.deskloom.attachment.Limits;
import io.deskloom.attachment.Scan;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.TicketId;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestImages;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AttachmentsTest {
    private static final String FILES = "/api/v1/attachments";
    private static final byte[] PHOTO = TestImages.jpeg(640, 480, Color.ORANGE);

    @Inject
    Desk desk;

    @Inject
    AttachmentStore store;

    @Inject
    CollectContents collect;

    @Inject
    Limits limits;

    @TestHTTPResource("/")
    URI base;

    private Tenant demo;
    private Browser jun;
    private Browser mei;
    private Browser fang;
    private Browser lin;

    @BeforeEach
    void people() {
        demo = desk.demo();
        jun = person("jun", "agent", "after_sales");
        mei = person("mei", "supervisor", "after_sales");
        fang = person("fang", "finance", "after_sales");
        lin = person("lin", "warehouse", "after_sales");
    }

    private Browser person(String login, String role, String team) {
        desk.account(demo, login, role, team);
        return Browser.signIn(demo.slug(), login, Workspaces.PASSWORD);
    }

    private static RequestSpecification as(Browser who) {
        return RestAssured.given().cookie(Browser.COOKIE, who.cookie()).header("X-CSRF-Token", who.csrf());
    }

    private static Response send(Browser who, String name, byte[] content) {
        return as(who).header(
                        "X-File-Name",
                        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .contentType("application/octet-stream")
                .body(content)
                .post(FILES);
    }

    private static String upload(Browser who, String name, byte[] content) {
        Response made = send(who, name, content);
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

    private static Response change(Browser who, String ticket, Map<String, Object> fields) {
        int version = who.with().get("/api/v1/tickets/" + ticket).jsonPath().getInt("version");
        return who.with().body(Map.of("version", version, "fields", fields)).patch("/api/v1/tickets/" + ticket);
    }

    private static Response content(Browser who, String file) {
        return as(who).get(FILES + "/" + file + "/content");
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        bytes[0] = 0;
        return bytes;
    }

    @Test
    void whatGoesInComesOutAsAnAttachmentThatNothingCanRunIn() {
        byte[] content = noise(700_001);
        String id = upload(jun, "报告 1.bin", content);
        Response got = content(jun, id);
        got.then()
                .statusCode(200)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", AttachmentResource.POLICY)
                .header("Content-Disposition", containsString("attachment; filename="))
                .header("Content-Disposition", containsString("filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.bin"))
                .header("Cache-Control", "private, no-cache")
                .header("Content-Length", "700001")
                .header("X-Frame-Options", "DENY");
        assertThat(got.headers().getValues("Content-Security-Policy")).hasSize(1);
        assertThat(got.headers().getValues("Cache-Control")).hasSize(1);
        assertThat(got.asByteArray()).isEqualTo(content);
        as(jun).header("If-None-Match", got.header("ETag"))
                .get(FILES + "/" + id + "/content")
                .then()
                .statusCode(304);
    }

    @Test
    void aPartOfAFileCanBeAskedFor() {
        byte[] content = noise(600_000);
        String id = upload(jun, "a.bin", content);
        Response part = as(jun).header("Range", "bytes=262140-262150").get(FILES + "/" + id + "/content");
        part.then().statusCode(206).header("Content-Range", "bytes 262140-262150/600000");
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(content, 262140, 262151));
        as(jun).header("Range", "bytes=600000-")
                .get(FILES + "/" + id + "/content")
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */600000");
        Response head = as(jun).head(FILES + "/" + id + "/content");
        head.then().statusCode(200).header("Content-Length", "600000");
        assertThat(head.asByteArray()).isEmpty();
    }

    @Test
    void aHtmlPageInDisguiseIsWhatItIs() {
        byte[] page = text("<!DOCTYPE html><html><script>alert(document.cookie)</script></html>");
        Response made = as(jun).header("X-File-Name", "cat.png")
                .contentType("image/png")
                .body(page)
                .post(FILES);
        made.then().statusCode(201).body("type", equalTo("text/html")).body("hasPictures", is(false));
        String id = made.jsonPath().getString("id");
        content(jun, id).then().contentType("application/octet-stream");
        String ticket = ticket(Map.of());
        change(jun, ticket, Map.of("photos", List.of(id)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.not-an-image"));
        change(jun, ticket, Map.of("documents", List.of(id)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.file-type"));
        String svg =
                upload(jun, "a.png", text("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"));
        content(jun, svg).then().contentType("application/octet-stream");
        change(jun, ticket, Map.of("photos", List.of(svg))).then().statusCode(422);
    }

    @Test
    void aBombIsKeptAsAFileAndNeverDecoded() {
        Response made = send(jun, "bomb.png", TestImages.bomb(20_000));
        made.then().statusCode(201).body("hasPictures", is(false));
        String id = made.jsonPath().getString("id");
        as(jun).get(FILES + "/" + id + "/picture").then().statusCode(404);
        change(jun, ticket(Map.of()), Map.of("photos", List.of(id)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.not-an-image"))
                .body("problems[0].pointer", equalTo("/fields/photos/0"));
    }

    @Test
    void whoMayNotReadTheFieldHasNoFile() {
        String photo = upload(jun, "Zwilling.jpg", PHOTO);
        String ticket = ticket(Map.of("photos", List.of(photo)));
        for (Browser may : List.of(jun, mei, lin)) {
            content(may, photo).then().statusCode(200);
            as(may).get(FILES + "/" + photo + "/picture").then().statusCode(200).contentType("image/jpeg");
        }
        fang.with().get("/api/v1/tickets/" + ticket).then().statusCode(200);
        // Every way of asking for it gives the answer for a file that is not there.
        String nobody = UUID.randomUUID().toString();
        for (String way : List.of("", "/content", "/picture", "/picture?size=large")) {
            same(as(fang).get(FILES + "/" + photo + way), as(fang).get(FILES + "/" + nobody + way));
            same(
                    as(fang).header("Range", "bytes=0-1").get(FILES + "/" + photo + way),
                    as(fang).header("Range", "bytes=0-1").get(FILES + "/" + nobody + way));
            as(fang).head(FILES + "/" + photo + way).then().statusCode(404);
        }
        as(fang).get(FILES + "?ids=" + photo + "," + nobody)
                .then()
                .statusCode(200)
                .body("", hasSize(0));
        as(jun).get(FILES + "?ids=" + photo + "," + nobody).then().body("", hasSize(1));
        as(fang).delete(FILES + "/" + photo).then().statusCode(404);
    }

    @Test
    void anIdTellsNothingOfAnother() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            // The same content or another, of one person or two, within the same second.
            ids.add(UUID.fromString(upload(i % 2 == 0 ? jun : mei, "a.txt", text(i < 3 ? "same" : "other " + i))));
        }
        for (UUID id : ids) {
            assertThat(id.version()).as("of 122 random bits").isEqualTo(4);
            for (UUID other : ids) {
                int apart = Long.bitCount(id.getMostSignificantBits() ^ other.getMostSignificantBits())
                        + Long.bitCount(id.getLeastSignificantBits() ^ other.getLeastSignificantBits());
                assertThat(id == other || apart > 20).as("%s and %s", id, other).isTrue();
            }
        }
    }

    private static void same(Response one, Response two) {
        assertThat(one.statusCode()).isEqualTo(404);
        assertThat(two.statusCode()).isEqualTo(404);
        assertThat(one.asString()).isEqualTo(two.asString());
    }

    @Test
    void aFileInNoTicketIsItsOwnersAlone() {
        String id = upload(jun, "a.jpg", PHOTO);
        content(lin, id).then().statusCode(404);
        as(lin).delete(FILES + "/" + id).then().statusCode(404);
        // Nor can anybody else put it somewhere, to read it there.
        change(lin, ticket(Map.of()), Map.of("photos", List.of(id)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.unknown-file"));
        as(jun).delete(FILES + "/" + id).then().statusCode(204);
        content(jun, id).then().statusCode(404);
    }

    @Test
    void anotherWorkspaceHasNoSuchFile() {
        String photo = upload(jun, "a.jpg", PHOTO);
        ticket(Map.of("photos", List.of(photo)));
        Tenant other = desk.demo();
        desk.account(other, "jun", "agent", "after_sales");
        Browser stranger = Browser.signIn(other.slug(), "jun", Workspaces.PASSWORD);
        content(stranger, photo).then().statusCode(404);
        // The same content in two workspaces is stored twice: nobody learns what others have.
        upload(stranger, "a.jpg", PHOTO);
        assertThat(Desk.count(other.id(), "blob")).isEqualTo(1);
        assertThat(Desk.count(demo.id(), "blob")).isEqualTo(1);
    }

    @Test
    void aFileIsInOnePlaceOnly() {
        String photo = upload(jun, "a.jpg", PHOTO);
        String first = ticket(Map.of("photos", List.of(photo)));
        change(jun, ticket(Map.of()), Map.of("photos", List.of(photo)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.unknown-file"));
        String twice = upload(jun, "b.jpg", PHOTO);
        change(jun, first, Map.of("photos", List.of(photo, twice), "documents", List.of(twice)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.file-used-twice"));
    }

    @Test
    void whatWasTakenOutCanBePutBack() {
        String photo = upload(jun, "a.jpg", PHOTO);
        String ticket = ticket(Map.of("photos", List.of(photo)));
        change(jun, ticket, new LinkedHashMap<>() {
                    {
                        put("photos", null);
                    }
                })
                .then()
                .statusCode(200);
        content(jun, photo).then().statusCode(200);
        change(jun, ticket, Map.of("photos", List.of(photo))).then().statusCode(200);
        assertThat(store.find(demo.id(), List.of(UUID.fromString(photo)))
                        .values()
                        .toString())
                .contains("removedAt=null");
    }

    @Test
    void aCommentsFilesAreForItsReaders() {
        String inside = upload(jun, "inside.txt", text("for colleagues"));
        String outside = upload(jun, "outside.txt", text("for the customer"));
        String ticket = ticket(Map.of());
        jun.with()
                .body(Map.of("visibility", "internal", "attachments", List.of(inside)))
                .post("/api/v1/tickets/" + ticket + "/comments")
                .then()
                .statusCode(201)
                .body("attachments[0]", equalTo(inside))
                .body("text", equalTo(""));
        jun.with()
                .body(Map.of("visibility", "public", "text", "Here it is", "attachments", List.of(outside)))
                .post("/api/v1/tickets/" + ticket + "/comments")
                .then()
                .statusCode(201);
        content(fang, inside).then().statusCode(200);
        // Finance may not read what customers say, so not what is sent with it either.
        content(fang, outside).then().statusCode(404);
        Response seen = fang.with().get("/api/v1/tickets/" + ticket + "/events");
        assertThat(seen.asString()).contains(inside).doesNotContain(outside);
        jun.with()
                .body(Map.of("visibility", "public", "text", "again", "attachments", List.of(inside)))
                .post("/api/v1/tickets/" + ticket + "/comments")
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.unknown-file"));
    }

    @Test
    void anEmptyFileIsRefused() {
        send(jun, "a.txt", new byte[0]).then().statusCode(422).body("code", equalTo("file-empty"));
        assertThat(Desk.count(demo.id(), "blob")).isZero();
    }

    @Test
    void aGigabyteIsCutOffEarlyWhetherItIsAnnouncedOrNot() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(FILES))
                .timeout(Duration.ofSeconds(120))
                .header("Cookie", Browser.COOKIE + "=" + jun.cookie())
                .header("X-CSRF-Token", jun.csrf());
        long[] sent = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                sent[0]++;
                return 7;
            }

            @Override
            public int read(byte[] b, int off, int len) {
                sent[0] += len;
                return sent[0] > 1L << 30 ? -1 : len;
            }
        };
        try {
            HttpResponse<String> answer = client.send(
                    request.POST(HttpRequest.BodyPublishers.ofInputStream(() -> endless))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(413);
        } catch (IOException cutOff) {
            // The connection is closed while the client still sends: it may not get to see the answer.
        }
        assertThat(sent[0]).isLessThan(limits.file() + (64L << 20));
        assertThat(Desk.count(demo.id(), "attachment")).isZero();
        assertThat(Desk.count(demo.id(), "blob_chunk")).isZero();
        assertThat(raw("Content-Length: 1073741824\r\n", new byte[0])).contains(" 413 ");
    }

    @Test
    void aTruncatedUploadLeavesNothing() throws Exception {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head("Content-Length: 500000\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[300_000]);
            out.flush();
        }
        for (int i = 0; i < 100 && Desk.count(demo.id(), "blob") + Desk.count(demo.id(), "blob_chunk") > 0; i++) {
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
        assertThat(Desk.count(demo.id(), "attachment")).isZero();
        assertThat(Desk.count(demo.id(), "blob")).isZero();
        assertThat(Desk.count(demo.id(), "blob_chunk")).isZero();
    }

    private String head(String more) {
        return "POST " + FILES + " HTTP/1.1\r\nHost: " + base.getAuthority() + "\r\nCookie: " + Browser.COOKIE + "="
                + jun.cookie() + "\r\nX-CSRF-Token: " + jun.csrf() + "\r\n" + more + "\r\n";
    }

    private String raw(String more, byte[] body) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head(more).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void namesAreCleaned() {
        assertThat(name("../../../etc/passwd")).isEqualTo("passwd");
        assertThat(name("photo\u202Egpj.exe")).isEqualTo("photogpj.exe");
        assertThat(name("长".repeat(300) + ".pdf")).hasSizeLessThanOrEqualTo(120).endsWith(".pdf");
        assertThat(name("")).isEqualTo("file");
    }

    private String name(String wanted) {
        return send(jun, wanted, text("x" + wanted)).jsonPath().getString("name");
    }

    @Test
    void theSameContentIsKeptOnceAndGoesWithItsLastUse() throws Exception {
        byte[] content = noise(300_000);
        String one = upload(jun, "one.bin", content);
        String two = upload(mei, "two.bin", content);
        assertThat(Desk.count(demo.id(), "blob")).isEqualTo(1);
        as(jun).delete(FILES + "/" + one).then().statusCode(204);
        collect.fire(demo.id(), Instant.now());
        assertThat(content(mei, two).asByteArray()).isEqualTo(content);
        as(mei).delete(FILES + "/" + two).then().statusCode(204);
        collect.fire(demo.id(), Instant.now());
        assertThat(Desk.count(demo.id(), "blob")).isZero();
        assertThat(Desk.count(demo.id(), "blob_chunk")).isZero();
    }

    @Test
    void onlyWhatNothingNeedsIsCollected() throws Exception {
        String used = upload(jun, "used.jpg", PHOTO);
        String gone = upload(jun, "gone.jpg", TestImages.jpeg(64, 64, Color.BLUE));
        String unused = upload(jun, "unused.txt", text("never used"));
        UUID going = UUID.randomUUID();
        store.begin(demo.id(), going, "postgres", Instant.now(), Instant.now().plusSeconds(3600));
        String ticket = ticket(Map.of("photos", List.of(used, gone)));
        change(jun, ticket, Map.of("photos", List.of(used))).then().statusCode(200);

        collect.fire(demo.id(), Instant.now());
        content(jun, unused).then().statusCode(200);
        content(jun, gone).then().statusCode(200);

        collect.fire(demo.id(), Instant.now().plus(Duration.ofDays(2)));
        content(jun, unused).then().statusCode(404);
        content(jun, gone).then().statusCode(200);
        // What was on its way in for two days has been given up by now, and cannot come back.
        assertThat(store.doom(demo.id(), going)).isFalse();

        collect.fire(demo.id(), Instant.now().plus(Duration.ofDays(40)));
        content(jun, gone).then().statusCode(404);
        content(jun, used).then().statusCode(200);
        // The history still knows what it was called.
        as(jun).get(FILES + "?ids=" + gone)
                .then()
                .body("[0].name", equalTo("gone.jpg"))
                .body("[0].state", equalTo("gone"));
    }

    @Test
    void erasedFilesLeaveNeitherNameNorBytes() throws Exception {
        String photo = upload(jun, "passport of Li Wei.jpg", PHOTO);
        String ticket = ticket(Map.of("photos", List.of(photo)));
        assertThat(store.erase(demo.id(), new TicketId(UUID.fromString(ticket))))
                .isEqualTo(1);
        collect.fire(demo.id(), Instant.now());
        content(jun, photo).then().statusCode(404);
        as(jun).get(FILES + "/" + photo).then().body("name", equalTo("")).body("state", equalTo("gone"));
        assertThat(Desk.count(demo.id(), "blob")).isZero();
        assertThat(Desk.count(demo.id(), "blob_picture")).isZero();
    }

    @Test
    void anInfectedFileIsServedToNobody() {
        String photo = upload(jun, "a.jpg", PHOTO);
        String ticket = ticket(Map.of("photos", List.of(photo)));
        String later = upload(jun, "b.jpg", PHOTO);
        store.scanned(demo.id(), blob(photo), Scan.INFECTED, Instant.now());
        content(jun, photo).then().statusCode(403).body("code", equalTo("file-infected"));
        as(jun).get(FILES + "/" + photo + "/picture").then().statusCode(403);
        as(jun).header("Range", "bytes=0-1")
                .get(FILES + "/" + photo + "/content")
                .then()
                .statusCode(403);
        as(jun).get(FILES + "/" + photo)
                .then()
                .body("state", equalTo("infected"))
                .body("hasPictures", is(false));
        change(jun, ticket, Map.of("photos", List.of(photo, later)))
                .then()
                .statusCode(422)
                .body("problems[0].code", equalTo("field.file-infected"));
    }

    private UUID blob(String attachment) {
        return store.find(demo.id(), List.of(UUID.fromString(attachment)))
                .get(UUID.fromString(attachment))
                .content()
                .blob();
    }

    @Test
    void repeatingARequestDoublesNothing() {
        String photo = upload(jun, "a.jpg", PHOTO);
        Map<String, Object> body = Map.of(
                "type",
                "return_refund",
                "fields",
                Map.of("subject", "K", "reason", "damaged", "complaint_text", "x", "photos", List.of(photo)));
        String first = jun.with()
                .header("Idempotency-Key", "k1")
                .body(body)
                .post("/api/v1/tickets")
                .jsonPath()
                .getString("id");
        String again = jun.with()
                .header("Idempotency-Key", "k1")
                .body(body)
                .post("/api/v1/tickets")
                .jsonPath()
                .getString("id");
        assertThat(again).isEqualTo(first);
        assertThat(Desk.count(demo.id(), "attachment")).isEqualTo(1);
    }

    @Test
    void aSignatureIsOneImage() {
        String drawn = upload(lin, "Lin Hai.png", TestImages.png(600, 200, Color.WHITE));
        String ticket = ticket(Map.of());
        change(lin, ticket, Map.of("handover_signature", drawn)).then().statusCode(200);
        as(mei).get(FILES + "/" + drawn).then().body("name", equalTo("Lin Hai.png"));
        content(fang, drawn).then().statusCode(404);
        String note = upload(lin, "x.txt", text("no image"));
        change(lin, ticket, Map.of("handover_signature", note))
                .then()
                .statusCode(422)
                .body("problems[0].pointer", equalTo("/fields/handover_signature"));
    }
}

package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.app.BackupTest.Ran;
import io.deskloom.attachment.CollectContents;
import io.deskloom.attachment.FakeS3;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps files in S3: the whole way of a file, from its upload to the end of its workspace. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(value = FilesInS3Test.Bucket.class, restrictToAnnotatedClass = true)
class FilesInS3Test {
    private static final String FILES = "/api/v1/attachments";
    private static final List<String> SETTINGS = List.of("endpoint", "bucket", "prefix", "access-key", "secret-key");

    /** A server's settings, and what is in the bucket for the test's field of that name. */
    public static final class Bucket implements QuarkusTestResourceLifecycleManager {
        private final FakeS3 s3;

        public Bucket() {
            try {
                s3 = new FakeS3();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> start() {
            String at = "deskloom.attachments.";
            return Map.of(
                    at + "store",
                    "s3",
                    at + "s3.endpoint",
                    s3.endpoint().toString(),
                    at + "s3.bucket",
                    "desk",
                    at + "s3.prefix",
                    "files/",
                    at + "s3.access-key",
                    FakeS3.ACCESS,
                    at + "s3.secret-key",
                    FakeS3.SECRET);
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(s3.objects, field -> field.getName().equals("bucket"));
        }

        @Override
        public void stop() {
            s3.close();
        }
    }

    Map<String, byte[]> bucket;

    @Inject
    Desk desk;

    @Inject
    CollectContents collect;

    @TempDir
    Path folder;

    @Test
    void aFileLivesInTheBucketAndGoesWithItsWorkspace() throws Exception {
        Tenant demo = desk.demo();
        desk.account(demo, "jun", "agent", "after_sales");
        desk.account(demo, "fang", "finance", "finance");
        Browser jun = Browser.signIn(demo, "jun");
        Browser fang = Browser.signIn(demo, "fang");
        byte[] content = "It leaks. 漏水。\n".repeat(60_000).getBytes(StandardCharsets.UTF_8);
        String kept = upload(jun, "report.txt", content);
        String unused = upload(jun, "other.txt", "unused".getBytes(StandardCharsets.UTF_8));
        assertThat(bucket).hasSize(2);
        assertThat(bucket.keySet())
                .allMatch(path -> path.startsWith("/desk/files/" + demo.id().value() + "/"));
        assertThat(Desk.count(demo.id(), "blob_chunk"))
                .as("none of it in the database")
                .isZero();

        jun.with()
                .body(Map.of(
                        "type",
                        "return_refund",
                        "fields",
                        Map.of("subject", "Kettle leaks", "reason", "damaged", "documents", List.of(kept))))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);
        assertThat(get(jun, kept).asByteArray()).isEqualTo(content);
        Response part = as(jun).header("Range", "bytes=262140-262150").get(FILES + "/" + kept + "/content");
        part.then().statusCode(206);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(content, 262_140, 262_151));
        get(fang, kept).then().statusCode(404);

        as(jun).delete(FILES + "/" + unused).then().statusCode(204);
        collect.fire(demo.id(), Instant.now());
        assertThat(bucket.values()).containsExactly(content);
        collect.fire(demo.id(), Instant.now().plus(Duration.ofDays(40)));
        assertThat(bucket.values()).as("what a ticket needs").containsExactly(content);

        Path archive = folder.resolve("demo.zip");
        Ran unknown = BackupTest.run(
                new BackupCommand(), BackupTest.at(TestDatabase.get()), archive.toString(), "--workspace", demo.slug());
        assertThat(unknown.code()).as("without the settings of the bucket").isEqualTo(1);
        assertThat(unknown.err()).contains("DESKLOOM_ATTACHMENTS_S3_ENDPOINT");
        configured(() -> {
            Ran taken = BackupTest.run(
                    new BackupCommand(),
                    BackupTest.at(TestDatabase.get()),
                    archive.toString(),
                    "--workspace",
                    demo.slug());
            assertThat(taken.code()).as(taken.err()).isZero();
            Database elsewhere = TestDatabase.create("from_s3");
            Ran back = BackupTest.run(new RestoreCommand(), BackupTest.at(elsewhere), archive.toString());
            assertThat(back.code()).as(back.err()).isZero();
            assertThat(chunks(elsewhere)).isEqualTo(content);

            WorkspaceCommand.Delete delete = new WorkspaceCommand.Delete();
            delete.asked = new ByteArrayInputStream((demo.slug() + "\n").getBytes(StandardCharsets.UTF_8));
            delete.underWay = Duration.ZERO;
            Ran deleted = BackupTest.run(delete, BackupTest.at(TestDatabase.get()), demo.slug());
            assertThat(deleted.code()).as(deleted.err()).isZero();
        });
        assertThat(bucket).isEmpty();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** With the server's settings where commands that run without it look for them. */
    private static void configured(Work work) throws Exception {
        Map<String, String> before = new HashMap<>();
        for (String name : SETTINGS) {
            String key = "deskloom.attachments.s3." + name;
            before.put(key, System.getProperty(key));
            System.setProperty(key, ConfigProvider.getConfig().getValue(key, String.class));
        }
        try {
            work.run();
        } finally {
            before.forEach((key, value) -> {
                if (value == null) {
                    System.clearProperty(key);
                } else {
                    System.setProperty(key, value);
                }
            });
        }
    }

    private static byte[] chunks(Database database) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Connection c = DriverManager.getConnection(database.url(), database.owner(), database.ownerPassword());
                Statement s = c.createStatement();
                ResultSet row = s.executeQuery("SELECT bytes FROM blob_chunk ORDER BY n")) {
            while (row.next()) {
                all.write(row.getBytes(1));
            }
        }
        return all.toByteArray();
    }

    private static RequestSpecification as(Browser who) {
        return RestAssured.given().cookie(Browser.COOKIE, who.cookie()).header("X-CSRF-Token", who.csrf());
    }

    private static Response get(Browser who, String file) {
        return as(who).get(FILES + "/" + file + "/content");
    }

    private static String upload(Browser who, String name, byte[] content) {
        Response made = as(who).header("X-File-Name", name)
                .contentType("application/octet-stream")
                .body(content)
                .post(FILES);
        made.then().statusCode(201);
        return made.path("id");
    }
}

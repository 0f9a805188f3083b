package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.kernel.TenantId;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Against our own {@link FakeS3}, or against the server that {@code -Ds3.endpoint=http://… -Ds3.bucket=…} names and whose keys
 * are those of the fake.
 */
@Tag("unit")
class S3BlobStoreTest {
    private static final TenantId TENANT = new TenantId(7);

    private static S3BlobStore store(URI endpoint, String secret) {
        return new S3BlobStore(
                new S3BlobStore.Settings(
                        endpoint,
                        "eu-central-1",
                        System.getProperty("s3.bucket", "files"),
                        "desk/",
                        FakeS3.ACCESS,
                        secret),
                Clock.systemUTC());
    }

    @Test
    void whatIsWrittenIsReadFromAnyByteOnAndCanBeDeleted() throws IOException {
        try (FakeS3 fake = new FakeS3()) {
            String outside = System.getProperty("s3.endpoint");
            S3BlobStore store = store(outside == null ? fake.endpoint() : URI.create(outside), FakeS3.SECRET);
            byte[] content = new byte[300_000];
            new Random(7).nextBytes(content);
            UUID blob = UUID.randomUUID();
            try (BlobStore.Writing out = store.write(TENANT, blob)) {
                out.write(content, 200_000);
                out.write(Arrays.copyOfRange(content, 200_000, 300_000), 100_000);
                out.finish();
            }
            assertThat(store.open(TENANT, blob, 0).readAllBytes()).isEqualTo(content);
            assertThat(store.open(TENANT, blob, 299_990).readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(content, 299_990, 300_000));
            store.delete(TENANT, blob);
            store.delete(TENANT, blob);
            assertThatThrownBy(() -> store.open(TENANT, blob, 0)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anUploadThatIsGivenUpNeverArrives() throws IOException {
        try (FakeS3 fake = new FakeS3()) {
            try (BlobStore.Writing out = store(fake.endpoint(), FakeS3.SECRET).write(TENANT, UUID.randomUUID())) {
                out.write(text("half"), 4);
            }
            assertThat(fake.objects).isEmpty();
        }
    }

    @Test
    void aWrongKeyIsRefusedAndNotRepeatedInTheError() throws IOException {
        try (FakeS3 fake = new FakeS3()) {
            S3BlobStore store = store(fake.endpoint(), "another secret");
            assertThatThrownBy(() -> {
                        try (BlobStore.Writing out = store.write(TENANT, UUID.randomUUID())) {
                            out.write(text("x"), 1);
                            out.finish();
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("403")
                    .hasMessageNotContaining("another secret");
            assertThat(fake.objects).isEmpty();
        }
    }
}

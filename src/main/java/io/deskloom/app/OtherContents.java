package io.deskloom.app;

import io.deskloom.archive.BadArchive;
import io.deskloom.attachment.S3BlobStore;
import io.deskloom.kernel.TenantId;
import io.deskloom.store.TakeArchive;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files that are kept outside the database, for commands that run without the server: the same settings, read as it reads them. */
final class OtherContents implements TakeArchive.Contents {
    private static final String S3 = "deskloom.attachments.s3.";

    private @Nullable S3BlobStore s3;

    @Override
    public InputStream open(String store, TenantId tenant, UUID blob) throws IOException {
        return store(store).open(tenant, blob, 0);
    }

    /** Deletes the bytes of a content; done as well when there are none. */
    void delete(String store, TenantId tenant, UUID blob) throws IOException {
        store(store).delete(tenant, blob);
    }

    private S3BlobStore store(String store) throws BadArchive {
        S3BlobStore known = s3;
        if (known == null) {
            known = configured(store);
            s3 = known;
        }
        return known;
    }

    private static S3BlobStore configured(String store) throws BadArchive {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .build();
        URI endpoint = config.getOptionalValue(S3 + "endpoint", URI.class)
                .orElseThrow(
                        () -> new BadArchive(
                                "Files are in the store '" + store
                                        + "', which is not configured here: set DESKLOOM_ATTACHMENTS_S3_ENDPOINT and the rest as for the server."));
        return new S3BlobStore(
                new S3BlobStore.Settings(
                        endpoint,
                        config.getOptionalValue(S3 + "region", String.class).orElse("us-east-1"),
                        config.getValue(S3 + "bucket", String.class),
                        config.getOptionalValue(S3 + "prefix", String.class).orElse(""),
                        config.getValue(S3 + "access-key", String.class),
                        config.getValue(S3 + "secret-key", String.class)),
                Clock.systemUTC());
    }
}

package io.deskloom.app;

import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Attachments;
import io.deskloom.attachment.BlobStore;
import io.deskloom.attachment.BlobStores;
import io.deskloom.attachment.ClamAv;
import io.deskloom.attachment.Limits;
import io.deskloom.attachment.S3BlobStore;
import io.deskloom.attachment.Scanner;
import io.deskloom.store.PgBlobStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files as they are configured. */
@ApplicationScoped
class AttachmentBeans {
    @Produces
    @Singleton
    Limits limits(AttachmentSettings s) {
        return new Limits(
                s.file().asLongValue(),
                s.ticketFiles(),
                s.ticket().asLongValue(),
                s.workspace().asLongValue(),
                s.unusedFiles(),
                s.uploadsAtOnce(),
                s.uploadTime(),
                s.unused(),
                s.removed(),
                s.pixels());
    }

    @Produces
    @Singleton
    BlobStores stores(AttachmentSettings settings, PgBlobStore postgres, Clock clock) {
        List<BlobStore> all = new ArrayList<>(List.of(postgres));
        s3(settings.s3()).ifPresent(s -> all.add(new S3BlobStore(s, clock)));
        BlobStore current = all.stream()
                .filter(store -> store.key().equals(settings.store()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("deskloom.attachments.store is '" + settings.store()
                        + "', which is not configured: use postgres, or s3 with its endpoint, bucket and keys"));
        return new BlobStores(current, all);
    }

    @Produces
    @ApplicationScoped
    Attachments attachments(
            AttachmentStore store, BlobStores blobs, Limits limits, AttachmentSettings settings, Clock clock) {
        AttachmentSettings.Clamav clamav = settings.clamav();
        Optional<Scanner> scanner = clamav.host().map(host -> new ClamAv(host, clamav.port(), clamav.patience()));
        return new Attachments(store, blobs, limits, scanner, clock);
    }

    private static Optional<S3BlobStore.Settings> s3(AttachmentSettings.S3 s) {
        return s.endpoint()
                .map(endpoint -> new S3BlobStore.Settings(
                        endpoint,
                        s.region(),
                        needed("bucket", s.bucket()),
                        s.prefix().orElse(""),
                        needed("access-key", s.accessKey()),
                        needed("secret-key", s.secretKey())));
    }

    private static String needed(String name, Optional<String> value) {
        return value.orElseThrow(() ->
                new IllegalStateException("deskloom.attachments.s3." + name + " must be set, as there is an endpoint"));
    }
}

package io.deskloom.attachment;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Deletes what nothing refers to. A crash at any point leaves a doomed content, which the next run deletes: bytes go before
 * the row that knows of them.
 */
@ApplicationScoped
public class CollectContents implements TimerTask {
    private static final int BATCH = 100;
    private static final int MOST_BATCHES = 50;

    private final AttachmentStore store;
    private final BlobStores blobs;
    private final Limits limits;

    CollectContents(AttachmentStore store, BlobStores blobs, Limits limits) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
    }

    @Override
    public String kind() {
        return "collect-contents";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(1));
    }

    @Override
    public void fire(TenantId tenant, Instant now) throws IOException {
        store.expire(tenant, now);
        store.release(tenant, now.minus(limits.removed()));
        for (int i = 0; i < MOST_BATCHES; i++) {
            List<AttachmentStore.Doomed> doomed = store.doomed(tenant, now, BATCH);
            for (AttachmentStore.Doomed one : doomed) {
                blobs.of(one.store()).delete(tenant, one.blob());
                store.forget(tenant, one.blob());
            }
            if (doomed.size() < BATCH) {
                return;
            }
        }
    }
}

package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.attachment.AttachmentStore.Doomed;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CollectionRaceTest {
    @Inject
    Desk desk;

    @Inject
    Attachments attachments;

    @Inject
    AttachmentStore store;

    @Test
    void whatIsTakenUpWhileItIsCollectedStays() throws Exception {
        Tenant demo = desk.demo();
        Actor jun = desk.actor(demo, "jun", "agent", "after_sales");
        Attachment first = attachments
                .upload(jun, "a.txt", -1, new ByteArrayInputStream(text("shared")))
                .orThrow();
        UUID blob = first.content().blob();
        store.discard(demo.id(), jun.account(), first.id());
        // Somebody uploads the same again: their transaction holds the content it found, and has not ended yet.
        try (Connection upload = TestDatabase.asApp()) {
            upload.setAutoCommit(false);
            run(upload, "SELECT set_config('app.tenant', '" + demo.id().value() + "', true)");
            run(
                    upload,
                    "SELECT FROM blob WHERE tenant_id = ? AND id = ? FOR NO KEY UPDATE",
                    demo.id().value(),
                    blob);
            CompletableFuture<List<Doomed>> collection =
                    CompletableFuture.supplyAsync(() -> store.doomed(demo.id(), Instant.now(), 10));
            try {
                collection.get(5, TimeUnit.SECONDS);
            } catch (TimeoutException waits) {
                // A collection that waits for the upload is as good as one that passes the content by.
            }
            run(
                    upload,
                    "INSERT INTO attachment (tenant_id, id, blob_id, owner_id, name, size, type, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, 'b.txt', 6, 'text/plain', now(), now() + interval '1 hour')",
                    demo.id().value(),
                    UUID.randomUUID(),
                    blob,
                    jun.account().value());
            upload.commit();
            assertThat(collection.get()).isEmpty();
        }
        assertThat(store.doomed(demo.id(), Instant.now(), 10)).isEmpty();
    }

    private static void run(Connection c, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                s.setObject(i + 1, parameters[i]);
            }
            s.execute();
        }
    }
}

package io.deskloom.attachment;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Rejection;
import io.deskloom.testing.Desk;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Refusals;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class UploadsTest {
    @Inject
    Desk desk;

    @Inject
    AttachmentStore store;

    @Inject
    BlobStores blobs;

    private final ManualClock clock = new ManualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void somebody() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    private static final Limits SMALL = new Limits(
            1000, 5, 5000, 2500, 3, 1, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1), 1_000_000);

    private Attachments with(Limits limits, Scanner scanner) {
        return new Attachments(store, blobs, limits, Optional.ofNullable(scanner), clock);
    }

    private static Rejection refused(Attachments files, Actor who, InputStream body) throws IOException {
        return Refusals.of(files.upload(who, "a", -1, body));
    }

    private static InputStream of(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private void nothingIsLeft() {
        assertThat(Desk.count(demo.id(), "attachment")).isZero();
        assertThat(Desk.count(demo.id(), "blob")).isZero();
        assertThat(Desk.count(demo.id(), "blob_chunk")).isZero();
    }

    @Test
    void aFileMayNotBeLargerThanAllowedWhateverItsSenderAnnounces() throws IOException {
        Attachments files = with(SMALL, null);
        assertThat(refused(files, jun, of(new byte[1001])).code()).isEqualTo("file-too-large");
        assertThat(Refusals.of(files.upload(jun, "a", 1001, of(new byte[1]))).code())
                .isEqualTo("file-too-large");
        nothingIsLeft();
        assertThat(files.upload(jun, "a", 1000, of(new byte[1000])).isOk()).isTrue();
    }

    @Test
    void aFileThatIsNotAsLongAsAnnouncedIsNotKept() throws IOException {
        assertThat(Refusals.of(with(SMALL, null).upload(jun, "a", 500, of(new byte[400])))
                        .code())
                .isEqualTo("file-incomplete");
        nothingIsLeft();
    }

    @Test
    void anUploadThatTakesForEverEnds() throws IOException {
        InputStream dripping = new InputStream() {
            @Override
            public int read() {
                clock.tick(Duration.ofSeconds(10));
                return 7;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                return 1;
            }
        };
        assertThat(refused(with(SMALL, null), jun, dripping).code()).isEqualTo("file-too-slow");
        nothingIsLeft();
    }

    @Test
    void whoUploadsWithoutUsingIsStopped() throws IOException {
        Attachments files = with(SMALL, null);
        for (int i = 0; i < 3; i++) {
            files.upload(jun, "a", -1, of(text("file " + i))).orThrow();
        }
        assertThat(refused(files, jun, of(text("one more"))).code()).isEqualTo("uploads-unused");
        clock.tick(Duration.ofHours(2));
        assertThat(files.upload(jun, "a", -1, of(text("later"))).isOk()).isTrue();
    }

    @Test
    void aWorkspaceHasSoMuchRoomAndNoMore() throws IOException {
        Attachments files = with(SMALL, null);
        files.upload(jun, "a", -1, of(new byte[1000])).orThrow();
        byte[] other = new byte[1000];
        other[0] = 1;
        files.upload(jun, "b", -1, of(other)).orThrow();
        assertThat(Refusals.of(files.upload(jun, "c", 600, of(new byte[600]))).code())
                .isEqualTo("storage-full");
        assertThat(refused(files, jun, of(new byte[600])).code()).isEqualTo("storage-full");
        assertThat(Desk.count(demo.id(), "blob")).isEqualTo(2);
    }

    @Test
    void onePersonHasSoManyUploadsAtOnce() throws Exception {
        Attachments files = with(SMALL, null);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                boolean _ = files.upload(jun, "a", -1, new InputStream() {
                            private boolean done;

                            @Override
                            public int read() throws IOException {
                                begun.countDown();
                                try {
                                    go.await();
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                                int next = done ? -1 : 7;
                                done = true;
                                return next;
                            }
                        })
                        .isOk();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        begun.await();
        assertThat(refused(files, jun, of(text("b"))).code()).isEqualTo("uploads-at-once");
        go.countDown();
        first.join();
        assertThat(files.upload(jun, "c", -1, of(text("c"))).isOk()).isTrue();
    }

    @Test
    void theScannerDecidesWhatIsKeptAndWhatIsServed() throws IOException {
        try (FakeClamd clamd = new FakeClamd()) {
            Attachments files = with(SMALL, new ClamAv("localhost", clamd.port(), Duration.ofSeconds(5)));
            assertThat(refused(files, jun, of(text(FakeClamd.VIRUS))).code()).isEqualTo("file-infected");
            nothingIsLeft();
            Attachment clean = files.upload(jun, "a", -1, of(text("clean"))).orThrow();
            assertThat(files.state(clean)).isEqualTo(Attachments.State.READY);

            clamd.instead = "INSTREAM size limit exceeded. ERROR";
            Attachment later = files.upload(jun, "b", -1, of(text("not asked"))).orThrow();
            assertThat(files.state(later)).isEqualTo(Attachments.State.CHECKING);
            assertThat(Refusals.of(files.bytes(demo.id(), later)).code()).isEqualTo("file-not-checked");

            clamd.instead = null;
            assertThat(files.scanAgain(demo.id(), 10)).isEqualTo(1);
            Attachment now = store.find(demo.id(), List.of(later.id())).get(later.id());
            assertThat(files.state(now)).isEqualTo(Attachments.State.READY);
            assertThat(files.bytes(demo.id(), now).orThrow().from(0).readAllBytes())
                    .isEqualTo(text("not asked"));
        }
    }

    @Test
    void whatCameBeforeTheScannerIsJudgedLater() throws IOException {
        Attachment old = with(SMALL, null)
                .upload(jun, "a", -1, of(text("old " + FakeClamd.VIRUS)))
                .orThrow();
        try (FakeClamd clamd = new FakeClamd()) {
            Attachments files = with(SMALL, new ClamAv("localhost", clamd.port(), Duration.ofSeconds(5)));
            assertThat(files.state(old)).isEqualTo(Attachments.State.CHECKING);
            files.scanAgain(demo.id(), 10);
            Attachment now = store.find(demo.id(), List.of(old.id())).get(old.id());
            assertThat(Refusals.of(files.bytes(demo.id(), now)).code()).isEqualTo("file-infected");
        }
    }

    @Test
    void aContentAboutToBeUsedIsNotCollected() throws Exception {
        Attachments files = with(SMALL, null);
        Attachment one = files.upload(jun, "a", -1, of(text("shared"))).orThrow();
        store.discard(demo.id(), jun.account(), one.id());
        // Nothing refers to it, but it is taken up again before the collection comes.
        Attachment two = files.upload(jun, "b", -1, of(text("shared"))).orThrow();
        assertThat(store.doomed(demo.id(), clock.instant(), 10)).isEmpty();
        assertThat(two.content()).isEqualTo(one.content());
        store.discard(demo.id(), jun.account(), two.id());
        assertThat(store.doomed(demo.id(), clock.instant(), 10)).hasSize(1);
        // Doomed is doomed: the next upload of the same is another content.
        Attachment three = files.upload(jun, "c", -1, of(text("shared"))).orThrow();
        assertThat(three.content().blob()).isNotEqualTo(one.content().blob());
        assertThat(files.bytes(demo.id(), three).orThrow().from(0).readAllBytes())
                .isEqualTo(text("shared"));
    }
}

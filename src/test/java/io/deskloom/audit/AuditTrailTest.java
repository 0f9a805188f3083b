package io.deskloom.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.TenantId;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What was done is on record, whatever floods in beside it and however the database is. */
class AuditTrailTest {
    private final Book book = new Book();

    /** A log that can be shut, or be away for a while. */
    private static final class Book implements AuditLog {
        final List<AuditLine> lines = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        volatile int failures;

        @Override
        public void append(List<AuditLine> more) {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("the database is away");
            }
            lines.addAll(more);
        }

        @Override
        public List<Kept> read(TenantId tenant, UUID before, int most) {
            throw new AssertionError("nobody reads here");
        }
    }

    @Test
    void aFloodOfRefusalsLeavesRoomForWhatIsDone() throws Exception {
        AuditTrail trail = new AuditTrail(book, Duration.ofMillis(1));
        trail.add(line(401, "unauthenticated"));
        book.asked.await();
        for (int i = 0; i < 2 * AuditTrail.QUEUE; i++) {
            trail.add(line(403, "forbidden"));
        }
        for (int i = 0; i < AuditTrail.RESERVED; i++) {
            trail.add(line(201, "signed-in"));
        }
        book.open.countDown();
        assertThat(trail.flush(20)).isTrue();
        assertThat(book.lines).filteredOn(l -> l.code().equals("signed-in")).hasSize(AuditTrail.RESERVED);
        int refused = AuditTrail.QUEUE - AuditTrail.RESERVED;
        assertThat(book.lines).filteredOn(l -> l.code().equals("forbidden")).hasSize(refused);
        assertThat(trail.dropped()).as("left out, and counted").isEqualTo(2L * AuditTrail.QUEUE - refused);
    }

    @Test
    void whatTheDatabaseDidNotTakeIsTriedAgainAndWrittenOnce() throws Exception {
        book.failures = 3;
        book.open.countDown();
        AuditTrail trail = new AuditTrail(book, Duration.ofMillis(1));
        AuditLine signedIn = line(201, "signed-in");
        AuditLine refused = line(403, "forbidden");
        trail.add(signedIn);
        trail.add(refused);
        assertThat(trail.flush(20)).isTrue();
        assertThat(book.lines).containsExactly(signedIn, refused);
        assertThat(trail.dropped()).isZero();
    }

    @Test
    void whatTheDatabaseNeverTakesDoesNotHoldUpTheRest() throws Exception {
        book.failures = 10;
        book.open.countDown();
        AuditTrail trail = new AuditTrail(book, Duration.ofMillis(1));
        trail.add(line(403, "forbidden"));
        assertThat(trail.flush(20)).isTrue();
        assertThat(trail.dropped()).isEqualTo(1);
        AuditLine later = line(201, "signed-in");
        trail.add(later);
        assertThat(trail.flush(20)).isTrue();
        assertThat(book.lines).containsExactly(later);
    }

    @Test
    void whatWaitsIsWrittenBeforeTheEndAndWhatComesLaterIsCounted() throws Exception {
        AuditTrail trail = new AuditTrail(book, Duration.ofMillis(1));
        for (int i = 0; i < 1_000; i++) {
            trail.add(line(i % 2 == 0 ? 201 : 403, "line " + i));
        }
        // The database answers only when the end has begun: what waits is not written by luck.
        Thread end = Thread.ofPlatform().start(() -> {
            try {
                trail.stop(new ShutdownEvent());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (end.isAlive() && end.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        book.open.countDown();
        end.join();
        assertThat(book.lines).extracting(AuditLine::code).hasSize(1_000).contains("line 0", "line 999");
        trail.add(line(403, "too late"));
        assertThat(trail.dropped()).isEqualTo(1);
        assertThat(book.lines).hasSize(1_000);
    }

    private static AuditLine line(int status, String code) {
        return new AuditLine(null, null, Instant.EPOCH, "POST", "/api/v1/session", status, code, UUID.randomUUID());
    }
}

package io.deskloom.attachment;

import io.deskloom.attachment.AttachmentStore.Upload;
import io.deskloom.attachment.AttachmentStore.Usage;
import io.deskloom.attachment.AttachmentStore.Whole;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Takes files in and gives their bytes out. Nothing is refused after it has been kept: what breaks off, is too large, too slow or
 * infected leaves nothing behind but, after a crash, a content that was never whole, which {@link CollectContents} deletes.
 */
public class Attachments {
    private static final Logger LOG = Logger.getLogger(Attachments.class);

    /** Between the end of an upload's time and its being given up: decoding and scanning are in it. */
    private static final Duration GRACE = Duration.ofHours(1);

    private static final int BUFFER = 256 * 1024;

    /** Uploads on one node; each takes a thread as long as its sender takes. */
    private static final int AT_ONCE = 64;

    private final AttachmentStore store;
    private final BlobStores blobs;
    private final Limits limits;
    private final Optional<Scanner> scanner;
    private final Pictures pictures;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<AccountId, Integer> running = new ConcurrentHashMap<>();

    public Attachments(AttachmentStore store, BlobStores blobs, Limits limits, Optional<Scanner> scanner, Clock clock) {
        this.store = store;
        this.blobs = blobs;
        this.limits = limits;
        this.scanner = scanner;
        this.pictures = new Pictures(limits.pixels());
        this.clock = clock;
    }

    /**
     * Takes a file in. It is its owner's alone until a command puts it into a ticket.
     *
     * @param name as its sender calls it
     * @param announced how many bytes its sender says there are, -1 when unknown
     * @throws IOException when the sender breaks off
     */
    public Result<Attachment> upload(Actor owner, String name, long announced, InputStream body) throws IOException {
        if (announced > limits.file()) {
            return Result.refused(tooLarge());
        }
        if (!enter(owner.account())) {
            return Result.refused(new Rejection(
                    Rejection.Kind.TOO_MANY,
                    "uploads-at-once",
                    "Too many uploads at once; wait until one is done.",
                    List.of()));
        }
        try {
            return roomy(owner, Math.max(0, announced), now()).flatMap(_ -> {
                try {
                    return takeIn(owner, name, announced, body);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            leave(owner.account());
        }
    }

    private boolean enter(AccountId account) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (running.merge(account, 1, Integer::sum) > limits.uploadsAtOnce()) {
            leave(account);
            return false;
        }
        return true;
    }

    private void leave(AccountId account) {
        places.release();
        running.computeIfPresent(account, (_, n) -> n == 1 ? null : n - 1);
    }

    private Result<Usage> roomy(Actor owner, long more, Instant now) {
        Usage usage = store.usage(owner.tenant(), owner.account(), now);
        if (usage.pending() >= limits.pendingFiles()) {
            return Result.refused(Rejection.conflict(
                    "uploads-unused",
                    "You have uploaded many files without using them; use or discard some first.",
                    List.of()));
        }
        if (usage.tenantBytes() + more > limits.tenantBytes()) {
            return Result.refused(Rejection.conflict(
                    "storage-full", "The workspace has no room for more files; ask its administrator.", List.of()));
        }
        return Result.ok(usage);
    }

    private Result<Attachment> takeIn(Actor owner, String name, long announced, InputStream body) throws IOException {
        TenantId tenant = owner.tenant();
        Instant begun = now();
        UUID blob = Uuid7.at(begun);
        store.begin(
                tenant,
                blob,
                blobs.current().key(),
                begun,
                begun.plus(limits.uploadTime()).plus(GRACE));
        boolean kept = false;
        try {
            Result<Received> received = receive(tenant, blob, announced, body, begun.plus(limits.uploadTime()));
            if (received instanceof Result.Refused<Received>(Rejection why)) {
                return Result.refused(why);
            }
            Received file = received.orThrow();
            // Asked again, because who announces nothing may send anything.
            if (roomy(owner, file.size(), now()) instanceof Result.Refused<Usage>(Rejection why)) {
                return Result.refused(why);
            }
            Scan scan = scan(blobs.current(), tenant, blob);
            if (scan == Scan.INFECTED) {
                return Result.refused(new Rejection(
                        Rejection.Kind.INVALID,
                        "file-infected",
                        "The virus scanner found something in this file; it was not kept.",
                        List.of()));
            }
            Instant now = now();
            Upload upload = new Upload(
                    UUID.randomUUID(), owner.account(), FileName.clean(name), now, now.plus(limits.unused()));
            // Pictures are dear: a content that is there already has its own.
            Optional<Attachment> known = store.reuse(tenant, file.sha256(), scan, upload);
            if (known.isPresent()) {
                return Result.ok(known.get());
            }
            Attachment made = store.complete(
                    tenant,
                    new Whole(
                            blob,
                            file.sha256(),
                            file.size(),
                            file.type(),
                            scan,
                            pictures.of(file.type(), () -> blobs.current().open(tenant, blob, 0))),
                    upload);
            kept = made.content() != null && made.content().blob().equals(blob);
            return Result.ok(made);
        } finally {
            if (!kept) {
                drop(tenant, blob);
            }
        }
    }

    private record Received(byte[] sha256, long size, String type) {}

    private Result<Received> receive(TenantId tenant, UUID blob, long announced, InputStream body, Instant deadline)
            throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        byte[] head = new byte[0];
        long size = 0;
        try (BlobStore.Writing out = blobs.current().write(tenant, blob)) {
            while (true) {
                int n = fill(body, buffer, deadline);
                if (n < 0) {
                    return Result.refused(tooSlow());
                }
                if (n == 0) {
                    break;
                }
                if (size == 0) {
                    head = Arrays.copyOf(buffer, Math.min(n, ContentType.HEAD));
                }
                size += n;
                if (size > limits.file()) {
                    return Result.refused(tooLarge());
                }
                digest.update(buffer, 0, n);
                out.write(buffer, n);
            }
            if (size == 0) {
                return Result.refused(invalid("file-empty", "This file is empty."));
            }
            if (announced >= 0 && size != announced) {
                return Result.refused(
                        invalid("file-incomplete", "Only a part of this file has arrived; send it again."));
            }
            out.finish();
        }
        return Result.ok(new Received(digest.digest(), size, ContentType.of(head)));
    }

    /** How many bytes were read into {@code buffer}: all it holds but at the end, 0 at the end, -1 when time is up. */
    private int fill(InputStream body, byte[] buffer, Instant deadline) throws IOException {
        int filled = 0;
        while (filled < buffer.length) {
            if (clock.instant().isAfter(deadline)) {
                return -1;
            }
            int n = body.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                break;
            }
            filled += n;
        }
        return filled;
    }

    /** Gives a content up at once; what does not go now goes with the next collection. */
    private void drop(TenantId tenant, UUID blob) {
        try {
            if (store.doom(tenant, blob)) {
                blobs.current().delete(tenant, blob);
                store.forget(tenant, blob);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("a given-up upload is left for the next collection: %s", e.toString());
        }
    }

    private Scan scan(BlobStore from, TenantId tenant, UUID blob) throws IOException {
        if (scanner.isEmpty()) {
            return Scan.UNSCANNED;
        }
        try (InputStream content = from.open(tenant, blob, 0)) {
            return scanner.get().scan(content);
        }
    }

    /** Asks the scanner about what it has not judged yet; answers how many contents it has now. */
    public int scanAgain(TenantId tenant, int most) throws IOException {
        if (scanner.isEmpty()) {
            return 0;
        }
        int judged = 0;
        for (AttachmentStore.Doomed one : store.unscanned(tenant, most)) {
            Scan scan = scan(blobs.of(one.store()), tenant, one.blob());
            store.scanned(tenant, one.blob(), scan, now());
            if (scan == Scan.UNAVAILABLE) {
                break;
            }
            judged++;
        }
        return judged;
    }

    /** What somebody can do with a file. */
    public enum State {
        READY,
        /** The scanner has not judged it yet. */
        CHECKING,
        INFECTED,
        /** Only its name is left. */
        GONE
    }

    public State state(Attachment file) {
        Attachment.Content content = file.content();
        if (content == null) {
            return State.GONE;
        }
        return switch (content.scan()) {
            case CLEAN -> State.READY;
            case INFECTED -> State.INFECTED;
            case UNSCANNED, UNAVAILABLE -> scanner.isPresent() ? State.CHECKING : State.READY;
        };
    }

    /** The content if it may be served. */
    private Result<Attachment.Content> servable(Attachment file) {
        return switch (state(file)) {
            case READY -> Result.ok(Objects.requireNonNull(file.content()));
            case CHECKING ->
                Result.refused(Rejection.conflict(
                        "file-not-checked", "The virus scanner has not judged this file yet.", List.of()));
            case INFECTED ->
                Result.refused(Rejection.forbidden(
                        "file-infected", "The virus scanner found something in this file; nobody can open it."));
            case GONE -> Result.refused(Rejection.notFound());
        };
    }

    /** A file's bytes, opened when asked for. */
    @FunctionalInterface
    public interface Bytes {
        InputStream from(long byteNumber) throws IOException;
    }

    /** The bytes of {@code file}, for somebody who has been found to may see it. */
    public Result<Bytes> bytes(TenantId tenant, Attachment file) {
        return servable(file).map(c -> from -> blobs.of(c.store()).open(tenant, c.blob(), from));
    }

    /** A picture of {@code file}, for somebody who has been found to may see it; 404 when there is none. */
    public Result<Pictures.Picture> picture(TenantId tenant, Attachment file, Pictures.Size size) {
        return servable(file)
                .flatMap(c -> store.picture(tenant, c.blob(), size)
                        .map(Result::ok)
                        .orElseGet(() -> Result.refused(Rejection.notFound())));
    }

    /** Forgets a file {@code owner} has uploaded and not used. */
    public Result<Boolean> discard(Actor owner, UUID id) {
        return store.discard(owner.tenant(), owner.account(), id)
                ? Result.ok(true)
                : Result.refused(Rejection.notFound());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Rejection tooLarge() {
        return new Rejection(
                Rejection.Kind.TOO_LARGE, "file-too-large", "This file is larger than is allowed.", List.of());
    }

    private static Rejection tooSlow() {
        return invalid("file-too-slow", "The upload took too long; try again with a better connection.");
    }

    private static Rejection invalid(String code, String message) {
        return new Rejection(Rejection.Kind.INVALID, code, message, List.of());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

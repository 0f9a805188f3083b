package io.deskloom.attachment;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file as a ticket holds it: a name and a place, and a content that other attachments may share.
 *
 * @param id random, so that it cannot be guessed; knowing it grants nothing all the same
 * @param owner who uploaded it
 * @param name cleaned ({@link FileName}); empty when erased
 * @param size in bytes
 * @param type media type, decided by the content ({@link ContentType})
 * @param content null when it is gone: removed long ago, or erased
 */
public record Attachment(
        UUID id,
        AccountId owner,
        String name,
        long size,
        String type,
        @Nullable Content content,
        Place place,
        Instant createdAt) {

    /** Where it belongs, which says who may see it. */
    public sealed interface Place {}

    /** Uploaded, and in no ticket yet: its owner's alone, until it {@code expires}. */
    public record Unbound(Instant expires) implements Place {}

    /**
     * A value of a field, now or formerly.
     *
     * @param field the field's definition id
     * @param removedAt since when the field no longer holds it; null while it does
     */
    public record InField(
            TicketId ticket, String field, @Nullable Instant removedAt) implements Place {}

    /** Sent with a comment. @param event the comment's event; @param internal for colleagues only, as the comment is */
    public record InComment(TicketId ticket, UUID event, boolean internal) implements Place {}

    /**
     * Bytes, stored once for each tenant.
     *
     * @param store {@link BlobStore#key} of where they are
     * @param pictured whether there are re-encoded pictures of it: only of images that could be decoded
     */
    public record Content(UUID blob, String store, Scan scan, boolean pictured, int width, int height) {}

    /** Whether {@code account} may put it somewhere at {@code now}. */
    public boolean isFreeFor(AccountId account, Instant now) {
        return place instanceof Unbound(Instant expires) && owner.equals(account) && expires.isAfter(now);
    }
}

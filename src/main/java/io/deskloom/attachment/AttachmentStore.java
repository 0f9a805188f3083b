package io.deskloom.attachment;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of contents and attachments. A content is <em>on its way in</em>, then <em>whole</em>, then <em>doomed</em>: only a whole
 * one can be referred to, and only one that nothing refers to is doomed. Each call is one transaction.
 */
public interface AttachmentStore {
    /** What {@code owner} and the tenant use. @param pending files uploaded and not used yet */
    record Usage(int pending, long tenantBytes) {}

    Usage usage(TenantId tenant, AccountId owner, Instant now);

    /** A content begins to come in; given up when it is not whole at {@code abandoned}. */
    void begin(TenantId tenant, UUID blob, String store, Instant now, Instant abandoned);

    /** A content that has come in. @param sha256 its 32 bytes */
    record Whole(UUID blob, byte[] sha256, long size, String type, Scan scan, Optional<Pictures.Both> pictures) {}

    /** What an upload becomes. @param name cleaned; @param expires when it is forgotten unless a ticket uses it */
    record Upload(UUID id, AccountId owner, String name, Instant now, Instant expires) {}

    /** Makes the attachment of a content the tenant has already, if it has it. @param scan what the scanner says of it now */
    Optional<Attachment> reuse(TenantId tenant, byte[] sha256, Scan scan, Upload upload);

    /**
     * Makes the attachment of a new content. If the tenant has the same content already, that one is used and the new one is doomed.
     *
     * @return the attachment, in no ticket yet
     */
    Attachment complete(TenantId tenant, Whole content, Upload upload);

    /** A content that will not become whole: to be deleted. False, and nothing done, when it has become whole all the same. */
    boolean doom(TenantId tenant, UUID blob);

    /** Those of {@code ids} there are, wherever they belong. */
    Map<UUID, Attachment> find(TenantId tenant, Collection<UUID> ids);

    /** How much a ticket holds. */
    record Held(int files, long bytes) {}

    Held held(TenantId tenant, TicketId ticket);

    Optional<Pictures.Picture> picture(TenantId tenant, UUID blob, Pictures.Size size);

    /** Forgets an attachment its owner has uploaded and not used; false when there is none. */
    boolean discard(TenantId tenant, AccountId owner, UUID id);

    /** Erases the names and contents of a ticket's files; that there were files stays in its history. Answers how many. */
    int erase(TenantId tenant, TicketId ticket);

    /** Forgets what was uploaded and never used; answers how many. */
    int expire(TenantId tenant, Instant now);

    /** Lets go of the contents of files that were taken out of their fields before {@code before}; answers how many. */
    int release(TenantId tenant, Instant before);

    /** A content to delete. */
    record Doomed(UUID blob, String store) {}

    /**
     * Dooms what nothing refers to, what was given up, and answers it with what was doomed before. Nothing that an upload, a
     * download's attachment or a transaction in flight refers to is among it.
     */
    List<Doomed> doomed(TenantId tenant, Instant now, int most);

    /** A doomed content's bytes are deleted. */
    void forget(TenantId tenant, UUID blob);

    /** Whole contents no scanner has judged. */
    List<Doomed> unscanned(TenantId tenant, int most);

    void scanned(TenantId tenant, UUID blob, Scan scan, Instant now);
}

package io.deskloom.view;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A file as somebody who may see it is told of it.
 *
 * @param name cleaned; empty when it was erased
 * @param size in bytes
 * @param type media type, decided by the content
 * @param state whether it can be opened
 * @param hasPictures whether there are re-encoded pictures to look at
 * @param width of the image, 0 when there are no pictures
 * @param expiresAt when it is forgotten unless a ticket uses it; null for one that is in a ticket
 */
@Schema(name = "Attachment")
public record AttachmentView(
        UUID id,
        String name,
        long size,
        String type,

        @Schema(enumeration = {"ready", "checking", "infected", "gone"})
        String state,

        boolean hasPictures,
        int width,
        int height,
        Instant createdAt,
        @Nullable Instant expiresAt) {}

package io.deskloom.view;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object record in a list.
 *
 * @param type object type key
 * @param title null when the caller may not read it
 * @param source where it comes from, null when it was made here
 * @param externalId its id there
 * @param version grows with every change
 * @param fields as in {@link TicketRow}
 */
public record RecordRow(
        UUID id,
        String type,
        @Nullable String title,
        @Nullable String source,
        @Nullable String externalId,
        Instant createdAt,
        Instant updatedAt,
        int version,
        Map<String, @Nullable Object> fields) {}

package io.deskloom.view;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object record with all its caller may see and do. The first components are those of {@link RecordRow}.
 *
 * @param createdBy null when no person created it
 * @param form its type's form
 * @param can what the caller may do with it
 * @param hiddenCount how many fields the caller does not see, for callers who may publish metadata; else null
 */
public record RecordDetail(
        UUID id,
        String type,
        @Nullable String title,
        @Nullable String source,
        @Nullable String externalId,
        Instant createdAt,
        Instant updatedAt,
        int version,
        Map<String, @Nullable Object> fields,
        @Nullable Person createdBy,
        TicketDetail.TicketForm form,
        RecordRights can,
        @Nullable Integer hiddenCount) {
    /** What the caller may do with the record. */
    public record RecordRights(boolean update, boolean delete) {}
}

package io.deskloom.rest;

import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the write routes of object records take, for the description of the API; {@code intake} reads them. */
final class ObjectBodies {
    private ObjectBodies() {}

    /**
     * @param fields JSON values by field key
     * @param source where the record comes from ("erp"); goes with externalId
     * @param externalId its id there, unique for type and source
     */
    @Schema(name = "CreateRecord")
    record Create(
            @Nullable Map<String, Object> fields,
            @Nullable String source,
            @Nullable String externalId) {}

    /** @param version the version the caller has seen of the one there is; left out when it does not matter */
    @Schema(name = "UpsertRecord")
    record Put(
            @Nullable Map<String, Object> fields,
            String source,
            String externalId,
            @Nullable Integer version) {}

    /** @param version the version the caller has seen, if there is no If-Match header */
    @Schema(name = "ChangeRecord")
    record Update(
            @Nullable Map<String, Object> fields, @Nullable Integer version) {}
}

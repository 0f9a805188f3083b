package io.deskloom.metadata;

import io.deskloom.kernel.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored values of one field over all tickets or records of a type; {@code store} implements it. For previews only, never shown. */
public interface StoredValues {
    /** How many tickets of the type have a value there, counted up to {@code most} + 1. */
    int count(TenantId tenant, String typeId, String fieldId, int most);

    /** The newest {@code most} values, newest first. */
    List<Stored> newest(TenantId tenant, String typeId, String fieldId, int most);

    /**
     * @param number the ticket's, without its prefix
     * @param external what the record is called where it comes from, null when it was made here
     */
    record Stored(
            long number,
            @Nullable String external,
            @Nullable Object json) {}
}

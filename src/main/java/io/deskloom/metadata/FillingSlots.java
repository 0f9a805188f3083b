package io.deskloom.metadata;

import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Which indexes are being filled with what records hold already; {@code store} implements it. */
public interface FillingSlots {
    /** What is not finished, by type. */
    List<Filling> filling(TenantId tenant);

    /**
     * Fields of a type that lists read from the record itself until they are indexed.
     *
     * @param type its id
     * @param fields their ids
     * @param done how many of {@code total} records are done; there may be some more by now
     */
    record Filling(String type, Set<String> fields, long done, long total, Instant startedAt) {
        public Filling {
            fields = Set.copyOf(fields);
        }
    }
}

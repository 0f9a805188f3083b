package io.deskloom.model;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.util.Optional;

/** Where released metadata is found: the current release of a tenant, or any earlier one a ticket is pinned to. */
public interface Snapshots {
    /** The release now in force; throws IllegalStateException for a tenant that has none. */
    MetadataSnapshot current(TenantId tenant);

    Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release);
}

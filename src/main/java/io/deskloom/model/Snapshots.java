package io.deskloom.model;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.util.Optional;

/** Where released metadata is found: the current release of a tenant, or any earlier one a ticket is pinned to. */
public interface Snapshots {
    /** The release now in force; throws IllegalStateException for a tenant that has none. */
    MetadataSnapshot current(TenantId tenant);

    /** The release now in force, of a workspace that has come to this switch already, whether this node has heard of it or not. */
    default MetadataSnapshot atLeast(TenantId tenant, long revision) {
        return current(tenant);
    }

    Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release);
}

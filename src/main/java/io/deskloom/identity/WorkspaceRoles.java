package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import java.util.Optional;
import java.util.Set;

/** What a workspace's metadata says about roles and teams; implemented where the metadata is known. */
public interface WorkspaceRoles {
    /** The abilities these roles give in the workspace's current release; a role it no longer has gives none. */
    Set<String> abilities(TenantId tenant, Set<String> roles);

    /** The roles that give {@code ability} in the workspace's current release. */
    Set<String> rolesWith(TenantId tenant, String ability);

    /** The keys an account may be given; empty while the workspace has no release yet. */
    Optional<Known> known(TenantId tenant);

    record Known(Set<String> roles, Set<String> teams) {}
}

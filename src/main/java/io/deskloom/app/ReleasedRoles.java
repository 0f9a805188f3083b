package io.deskloom.app;

import io.deskloom.identity.WorkspaceRoles;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoleDef;
import io.deskloom.model.Snapshots;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Roles and teams as the workspace's current release defines them. */
@ApplicationScoped
class ReleasedRoles implements WorkspaceRoles {
    /** What the first administrator may do before there is any metadata that could say so. */
    private static final Set<String> BEFORE_ANY_RELEASE =
            Set.of("metadata.read", "metadata.publish", "accounts.manage", "audit.read", "queues.manage");

    private final Snapshots snapshots;

    ReleasedRoles(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Set<String> abilities(TenantId tenant, Set<String> roles) {
        Optional<MetadataSnapshot> current = current(tenant);
        if (current.isEmpty()) {
            return roles.contains("admin") ? BEFORE_ANY_RELEASE : Set.of();
        }
        Set<String> abilities = new HashSet<>();
        for (String role : roles) {
            RoleDef def = current.get().roles().get(role);
            if (def != null) {
                abilities.addAll(def.abilities());
            }
        }
        return abilities;
    }

    @Override
    public Set<String> rolesWith(TenantId tenant, String ability) {
        Optional<MetadataSnapshot> current = current(tenant);
        if (current.isEmpty()) {
            return BEFORE_ANY_RELEASE.contains(ability) ? Set.of("admin") : Set.of();
        }
        Set<String> roles = new HashSet<>();
        current.get().roles().forEach((key, role) -> {
            if (role.abilities().contains(ability)) {
                roles.add(key);
            }
        });
        return roles;
    }

    @Override
    public Optional<Known> known(TenantId tenant) {
        return current(tenant).map(s -> new Known(s.roles().keySet(), s.teams().keySet()));
    }

    private Optional<MetadataSnapshot> current(TenantId tenant) {
        try {
            return Optional.of(snapshots.current(tenant));
        } catch (IllegalStateException none) {
            return Optional.empty();
        }
    }
}

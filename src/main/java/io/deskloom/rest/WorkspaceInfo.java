package io.deskloom.rest;

import io.deskloom.identity.Tenants;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.WorkspaceDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What everybody signed in may know of the workspace. */
@ApplicationScoped
class WorkspaceInfo {
    private final Snapshots snapshots;
    private final Tenants tenants;

    WorkspaceInfo(Snapshots snapshots, Tenants tenants) {
        this.snapshots = snapshots;
        this.tenants = tenants;
    }

    /** The current release, or empty for a workspace that has published nothing yet. */
    Optional<MetadataSnapshot> release(TenantId tenant) {
        try {
            return Optional.of(snapshots.current(tenant));
        } catch (IllegalStateException none) {
            return Optional.empty();
        }
    }

    MeBody.Workspace describe(TenantId tenant) {
        return release(tenant).map(s -> of(s.workspace())).orElseGet(() -> unpublished(tenant));
    }

    private static MeBody.Workspace of(WorkspaceDef w) {
        return new MeBody.Workspace(w.key(), w.label().byLanguage(), w.zone().getId(), w.currency(), w.languages());
    }

    private MeBody.Workspace unpublished(TenantId tenant) {
        return tenants.byId(tenant)
                .map(t -> new MeBody.Workspace(t.slug(), Map.of("en", t.name()), "UTC", "USD", List.of("en", "zh")))
                .orElseThrow(() -> new IllegalStateException("a session of a workspace that is not there"));
    }
}

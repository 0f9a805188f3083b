package io.deskloom.model;

import io.deskloom.kernel.ReleaseId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All definitions of one release of one workspace; immutable, shared by every request that runs on it. Maps are by key. */
public record MetadataSnapshot(
        ReleaseId release,
        WorkspaceDef workspace,
        Map<String, RoleDef> roles,
        Map<String, TeamDef> teams,
        Map<String, TicketTypeDef> types,
        Map<String, ViewDef> views,
        Map<String, PackDef> packs,
        List<RuleDef> rules) {
    public MetadataSnapshot {
        roles = Map.copyOf(roles);
        teams = Map.copyOf(teams);
        types = Map.copyOf(types);
        views = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(views));
        packs = Map.copyOf(packs);
        rules = List.copyOf(rules);
    }

    public Optional<TicketTypeDef> type(String key) {
        return Optional.ofNullable(types.get(key));
    }

    public Optional<TicketTypeDef> typeById(String id) {
        return types.values().stream().filter(t -> t.id().equals(id)).findFirst();
    }
}

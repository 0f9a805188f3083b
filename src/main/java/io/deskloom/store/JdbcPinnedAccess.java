package io.deskloom.store;

import io.deskloom.access.PinnedAccess;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.AccessDef;
import io.deskloom.model.Snapshots;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The access definitions of every release a tenant has published, read once after each publishing. A ticket can only be
 * pinned to one of them; asking the tickets themselves would read them all.
 */
@ApplicationScoped
class JdbcPinnedAccess implements PinnedAccess {
    private final TenantTx transactions;
    private final Snapshots snapshots;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    JdbcPinnedAccess(TenantTx transactions, Snapshots snapshots) {
        this.transactions = transactions;
        this.snapshots = snapshots;
    }

    private record Known(ReleaseId current, Map<String, List<AccessDef>> byType) {}

    @Override
    public Collection<AccessDef> of(TenantId tenant, String typeId) {
        ReleaseId current = snapshots.current(tenant).release();
        Known now = known.get(tenant);
        if (now == null || !now.current.equals(current)) {
            now = new Known(current, read(tenant));
            known.put(tenant, now);
        }
        return now.byType.getOrDefault(typeId, List.of());
    }

    private Map<String, List<AccessDef>> read(TenantId tenant) {
        List<String> hashes = transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT DISTINCT hash FROM release_history WHERE tenant_id = ?")) {
                s.setInt(1, tenant.value());
                try (ResultSet row = s.executeQuery()) {
                    List<String> out = new ArrayList<>();
                    while (row.next()) {
                        out.add(row.getString(1));
                    }
                    return out;
                }
            }
        });
        Map<String, List<AccessDef>> byType = new ConcurrentHashMap<>();
        for (String hash : hashes) {
            snapshots
                    .release(tenant, new ReleaseId(hash))
                    .ifPresent(release -> release.everyType()
                            .forEach(type -> byType.computeIfAbsent(type.id(), _ -> new ArrayList<>())
                                    .add(type.access())));
        }
        return byType;
    }
}

package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.ReleaseStore;
import io.deskloom.metadata.SourceFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Releases in PostgreSQL. */
@ApplicationScoped
class JdbcReleaseStore implements ReleaseStore {
    /** What every node listens to; the payload is {@code <tenant>:<hash>}. */
    static final String CHANNEL = "deskloom_release";

    private final TenantTx transactions;
    private final int atOnce;

    /** @param atOnce the slots of types with more records are filled in the background, so that publishing does not wait */
    JdbcReleaseStore(
            TenantTx transactions, @ConfigProperty(name = "deskloom.slots.at-once", defaultValue = "5000") int atOnce) {
        this.transactions = transactions;
        this.atOnce = atOnce;
    }

    @Override
    public Optional<Current> current(TenantId tenant) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT hash, revision FROM release_current WHERE tenant_id = ?")) {
                s.setInt(1, tenant.value());
                return current(s);
            }
        });
    }

    private static Optional<Current> current(PreparedStatement s) throws SQLException {
        try (ResultSet row = s.executeQuery()) {
            return row.next()
                    ? Optional.of(new Current(new ReleaseId(row.getString(1)), row.getLong(2)))
                    : Optional.empty();
        }
    }

    @Override
    public Optional<List<SourceFile>> sources(TenantId tenant, ReleaseId release) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT f ->> 'path', f ->> 'text' FROM release r, jsonb_array_elements(r.sources) f"
                            + " WHERE r.tenant_id = ? AND r.hash = ?")) {
                s.setInt(1, tenant.value());
                s.setString(2, release.hash());
                List<SourceFile> files = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        files.add(new SourceFile(row.getString(1), row.getString(2)));
                    }
                }
                // A release without a file cannot be: it would lack its workspace.yaml.
                return files.isEmpty()
                        ? Optional.empty()
                        : Optional.of(files.stream().sorted().toList());
            }
        });
    }

    @Override
    public List<Entry> history(TenantId tenant, int limit) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT h.hash, h.revision, h.at, h.actor_id, h.actor_name, h.note, r.counts, c.revision = h.revision
                    FROM release_history h
                    JOIN release r ON r.tenant_id = h.tenant_id AND r.hash = h.hash
                    JOIN release_current c ON c.tenant_id = h.tenant_id
                    WHERE h.tenant_id = ? AND r.tenant_id = ? AND c.tenant_id = ?
                    ORDER BY h.revision DESC LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setInt(2, tenant.value());
                s.setInt(3, tenant.value());
                s.setInt(4, limit);
                List<Entry> entries = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        entries.add(entry(row));
                    }
                }
                return entries;
            }
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        UUID actor = row.getObject(4, UUID.class);
        Map<String, Integer> counts = new TreeMap<>();
        Json.object(row.getString(7)).forEach((kind, n) -> {
            if (n instanceof Number number) {
                counts.put(kind, number.intValue());
            }
        });
        return new Entry(
                new ReleaseId(row.getString(1)),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                actor == null ? null : new AccountId(actor),
                row.getString(5),
                row.getString(6),
                counts,
                row.getBoolean(8));
    }

    @Override
    public Result<Long> publish(TenantId tenant, Publication publication) {
        OffsetDateTime began = publication.at().atOffset(ZoneOffset.UTC);
        Result<Switched> result = transactions.inTenant(tenant, c -> {
            long revision = publication.expected() + 1;
            // First of all the row everybody races for: who loses must not have done any work, nor wait for a deadlock.
            storeContent(c, tenant, publication, began);
            if (!claim(c, tenant, publication, revision, began)) {
                c.rollback();
                return Result.refused(Rejection.conflict(
                        "release-changed",
                        "Somebody else has published meanwhile; look at the difference and try again.",
                        List.of()));
            }
            SlotFilling.halt(c, tenant);
            List<ConversionBackfill> converted =
                    ConversionBackfill.of(c, tenant, publication.snapshot(), publication.following());
            for (ConversionBackfill each : converted) {
                each.run(c, tenant, null);
            }
            List<Slots.NewSlot> slots = Slots.assign(c, tenant, publication.snapshot(), atOnce);
            List<Slots.NewSlot> filled =
                    slots.stream().filter(slot -> !slot.later()).toList();
            for (Slots.NewSlot slot : filled) {
                SlotBackfill.all(c, tenant, slot);
            }
            SlotFilling.begin(
                    c, tenant, slots.stream().filter(Slots.NewSlot::later).toList(), revision, publication.at());
            for (Map.Entry<String, Set<String>> each : publication.recomputed().entrySet()) {
                Integer typeId = Slots.typeId(c, tenant, each.getKey());
                if (typeId != null) {
                    JdbcDerivedStore.begin(
                            c, tenant, each.getKey(), typeId, each.getValue(), revision, publication.at());
                }
            }
            JdbcDerivedStore.insert(
                    c,
                    tenant,
                    publication.timed().stream()
                            .<Effect>map(type -> new Effect.SetTimers(type, revision, null))
                            .toList(),
                    publication.at());
            remember(c, tenant, publication, revision, began);
            announce(c, tenant, publication.snapshot().release());
            return Result.ok(new Switched(revision, filled, converted));
        });
        return result.map(switched -> {
            catchUp(tenant, switched);
            return switched.revision;
        });
    }

    private record Switched(long revision, List<Slots.NewSlot> filled, List<ConversionBackfill> converted) {}

    /**
     * Commands that had begun to write before the switch do not know the new slots, and their tickets were not there to be
     * filled: once they have ended, everything is compared once more. Whoever writes later knows better.
     */
    private void catchUp(TenantId tenant, Switched switched) {
        if (switched.filled.isEmpty() && switched.converted.isEmpty()) {
            return;
        }
        transactions.<Boolean>inTenant(tenant, c -> {
            ReleaseGate.awaitWriters(c, tenant);
            return true;
        });
        for (ConversionBackfill each : switched.converted) {
            transactions.inTenant(
                    tenant,
                    c -> each.run(
                            c,
                            tenant,
                            Slots.column(c, tenant, each.typeId(), each.to().id())));
        }
        for (Slots.NewSlot slot : switched.filled) {
            transactions.inTenant(tenant, c -> SlotBackfill.again(c, tenant, slot));
        }
    }

    @Override
    public void keep(
            TenantId tenant, ReleaseId release, List<SourceFile> files, Map<String, Integer> counts, Instant at) {
        transactions.<Boolean>inTenant(tenant, c -> {
            storeContent(c, tenant, release, files, counts, at.atOffset(ZoneOffset.UTC), "NOTHING");
            return true;
        });
    }

    private static void storeContent(Connection c, TenantId tenant, Publication p, OffsetDateTime at)
            throws SQLException {
        // The same definitions with other comments are the same release: the latest wording is kept.
        storeContent(
                c,
                tenant,
                p.snapshot().release(),
                p.files(),
                p.counts(),
                at,
                "UPDATE SET sources = excluded.sources, counts = excluded.counts");
    }

    private static void storeContent(
            Connection c,
            TenantId tenant,
            ReleaseId release,
            List<SourceFile> files,
            Map<String, Integer> counts,
            OffsetDateTime at,
            String known)
            throws SQLException {
        List<Map<String, String>> sources = new ArrayList<>();
        for (SourceFile file : files) {
            Map<String, String> source = new LinkedHashMap<>();
            source.put("path", file.path());
            source.put("text", file.text());
            sources.add(source);
        }
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO release (tenant_id, hash, sources, counts, created_at) VALUES (?, ?, ?::jsonb, ?::jsonb, ?)"
                        + " ON CONFLICT (tenant_id, hash) DO " + known)) {
            s.setInt(1, tenant.value());
            s.setString(2, release.hash());
            s.setString(3, Json.write(sources));
            s.setString(4, Json.write(counts));
            s.setObject(5, at);
            s.executeUpdate();
        }
    }

    private static boolean claim(Connection c, TenantId tenant, Publication p, long revision, OffsetDateTime at)
            throws SQLException {
        String sql = p.expected() == 0
                ? "INSERT INTO release_current (hash, revision, published_at, tenant_id) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (tenant_id) DO NOTHING"
                : "UPDATE release_current SET hash = ?, revision = ?, published_at = ? WHERE tenant_id = ? AND revision = ?";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, p.snapshot().release().hash());
            s.setLong(2, revision);
            s.setObject(3, at);
            s.setInt(4, tenant.value());
            if (p.expected() != 0) {
                s.setLong(5, p.expected());
            }
            return s.executeUpdate() == 1;
        }
    }

    private static void remember(Connection c, TenantId tenant, Publication p, long revision, OffsetDateTime at)
            throws SQLException {
        AccountId account = p.by().account();
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO release_history (tenant_id, revision, hash, at, actor_id, actor_name, note)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            s.setInt(1, tenant.value());
            s.setLong(2, revision);
            s.setString(3, p.snapshot().release().hash());
            s.setObject(4, at);
            s.setObject(5, account == null ? null : account.value());
            s.setString(6, p.by().name());
            s.setString(7, p.note());
            s.executeUpdate();
        }
    }

    private static void announce(Connection c, TenantId tenant, ReleaseId release) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT pg_notify(?, ?)")) {
            s.setString(1, CHANNEL);
            s.setString(2, tenant.value() + ":" + release.hash());
            s.execute();
        }
    }
}

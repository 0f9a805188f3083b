package io.deskloom.store;

import io.deskloom.audit.AuditLine;
import io.deskloom.audit.AuditLog;
import io.deskloom.effect.Effect;
import io.deskloom.field.Kind;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.model.Dependents;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Retention;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Erases or deletes tickets that are over, and deletes records that nothing looks up, for as long as their type says, a batch a
 * transaction: cut off anywhere, the next run goes on. What was done is proved in {@code erasure} for each one and told of in the
 * security log for each run.
 */
@ApplicationScoped
public class KeepNoLonger implements TimerTask {
    private static final int BATCH = 50;
    private static final int MOST_BATCHES = 40;

    private final TenantTx transactions;
    private final CurrentSnapshots snapshots;
    private final SlotDirectory slots;
    private final AuditLog audit;

    KeepNoLonger(TenantTx transactions, CurrentSnapshots snapshots, SlotDirectory slots, AuditLog audit) {
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.slots = slots;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "retention";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(1));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        if (!snapshots.has(tenant)) {
            return;
        }
        MetadataSnapshot snapshot = snapshots.current(tenant);
        // Tickets first: what they looked up may then go as well.
        for (TicketTypeDef type : snapshot.everyType().toList()) {
            Retention retention = type.retention();
            if (retention == null) {
                continue;
            }
            int typeId = slots.of(tenant, type.id()).typeId();
            Instant before =
                    now.atOffset(ZoneOffset.UTC).minus(retention.after()).toInstant();
            Kept kept = type.isObject() ? lookedUp(tenant, snapshot, type) : AT_WORK;
            int done = 0;
            for (int i = 0; i < MOST_BATCHES; i++) {
                int n = transactions.inTenant(tenant, c -> {
                    List<UUID> due = due(c, tenant, typeId, kept, before);
                    switch (retention.then()) {
                        case ERASE -> {
                            for (UUID ticket : due) {
                                new ErasePerson(c, tenant, snapshot).ticket(ticket, "retention", now);
                            }
                        }
                        case DELETE -> delete(c, tenant, snapshot, type, due, now);
                    }
                    return due.size();
                });
                done += n;
                if (n < BATCH) {
                    break;
                }
            }
            if (done > 0) {
                audit.append(List.of(new AuditLine(
                        tenant,
                        null,
                        now,
                        "TIMER",
                        "retention",
                        200,
                        switch (retention.then()) {
                            case ERASE -> "retention-erased";
                            case DELETE -> "retention-deleted";
                        },
                        UUID.randomUUID())));
            }
        }
    }

    /**
     * What keeps a record {@code r} however old it is.
     *
     * @param unless a condition, beginning with AND, that holds of all others
     */
    private record Kept(String unless, List<Object> parameters) {}

    private static final Kept AT_WORK = new Kept(" AND r.st >= " + StatusCategory.SOLVED.code(), List.of());

    /** Asked of the fields and not of their slots, which the next release may give to others: what is deleted is gone. */
    private Kept lookedUp(TenantId tenant, MetadataSnapshot snapshot, TicketTypeDef type) {
        StringBuilder unless = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        for (TicketTypeDef other : snapshot.everyType().toList()) {
            for (FieldDef lookup : other.fields()) {
                if (!type.key().equals(lookup.settings().target())) {
                    continue;
                }
                // Both forms are equations, so that one pass over the others does for all records.
                unless.append(" AND NOT EXISTS (SELECT FROM record o")
                        .append(
                                lookup.kind() == Kind.MULTI_LOOKUP
                                        ? ", jsonb_array_elements_text(coalesce(o.fields -> ?, '[]')) one WHERE one = r.id::text"
                                        : " WHERE o.fields ->> ? = r.id::text")
                        .append(" AND o.tenant_id = r.tenant_id AND o.type_id = ? AND o.deleted_at IS NULL"
                                + " AND o.id <> r.id)");
                parameters.add(lookup.id());
                parameters.add(slots.of(tenant, other.id()).typeId());
            }
        }
        return new Kept(unless.toString(), parameters);
    }

    // Kept by nothing, unchanged for so long, and not erased since its last change. Who changes one now is not waited
    // for.
    private static List<UUID> due(Connection c, TenantId tenant, int typeId, Kept kept, Instant before)
            throws SQLException {
        try (PreparedStatement s =
                c.prepareStatement("SELECT r.id FROM record r WHERE r.tenant_id = ? AND r.type_id = ?"
                        + " AND r.updated_at < ? AND NOT EXISTS ("
                        + "SELECT FROM erasure e WHERE e.tenant_id = ? AND e.subject = r.id AND e.at >= r.updated_at)"
                        + kept.unless() + " ORDER BY r.updated_at LIMIT " + BATCH + " FOR UPDATE OF r SKIP LOCKED")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setObject(3, before.atOffset(ZoneOffset.UTC));
            s.setInt(4, tenant.value());
            for (int i = 0; i < kept.parameters().size(); i++) {
                s.setObject(5 + i, kept.parameters().get(i));
            }
            List<UUID> due = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    due.add(row.getObject(1, UUID.class));
                }
            }
            return due;
        }
    }

    private static void delete(
            Connection c, TenantId tenant, MetadataSnapshot snapshot, TicketTypeDef type, List<UUID> due, Instant now)
            throws SQLException {
        Set<UUID> summed = summed(c, tenant, snapshot, type, due);
        Object[] ids = due.toArray();
        // History, search entries and the names of files go with the row; the files' contents with the next collection.
        for (String sql : List.of(
                "DELETE FROM idempotency WHERE tenant_id = ? AND record_id = ANY (?)",
                "DELETE FROM record WHERE tenant_id = ? AND id = ANY (?)")) {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("uuid", ids));
                s.executeUpdate();
            }
        }
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO erasure (tenant_id, id, at, subject, by_whom, proof) VALUES (?, ?, ?, ?, 'retention', ?::jsonb)")) {
            for (UUID ticket : due) {
                s.setInt(1, tenant.value());
                s.setObject(2, Uuid7.at(now));
                s.setObject(3, now.atOffset(ZoneOffset.UTC));
                s.setObject(4, ticket);
                s.setString(5, Json.write(Map.of("deleted", true, "type", type.key())));
                s.addBatch();
            }
            s.executeBatch();
        }
        // Figures of other records that counted them follow.
        try (PreparedStatement s =
                c.prepareStatement("INSERT INTO outbox (tenant_id, id, kind, payload, state, attempts,"
                        + " created_at, due_at) VALUES (?, ?, ?, ?::jsonb, 0, 0, ?, ?)")) {
            for (UUID record : summed) {
                Effect recompute = new Effect.Recompute(new TicketId(record), 0);
                s.setInt(1, tenant.value());
                s.setObject(2, Uuid7.at(now));
                s.setString(3, EffectJson.kind(recompute));
                s.setString(4, EffectJson.payload(recompute));
                s.setObject(5, now.atOffset(ZoneOffset.UTC));
                s.setObject(6, now.atOffset(ZoneOffset.UTC));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static Set<UUID> summed(
            Connection c, TenantId tenant, MetadataSnapshot snapshot, TicketTypeDef type, List<UUID> due)
            throws SQLException {
        Set<UUID> records = new LinkedHashSet<>();
        Map<String, String> lookups = new LinkedHashMap<>();
        for (Dependents.Up up : snapshot.dependents().up().getOrDefault(type.key(), List.of())) {
            lookups.put(up.by(), up.target());
        }
        for (String lookup : lookups.keySet()) {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT DISTINCT fields ->> ? FROM record WHERE tenant_id = ? AND id = ANY (?) AND fields ->> ? IS NOT NULL")) {
                s.setString(1, lookup);
                s.setInt(2, tenant.value());
                s.setArray(3, c.createArrayOf("uuid", due.toArray()));
                s.setString(4, lookup);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        records.add(UUID.fromString(row.getString(1)));
                    }
                }
            }
        }
        return records;
    }
}

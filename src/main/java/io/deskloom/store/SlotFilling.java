package io.deskloom.store;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.FillingSlots;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxSignal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills the slots of large types in the background: a batch of records a transaction, each beginning where the last one
 * ended and ordering the next. Until the last one, lists read the JSON ({@link SlotDirectory.TypeSlots#columns}), so it does
 * not matter what the columns hold meanwhile: nothing, another field's values, or numbers of another scale.
 */
@ApplicationScoped
public class SlotFilling implements EffectExecutor, FillingSlots {
    private static final int BATCH = 500;

    private final TenantTx transactions;
    private final CurrentSnapshots snapshots;
    private final OutboxSignal outbox;
    private final Clock clock;
    private final int batch;

    @Inject
    SlotFilling(TenantTx transactions, CurrentSnapshots snapshots, OutboxSignal outbox, Clock clock) {
        this(transactions, snapshots, outbox, clock, BATCH);
    }

    SlotFilling(TenantTx transactions, CurrentSnapshots snapshots, OutboxSignal outbox, Clock clock, int batch) {
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.outbox = outbox;
        this.clock = clock;
        this.batch = batch;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.FillSlots;
    }

    /** One at a time, but while it is being taken: when its node dies, the next one has it at once. */
    @Override
    public Together together() {
        return Together.OR_ALONE;
    }

    @Override
    public void executeAll(TenantId tenant, List<Keyed> effects) {
        Map<Effect, UUID> each = new LinkedHashMap<>();
        effects.forEach(e -> each.putIfAbsent(e.effect(), e.key()));
        each.forEach((effect, key) -> execute(tenant, key, effect));
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        if (effect instanceof Effect.FillSlots next && step(tenant, next)) {
            outbox.filled(tenant);
        }
    }

    /** @param after the last record that has its slots, null at the beginning */
    private record Job(long revision, @Nullable UUID after, long done) {
        boolean is(Effect.FillSlots step) {
            return revision == step.revision() && done == step.done();
        }
    }

    /** Answers whether there is another one to do. */
    private boolean step(TenantId tenant, Effect.FillSlots step) {
        Optional<Job> begun = transactions.inTenant(tenant, c -> job(c, tenant, step.type(), ""));
        if (begun.filter(job -> job.is(step)).isEmpty()) {
            return false;
        }
        if (begun.get().after == null) {
            // Who began to write before the switch does not know the slots; they must be there to be seen.
            transactions.<Boolean>inTenant(tenant, c -> {
                ReleaseGate.awaitWriters(c, tenant);
                return true;
            });
        }
        if (snapshots.revision(tenant) < step.revision()) {
            snapshots.reload(tenant);
        }
        MetadataSnapshot now = snapshots.current(tenant);
        return transactions.inTenant(tenant, c -> {
            // Another node that is doing it is waited for, and then it is done.
            Optional<Job> job = job(c, tenant, step.type(), " FOR NO KEY UPDATE");
            return job.filter(j -> j.is(step)).isPresent() && step(c, tenant, step, job.get(), now);
        });
    }

    private boolean step(Connection c, TenantId tenant, Effect.FillSlots step, Job job, MetadataSnapshot now)
            throws SQLException {
        Integer typeId = Slots.typeId(c, tenant, step.type());
        Map<String, String> columns = typeId == null ? Map.of() : columns(c, tenant, typeId);
        List<Row> rows = typeId == null || columns.isEmpty()
                ? List.of()
                : rows(c, tenant, typeId, List.copyOf(columns.keySet()), job.after);
        write(c, tenant, columns, now.typeById(step.type()), rows);
        if (rows.size() < batch) {
            finish(c, tenant, step.type(), typeId, rows.size());
            return false;
        }
        advance(c, tenant, step.type(), rows.getLast().id, rows.size());
        Effect next = new Effect.FillSlots(step.type(), step.revision(), step.done() + rows.size());
        return JdbcDerivedStore.insert(c, tenant, List.of(next), clock.instant()) == 1;
    }

    private static Optional<Job> job(Connection c, TenantId tenant, String type, String locked) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT revision, after_id, done FROM slot_backfill"
                + " WHERE tenant_id = ? AND type = ? AND finished_at IS NULL" + locked)) {
            s.setInt(1, tenant.value());
            s.setString(2, type);
            try (ResultSet row = s.executeQuery()) {
                return row.next()
                        ? Optional.of(new Job(row.getLong(1), row.getObject(2, UUID.class), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }

    /** The columns to be filled, by field. Locked: who purges a field waits until nothing writes its column any more. */
    private static Map<String, String> columns(Connection c, TenantId tenant, int typeId) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT field_id, slot FROM slot_assignment"
                + " WHERE tenant_id = ? AND type_id = ? AND filling ORDER BY slot FOR SHARE")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            Map<String, String> columns = new LinkedHashMap<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    columns.put(row.getString(1), row.getString(2));
                }
            }
            return columns;
        }
    }

    /** @param fields what the fields hold, as JSON, by their ids */
    private record Row(UUID id, Map<String, @Nullable Object> fields) {}

    /** Locked: who saves one of them now waits, and then writes its slots anew if these are others. */
    private List<Row> rows(Connection c, TenantId tenant, int typeId, List<String> fields, @Nullable UUID after)
            throws SQLException {
        String some = fields.stream().map(_ -> "?::text, fields -> ?::text").collect(Collectors.joining(", "));
        try (PreparedStatement s = c.prepareStatement("SELECT id, jsonb_build_object(" + some + ") FROM record"
                + " WHERE tenant_id = ? AND type_id = ? AND id > ? ORDER BY id LIMIT ? FOR NO KEY UPDATE")) {
            int at = 1;
            for (String field : fields) {
                s.setString(at++, field);
                s.setString(at++, field);
            }
            s.setInt(at++, tenant.value());
            s.setInt(at++, typeId);
            s.setObject(at++, after == null ? new UUID(0, 0) : after);
            s.setInt(at, batch);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getObject(1, UUID.class), Json.object(row.getString(2))));
                }
            }
            return rows;
        }
    }

    /** The version of a record does not change: nobody has changed anything. */
    private static void write(
            Connection c, TenantId tenant, Map<String, String> columns, Optional<TicketTypeDef> type, List<Row> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String set = columns.values().stream().map(column -> column + " = ?").collect(Collectors.joining(", "));
        String other = columns.values().stream()
                .map(column -> column + " IS DISTINCT FROM ?")
                .collect(Collectors.joining(" OR "));
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE record SET " + set + " WHERE tenant_id = ? AND id = ? AND (" + other + ")")) {
            for (Row row : rows) {
                int at = bind(s, 1, columns, type, row);
                s.setInt(at++, tenant.value());
                s.setObject(at++, row.id);
                bind(s, at, columns, type, row);
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static int bind(
            PreparedStatement s, int first, Map<String, String> columns, Optional<TicketTypeDef> type, Row row)
            throws SQLException {
        int at = first;
        for (Map.Entry<String, String> each : columns.entrySet()) {
            // What is not defined any more is read by nobody.
            Optional<FieldDef> field = type.flatMap(t -> t.fieldById(each.getKey()));
            Object json = row.fields.get(each.getKey());
            Object value = field.map(f -> SlotBackfill.value(json, f)).orElse(null);
            SlotBackfill.bind(s, at++, each.getValue(), value);
        }
        return at;
    }

    private static void advance(Connection c, TenantId tenant, String type, UUID last, int done) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE slot_backfill SET after_id = ?, done = done + ? WHERE tenant_id = ? AND type = ?")) {
            s.setObject(1, last);
            s.setInt(2, done);
            s.setInt(3, tenant.value());
            s.setString(4, type);
            s.executeUpdate();
        }
    }

    private void finish(Connection c, TenantId tenant, String type, @Nullable Integer typeId, int done)
            throws SQLException {
        if (typeId != null) {
            try (PreparedStatement s = c.prepareStatement("UPDATE slot_assignment SET filling = false"
                    + " WHERE tenant_id = ? AND type_id = ? AND filling")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.executeUpdate();
            }
        }
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE slot_backfill SET finished_at = ?, done = done + ? WHERE tenant_id = ? AND type = ?")) {
            s.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            s.setInt(2, done);
            s.setInt(3, tenant.value());
            s.setString(4, type);
            s.executeUpdate();
        }
    }

    @Override
    public List<Filling> filling(TenantId tenant) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT b.type, b.done, b.total, b.started_at,"
                    + " ARRAY(SELECT a.field_id FROM slot_assignment a WHERE a.tenant_id = b.tenant_id"
                    + " AND a.type_id = t.type_id AND a.filling)"
                    + " FROM slot_backfill b JOIN type_ref t ON t.tenant_id = b.tenant_id AND t.def_id = b.type"
                    + " WHERE b.tenant_id = ? AND b.finished_at IS NULL ORDER BY b.type")) {
                s.setInt(1, tenant.value());
                List<Filling> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Filling(
                                row.getString(1),
                                Set.copyOf(List.of((String[]) row.getArray(5).getArray())),
                                row.getLong(2),
                                row.getLong(3),
                                row.getObject(4, OffsetDateTime.class).toInstant()));
                    }
                }
                return out;
            }
        });
    }

    /**
     * Waits until no batch is under way, and lets none begin before the transaction ends: who publishes goes first, and the
     * two never wait for each other's records.
     */
    static void halt(Connection c, TenantId tenant) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT FROM slot_backfill WHERE tenant_id = ? AND finished_at IS NULL FOR UPDATE")) {
            s.setInt(1, tenant.value());
            s.execute();
        }
    }

    /** Begins filling slots, all of a type together, inside the transaction that publishes; what is unfinished begins anew. */
    static void begin(Connection c, TenantId tenant, List<Slots.NewSlot> slots, long revision, Instant now)
            throws SQLException {
        Set<String> begun = new HashSet<>();
        for (Slots.NewSlot slot : slots) {
            if (!begun.add(slot.type())) {
                continue;
            }
            try (PreparedStatement s = c.prepareStatement(
                    "INSERT INTO slot_backfill (tenant_id, type, revision, after_id, done, total, started_at, finished_at)"
                            + " SELECT ?, ?, ?, NULL, 0, count(*), ?, NULL FROM record WHERE tenant_id = ? AND type_id = ?"
                            + " ON CONFLICT (tenant_id, type) DO UPDATE SET revision = excluded.revision, after_id = NULL,"
                            + " done = 0, total = excluded.total, started_at = excluded.started_at, finished_at = NULL")) {
                s.setInt(1, tenant.value());
                s.setString(2, slot.type());
                s.setLong(3, revision);
                s.setObject(4, now.atOffset(ZoneOffset.UTC));
                s.setInt(5, tenant.value());
                s.setInt(6, slot.typeId());
                s.executeUpdate();
            }
            JdbcDerivedStore.insert(c, tenant, List.of(new Effect.FillSlots(slot.type(), revision, 0)), now);
        }
    }
}

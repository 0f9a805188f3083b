package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Purges an archived field: what it held goes for good from records, history, explanations, search, files and its index column.
 * The definition stays in the releases, so that its id is never another field's. A batch a transaction: one that was cut off is
 * done again from the beginning and finds the less to do.
 */
public final class PurgeField {
    private static final int BATCH = 500;
    private static final UUID FIRST = new UUID(0, 0);

    /** What a purge is about, where an erasure has the person's record. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Connection c;
    private final TenantId tenant;
    private final MetadataSnapshot now;
    private final TicketTypeDef type;
    private final FieldDef field;
    private final Map<String, Long> gone = new TreeMap<>();

    /**
     * @param c the owner's, without a transaction of its own
     * @param field archived: no form, list or expression has it any more
     */
    public PurgeField(Connection c, TenantId tenant, MetadataSnapshot now, TicketTypeDef type, FieldDef field) {
        if (!field.isArchived()) {
            throw new IllegalArgumentException(field.key() + " is not archived");
        }
        this.c = c;
        this.tenant = tenant;
        this.now = now;
        this.type = type;
        this.field = field;
    }

    /** How many records hold a value of it. */
    public long held() throws SQLException {
        return inTransaction(() -> {
            try (PreparedStatement s = c.prepareStatement("SELECT count(*) FROM record r JOIN type_ref t"
                    + " ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id WHERE r.tenant_id = ? AND t.def_id = ?"
                    + " AND jsonb_exists(r.fields, ?)")) {
                s.setInt(1, tenant.value());
                s.setString(2, type.id());
                s.setString(3, field.id());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /**
     * How many values, events and files are gone, by table.
     *
     * @param by who says so, for the record that is kept of it
     */
    public Map<String, Long> purge(String by, Instant at) throws SQLException {
        Optional<Integer> known = inTransaction(() -> Optional.ofNullable(Slots.typeId(c, tenant, type.id())));
        if (known.isPresent()) {
            int typeId = known.get();
            batches(after -> records(typeId, after));
            batches(after -> agendas(typeId, after));
            batches(this::events);
            inTransaction(() -> files(typeId));
            // Last: a record that was being written at the beginning has been written by now.
            inTransaction(() -> slot(typeId));
        }
        return inTransaction(() -> keep(by, at));
    }

    private interface Step<T> {
        T done() throws SQLException;
    }

    private interface Batch {
        /** Does what comes after {@code id}; answers the last one looked at, empty when there is no more. */
        Optional<UUID> after(UUID id) throws SQLException;
    }

    private <T> T inTransaction(Step<T> step) throws SQLException {
        c.setAutoCommit(false);
        try {
            StoredRelease.setTenant(c, tenant);
            T result = step.done();
            c.commit();
            return result;
        } catch (Throwable refused) {
            c.rollback();
            throw refused;
        } finally {
            c.setAutoCommit(true);
        }
    }

    private void batches(Batch batch) throws SQLException {
        Optional<UUID> last = Optional.of(FIRST);
        while (last.isPresent()) {
            UUID from = last.get();
            last = inTransaction(() -> batch.after(from));
        }
    }

    // ---- Records, and what they are found by

    private Optional<UUID> records(int typeId, UUID after) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("UPDATE record SET fields = fields - ?"
                + " WHERE tenant_id = ? AND id IN (SELECT id FROM record WHERE tenant_id = ? AND type_id = ? AND id > ?"
                + " AND jsonb_exists(fields, ?) ORDER BY id LIMIT " + BATCH + ") RETURNING id")) {
            s.setString(1, field.id());
            s.setInt(2, tenant.value());
            s.setInt(3, tenant.value());
            s.setInt(4, typeId);
            s.setObject(5, after);
            s.setString(6, field.id());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        count("record", ids.size());
        SearchRebuild.write(c, tenant, typeId, type, tickets(ids));
        return ids.stream().max(PurgeField::compare);
    }

    /** As the database orders them, which is not as Java does. */
    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private List<Ticket> tickets(List<UUID> ids) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT " + TicketRows.COLUMNS + " FROM record WHERE tenant_id = ? AND id = ANY (?)")) {
            s.setInt(1, tenant.value());
            s.setArray(2, c.createArrayOf("uuid", ids.toArray()));
            List<Ticket> tickets = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    tickets.add(TicketRows.read(row, type));
                }
            }
            return tickets;
        }
    }

    private int slot(int typeId) throws SQLException {
        String column;
        try (PreparedStatement s = c.prepareStatement("DELETE FROM slot_assignment"
                + " WHERE tenant_id = ? AND type_id = ? AND field_id = ? RETURNING slot")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setString(3, field.id());
            try (ResultSet row = s.executeQuery()) {
                // Checked where slots are assigned; it becomes SQL.
                column = row.next() ? ArchiveTables.quote(row.getString(1)) : null;
            }
        }
        if (column == null) {
            return 0;
        }
        try (PreparedStatement s = c.prepareStatement("UPDATE record SET " + column + " = NULL"
                + " WHERE tenant_id = ? AND type_id = ? AND " + column + " IS NOT NULL")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            return s.executeUpdate();
        }
    }

    // ---- History: that something changed stays, what it was goes

    private record Stored(
            UUID id,
            String recordType,
            List<?> changes,
            @Nullable Map<String, @Nullable Object> decision) {}

    /** Of records of any type: an explanation may have looked at the field over lookups. */
    private Optional<UUID> events(UUID after) throws SQLException {
        List<Stored> batch = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("""
                SELECT e.id, t.def_id, e.changes, e.decision FROM event e
                JOIN record r ON r.tenant_id = e.tenant_id AND r.id = e.record_id
                JOIN type_ref t ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id
                WHERE e.tenant_id = ? AND e.id > ?
                    AND (t.def_id = ? AND strpos(e.changes::text, ?) > 0 OR strpos(e.decision::text, ?) > 0)
                ORDER BY e.id LIMIT""" + " " + BATCH)) {
            s.setInt(1, tenant.value());
            s.setObject(2, after);
            s.setString(3, type.id());
            s.setString(4, '"' + field.id() + '"');
            s.setString(5, field.key() + '"');
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    String decision = row.getString(4);
                    batch.add(new Stored(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            Json.list(row.getString(3)),
                            decision == null ? null : Json.object(decision)));
                }
            }
        }
        for (Stored event : batch) {
            TicketTypeDef of = now.typeById(event.recordType).orElse(null);
            List<?> changes = event.recordType.equals(type.id())
                    ? event.changes.stream()
                            .map(each -> change((Map<?, ?>) each))
                            .toList()
                    : event.changes;
            Map<String, @Nullable Object> decision = decision(event.decision, of);
            if (!changes.equals(event.changes) || !Objects.equals(decision, event.decision)) {
                update(event.id, changes, decision);
            }
        }
        return batch.isEmpty() ? Optional.empty() : Optional.of(batch.getLast().id);
    }

    private void update(UUID event, List<?> changes, @Nullable Map<String, @Nullable Object> decision)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE event SET changes = ?::json, decision = ?::json WHERE tenant_id = ? AND id = ?")) {
            s.setString(1, Json.write(changes));
            s.setString(2, decision == null ? null : Json.write(decision));
            s.setInt(3, tenant.value());
            s.setObject(4, event);
            count("event", s.executeUpdate());
        }
    }

    private Map<Object, @Nullable Object> change(Map<?, ?> change) {
        Map<Object, @Nullable Object> data = new LinkedHashMap<>(Json.map(change, "data"));
        if (data.get("fields") instanceof Map<?, ?> fields && fields.containsKey(field.id())) {
            Map<Object, @Nullable Object> kept = new LinkedHashMap<>(fields);
            kept.remove(field.id());
            data.put("fields", kept);
        }
        if (field.id().equals(data.get("field"))) {
            data.remove("from");
            data.remove("to");
        }
        for (String side : List.of("was", "is")) {
            if (data.get(side) instanceof Map<?, ?> entry) {
                data.put(side, entry(entry));
            }
        }
        Map<Object, @Nullable Object> out = new LinkedHashMap<>(change);
        out.put("data", data);
        return out;
    }

    /** An entry of an agenda without what a remedy would have set here. */
    private Map<Object, @Nullable Object> entry(Map<?, ?> entry) {
        Map<Object, @Nullable Object> out = new LinkedHashMap<>(entry);
        if (out.get("fields") instanceof Map<?, ?> fields && fields.containsKey(field.id())) {
            Map<Object, @Nullable Object> kept = new LinkedHashMap<>(fields);
            kept.remove(field.id());
            out.put("fields", kept);
        }
        return out;
    }

    /** What remedies that are still suggested would set. */
    private Optional<UUID> agendas(int typeId, UUID after) throws SQLException {
        Map<UUID, List<?>> batch = new LinkedHashMap<>();
        try (PreparedStatement s =
                c.prepareStatement("SELECT id, agenda FROM record WHERE tenant_id = ? AND type_id = ?"
                        + " AND id > ? AND agenda IS NOT NULL AND strpos(agenda::text, ?) > 0 ORDER BY id LIMIT "
                        + BATCH)) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setObject(3, after);
            s.setString(4, '"' + field.id() + '"');
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    batch.put(row.getObject(1, UUID.class), Json.list(row.getString(2)));
                }
            }
        }
        for (Map.Entry<UUID, List<?>> one : batch.entrySet()) {
            try (PreparedStatement s =
                    c.prepareStatement("UPDATE record SET agenda = ?::json WHERE tenant_id = ? AND id = ?")) {
                s.setString(
                        1,
                        Json.write(one.getValue().stream()
                                .map(entry -> entry((Map<?, ?>) entry))
                                .toList()));
                s.setInt(2, tenant.value());
                s.setObject(3, one.getKey());
                count("agenda", s.executeUpdate());
            }
        }
        return batch.keySet().stream().max(PurgeField::compare);
    }

    /** Facts are named by the way to them ("order.customer.phone"). */
    private @Nullable Map<String, @Nullable Object> decision(
            @Nullable Map<String, @Nullable Object> decision, @Nullable TicketTypeDef of) {
        if (decision == null || !(decision.get("facts") instanceof Map<?, ?> facts)) {
            return decision;
        }
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>(facts);
        kept.keySet().removeIf(path -> leadsHere(String.valueOf(path), of));
        Map<String, @Nullable Object> out = new LinkedHashMap<>(decision);
        out.put("facts", kept);
        return out;
    }

    /** Where a definition on the way is gone it is taken for this field: nobody can say that it was another one. */
    private boolean leadsHere(String path, @Nullable TicketTypeDef from) {
        String[] way = path.split("\\.");
        if (!way[way.length - 1].equals(field.key())) {
            return false;
        }
        TicketTypeDef at = from;
        for (int i = 0; i < way.length - 1 && at != null; i++) {
            String target = Optional.ofNullable(at.byKey().get(way[i]))
                    .map(lookup -> lookup.settings().target())
                    .orElse(null);
            at = target == null ? null : now.objects().get(target);
        }
        return at == null || at.id().equals(type.id());
    }

    // ---- Files of the field; their bytes are collected like those of any file nothing refers to

    private int files(int typeId) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("UPDATE attachment a SET blob_id = NULL, name = ''"
                + " FROM record r WHERE r.tenant_id = a.tenant_id AND r.id = a.record_id AND a.tenant_id = ? AND r.type_id = ?"
                + " AND a.field_id = ? AND (a.blob_id IS NOT NULL OR a.name <> '')")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setString(3, field.id());
            int files = s.executeUpdate();
            count("attachment", files);
            return files;
        }
    }

    private Map<String, Long> keep(String by, Instant at) throws SQLException {
        Map<String, Object> proof = new HashMap<>();
        proof.put("field", type.key() + "." + field.key());
        proof.put("id", field.id());
        proof.put("at", at.toString());
        proof.put("erased", gone);
        try (PreparedStatement s = c.prepareStatement("INSERT INTO erasure (tenant_id, id, at, subject, by_whom, proof)"
                + " VALUES (?, ?, ?, ?, ?, ?::jsonb)")) {
            s.setInt(1, tenant.value());
            s.setObject(2, Uuid7.at(at));
            s.setObject(3, at.atOffset(ZoneOffset.UTC));
            s.setObject(4, NOBODY);
            s.setString(5, by);
            s.setString(6, Json.write(proof));
            s.executeUpdate();
        }
        return gone;
    }

    private void count(String place, long n) {
        if (n > 0) {
            gone.merge(place, n, Long::sum);
        }
    }
}

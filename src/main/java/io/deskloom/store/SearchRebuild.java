package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.search.Lexemes;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes anew what records are looked up by, where it was made of something else than now: by an older version of
 * {@link Lexemes}, or before a change of kind gave a field its values. A batch a transaction, each beginning where the last
 * one ended, also after a restart; searches say meanwhile that they may lack something.
 */
@ApplicationScoped
public class SearchRebuild {
    private static final int BATCH = 200;
    private static final UUID FIRST = new UUID(0, 0);

    private final TenantTx transactions;
    private final SlotDirectory slots;

    SearchRebuild(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    /** Does the next batch of any type that needs it; answers whether there was one. */
    public boolean step(TenantId tenant, MetadataSnapshot now) {
        for (TicketTypeDef type : now.everyType().toList()) {
            int typeId = slots.of(tenant, type.id()).typeId();
            if (transactions.inTenant(tenant, c -> step(c, tenant, typeId, type))) {
                return true;
            }
        }
        return false;
    }

    private static boolean step(Connection c, TenantId tenant, int typeId, TicketTypeDef type) throws SQLException {
        String madeOf = madeOf(type);
        State state = state(c, tenant, typeId);
        if (state == null) {
            // Nothing else than commands of this version has written it, unless a change of kind has.
            state = new State(PLAIN, null, 0);
            if (!insert(c, tenant, typeId, state)) {
                return true;
            }
        }
        if (state.madeOf.equals(madeOf) && state.upto == null) {
            return false;
        }
        if (!state.madeOf.equals(madeOf)) {
            state = new State(madeOf, FIRST, 0);
        }
        List<Ticket> batch = records(c, tenant, typeId, type, Objects.requireNonNull(state.upto));
        write(c, tenant, typeId, type, batch);
        boolean last = batch.size() < BATCH;
        update(
                c,
                tenant,
                typeId,
                new State(madeOf, last ? null : batch.getLast().id().value(), state.done + batch.size()));
        return true;
    }

    private static final String PLAIN = Lexemes.SCHEME + ":";

    /** What decides what records of a type are looked up by, beside what commands write. */
    private static String madeOf(TicketTypeDef type) {
        return type.fields().stream()
                .filter(f -> f.convertedFrom() != null && f.kind().type().isSearched())
                .map(FieldDef::id)
                .sorted()
                .collect(Collectors.joining(",", PLAIN, ""));
    }

    private record State(String madeOf, @Nullable UUID upto, int done) {}

    /** Locked, so that two nodes do not do the same. */
    private static @Nullable State state(Connection c, TenantId tenant, int typeId) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT made_of, upto, done FROM search_rebuild WHERE tenant_id = ? AND type_id = ? FOR UPDATE")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? new State(row.getString(1), row.getObject(2, UUID.class), row.getInt(3)) : null;
            }
        }
    }

    private static boolean insert(Connection c, TenantId tenant, int typeId, State state) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO search_rebuild (tenant_id, type_id, made_of, upto, done) VALUES (?, ?, ?, NULL, 0)"
                        + " ON CONFLICT DO NOTHING")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setString(3, state.madeOf);
            return s.executeUpdate() == 1;
        }
    }

    private static void update(Connection c, TenantId tenant, int typeId, State state) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "UPDATE search_rebuild SET made_of = ?, upto = ?, done = ? WHERE tenant_id = ? AND type_id = ?")) {
            s.setString(1, state.madeOf);
            s.setObject(2, state.upto, java.sql.Types.OTHER);
            s.setInt(3, state.done);
            s.setInt(4, tenant.value());
            s.setInt(5, typeId);
            s.executeUpdate();
        }
    }

    /** Locked: a command that comes now waits and then adds to what is written here. */
    private static List<Ticket> records(Connection c, TenantId tenant, int typeId, TicketTypeDef type, UUID after)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT " + TicketRows.COLUMNS
                + " FROM record WHERE tenant_id = ? AND type_id = ? AND id > ? ORDER BY id LIMIT " + BATCH
                + " FOR NO KEY UPDATE")) {
            s.setInt(1, tenant.value());
            s.setInt(2, typeId);
            s.setObject(3, after);
            List<Ticket> out = new ArrayList<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    out.add(TicketRows.read(row, type));
                }
            }
            return out;
        }
    }

    static void write(Connection c, TenantId tenant, int typeId, TicketTypeDef type, List<Ticket> batch)
            throws SQLException {
        Map<UUID, List<Event>> said = comments(c, tenant, batch);
        Map<UUID, String> files = files(c, tenant, batch);
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO record_search (tenant_id, record_id, type_id, tokens) VALUES (?, ?, ?, array_to_tsvector(?))"
                        + " ON CONFLICT (tenant_id, record_id) DO UPDATE SET tokens = excluded.tokens")) {
            for (Ticket record : batch) {
                Set<String> lexemes = new LinkedHashSet<>(Lexemes.of(record, type, files));
                lexemes.addAll(Lexemes.ofComments(said.getOrDefault(record.id().value(), List.of()), files));
                s.setInt(1, tenant.value());
                s.setObject(2, record.id().value());
                s.setInt(3, typeId);
                s.setArray(4, c.createArrayOf("text", lexemes.toArray()));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static Map<UUID, String> files(Connection c, TenantId tenant, List<Ticket> batch) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(FileNames.BY_RECORDS)) {
            FileNames.bind(s, 1, tenant, batch.stream().map(t -> t.id().value()).toList());
            return FileNames.read(s.executeQuery());
        }
    }

    private static Map<UUID, List<Event>> comments(Connection c, TenantId tenant, List<Ticket> batch)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT " + EventJson.COLUMNS
                + " FROM event WHERE tenant_id = ? AND record_id = ANY (?)"
                + " AND strpos(changes::text, '\"comment\"') > 0 ORDER BY id")) {
            TicketRows.bindIds(s, 1, tenant, batch.stream().map(Ticket::id).toList());
            Map<UUID, List<Event>> out = new HashMap<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    out.computeIfAbsent(row.getObject("record_id", UUID.class), _ -> new ArrayList<>())
                            .addAll(EventJson.read(row));
                }
            }
            return out;
        }
    }
}

package io.deskloom.store;

import io.deskloom.access.LookupPath;
import io.deskloom.expr.Trees;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.store.SqlColumn.SqlPart;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Conditions on records looked up, asked of those records first. Where few records meet them, the list asks for their ids, and
 * the lookup's index finds its rows. Where many do, a row is soon found whose record is one of them: then it is left at looking
 * at each row's record ({@link TicketColumns}). Either way the rows are the same.
 */
final class LookupIds {
    /** The most ids a list asks for. */
    static final int MOST = 1_000;

    /** So many times as many records are looked at for them: not all may be the actor's to see. */
    private static final int LOOKED = 2;

    /** So many conditions' indexes are tried. */
    private static final int LEADS = 2;

    private final Connection connection;
    private final Lookups lookups;
    private final TooMany tooMany;
    private final int most;

    private LookupIds(Connection connection, Lookups lookups, TooMany tooMany, int most) {
        this.connection = connection;
        this.lookups = lookups;
        this.tooMany = tooMany;
        this.most = most;
    }

    /**
     * The same list with ids in place of what few records meet.
     *
     * @param tooMany what need not be tried
     */
    static ListSql in(Connection connection, ListSql sql, Lookups lookups, TooMany tooMany) throws SQLException {
        return in(connection, sql, lookups, tooMany, MOST);
    }

    /** @param most ids of one lookup */
    static ListSql in(Connection connection, ListSql sql, Lookups lookups, TooMany tooMany, int most)
            throws SQLException {
        LookupIds ids = new LookupIds(connection, lookups, tooMany, most);
        TypeSlots slots = lookups.slots().apply(sql.plan().type().id());
        return sql.with(ids.in(sql.parts(), slots));
    }

    /**
     * The one of both that is counted. How exactly a list is counted depends on how many records meet its conditions; where some
     * are out of the asker's sight, that must not show.
     */
    static ListSql counted(ListSql asked, ListSql narrowed) {
        return asked.plan().lookups().values().stream().allMatch(LookupPath::everywhere) ? narrowed : asked;
    }

    private List<ListPart> in(List<ListPart> parts, TypeSlots slots) throws SQLException {
        List<ListPart> out = new ArrayList<>();
        Map<String, List<ListPart>> byLookup = new LinkedHashMap<>();
        for (ListPart part : parts) {
            String lookup = part.looks() instanceof ListPart.There(ListPart.Through through) && through != null
                    ? through.lookup()
                    : "";
            // While its slot is being filled, nothing finds rows by it.
            if (slots.columns().containsKey(lookup)) {
                byLookup.computeIfAbsent(lookup, _ -> new ArrayList<>()).add(part);
            } else {
                out.add(part);
            }
        }
        for (Map.Entry<String, List<ListPart>> one : byLookup.entrySet()) {
            List<ListPart> some = one.getValue();
            Optional<UUID[]> ids = ids(some);
            if (ids.isPresent()) {
                String column = String.valueOf(slots.columns().get(one.getKey()));
                out.add(ListPart.among(
                        Trees.all(some.stream().map(ListPart::expr).toList()), column, ids.get()));
            } else {
                out.addAll(some);
            }
        }
        return out;
    }

    /** The records that meet all of the conditions, which go through one lookup; empty when these may be too many. */
    private Optional<UUID[]> ids(List<ListPart> some) throws SQLException {
        List<ListPart.Through> asked = new ArrayList<>();
        for (ListPart part : some) {
            if (part.looks() instanceof ListPart.There(ListPart.Through through) && through != null) {
                asked.add(through);
            }
        }
        TicketTypeDef target = asked.getFirst().target();
        TypeSlots slots = lookups.slots().apply(target.id());
        Map<String, LookupPath> paths = new HashMap<>();
        asked.forEach(t -> paths.putAll(t.paths()));
        List<ListPart> parts = in(
                ListPart.of(
                        asked.stream().flatMap(t -> t.conditions().stream()).toList(),
                        target,
                        slots,
                        lookups.with(paths)),
                slots);
        Instant now = lookups.moment().now();
        for (Lead lead : Lead.among(parts).stream().limit(LEADS).toList()) {
            if (tooMany.are(lookups.tenant(), slots.typeId(), lead, parts, now)) {
                continue;
            }
            Optional<UUID[]> ids = ids(slots.typeId(), lead, parts);
            if (ids.isPresent()) {
                return ids;
            }
        }
        return Optional.empty();
    }

    /** The same by one condition's index; empty when that alone has too many. */
    private Optional<UUID[]> ids(int typeId, Lead lead, List<ListPart> parts) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT count(*), array_agg(id) FILTER (WHERE deleted_at IS NULL");
        List<Object> parameters = new ArrayList<>();
        List<ListPart> tested = lead.tested(parts);
        parts.stream().filter(p -> !tested.contains(p)).forEach(p -> and(p.sql(), sql, parameters));
        sql.append(") FROM (SELECT * FROM record WHERE tenant_id = ? AND type_id = ?");
        parameters.add(lookups.tenant().value());
        parameters.add(typeId);
        tested.forEach(p -> and(p.sql(), sql, parameters));
        sql.append(" LIMIT ?) record");
        parameters.add(LOOKED * most + 1);
        try (PreparedStatement s = connection.prepareStatement(sql.toString())) {
            ExprSql.bind(s, 1, parameters);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                Array found = row.getArray(2);
                UUID[] ids = found == null ? new UUID[0] : (UUID[]) found.getArray();
                boolean cut = row.getInt(1) > LOOKED * most;
                if (cut) {
                    tooMany.were(
                            lookups.tenant(),
                            typeId,
                            lead,
                            parts,
                            lookups.moment().now());
                }
                return cut || ids.length > most ? Optional.empty() : Optional.of(ids);
            }
        }
    }

    private static void and(SqlPart part, StringBuilder sql, List<Object> parameters) {
        sql.append(" AND ").append(part.sql());
        parameters.addAll(part.parameters());
    }
}

package io.deskloom.store;

import io.deskloom.access.LookupPath;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.store.SqlColumn.SqlPart;
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
import org.jspecify.annotations.Nullable;

/**
 * Conditions on records looked up that too many records meet to ask for their ids, and too few for a row to be found soon: one row
 * in twenty has such a record, so two thousand records would be looked at for a page. The ids of all records that may meet them are
 * read from an index first, and only rows that hold one of these have their record looked at. One lookup a list: what is left after
 * that is little.
 */
final class Sieves {
    /** Reading an id costs some 0.2 µs, looking at a row's record 5 µs: more ids than these cost more than they spare. */
    static final int MOST = 20_000;

    private final Connection connection;
    private final Lookups lookups;
    private final RoughCounts counts;
    private final int most;

    private Sieves(Connection connection, Lookups lookups, RoughCounts counts, int most) {
        this.connection = connection;
        this.lookups = lookups;
        this.counts = counts;
        this.most = most;
    }

    /** The same list, with a sieve where one helps. */
    static ListSql in(Connection connection, ListSql sql, Lookups lookups, RoughCounts counts) throws SQLException {
        return in(connection, sql, lookups, counts, MOST);
    }

    /** @param most records of a sieve */
    static ListSql in(Connection connection, ListSql sql, Lookups lookups, RoughCounts counts, int most)
            throws SQLException {
        return new Sieves(connection, lookups, counts, most)
                .finest(sql)
                .map(sieve -> {
                    List<ListPart> parts = new ArrayList<>(sql.parts());
                    parts.add(sieve);
                    return sql.with(parts);
                })
                .orElse(sql);
    }

    private Optional<ListPart> finest(ListSql sql) throws SQLException {
        TypeSlots slots = lookups.slots().apply(sql.plan().type().id());
        Map<String, List<ListPart>> byLookup = new LinkedHashMap<>();
        for (ListPart part : sql.parts()) {
            if (part.looks() instanceof ListPart.There(ListPart.Through through)
                    && through != null
                    && slots.columns().containsKey(through.lookup())) {
                byLookup.computeIfAbsent(through.lookup(), _ -> new ArrayList<>())
                        .add(part);
            }
        }
        @Nullable ListPart finest = null;
        int fewest = most + 1;
        for (Map.Entry<String, List<ListPart>> one : byLookup.entrySet()) {
            for (SqlPart ids : ids(one.getValue())) {
                int rows = rows(ids);
                if (rows < fewest) {
                    Expr asked = Trees.all(
                            one.getValue().stream().map(ListPart::expr).toList());
                    finest =
                            ListPart.sieve(asked, String.valueOf(slots.columns().get(one.getKey())), ids);
                    fewest = rows;
                }
            }
        }
        return Optional.ofNullable(finest);
    }

    /** The ids of the records that may meet the conditions, which go through one lookup, by each index that finds them. */
    private List<SqlPart> ids(List<ListPart> some) {
        List<Expr> conditions = new ArrayList<>();
        Map<String, LookupPath> paths = new HashMap<>();
        @Nullable TicketTypeDef target = null;
        for (ListPart part : some) {
            if (part.looks() instanceof ListPart.There(ListPart.Through through) && through != null) {
                conditions.addAll(through.conditions());
                paths.putAll(through.paths());
                target = through.target();
            }
        }
        if (target == null) {
            return List.of();
        }
        TypeSlots slots = lookups.slots().apply(target.id());
        List<ListPart> parts = ListPart.of(conditions, target, slots, lookups.with(paths));
        return Lead.among(parts).stream()
                .limit(ListPath.MOST_COUNTED)
                .map(lead -> {
                    StringBuilder sql = new StringBuilder("SELECT id FROM record WHERE tenant_id = ? AND type_id = ?");
                    List<Object> parameters =
                            new ArrayList<>(List.of(lookups.tenant().value(), slots.typeId()));
                    lead.tested(parts).forEach(p -> {
                        sql.append(" AND ").append(p.sql().sql());
                        parameters.addAll(p.sql().parameters());
                    });
                    return new SqlPart(sql.toString(), parameters);
                })
                .toList();
    }

    /** How many there are, at most one more than a sieve holds; counted again after a minute. */
    private int rows(SqlPart ids) throws SQLException {
        List<Object> parameters = new ArrayList<>(ids.parameters());
        parameters.add(most + 1);
        SqlPart count = new SqlPart("SELECT count(*) FROM (" + ids.sql() + " LIMIT ?) counted", parameters);
        Instant now = lookups.moment().now();
        Optional<Integer> known = counts.of(count, now);
        if (known.isPresent()) {
            return known.get();
        }
        try (PreparedStatement s = connection.prepareStatement(count.sql())) {
            ExprSql.bind(s, 1, count.parameters());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                int rows = row.getInt(1);
                counts.put(count, rows, now);
                return rows;
            }
        }
    }
}

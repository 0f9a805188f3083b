package io.deskloom.store;

import io.deskloom.activity.RuleActivityStore;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** {@code rule_asking} and {@code rule_firing}. */
@ApplicationScoped
class JdbcRuleActivityStore implements RuleActivityStore {
    private static final String ADD_ASKINGS = """
            INSERT INTO rule_asking AS r (tenant_id, hour, type_id, event, askings, micros, slowest)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, hour, type_id, event) DO UPDATE SET askings = r.askings + excluded.askings,
                micros = r.micros + excluded.micros, slowest = greatest(r.slowest, excluded.slowest)""";

    private static final String ADD_FIRINGS = """
            INSERT INTO rule_firing AS r (tenant_id, hour, rule_id, pack, code, times, last_at, last_record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, hour, rule_id, pack, code) DO UPDATE SET times = r.times + excluded.times,
                last_at = greatest(r.last_at, excluded.last_at),
                last_record = CASE WHEN excluded.last_at >= r.last_at
                    THEN coalesce(excluded.last_record, r.last_record) ELSE r.last_record END""";

    private final TenantTx transactions;

    JdbcRuleActivityStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public void add(TenantId tenant, List<Askings> askings, List<Firings> firings) {
        // In one order on every node, so that none waits for another that waits for it.
        List<Askings> asked = new ArrayList<>(askings);
        asked.sort(
                Comparator.comparing(Askings::hour).thenComparing(Askings::type).thenComparing(Askings::event));
        List<Firings> fired = new ArrayList<>(firings);
        fired.sort(Comparator.comparing(Firings::hour)
                .thenComparing(Firings::rule)
                .thenComparing(JdbcRuleActivityStore::pack)
                .thenComparing(Firings::code));
        transactions.inTenant(tenant, c -> {
            addAskings(c, tenant, asked);
            addFirings(c, tenant, fired);
            return asked.size();
        });
    }

    private static void addAskings(Connection c, TenantId tenant, List<Askings> askings) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(ADD_ASKINGS)) {
            for (Askings a : askings) {
                s.setInt(1, tenant.value());
                s.setObject(2, a.hour().atOffset(ZoneOffset.UTC));
                s.setString(3, a.type());
                s.setString(4, a.event());
                s.setLong(5, a.times());
                s.setLong(6, a.micros());
                s.setLong(7, a.slowest());
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static void addFirings(Connection c, TenantId tenant, List<Firings> firings) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(ADD_FIRINGS)) {
            for (Firings f : firings) {
                TicketId record = f.lastRecord();
                s.setInt(1, tenant.value());
                s.setObject(2, f.hour().atOffset(ZoneOffset.UTC));
                s.setString(3, f.rule());
                s.setString(4, pack(f));
                s.setString(5, f.code());
                s.setLong(6, f.times());
                s.setObject(7, f.lastAt().atOffset(ZoneOffset.UTC));
                s.setObject(8, record == null ? null : record.value());
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private static String pack(Firings f) {
        String pack = f.pack();
        return pack == null ? "" : pack;
    }

    @Override
    public List<Askings> askings(TenantId tenant, Instant from) {
        String sql = "SELECT type_id, event, sum(askings)::bigint, sum(micros)::bigint, max(slowest) FROM rule_asking"
                + " WHERE tenant_id = ? AND hour >= ? GROUP BY type_id, event ORDER BY type_id, event";
        return read(
                tenant,
                sql,
                from,
                row -> new Askings(
                        from, row.getString(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)));
    }

    @Override
    public List<Firings> firings(TenantId tenant, Instant from) {
        String sql = "SELECT rule_id, pack, code, sum(times)::bigint, max(last_at),"
                + " (array_agg(last_record ORDER BY last_at DESC) FILTER (WHERE last_record IS NOT NULL))[1]"
                + " FROM rule_firing WHERE tenant_id = ? AND hour >= ? GROUP BY rule_id, pack, code"
                + " ORDER BY rule_id, pack, code";
        return read(tenant, sql, from, row -> {
            UUID record = row.getObject(6, UUID.class);
            return new Firings(
                    from,
                    row.getString(1),
                    row.getString(2).isEmpty() ? null : row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    record == null ? null : new TicketId(record));
        });
    }

    @Override
    public List<Hour> hours(TenantId tenant, Instant from) {
        String sql = """
                SELECT hour, sum(askings)::bigint, sum(fired)::bigint, sum(failed)::bigint FROM (
                    SELECT tenant_id, hour, askings, 0 AS fired, 0 AS failed FROM rule_asking
                    UNION ALL
                    SELECT tenant_id, hour, 0, CASE WHEN code = '' THEN times ELSE 0 END,
                        CASE WHEN code = '' THEN 0 ELSE times END FROM rule_firing) each
                WHERE tenant_id = ? AND hour >= ? GROUP BY hour ORDER BY hour""";
        return read(
                tenant,
                sql,
                from,
                row -> new Hour(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4)));
    }

    /** One row as a value. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(TenantId tenant, String sql, Instant from, Reading<T> reading) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setObject(2, from.atOffset(ZoneOffset.UTC));
                List<T> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(reading.read(row));
                    }
                }
                return out;
            }
        });
    }

    @Override
    public void forget(TenantId tenant, Instant before) {
        transactions.inTenant(tenant, c -> {
            for (String table : List.of("rule_asking", "rule_firing")) {
                try (PreparedStatement s =
                        c.prepareStatement("DELETE FROM " + table + " WHERE tenant_id = ? AND hour < ?")) {
                    s.setInt(1, tenant.value());
                    s.setObject(2, before.atOffset(ZoneOffset.UTC));
                    s.executeUpdate();
                }
            }
            return before;
        });
    }
}

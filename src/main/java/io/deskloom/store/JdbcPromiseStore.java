package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.view.PromiseQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code promise}; its rows are written with the tickets ({@link AgendaWrites}). */
@ApplicationScoped
class JdbcPromiseStore implements PromiseQueries {
    /** How it ended, in the words of {@link PromiseQueries.Outcome}. */
    private static final String OUTCOME = "CASE WHEN p.state = 'kept' AND p.ended_at > p.due_at THEN 'late'"
            + " WHEN p.state IN ('kept', 'broken', 'open') THEN p.state ELSE 'withdrawn' END";

    /** Whose it is as long as it is open, whose it was when it ended. */
    private static final String TEAM = "CASE WHEN p.ended_at IS NULL THEN r.team ELSE p.team END";

    private static final String PERSON = "CASE WHEN p.ended_at IS NULL THEN r.assignee_id ELSE p.assignee_id END";

    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcPromiseStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public Counted count(TenantId tenant, List<QueryPlan> plans, Period period) {
        List<Named> tickets = plans.stream().map(plan -> tickets(tenant, plan)).toList();
        return transactions.readOnly(tenant, c -> {
            boolean more = isMore(c, tenant, period);
            List<Group> groups = new ArrayList<>();
            for (Named of : tickets) {
                more |= count(c, tenant, of, period, groups);
            }
            return new Counted(groups, more);
        });
    }

    private static boolean isMore(Connection c, TenantId tenant, Period period) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT count(*) > ? FROM (SELECT 1 FROM promise"
                + " WHERE tenant_id = ? AND made_at >= ? AND made_at < ? LIMIT ?) p")) {
            ExprSql.bind(s, 1, List.of(MOST, tenant.value(), at(period.from()), at(period.to()), MOST + 1));
            try (ResultSet row = s.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** @return whether some groups were left out */
    private static boolean count(Connection c, TenantId tenant, Named of, Period period, List<Group> out)
            throws SQLException {
        String sql =
                "SELECT team, person, count(*), count(*) FILTER (WHERE outcome = 'kept'), count(*) FILTER (WHERE outcome = 'late'),"
                        + " count(*) FILTER (WHERE outcome = 'broken'), count(*) FILTER (WHERE outcome = 'open'),"
                        + " count(*) FILTER (WHERE outcome = 'withdrawn') FROM (SELECT " + TEAM + " AS team, " + PERSON
                        + " AS person, " + OUTCOME + " AS outcome FROM (SELECT * FROM promise"
                        + " WHERE tenant_id = ? AND made_at >= ? AND made_at < ? ORDER BY made_at DESC, entry_id DESC LIMIT ?) p JOIN "
                        + of.sql().sql()
                        + " r ON r.id = p.record_id) told GROUP BY team, person ORDER BY count(*) DESC, team, person LIMIT ?";
        List<Object> parameters = new ArrayList<>(List.of(tenant.value(), at(period.from()), at(period.to()), MOST));
        parameters.addAll(of.sql().parameters());
        parameters.add(MOST_GROUPS + 1);
        int groups = 0;
        try (PreparedStatement s = c.prepareStatement(sql)) {
            ExprSql.bind(s, 1, parameters);
            try (ResultSet row = s.executeQuery()) {
                while (row.next() && ++groups <= MOST_GROUPS) {
                    out.add(new Group(
                            of.type(),
                            row.getString(1),
                            account(row, 2),
                            new Figures(
                                    row.getInt(3),
                                    row.getInt(4),
                                    row.getInt(5),
                                    row.getInt(6),
                                    row.getInt(7),
                                    row.getInt(8))));
                }
            }
        }
        return groups > MOST_GROUPS;
    }

    @Override
    public List<Row> find(TenantId tenant, List<QueryPlan> plans, Wanted wanted, @Nullable Position after, int most) {
        if (plans.isEmpty() || wanted.outcomes().isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>();
        StringBuilder records = new StringBuilder();
        for (QueryPlan plan : plans) {
            SqlPart of = tickets(tenant, plan).sql();
            records.append(records.isEmpty() ? "" : " UNION ALL ")
                    .append("SELECT * FROM ")
                    .append(of.sql())
                    .append(" one");
            parameters.addAll(of.parameters());
        }
        // Row by row in the index's order, so that a page is read and not the period.
        String sql = "SELECT * FROM (SELECT p.entry_id, p.record_id, p.made_at, p.due_at, p.ended_at, " + OUTCOME
                + " AS outcome, " + TEAM + " AS team, " + PERSON + " AS person FROM promise p JOIN (" + records
                + ") r ON r.id = p.record_id WHERE p.tenant_id = ? AND p.made_at >= ? AND p.made_at < ?"
                + (after == null ? "" : " AND (p.made_at, p.entry_id) < (?::timestamptz, ?::uuid)")
                + ") told WHERE outcome = ANY (?)"
                + (wanted.team() == null ? "" : " AND team = ?")
                + (wanted.person() == null ? "" : " AND person = ?") + (wanted.nobody() ? " AND person IS NULL" : "")
                + " ORDER BY made_at DESC, entry_id DESC LIMIT ?";
        parameters.addAll(List.of(
                tenant.value(), at(wanted.period().from()), at(wanted.period().to())));
        if (after != null) {
            parameters.add(at(after.made()));
            parameters.add(after.entry());
        }
        parameters.add(wanted.outcomes().stream().map(JdbcPromiseStore::wire).toArray(String[]::new));
        if (wanted.team() != null) {
            parameters.add(wanted.team());
        }
        if (wanted.person() != null) {
            parameters.add(wanted.person().value());
        }
        parameters.add(most);
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                ExprSql.bind(s, 1, parameters);
                List<Row> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(row(row));
                    }
                }
                return out;
            }
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject(1, UUID.class),
                new TicketId(row.getObject(2, UUID.class)),
                Objects.requireNonNull(AgentRows.instant(row, 3)),
                AgentRows.instant(row, 4),
                Outcome.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
                AgentRows.instant(row, 5),
                row.getString(7),
                account(row, 8));
    }

    /** Tickets of one type. @param type definition id */
    private record Named(String type, SqlPart sql) {}

    /** A plan's tickets. */
    private Named tickets(TenantId tenant, QueryPlan plan) {
        SlotDirectory.TypeSlots own = slots.of(tenant, plan.type().id());
        List<Object> parameters = new ArrayList<>(List.of(tenant.value(), own.typeId()));
        String sql =
                "(SELECT id, team, assignee_id FROM record WHERE tenant_id = ? AND type_id = ? AND deleted_at IS NULL";
        if (plan.scope() != null) {
            SqlPart scope = ExprSql.filter(plan.scope(), new TicketColumns(plan.type(), own), plan.moment());
            sql += " AND " + scope.sql();
            parameters.addAll(scope.parameters());
        }
        return new Named(plan.type().id(), new SqlPart(sql + ")", parameters));
    }

    private static String wire(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable AccountId account(ResultSet row, int column) throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null ? null : new AccountId(id);
    }

    private static OffsetDateTime at(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

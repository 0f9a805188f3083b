package io.deskloom.store;

import io.deskloom.agenda.Approver;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.StatusCategory;
import io.deskloom.view.AgendaQueries.Waiting;
import io.deskloom.view.WorkQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code flow_work} and who has what; the rows are written with the tickets ({@link FlowWrites}). */
@ApplicationScoped
class JdbcWorkStore implements WorkQueries {
    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcWorkStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    private static <T> List<T> all(PreparedStatement statement, Row<T> row) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> out = new ArrayList<>();
            while (rows.next()) {
                out.add(row.read(rows));
            }
            return out;
        }
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static TicketId id(ResultSet row) throws SQLException {
        return new TicketId(row.getObject("record_id", UUID.class));
    }

    @Override
    public List<TicketId> assigned(TenantId tenant, Set<String> types, AccountId account, int most) {
        Object[] numbers =
                types.stream().map(type -> slots.of(tenant, type).typeId()).toArray();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT id AS record_id FROM record
                    WHERE tenant_id = ? AND type_id = ANY (?) AND assignee_id = ? AND st <= %d AND deleted_at IS NULL
                    ORDER BY priority DESC, created_at, id LIMIT ?""".formatted(StatusCategory.WAITING.code()))) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("int4", numbers));
                s.setObject(3, account.value());
                s.setInt(4, most);
                return all(s, JdbcWorkStore::id);
            }
        });
    }

    @Override
    public List<Way> ways(TenantId tenant, AccountId account, Set<String> teams, Set<String> nodes, int most) {
        return transactions.readOnly(tenant, c -> {
            // A way of no team of its own is of the ticket's.
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT record_id, branch FROM (
                        (SELECT record_id, branch, since FROM flow_work
                         WHERE tenant_id = ? AND assignee_id = ? AND stuck IS NULL ORDER BY since LIMIT ?)
                        UNION ALL
                        (SELECT w.record_id, w.branch, w.since FROM flow_work w JOIN record r ON r.tenant_id = w.tenant_id AND r.id = w.record_id
                         WHERE w.tenant_id = ? AND w.assignee_id IS NULL AND w.stuck IS NULL
                           AND (w.node = ANY (?) OR coalesce(w.team, r.team) = ANY (?))
                         ORDER BY w.since LIMIT ?)) both_kinds
                    ORDER BY since, record_id, branch LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setInt(3, most);
                s.setInt(4, tenant.value());
                s.setArray(5, c.createArrayOf("text", nodes.toArray()));
                s.setArray(6, c.createArrayOf("text", teams.toArray()));
                s.setInt(7, most);
                s.setInt(8, most);
                return all(s, row -> new Way(id(row), row.getInt("branch")));
            }
        });
    }

    @Override
    public List<Stuck> stuck(TenantId tenant, @Nullable Stuck after, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT record_id, branch, stuck_since FROM flow_work
                    WHERE tenant_id = ? AND stuck IS NOT NULL AND (stuck_since, record_id, branch) > (?, ?, ?)
                    ORDER BY stuck_since, record_id, branch LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setObject(
                        2,
                        after == null
                                ? OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                                : after.since().atOffset(ZoneOffset.UTC));
                s.setObject(3, after == null ? new UUID(0, 0) : after.ticket().value());
                s.setInt(4, after == null ? -1 : after.branch());
                s.setInt(5, most);
                return all(
                        s,
                        row -> new Stuck(
                                id(row),
                                row.getInt("branch"),
                                row.getObject("stuck_since", OffsetDateTime.class)
                                        .toInstant()));
            }
        });
    }

    @Override
    public Set<Approver> rare(TenantId tenant, int most) {
        return new LinkedHashSet<>(transactions.readOnly(tenant, c -> {
            // From one to the next by the key: however many requests wait, there are few who are asked.
            try (PreparedStatement s = c.prepareStatement("""
                    WITH RECURSIVE asked AS (
                        (SELECT approver FROM approval_waiting WHERE tenant_id = ? ORDER BY approver LIMIT 1)
                        UNION ALL
                        SELECT (SELECT w.approver FROM approval_waiting w
                                WHERE w.tenant_id = ? AND w.approver > asked.approver ORDER BY w.approver LIMIT 1)
                        FROM asked WHERE asked.approver IS NOT NULL)
                    SELECT approver FROM asked WHERE approver IS NOT NULL AND (
                        SELECT count(*) FROM (
                            SELECT FROM account a WHERE a.tenant_id = ? AND a.disabled_at IS NULL
                              AND CASE split_part(approver, ':', 1)
                                  WHEN 'role' THEN a.roles @> ARRAY[substr(approver, 6)]
                                  WHEN 'team' THEN a.teams @> ARRAY[substr(approver, 6)]
                                  ELSE a.id::text = substr(approver, 9) END
                            LIMIT 2) two) < CASE WHEN approver LIKE 'account:%' THEN 1 ELSE 2 END
                    LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setInt(2, tenant.value());
                s.setInt(3, tenant.value());
                s.setInt(4, most);
                return all(s, row -> Approver.of(row.getString("approver")));
            }
        }));
    }

    @Override
    public List<Waiting> waiting(TenantId tenant, Set<Approver> approvers, @Nullable UUID after, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT DISTINCT entry_id, record_id FROM approval_waiting
                    WHERE tenant_id = ? AND approver = ANY (?) AND entry_id > ? ORDER BY entry_id LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setArray(
                        2,
                        c.createArrayOf(
                                "text", approvers.stream().map(Approver::wire).toArray()));
                s.setObject(3, after == null ? new UUID(0, 0) : after);
                s.setInt(4, most);
                return all(s, row -> new Waiting(id(row), row.getObject("entry_id", UUID.class)));
            }
        });
    }
}

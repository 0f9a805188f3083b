package io.deskloom.store;

import io.deskloom.command.AutomationStore;
import io.deskloom.command.TicketTimerKinds;
import io.deskloom.effect.Effect;
import io.deskloom.effect.TimerChange;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.store.SlotDirectory.TypeSlots;
import io.deskloom.store.SqlColumn.SqlPart;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The timers of automations, and whom their schedules are about. */
@ApplicationScoped
class JdbcAutomationStore implements AutomationStore {
    /** Timers already there for the same time stay: they wait, or have fired. */
    private static final String SET =
            "INSERT INTO timer (tenant_id, id, kind, record_id, payload, state, attempts, created_at, due_at)"
                    + " VALUES (?, ?, ?, ?, ?::jsonb, 0, 0, ?, ?) ON CONFLICT (tenant_id, id) DO UPDATE SET"
                    + " payload = excluded.payload, due_at = excluded.due_at, state = 0, attempts = 0, last_error = NULL"
                    + " WHERE timer.payload->>'asked' IS DISTINCT FROM excluded.payload->>'asked'";

    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcAutomationStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public void awaitWriters(TenantId tenant) {
        transactions.<Boolean>inTenant(tenant, c -> {
            ReleaseGate.awaitWriters(c, tenant);
            return true;
        });
    }

    @Override
    public boolean setTimers(TenantId tenant, TicketId ticket, int version, List<TimerChange.Set> timers, Instant now) {
        return transactions.inTenant(tenant, c -> {
            if (!isStill(c, tenant, ticket, version)) {
                return false;
            }
            try (PreparedStatement s = c.prepareStatement(
                    "DELETE FROM timer WHERE tenant_id = ? AND record_id = ? AND kind = ? AND NOT id = ANY (?)")) {
                s.setInt(1, tenant.value());
                s.setObject(2, ticket.value());
                s.setString(3, TicketTimerKinds.AUTOMATION);
                s.setArray(
                        4,
                        c.createArrayOf(
                                "uuid", timers.stream().map(TimerChange.Set::id).toArray()));
                s.executeUpdate();
            }
            insert(c, tenant, ticket.value(), timers, now);
            return true;
        });
    }

    /** Locked until the end: who changes it now sets its timers after us. */
    private static boolean isStill(Connection c, TenantId tenant, TicketId ticket, int version) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT version FROM record WHERE tenant_id = ? AND id = ? AND deleted_at IS NULL FOR SHARE")) {
            s.setInt(1, tenant.value());
            s.setObject(2, ticket.value());
            try (ResultSet row = s.executeQuery()) {
                return row.next() && row.getInt(1) == version;
            }
        }
    }

    private static void insert(
            Connection c, TenantId tenant, @Nullable UUID record, List<TimerChange.Set> timers, Instant now)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(SET)) {
            for (TimerChange.Set timer : timers) {
                s.setInt(1, tenant.value());
                s.setObject(2, timer.id());
                s.setString(3, timer.kind());
                s.setObject(4, record);
                s.setString(5, TimerWrites.details(timer.details()));
                s.setObject(6, now.atOffset(ZoneOffset.UTC));
                s.setObject(7, timer.due().atOffset(ZoneOffset.UTC));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    @Override
    public void schedule(TenantId tenant, TimerChange.Set timer, Instant now) {
        transactions.<Boolean>inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM timer WHERE tenant_id = ? AND id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, timer.id());
                s.executeUpdate();
            }
            insert(c, tenant, null, List.of(timer), now);
            return true;
        });
    }

    @Override
    public List<TicketId> matching(
            TenantId tenant, TicketTypeDef type, Expr when, Moment moment, @Nullable TicketId after, int most) {
        TypeSlots own = slots.of(tenant, type.id());
        SqlPart holds = ExprSql.filter(JdbcDerivedStore.byId(when, type), new TicketColumns(type, own), moment);
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT id FROM record WHERE tenant_id = ? AND type_id = ?"
                    + " AND deleted_at IS NULL AND " + holds.sql() + " AND id > ? ORDER BY id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setInt(2, own.typeId());
                int at = ExprSql.bind(s, 3, holds.parameters());
                s.setObject(at++, after == null ? new UUID(0, 0) : after.value());
                s.setInt(at, most);
                List<TicketId> ids = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        ids.add(new TicketId(row.getObject(1, UUID.class)));
                    }
                }
                return ids;
            }
        });
    }

    @Override
    public boolean goOn(
            TenantId tenant,
            UUID timer,
            int attempt,
            Map<String, String> details,
            Instant due,
            List<Effect> effects,
            Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "UPDATE timer SET payload = ?::jsonb, due_at = ?, attempts = 0, last_error = NULL"
                            + " WHERE tenant_id = ? AND id = ? AND state = 0 AND attempts = ?")) {
                s.setString(1, TimerWrites.details(details));
                s.setObject(2, due.atOffset(ZoneOffset.UTC));
                s.setInt(3, tenant.value());
                s.setObject(4, timer);
                s.setInt(5, attempt);
                if (s.executeUpdate() == 0) {
                    return false;
                }
            }
            JdbcDerivedStore.insert(c, tenant, effects, now);
            return true;
        });
    }
}

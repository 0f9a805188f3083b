package io.deskloom.store;

import io.deskloom.command.PoolStore;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code routing_wait} and {@code pool_offer}, beside what the tickets themselves say. */
@ApplicationScoped
class JdbcPoolStore implements PoolStore {
    /** Each look that comes to nothing means that somebody else got one. */
    private static final int LOOKS = 50;

    private final TenantTx transactions;

    JdbcPoolStore(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Waiting> waiting(TenantId tenant, int limit) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    DELETE FROM routing_wait w USING record r WHERE w.tenant_id = ? AND r.tenant_id = w.tenant_id
                    AND r.id = w.record_id AND (r.assignee_id IS NOT NULL OR r.st > 3 OR r.deleted_at IS NOT NULL)""")) {
                s.setInt(1, tenant.value());
                s.executeUpdate();
            }
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT w.record_id, r.team, w.routing FROM routing_wait w
                    JOIN record r ON r.tenant_id = w.tenant_id AND r.id = w.record_id
                    WHERE w.tenant_id = ? AND r.team IS NOT NULL ORDER BY r.priority DESC, w.since, w.record_id LIMIT ?""")) {
                s.setInt(1, tenant.value());
                s.setInt(2, limit);
                List<Waiting> all = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        all.add(new Waiting(
                                new TicketId(row.getObject(1, UUID.class)), row.getString(2), row.getString(3)));
                    }
                }
                return all;
            }
        });
    }

    @Override
    public Optional<TicketId> offer(
            TenantId tenant, AccountId account, List<TicketId> tickets, Instant now, Instant until) {
        for (int i = 0; i < LOOKS; i++) {
            Offer offer = transactions.inTenant(tenant, c -> offer(c, tenant, account, tickets, now, until));
            if (!offer.tooLate()) {
                return Optional.ofNullable(offer.ticket());
            }
        }
        return Optional.empty();
    }

    /** @param ticket null when there is none, or another was faster with it */
    private record Offer(@Nullable TicketId ticket, boolean tooLate) {}

    private static Offer offer(
            Connection c, TenantId tenant, AccountId account, List<TicketId> tickets, Instant now, Instant until)
            throws SQLException {
        // Who is looking at a ticket at this moment has it locked: the others pass it by instead of waiting for it. Who
        // looked a moment
        // ago is seen only where the offer is written, which then does nothing: then we look once more.
        try (PreparedStatement s = c.prepareStatement("""
                WITH next AS (
                    SELECT r.id FROM unnest(?::uuid[]) WITH ORDINALITY AS wanted (id, place)
                    JOIN record r ON r.tenant_id = ? AND r.id = wanted.id
                    WHERE r.assignee_id IS NULL AND r.st <= 3 AND r.deleted_at IS NULL
                    AND NOT EXISTS (SELECT FROM pool_offer o WHERE o.tenant_id = r.tenant_id AND o.record_id = r.id AND o.until > ?)
                    ORDER BY wanted.place LIMIT 1 FOR NO KEY UPDATE OF r SKIP LOCKED),
                made AS (INSERT INTO pool_offer AS p (tenant_id, record_id, account_id, until)
                    SELECT ?, next.id, ?, ? FROM next
                    ON CONFLICT (tenant_id, record_id) DO UPDATE SET account_id = excluded.account_id, until = excluded.until
                    WHERE p.until <= ? RETURNING record_id)
                SELECT made.record_id FROM next LEFT JOIN made ON true""")) {
            s.setArray(
                    1,
                    c.createArrayOf(
                            "uuid", tickets.stream().map(TicketId::value).toArray()));
            s.setInt(2, tenant.value());
            s.setObject(3, now.atOffset(ZoneOffset.UTC));
            s.setInt(4, tenant.value());
            s.setObject(5, account.value());
            s.setObject(6, until.atOffset(ZoneOffset.UTC));
            s.setObject(7, now.atOffset(ZoneOffset.UTC));
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    return new Offer(null, false);
                }
                UUID id = row.getObject(1, UUID.class);
                return id == null ? new Offer(null, true) : new Offer(new TicketId(id), false);
            }
        }
    }

    @Override
    public void settled(TenantId tenant, TicketId ticket) {
        transactions.<Integer>inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("DELETE FROM pool_offer WHERE tenant_id = ? AND record_id = ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, ticket.value());
                return s.executeUpdate();
            }
        });
    }

    @Override
    public List<TicketId> heldBy(TenantId tenant, AccountId account, int limit) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT r.id FROM type_ref t JOIN record r"
                    + " ON r.tenant_id = t.tenant_id AND r.type_id = t.type_id"
                    + " WHERE t.tenant_id = ? AND r.assignee_id = ? AND r.st <= 3 AND r.deleted_at IS NULL"
                    + " ORDER BY r.id LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setObject(2, account.value());
                s.setInt(3, limit);
                List<TicketId> all = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        all.add(new TicketId(row.getObject(1, UUID.class)));
                    }
                }
                return all;
            }
        });
    }
}

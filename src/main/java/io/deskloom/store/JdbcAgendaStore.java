package io.deskloom.store;

import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.command.LinkStore;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.view.AgendaQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code ticket_link} and {@code approval_waiting}; they are written with the tickets ({@link AgendaWrites}). */
@ApplicationScoped
class JdbcAgendaStore implements LinkStore, AgendaQueries {
    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcAgendaStore(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public List<Link> links(TenantId tenant, TicketId ticket) {
        return of(tenant, ticket);
    }

    @Override
    public Map<TicketId, List<Link>> of(TenantId tenant, Collection<TicketId> tickets) {
        return transactions.readOnly(tenant, c -> {
            // Others may have linked with it beyond its own bound.
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT asked.id, link.* FROM unnest(?::uuid[]) asked (id) CROSS JOIN LATERAL (
                        SELECT to_id, kind, true, created_at FROM ticket_link WHERE tenant_id = ? AND from_id = asked.id
                        UNION ALL
                        SELECT from_id, kind, false, created_at FROM ticket_link WHERE tenant_id = ? AND to_id = asked.id
                        ORDER BY created_at, to_id LIMIT 1000) link""")) {
                s.setArray(
                        1,
                        c.createArrayOf(
                                "uuid", tickets.stream().map(TicketId::value).toArray()));
                s.setInt(2, tenant.value());
                s.setInt(3, tenant.value());
                Map<TicketId, List<Link>> out = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        Optional<LinkKind> kind = LinkKind.of(row.getString(3));
                        if (kind.isPresent()) {
                            out.computeIfAbsent(new TicketId(row.getObject(1, UUID.class)), _ -> new ArrayList<>())
                                    .add(new Link(
                                            row.getBoolean(4)
                                                    ? kind.get()
                                                    : kind.get().seenFromThere(),
                                            new TicketId(row.getObject(2, UUID.class))));
                        }
                    }
                }
                return out;
            }
        });
    }

    @Override
    public Optional<TicketId> numbered(TenantId tenant, String type, long number) {
        int typeId = slots.of(tenant, type).typeId();
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT id FROM record WHERE tenant_id = ? AND type_id = ? AND number = ? AND deleted_at IS NULL")) {
                s.setInt(1, tenant.value());
                s.setInt(2, typeId);
                s.setLong(3, number);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(new TicketId(row.getObject(1, UUID.class))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Map<UUID, Instant> dues(TenantId tenant, Set<UUID> tickets) {
        if (tickets.isEmpty()) {
            return Map.of();
        }
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT r.id, least(r.due_at, (SELECT min((e ->> 'due')::timestamptz) FROM json_array_elements(r.agenda) e
                        WHERE e ->> 'state' = 'open'))
                    FROM record r WHERE r.tenant_id = ? AND r.id = ANY (?) AND (r.agenda IS NOT NULL OR r.due_at IS NOT NULL)""")) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("uuid", tickets.toArray()));
                Map<UUID, Instant> dues = new HashMap<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        Instant due = AgentRows.instant(row, 2);
                        if (due != null) {
                            dues.put(row.getObject(1, UUID.class), due);
                        }
                    }
                }
                return dues;
            }
        });
    }

    @Override
    public List<Waiting> waiting(TenantId tenant, Set<String> approvers, int most) {
        return transactions.readOnly(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(
                    "SELECT entry_id, record_id FROM approval_waiting"
                            + " WHERE tenant_id = ? AND approver = ANY (?) GROUP BY entry_id, record_id ORDER BY entry_id DESC LIMIT ?")) {
                s.setInt(1, tenant.value());
                s.setArray(2, c.createArrayOf("text", approvers.toArray()));
                s.setInt(3, most);
                List<Waiting> out = new ArrayList<>();
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        out.add(new Waiting(new TicketId(row.getObject(2, UUID.class)), row.getObject(1, UUID.class)));
                    }
                }
                return out;
            }
        });
    }
}

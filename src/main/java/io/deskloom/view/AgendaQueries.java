package io.deskloom.view;

import io.deskloom.agenda.Link;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What stands beside tickets, from the store; whoever may see it. */
public interface AgendaQueries {
    /** What a ticket is linked with, seen from it, oldest first. */
    List<Link> links(TenantId tenant, TicketId ticket);

    /** The open requests that wait for one of {@code approvers} ("role:supervisor"), newest first. */
    List<Waiting> waiting(TenantId tenant, Set<String> approvers, int most);

    /** When the first open entry or running clock of each of {@code tickets} is due; those of which none is are left out. */
    Map<UUID, Instant> dues(TenantId tenant, Set<UUID> tickets);

    record Waiting(TicketId ticket, UUID entry) {}
}

package io.deskloom.live;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import java.util.Optional;

/** The ticket news are about: who may see it, or could until now, decides who hears of it. */
public interface LiveTickets {
    Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id);

    /** The ticket as the change to {@code version} found it, by its history; empty when that change made it. */
    Optional<Ticket> before(TenantId tenant, TicketId id, int version);
}

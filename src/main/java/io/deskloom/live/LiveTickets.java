package io.deskloom.live;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import java.util.Optional;

/** The ticket news are about, as it is now: who may see it decides who hears of it. */
public interface LiveTickets {
    Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id);
}

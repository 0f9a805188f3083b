package io.deskloom.command;

import io.deskloom.agenda.Link;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How tickets hang together. Written with the tickets' own events. */
public interface LinkStore {
    /** The most links one ticket may have. */
    int MOST = 100;

    /** What a ticket is linked with, seen from it, oldest first; at most {@link #MOST} and those others have made since. */
    default List<Link> of(TenantId tenant, TicketId ticket) {
        return of(tenant, Set.of(ticket)).getOrDefault(ticket, List.of());
    }

    /** The same for several; those that are linked with nothing are not in the answer. */
    Map<TicketId, List<Link>> of(TenantId tenant, Collection<TicketId> tickets);

    /** The ticket of a type (definition id) that has the number. */
    Optional<TicketId> numbered(TenantId tenant, String type, long number);
}

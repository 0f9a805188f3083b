package io.deskloom.model;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.util.Optional;
import java.util.Set;

/** Which new tickets a revision of a flow is tried on. */
@FunctionalInterface
public interface Pilots {
    /** Nothing is tried. */
    Pilots NONE = (_, _, _, _) -> Optional.empty();

    /**
     * The release whose flow a new ticket gets; empty for the one in force. Asked for every ticket: it costs no query.
     *
     * @param type definition id
     * @param teams of whoever makes it
     */
    Optional<ReleaseId> tries(TenantId tenant, String type, TicketId ticket, Set<String> teams);
}

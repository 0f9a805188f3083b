package io.deskloom.command;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tickets nobody has: which of them wait for somebody to be free, and which are being offered to somebody. */
public interface PoolStore {
    /** A ticket that waits. @param routing key of what left it to wait */
    record Waiting(TicketId ticket, String team, String routing) {}

    /** Tickets that wait, most urgent first, of these the oldest first. What has been given to somebody meanwhile is forgotten. */
    List<Waiting> waiting(TenantId tenant, int limit);

    /**
     * Offers somebody the first of these tickets that is nobody's and is offered to nobody else; of callers at the same time each gets
     * another one.
     *
     * @param until when it may be offered to somebody else
     * @return empty when there is none
     */
    Optional<TicketId> offer(TenantId tenant, AccountId account, List<TicketId> tickets, Instant now, Instant until);

    /** Ends the offer. */
    void settled(TenantId tenant, TicketId ticket);

    /** Open tickets somebody has, oldest first. */
    List<TicketId> heldBy(TenantId tenant, AccountId account, int limit);
}

package io.deskloom.command;

import io.deskloom.agenda.Link;
import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Ticket;
import java.util.List;
import java.util.Optional;

/** Other tickets of the workspace, asked for only where a decision is about them. */
interface Others {
    /** Where nothing that is decided can be about another ticket. */
    Others NONE = new Others() {
        @Override
        public Optional<Ticket> find(String idOrNumber) {
            return Optional.empty();
        }

        @Override
        public List<Link> links(TicketId ticket) {
            return List.of();
        }
    };

    /** The ticket of that id or number ("RET-10422"), whoever may see it. */
    Optional<Ticket> find(String idOrNumber);

    /** What a ticket is linked with, seen from it. */
    List<Link> links(TicketId ticket);
}

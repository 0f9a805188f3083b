package io.deskloom.command;

import io.deskloom.kernel.TicketId;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a command. */
public sealed interface Done {
    TicketId ticket();

    /** The ticket's version after it. */
    int version();

    /** The id of the first event it appended, null when it changed nothing. */
    @Nullable
    UUID event();

    /**
     * It was carried out now.
     *
     * @param after the ticket as the command left it; as it was when the command changed nothing
     * @param first the first event it appended
     */
    record Now(Ticket after, @Nullable Event first) implements Done {
        @Override
        public TicketId ticket() {
            return after.id();
        }

        @Override
        public int version() {
            return after.version();
        }

        @Override
        public @Nullable UUID event() {
            return first == null ? null : first.meta().id();
        }
    }

    /** It was carried out before, under the same idempotency key. */
    record Before(TicketId ticket, int version, @Nullable UUID event) implements Done {}
}

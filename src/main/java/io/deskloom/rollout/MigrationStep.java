package io.deskloom.rollout;

import io.deskloom.command.Command.MoveBack.Was;
import io.deskloom.command.TicketStore;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration has come with some more tickets: written in the transaction that moves them, so that neither can be there without
 * the other. Refused when it is elsewhere by now, or has been stopped.
 *
 * @param back whether it is being taken back
 * @param from the last ticket that was through before, null at the beginning; {@code to} the last one now
 * @param last whether nothing is left to do
 */
public record MigrationStep(
        UUID migration,
        boolean back,
        @Nullable TicketId from,
        @Nullable TicketId to,
        boolean last,
        List<Item> items,
        Instant at)
        implements TicketStore.Beside {
    public MigrationStep {
        items = List.copyOf(items);
    }

    /**
     * What became of a ticket.
     *
     * @param reason why it stayed, as a code; null when it was moved, or taken back
     * @param node because of what
     * @param was to take it back; null of one that stayed, and of one that was taken back
     */
    public record Item(
            TicketId ticket,
            @Nullable String reason,
            @Nullable String node,
            @Nullable Was was) {}
}

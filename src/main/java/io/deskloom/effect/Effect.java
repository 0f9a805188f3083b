package io.deskloom.effect;

import io.deskloom.kernel.TicketId;

/** Something to be done outside the ticket's transaction, at least once: a row of the outbox. */
public sealed interface Effect {
    /** Everyone who looks at the ticket or its lists should hear of it. */
    record TicketChanged(TicketId ticket, String type, int version) implements Effect {}
}

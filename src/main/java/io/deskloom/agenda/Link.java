package io.deskloom.agenda;

import io.deskloom.kernel.TicketId;

/** A ticket's link with another, seen from the ticket. */
public record Link(LinkKind kind, TicketId other) {}

package io.deskloom.live;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;

/** A ticket has changed: what nodes tell each other. Holds no value of the ticket. */
public record News(TenantId tenant, TicketId ticket, int version) {}

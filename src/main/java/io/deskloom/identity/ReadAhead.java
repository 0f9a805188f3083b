package io.deskloom.identity;

import io.deskloom.kernel.TicketId;

/**
 * What a request is about is read together with who asks: one round trip to the database less of the three that a change takes. It is
 * read before it is known whether the caller may ask, and given to nobody but the command that would have read it next.
 */
public interface ReadAhead {
    /** The request is going to change this ticket. To be called before its session or token is looked for. */
    void ticket(TicketId id);
}

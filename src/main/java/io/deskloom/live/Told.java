package io.deskloom.live;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;

/** What one subscriber is told. */
public sealed interface Told {
    /** @param type ticket type key */
    record Ticket(TicketId id, String type, int version) implements Told {}

    /** A ticket that the subscriber could see is none of theirs any more. Says nothing else about it. */
    record Gone(TicketId id) implements Told {}

    /** Another release is in force: what the caller knows of types, forms and rights may be out of date. */
    record Release(ReleaseId release) implements Told {}
}

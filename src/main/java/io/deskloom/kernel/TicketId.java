package io.deskloom.kernel;

import java.util.UUID;

/** A ticket's UUIDv7. */
public record TicketId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

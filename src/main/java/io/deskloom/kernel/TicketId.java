package io.deskloom.kernel;

import java.util.Optional;
import java.util.UUID;

/** A ticket's UUIDv7. */
public record TicketId(UUID value) {
    /** The ticket a text names; empty when it is no id. */
    public static Optional<TicketId> of(String text) {
        try {
            return Optional.of(new TicketId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A time somebody is not there though the week says so.
 *
 * @param to not included
 * @param substitute who takes over what is open, null for whoever is chosen
 */
public record Absence(
        UUID id, Instant from, Instant to, @Nullable AccountId substitute, String note) {
    public boolean covers(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}

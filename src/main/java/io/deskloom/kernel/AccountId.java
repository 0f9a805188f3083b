package io.deskloom.kernel;

import java.util.UUID;

/** An account's UUIDv7, unique within its tenant. */
public record AccountId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

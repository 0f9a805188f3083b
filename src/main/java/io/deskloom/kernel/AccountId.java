package io.deskloom.kernel;

import java.util.Optional;
import java.util.UUID;

/** An account's UUIDv7, unique within its tenant. */
public record AccountId(UUID value) {
    /** The account a text names; empty when it is no id. */
    public static Optional<AccountId> of(String text) {
        try {
            return Optional.of(new AccountId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

package io.deskloom.kernel;

import java.util.Optional;
import java.util.regex.Pattern;

/** A workspace's number; positive. First part of every key in the database. */
public record TenantId(int value) {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    public TenantId {
        if (value <= 0) {
            throw new IllegalArgumentException("tenant id must be positive");
        }
    }

    /** Reads what {@link #value} is written as, the largest number included; empty for everything else. */
    public static Optional<TenantId> parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value <= Integer.MAX_VALUE ? Optional.of(new TenantId((int) value)) : Optional.empty();
    }
}

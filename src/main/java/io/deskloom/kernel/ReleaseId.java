package io.deskloom.kernel;

import java.util.regex.Pattern;

/**
 * A metadata release: the lower-case hex SHA-256 of its canonical content (64 characters), so that equal content is the
 * same release on every node and in every tenant.
 */
public record ReleaseId(String hash) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public ReleaseId {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a release id is 64 hex digits");
        }
    }

    /** The first eight digits, for people. */
    public String shortForm() {
        return hash.substring(0, 8);
    }

    @Override
    public String toString() {
        return hash;
    }
}

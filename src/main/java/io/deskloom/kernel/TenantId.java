package io.deskloom.kernel;

/** A workspace's number; positive. First part of every key in the database. */
public record TenantId(int value) {
    public TenantId {
        if (value <= 0) {
            throw new IllegalArgumentException("tenant id must be positive");
        }
    }
}

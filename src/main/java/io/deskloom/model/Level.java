package io.deskloom.model;

import java.util.Locale;

/** How much of a field somebody gets, weakest first. */
public enum Level {
    HIDDEN,
    MASKED,
    READ,
    APPEND,
    EDIT;

    public boolean canRead() {
        return this.compareTo(READ) >= 0;
    }

    public boolean canWrite() {
        return this.compareTo(APPEND) >= 0;
    }

    public Level mostRestrictive(Level other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

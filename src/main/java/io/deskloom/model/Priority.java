package io.deskloom.model;

import java.util.Locale;

/** How urgent; stored as {@link #code}, higher is more urgent; "low", "normal", "high", "urgent" in text. */
public enum Priority {
    LOW(1),
    NORMAL(2),
    HIGH(3),
    URGENT(4);

    private final int code;

    Priority(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Priority ofCode(int code) {
        return values()[code - 1];
    }
}

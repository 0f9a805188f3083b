package io.deskloom.model;

import java.util.Locale;

/** What a step means to a customer; stored as {@link #code} in {@code record.st}. */
public enum StatusCategory {
    NEW(1),
    OPEN(2),
    WAITING(3),
    SOLVED(4),
    CLOSED(5),
    CANCELLED(6);

    private final int code;

    StatusCategory(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean isOpen() {
        return code <= WAITING.code;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StatusCategory ofCode(int code) {
        return values()[code - 1];
    }
}

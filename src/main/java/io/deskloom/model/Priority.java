package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.Locale;

/** How urgent; stored as {@link #code}, higher is more urgent; "low", "normal", "high", "urgent" in text. */
public enum Priority {
    LOW(1, "Low", "低"),
    NORMAL(2, "Normal", "普通"),
    HIGH(3, "High", "高"),
    URGENT(4, "Urgent", "紧急");

    private final int code;
    private final Label label;

    Priority(int code, String en, String zh) {
        this.code = code;
        this.label = Label.of(en, zh);
    }

    public Label label() {
        return label;
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

package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.util.Locale;

/** What a step means to a customer; stored as {@link #code} in {@code record.st}. */
public enum StatusCategory {
    NEW(1, "New", "新建"),
    OPEN(2, "Open", "处理中"),
    WAITING(3, "Waiting", "等待中"),
    SOLVED(4, "Solved", "已解决"),
    CLOSED(5, "Closed", "已关闭"),
    CANCELLED(6, "Cancelled", "已取消");

    private final int code;
    private final Label label;

    StatusCategory(int code, String en, String zh) {
        this.code = code;
        this.label = Label.of(en, zh);
    }

    public Label label() {
        return label;
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

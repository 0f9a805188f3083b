package io.deskloom.expr;

import java.util.Locale;

/** The types of expressions. {@code LIST} is a list of texts (option keys, team keys, roles), the only lists there are yet. */
public enum ExprType {
    NULL,
    TEXT,
    NUMBER,
    MONEY,
    BOOL,
    DATE,
    TIMESTAMP,
    SPAN,
    LIST;

    /** The name in the serialised tree. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

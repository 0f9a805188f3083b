package io.deskloom.expr;

import io.deskloom.field.Shape;
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
    LIST,
    /** A value of named parts, such as a period: there or not there; its parts are taken with {@code period.start}. */
    PARTS;

    /** What expressions call the shape of a field's values. */
    public static ExprType of(Shape shape) {
        return TypeRules.of(shape);
    }

    /** The name in the serialised tree. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

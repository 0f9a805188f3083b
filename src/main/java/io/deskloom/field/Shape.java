package io.deskloom.field;

/** What a kind's values are to expressions: which comparisons and functions they allow. */
public enum Shape {
    TEXT,
    NUMBER,
    MONEY,
    BOOL,
    DATE,
    TIMESTAMP,
    SPAN,
    /** A list of texts. */
    LIST,
    /** A value of named parts, or rows of them: there or not there; its parts are compared one by one. */
    PARTS
}

package io.deskloom.field;

/** A whole number of at most 15 digits. */
final class IntegerType extends NumberKind {
    IntegerType() {
        super("integer");
    }
}

package io.deskloom.model;

import io.deskloom.expr.Expr;
import java.util.List;

/**
 * How the value of a derived field comes about: it is computed, and nobody writes it. What it holds is of the field's kind
 * like anything else, so lists, filters, cells and masks treat it as they treat a value somebody typed.
 */
public sealed interface Derivation {
    /** The name in metadata and API. */
    String wire();

    /** Keys of the fields of its own type it rests on. */
    List<String> inputs();

    /**
     * Whether it may be read by people who may not read all that it rests on. Otherwise a derived field is there only for
     * those who may read every input.
     */
    boolean reveals();

    /** Computed from the record's own values, and stored by the same transaction that changes them. */
    record Formula(Expr value, List<String> inputs, boolean reveals) implements Derivation {
        public Formula {
            inputs = List.copyOf(inputs);
        }

        @Override
        public String wire() {
            return "formula";
        }
    }
}

package io.deskloom.model;

import io.deskloom.expr.Expr;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a derived field comes about: it is computed, and nobody writes it. What it holds is of the field's kind
 * like anything else, so lists, filters, cells and masks treat it as they treat a value somebody typed.
 */
public sealed interface Derivation {
    /** The name in metadata and API. */
    String wire();

    /** Keys of the fields of its own type it rests on. */
    List<String> inputs();

    /** The fields of other types it rests on. */
    List<Source> sources();

    /**
     * Whether it may be read by people who may not read all that it rests on. Otherwise a derived field is there only for
     * those who may read every input.
     */
    boolean reveals();

    /** The same with what is known of its sources once all types have been read. */
    Derivation with(List<Source> known);

    /**
     * A field of another type.
     *
     * @param type type key
     * @param field field key
     * @param readers roles that may read it on every record of its type
     * @param denied roles to which it is denied, whatever other roles their holders have
     */
    record Source(String type, String field, Set<String> readers, Set<String> denied) {
        public Source {
            readers = Set.copyOf(readers);
            denied = Set.copyOf(denied);
        }

        public Source(String type, String field) {
            this(type, field, Set.of(), Set.of());
        }

        /** Whether somebody of these roles may read it wherever it stands. */
        public boolean isOpenTo(Collection<String> roles) {
            return roles.stream().anyMatch(readers::contains) && roles.stream().noneMatch(denied::contains);
        }
    }

    /** Computed from what the record and those it looks up hold, and stored by the transaction that changes the record. */
    sealed interface Computed extends Derivation permits Formula, Mirrored {
        Expr value();
    }

    /** An expression. */
    record Formula(Expr value, List<String> inputs, List<Source> sources, boolean reveals) implements Computed {
        public Formula {
            inputs = List.copyOf(inputs);
            sources = List.copyOf(sources);
        }

        @Override
        public String wire() {
            return "formula";
        }

        @Override
        public Formula with(List<Source> known) {
            return new Formula(value, inputs, known, reveals);
        }
    }

    /** A field of a record looked up, as it is there. @param value the path to it, {@code order.shipment.status} */
    record Mirrored(Expr value, List<String> inputs, List<Source> sources, boolean reveals) implements Computed {
        public Mirrored {
            inputs = List.copyOf(inputs);
            sources = List.copyOf(sources);
        }

        @Override
        public String wire() {
            return "mirrored";
        }

        @Override
        public Mirrored with(List<Source> known) {
            return new Mirrored(value, inputs, known, reveals);
        }
    }

    /**
     * One figure over the records that look this one up.
     *
     * @param type their type's key
     * @param by key of their lookup of this record
     * @param of key of their field the figure is of; null when they are counted
     * @param where which of them, by their own fields; null for all
     */
    record RollUp(
            String type,
            String by,
            Function function,
            @Nullable String of,
            @Nullable Expr where,
            List<Source> sources,
            boolean reveals)
            implements Derivation {
        public RollUp {
            sources = List.copyOf(sources);
        }

        @Override
        public String wire() {
            return "roll_up";
        }

        @Override
        public List<String> inputs() {
            return List.of();
        }

        @Override
        public RollUp with(List<Source> known) {
            return new RollUp(type, by, function, of, where, known, reveals);
        }
    }

    /** What a roll-up makes of many values. */
    enum Function {
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Function> of(String wire) {
            return Arrays.stream(values()).filter(f -> f.wire().equals(wire)).findFirst();
        }
    }
}

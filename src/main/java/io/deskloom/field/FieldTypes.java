package io.deskloom.field;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Field kinds by name, and what holds over all of them. */
public final class FieldTypes {
    private static final Map<String, Shape> PARTS = parts();

    private FieldTypes() {}

    public static FieldType of(Kind kind) {
        return kind.type();
    }

    public static Optional<Kind> kind(String wire) {
        return Kind.of(wire);
    }

    /** What the parts of compound values are, by name: a name means the same in every kind that has it. */
    public static Map<String, Shape> partNames() {
        return PARTS;
    }

    /** The {@code n}th number of an autonumber field. */
    public static Value autonumber(long n, Settings settings) {
        return AutonumberType.number(n, settings);
    }

    private static Map<String, Shape> parts() {
        Map<String, Shape> all = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            kind.type().parts().forEach((name, shape) -> {
                Shape other = all.put(name, shape);
                if (other != null && other != shape) {
                    throw new IllegalStateException("the part '" + name + "' is " + shape + " and " + other);
                }
            });
        }
        return Map.copyOf(all);
    }
}

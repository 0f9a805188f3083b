package io.deskloom.expr;

import io.deskloom.field.FieldTypes;
import java.util.Optional;
import java.util.Set;

/** The paths an expression may mention and their types, for the checker. */
public interface TypeEnv {
    Optional<ExprType> typeOf(String path);

    /** All paths, for "did you mean". */
    Set<String> paths();

    /** Whether texts may be held against patterns: only where neither a browser nor the database judges as well. */
    default boolean patterns() {
        return false;
    }

    /** The parts that can be taken of the value at {@code path}, which is of type {@link ExprType#PARTS}. */
    default Set<String> parts(String path) {
        return FieldTypes.partNames().keySet();
    }
}

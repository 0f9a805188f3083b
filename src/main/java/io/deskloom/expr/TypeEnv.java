package io.deskloom.expr;

import java.util.Optional;
import java.util.Set;

/** The paths an expression may mention and their types, for the checker. */
public interface TypeEnv {
    Optional<ExprType> typeOf(String path);

    /** All paths, for "did you mean". */
    Set<String> paths();
}

package io.deskloom.metadata;

import io.deskloom.kernel.Problem;
import org.jspecify.annotations.Nullable;

/** Where something stands that may be wrong: a value in YAML, or a cell of a sheet. */
@FunctionalInterface
interface Spot {
    Problem problem(String code, Said said, @Nullable String suggestion);
}

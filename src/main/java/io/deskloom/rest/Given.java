package io.deskloom.rest;

import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import org.jspecify.annotations.Nullable;

/** The parts of a body that must be there; all missing ones are reported together by {@link #check}. */
final class Given {
    private final Problems problems = new Problems();

    Given need(String key, @Nullable Object value) {
        if (value == null) {
            problems.add("/" + key, "field.required", "This must be given.");
        }
        return this;
    }

    void check() {
        if (!problems.isEmpty()) {
            throw RefusedException.of(Rejection.invalid(problems.list()));
        }
    }

    /** What {@link #need} has made sure of. */
    static <T> T sure(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}

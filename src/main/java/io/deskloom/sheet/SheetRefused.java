package io.deskloom.sheet;

import io.deskloom.kernel.Problem;
import java.util.Map;

/** A file that cannot be read as rows, or not any further; {@link #problem} says why and what to do. */
public final class SheetRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    SheetRefused(String code, String message, Map<String, String> params) {
        super(message);
        this.problem = Problem.of("", code, message, params);
    }

    SheetRefused(String code, String message) {
        this(code, message, Map.of());
    }

    public Problem problem() {
        return problem;
    }
}

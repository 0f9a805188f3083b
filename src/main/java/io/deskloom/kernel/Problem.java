package io.deskloom.kernel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with some input, as a value.
 *
 * @param pointer JSON pointer or definition path of the offending place ("/fields/refund_amount"), "" for the whole
 * @param code stable name of the kind of problem ("field.required"); the front end translates by it
 * @param message one English sentence that says what to do; never echoes a value the reader may not see
 * @param params values for the translated message
 * @param suggestion what was probably meant, if known
 * @param source file and line for definitions, null for API input
 */
public record Problem(
        String pointer,
        String code,
        String message,
        Map<String, String> params,
        @Nullable String suggestion,
        @Nullable Source source) {
    public Problem {
        params = Map.copyOf(params);
    }

    /** Where in a file: line and column from 1. */
    public record Source(String file, int line, int column) {}

    public static Problem of(String pointer, String code, String message) {
        return new Problem(pointer, code, message, Map.of(), null, null);
    }

    public static Problem of(String pointer, String code, String message, Map<String, String> params) {
        return new Problem(pointer, code, message, params, null, null);
    }

    /** All of {@code problems} in one line each, for a terminal or a log. */
    public static String lines(List<Problem> problems) {
        StringBuilder out = new StringBuilder();
        for (Problem p : problems) {
            Source s = p.source;
            if (s != null) {
                out.append(s.file())
                        .append(':')
                        .append(s.line())
                        .append(':')
                        .append(s.column())
                        .append(": ");
            }
            out.append(p.pointer).append(": ").append(p.message);
            if (p.suggestion != null) {
                out.append(" (did you mean '").append(p.suggestion).append("'?)");
            }
            out.append('\n');
        }
        return out.toString();
    }
}

package io.deskloom.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a call; never an exception. */
public sealed interface ScriptOutcome {
    /** What it wrote, which may say what its input said. */
    List<String> log();

    /** Microseconds it took. */
    long micros();

    /** @param value JSON: a map, a list, a text, a whole number, a boolean or null */
    record Done(@Nullable Object value, List<String> log, long micros) implements ScriptOutcome {
        public Done {
            log = List.copyOf(log);
        }
    }

    /**
     * @param code one of {@link ScriptFailure}
     * @param line of its text, 0 when that is not known
     */
    record Failed(String code, int line, List<String> log, long micros) implements ScriptOutcome {
        public Failed {
            log = List.copyOf(log);
        }
    }
}

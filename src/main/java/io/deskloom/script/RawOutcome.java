package io.deskloom.script;

import java.util.List;

/**
 * What became of a call, as text.
 *
 * @param code empty when it is done, else why it is not
 * @param line of the source where it failed, 0 when that is not known
 * @param column likewise
 * @param output JSON; empty when it failed
 * @param log what it wrote, the last line the error's own words; may say what the input said
 * @param micros it took
 */
record RawOutcome(String code, int line, int column, String output, List<String> log, long micros) {
    RawOutcome {
        log = List.copyOf(log);
    }

    RawOutcome(String code, int line, String output, List<String> log, long micros) {
        this(code, line, 0, output, log, micros);
    }

    static RawOutcome failed(String code) {
        return new RawOutcome(code, 0, "", List.of(), 0);
    }

    boolean isDone() {
        return code.isEmpty();
    }
}

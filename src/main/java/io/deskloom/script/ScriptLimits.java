package io.deskloom.script;

import java.time.Duration;

/**
 * What one call may use. Whatever goes beyond ends the call, never the ticket it is for.
 *
 * @param statements executed; ends loops exactly and always at the same place
 * @param time of a processor; ends what the language's own functions do in one statement. By the clock a call may take
 *     {@link #longest}, because others may have the processor
 * @param memory bytes allocated, given back or not
 * @param input characters of the input as JSON
 * @param output characters of the output as JSON
 * @param logLines lines kept of what it logs
 * @param logLine characters kept of a line
 */
public record ScriptLimits(
        long statements, Duration time, long memory, int input, int output, int logLines, int logLine) {
    /** How deep input and output may be nested. */
    public static final int DEPTH = 32;

    private static final int SHARE = 4;

    /** How long whoever calls waits at most. */
    public Duration longest() {
        return time.multipliedBy(SHARE);
    }

    public static final ScriptLimits DEFAULT =
            new ScriptLimits(100_000, Duration.ofMillis(250), 32L << 20, 64 * 1024, 64 * 1024, 50, 500);

    /** The same with another time of a processor. */
    ScriptLimits lasting(Duration other) {
        return new ScriptLimits(statements, other, memory, input, output, logLines, logLine);
    }

    /** The same, but what a script itself asks for where that is less; 0 asks for nothing. */
    public ScriptLimits within(long fewerStatements, int shorterMillis) {
        return new ScriptLimits(
                fewerStatements > 0 ? Math.min(statements, fewerStatements) : statements,
                shorterMillis > 0 && shorterMillis < time.toMillis() ? Duration.ofMillis(shorterMillis) : time,
                memory,
                input,
                output,
                logLines,
                logLine);
    }
}

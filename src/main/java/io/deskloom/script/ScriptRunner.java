package io.deskloom.script;

/** Somewhere scripts run. Thread-safe. */
interface ScriptRunner extends AutoCloseable {
    /**
     * Calls a script and waits for it, as long as the limits say.
     *
     * @param scope whose call it is; calls of different scopes share nothing
     * @param input JSON
     * @return never null, and nothing is thrown for what a script does
     */
    RawOutcome run(String scope, ScriptCode code, String input, ScriptLimits limits);

    @Override
    void close();
}

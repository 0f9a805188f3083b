package io.deskloom.script;

/**
 * How scripts run here.
 *
 * @param atOnce how many of the workspaces' own run beside each other
 * @param contexts how many contexts of theirs wait for calls
 * @param limits of one call
 * @param isolateAll whether the workspaces' own, too, run in processes of their own
 * @param workers those processes
 * @param warm whether they are made ready before the first call
 */
public record ScriptRuntime(
        int atOnce, int contexts, ScriptLimits limits, boolean isolateAll, WorkerSettings workers, boolean warm) {
    public static final ScriptRuntime DEFAULT =
            new ScriptRuntime(4, 32, ScriptLimits.DEFAULT, false, WorkerSettings.DEFAULT, false);
}

package io.deskloom.script;

/**
 * How the processes for packs' scripts run.
 *
 * @param most how many beside each other
 * @param memoryMegabytes heap of each
 * @param calls after which one is replaced
 * @param startMillis how long one may take to start
 */
public record WorkerSettings(int most, int memoryMegabytes, int calls, long startMillis) {
    public static final WorkerSettings DEFAULT = new WorkerSettings(2, 64, 2_000, 20_000);
}

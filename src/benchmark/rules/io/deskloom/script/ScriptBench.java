package io.deskloom.script;

import java.time.Duration;
import java.util.Arrays;

/**
 * What a call of a script costs in the server and through a worker: run its main with the project's classes. One JSON object
 * a line, microseconds as whoever calls waits them; a thousand calls after a thousand that are not counted.
 */
public final class ScriptBench {
    private static final int CALLS = 1_000;
    private static final ScriptLimits LIMITS =
            new ScriptLimits(100_000, Duration.ofSeconds(5), 64L << 20, 64 * 1024, 64 * 1024, 50, 500);

    private static final ScriptCode SMALL = ScriptCode.of("small.js", "export default (input) => input.a;");
    private static final ScriptCode FEE = ScriptCode.of("fee.js", """
            const SHARE = { gold: "0.5", vip: "0" };
            export default function (input, log) {
              const rate = decimal.mul(input.rate, SHARE[input.tier] ?? "1");
              const fee = decimal.round(decimal.mul(input.paid, rate), 2);
              log(`fee ${fee} of ${input.paid}`);
              return { fields: { refund_amount: decimal.sub(input.paid, fee) } };
            }
            """);

    private ScriptBench() {}

    public static void main(String[] args) {
        try (InProcess here = new InProcess(2, 8);
                Workers there = new Workers(new WorkerSettings(1, 64, 1_000_000, 60_000))) {
            there.warm();
            measure("in process", here);
            measure("worker", there);
        }
    }

    private static void measure(String where, ScriptRunner runner) {
        long begun = System.nanoTime();
        while (!runner.run("a", SMALL, "{\"a\":1}", LIMITS).isDone()) {
            if (System.nanoTime() - begun > 60_000_000_000L) {
                throw new IllegalStateException("no answer: " + where);
            }
        }
        System.out.printf("{\"where\":\"%s\",\"first_ms\":%d}%n", where, (System.nanoTime() - begun) / 1_000_000);
        measure(where, runner, "small", SMALL, "{\"a\":1}");
        measure(where, runner, "fee", FEE, "{\"paid\":\"320.10\",\"rate\":\"0.1\",\"tier\":\"gold\"}");
    }

    private static void measure(String where, ScriptRunner runner, String what, ScriptCode code, String input) {
        long[] micros = new long[CALLS];
        for (int i = -CALLS; i < CALLS; i++) {
            long begun = System.nanoTime();
            RawOutcome outcome = runner.run("a", code, input, LIMITS);
            if (!outcome.isDone()) {
                throw new IllegalStateException(outcome.toString());
            }
            if (i >= 0) {
                micros[i] = (System.nanoTime() - begun) / 1_000;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "{\"where\":\"%s\",\"script\":\"%s\",\"median_us\":%d,\"p95_us\":%d}%n",
                where, what, micros[CALLS / 2], micros[CALLS * 95 / 100]);
    }
}

package io.deskloom.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes for packs' scripts, which are really killed, filled and left alone. */
@Timeout(120)
class WorkersTest {
    private static final WorkerSettings SETTINGS = new WorkerSettings(1, 64, 1_000, 60_000);
    private static final Workers WORKERS = new Workers(SETTINGS);
    private static final ScriptLimits LONG =
            new ScriptLimits(1L << 50, Duration.ofSeconds(60), 1L << 50, 10_000, 2_000, 5, 60);
    private static final ScriptLimits LIMITS =
            new ScriptLimits(20_000, Duration.ofSeconds(5), 64L << 20, 10_000, 2_000, 5, 60);

    @AfterAll
    static void close() {
        WORKERS.close();
        assertThat(WORKERS.pids()).isEmpty();
    }

    @Test
    void aScriptRunsInAnotherProcess() {
        RawOutcome outcome = works("log('in'); return {sum: decimal.add(input.a, '0.2')};");
        assertThat(outcome.output()).isEqualTo("{\"sum\":\"0.3\"}");
        assertThat(outcome.log()).containsExactly("in");
        assertThat(WORKERS.pids())
                .hasSize(1)
                .doesNotContain(ProcessHandle.current().pid());
    }

    @Test
    void aScriptThatFailsSaysWhere() {
        RawOutcome outcome = works("\nthrow new Error('no');");
        assertThat(outcome.code()).isEqualTo(ScriptFailure.FAILED);
        assertThat(outcome.line()).isEqualTo(3);
        assertThat(outcome.log()).containsExactly("Error: Error: no");
    }

    @Test
    void aProcessKilledInTheMiddleCostsItsCallAndTheNextHasAnother() throws Exception {
        works("return 1;");
        long pid = WORKERS.pids().getFirst();
        CompletableFuture<RawOutcome> running =
                CompletableFuture.supplyAsync(() -> WORKERS.run("a", script("while (true) {}"), "{}", LONG));
        await(() -> cpuMillis(pid) > 0 && !running.isDone());
        // The call is on its way once the process has begun to work on it.
        long before = cpuMillis(pid);
        await(() -> cpuMillis(pid) > before + 200);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(running.get(20, TimeUnit.SECONDS).code()).isEqualTo(ScriptFailure.WORKER);
        assertThat(works("return 2;").output()).isEqualTo("2");
        assertThat(WORKERS.pids()).hasSize(1).doesNotContain(pid);
    }

    @Test
    void aHeapBombFillsItsOwnHeapOnly() {
        works("return 1;");
        long before = used();
        RawOutcome outcome = WORKERS.run(
                "a", script("const all = []; while (true) all.push(new Array(90000).fill(all.length));"), "{}", LONG);
        assertThat(outcome.code()).isIn(ScriptFailure.WORKER, ScriptFailure.MEMORY);
        assertThat(used() - before).isLessThan(32L << 20);
        assertThat(works("return 3;").output()).isEqualTo("3");
    }

    @Test
    void whatDoesNotAnswerIsKilled() {
        works("return 1;");
        long pid = WORKERS.pids().getFirst();
        // Nothing stops this from inside: it waits for nobody's clock but the server's.
        ScriptLimits hasty = new ScriptLimits(1L << 50, Duration.ofMillis(300), 1L << 50, 10_000, 2_000, 5, 60);
        stop(pid);
        RawOutcome outcome = WORKERS.run("a", script("return 1;"), "{}", hasty);
        assertThat(outcome.code()).isEqualTo(ScriptFailure.TIMEOUT);
        assertThat(works("return 4;").output()).isEqualTo("4");
        assertThat(WORKERS.pids()).doesNotContain(pid);
    }

    @Test
    void aProcessKnowsNothingOfTheServer(@TempDir Path folder) throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(SETTINGS, folder)) {
            Path there = Path.of("/proc", String.valueOf(worker.pid()));
            assumeTrue(Files.exists(there.resolve("environ")), "only Linux shows another process's environment");
            assertThat(Files.readAllBytes(there.resolve("environ"))).isEmpty();
            assertThat(Files.readString(there.resolve("cmdline")))
                    .contains("-Xmx64m")
                    .doesNotContain("drools")
                    .doesNotContain("postgres");
            assertThat(Files.readSymbolicLink(there.resolve("cwd"))).isEqualTo(folder.toRealPath());
        }
    }

    @Test
    void aProcessEndsWithItsServerAlsoInTheMiddleOfACall(@TempDir Path folder) throws Exception {
        WorkerProcess worker = WorkerProcess.start(SETTINGS, folder);
        CompletableFuture.runAsync(
                () -> worker.call(new Frames.Request("a", script("while (true) {}"), "{}", LONG), 30_000));
        long before = cpuMillis(worker.pid());
        await(() -> cpuMillis(worker.pid()) > before + 200);
        assertThat(worker.forsake().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aProcessIsReplacedAfterItsCalls() {
        try (Workers few = new Workers(new WorkerSettings(1, 64, 2, 60_000))) {
            assertThat(works(few, "return 1;").output()).isEqualTo("1");
            List<Long> first = few.pids();
            works(few, "return 1;");
            assertThat(works(few, "return 5;").output()).isEqualTo("5");
            assertThat(few.pids()).doesNotContainAnyElementsOf(first);
        }
    }

    private static RawOutcome works(String body) {
        return works(WORKERS, body);
    }

    /** A slow machine may take longer to start a process than a ticket waits for it. */
    private static RawOutcome works(Workers workers, String body) {
        RawOutcome outcome = RawOutcome.failed(ScriptFailure.BUSY);
        for (int i = 0; i < 20 && outcome.code().equals(ScriptFailure.BUSY); i++) {
            outcome = workers.run("a", script(body), "{\"a\":\"0.1\"}", LIMITS);
        }
        return outcome;
    }

    private static ScriptCode script(String body) {
        return ScriptCode.of("x.js", "export default function (input, log) {\n" + body + "\n}");
    }

    private static void stop(long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(pid))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long cpuMillis(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(p -> p.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElse(0L);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }
}

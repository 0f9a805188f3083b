package io.deskloom.script;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One worker, which has one call at a time. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int calls;
    private boolean late;

    private WorkerProcess(Process process) {
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param folder its working folder and the only one it is told of
     * @throws IOException when it does not come up in time
     */
    static WorkerProcess start(WorkerSettings settings, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.memoryMegabytes() + "m",
                "-Xss2m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dtruffle.UseFallbackRuntime=true",
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + folder,
                "-cp",
                WorkerClasses.path(),
                WorkerMain.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        WorkerProcess worker = new WorkerProcess(builder.start());
        Integer first = worker.within(worker.in::readInt, settings.startMillis());
        if (first == null || first != Frames.READY) {
            worker.close();
            throw new IOException("a script worker did not start within " + settings.startMillis() + " ms");
        }
        return worker;
    }

    /** Null when no answer came, or none that can be read: it must be closed then. */
    @Nullable
    RawOutcome call(Frames.Request request, long millis) {
        calls++;
        return within(
                () -> {
                    Frames.write(out, request);
                    return Frames.outcome(in, request.limits());
                },
                millis);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> @Nullable T within(Reading<T> reading, long millis) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        // Whoever reads from a process that is killed comes back, so this thread ends soon after it.
        Thread.ofVirtual().name("script-worker").start(() -> {
            try {
                answer.complete(reading.read());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            late = true;
            return null;
        } catch (ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    int calls() {
        return calls;
    }

    /** Whether it was waited for in vain. */
    boolean isLate() {
        return late;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Leaves it without a server, as if the server had died; for tests. */
    Process forsake() throws IOException {
        out.close();
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

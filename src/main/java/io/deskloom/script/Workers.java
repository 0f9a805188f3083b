package io.deskloom.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts in processes of their own: one that dies, hangs or fills its heap costs its call, and the next call has
 * another. Processes are started when they are first needed, replaced at once when they die, later when they die often.
 */
final class Workers implements ScriptRunner {
    private static final Logger LOG = Logger.getLogger(Workers.class);

    /** What the way there and back may take beyond the script's own time. */
    private static final long GRACE_MILLIS = 400;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** How long a call waits for a process, when none is there or all are at work; what takes longer fails. */
    private static final long PATIENCE_MILLIS = 4_000;

    private final WorkerSettings settings;
    private final Gates gates;
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();
    private final Set<WorkerProcess> all = new HashSet<>();
    private @Nullable Path folder;
    private int starting;
    private int deaths;
    private long notBefore = System.nanoTime();
    private boolean closed;

    Workers(WorkerSettings settings) {
        this.settings = settings;
        this.gates = new Gates(Math.max(1, (settings.most() + 1) / 2));
    }

    @Override
    public RawOutcome run(String scope, ScriptCode code, String input, ScriptLimits limits) {
        if (input.length() > limits.input()) {
            return RawOutcome.failed(ScriptFailure.INPUT);
        }
        boolean through = false;
        try {
            through = gates.enter(scope, PATIENCE_MILLIS);
            WorkerProcess worker = through ? worker() : null;
            if (worker == null) {
                return RawOutcome.failed(ScriptFailure.BUSY);
            }
            RawOutcome outcome = worker.call(
                    new Frames.Request(scope, code, input, limits),
                    limits.longest().toMillis() + GRACE_MILLIS);
            if (outcome == null) {
                died(worker);
                return RawOutcome.failed(worker.isLate() ? ScriptFailure.TIMEOUT : ScriptFailure.WORKER);
            }
            back(worker);
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RawOutcome.failed(ScriptFailure.BUSY);
        } finally {
            if (through) {
                gates.leave(scope);
            }
        }
    }

    /** Has one ready before the first call. */
    synchronized void warm() {
        if (all.isEmpty() && starting == 0) {
            start();
        }
    }

    /** One that waits, waiting for it if need be; null when none came in time. */
    private synchronized @Nullable WorkerProcess worker() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!closed) {
            WorkerProcess known = idle.pollFirst();
            if (known != null && known.isAlive()) {
                return known;
            }
            if (known != null) {
                all.remove(known);
                continue;
            }
            if (all.size() + starting < settings.most()) {
                start();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return null;
    }

    /** Starts one beside what goes on, not before the pause after the last death is over. Under the lock. */
    private void start() {
        starting++;
        long pause = Math.max(0, TimeUnit.NANOSECONDS.toMillis(notBefore - System.nanoTime()));
        Thread.ofVirtual().name("script-worker-start").start(() -> {
            WorkerProcess worker = null;
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
                worker = WorkerProcess.start(settings, folder());
            } catch (IOException | RuntimeException e) {
                LOG.warnf("a process for scripts of packs could not be started: %s", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            started(worker);
        });
    }

    private synchronized void started(@Nullable WorkerProcess worker) {
        starting--;
        if (worker == null) {
            pause();
        } else if (closed) {
            worker.close();
        } else {
            all.add(worker);
            idle.addFirst(worker);
        }
        notifyAll();
    }

    private void back(WorkerProcess worker) {
        synchronized (this) {
            deaths = 0;
            if (!closed && worker.calls() < settings.calls()) {
                idle.addFirst(worker);
                notifyAll();
                return;
            }
            all.remove(worker);
            notifyAll();
        }
        worker.close();
    }

    private void died(WorkerProcess worker) {
        worker.close();
        LOG.warn("a process for scripts of packs died or hung and is replaced");
        synchronized (this) {
            all.remove(worker);
            pause();
            if (!closed) {
                start();
            }
        }
    }

    private void pause() {
        deaths++;
        long millis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(deaths - 1, 10));
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private synchronized Path folder() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("deskloom-scripts");
        }
        return folder;
    }

    /** The processes there are; for tests. */
    synchronized List<Long> pids() {
        return all.stream()
                .filter(WorkerProcess::isAlive)
                .map(WorkerProcess::pid)
                .toList();
    }

    @Override
    public void close() {
        Path there;
        List<WorkerProcess> last;
        synchronized (this) {
            closed = true;
            notifyAll();
            last = List.copyOf(all);
            all.clear();
            idle.clear();
            there = folder;
            folder = null;
        }
        last.forEach(WorkerProcess::close);
        if (there != null) {
            delete(there);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf(e, "a temporary folder stays behind");
        }
    }
}

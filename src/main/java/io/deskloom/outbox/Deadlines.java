package io.deskloom.outbox;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Breaks off attempts that take too long, by interrupting their thread. */
final class Deadlines implements AutoCloseable {
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("deadlines").factory());

    /** An attempt of the current thread, to be ended by it with {@link Attempt#isOver}. */
    Attempt begin(Duration deadline) {
        return new Attempt(Thread.currentThread(), deadline);
    }

    final class Attempt {
        private final AtomicBoolean decided = new AtomicBoolean();
        private final Future<?> alarm;

        private Attempt(Thread whose, Duration deadline) {
            alarm = watch.schedule(
                    () -> {
                        if (decided.compareAndSet(false, true)) {
                            whose.interrupt();
                        }
                    },
                    deadline.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        /** Ends the attempt; whether it was broken off. The interrupt, if there was one, is used up: what comes next is not to feel it. */
        boolean isOver() {
            if (decided.compareAndSet(false, true)) {
                alarm.cancel(false);
                return false;
            }
            // Between the decision and the interrupt lies a moment. Whoever was woken by it has used it up.
            try {
                alarm.get();
            } catch (InterruptedException _) {
                // This was it.
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.CancellationException e) {
                throw new IllegalStateException(e);
            }
            boolean _ = Thread.interrupted();
            return true;
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}

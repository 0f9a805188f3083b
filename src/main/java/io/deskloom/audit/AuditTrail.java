package io.deskloom.audit;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Takes lines from requests without making them wait, and writes them in batches. A flood of refusals fills a bounded
 * queue and no more: what does not fit is counted and the count is logged, so that an attacker can neither use up the
 * memory nor hide that there was a flood. What was done (a login, other metadata, another account) has room of its own
 * that no refusal takes; what the database will not have in the end goes to the server's log. So a line that matters is in
 * one of the two, unless the server is killed in the moment before it is written.
 */
@ApplicationScoped
public class AuditTrail {
    static final int QUEUE = 10_000;
    /** Places that refusals leave free. */
    static final int RESERVED = 2_000;

    private static final Logger LOG = Logger.getLogger(AuditTrail.class);
    private static final int BATCH = 200;
    private static final int ATTEMPTS = 10;
    private static final int SECONDS_TO_STOP = 5;

    private sealed interface Entry {
        record Line(AuditLine line) implements Entry {}

        record Mark(CountDownLatch reached) implements Entry {}
    }

    private final AuditLog log;
    private final Duration pause;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread writer;

    @Inject
    AuditTrail(AuditLog log) {
        this(log, Duration.ofSeconds(1));
    }

    /** @param pause before what could not be written is tried again */
    AuditTrail(AuditLog log, Duration pause) {
        this.log = log;
        this.pause = pause;
        this.writer = Thread.ofVirtual().name("audit").start(this::write);
    }

    public void add(AuditLine line) {
        boolean room = isDone(line) || queue.remainingCapacity() > RESERVED;
        Entry entry = new Entry.Line(line);
        if (!room || !queue.offer(entry)) {
            leftOut(line);
        } else if (stopping.getCount() == 0 && queue.remove(entry)) {
            // Nobody writes any more.
            leftOut(line);
        }
    }

    /** How many refusals have been left out of the audit since the start, for want of room. */
    public long dropped() {
        return dropped.get();
    }

    /** Waits until everything added before is written, or given to the server's log; false after {@code seconds}. */
    public boolean flush(int seconds) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        return queue.offer(new Entry.Mark(reached), seconds, TimeUnit.SECONDS)
                && reached.await(seconds, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        boolean written = flush(SECONDS_TO_STOP);
        stopping.countDown();
        writer.interrupt();
        writer.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_STOP));
        List<Entry> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(this::leaveOut);
        if (!written) {
            LOG.errorf("the audit could not be written before the end; %d lines are above or counted", rest.size());
        }
    }

    private static boolean isDone(AuditLine line) {
        return line.status() < 400;
    }

    private void leaveOut(Entry entry) {
        switch (entry) {
            case Entry.Line line -> leftOut(line.line());
            case Entry.Mark mark -> mark.reached().countDown();
        }
    }

    // A line holds no value, so the server's log may have it.
    private void leftOut(AuditLine line) {
        if (isDone(line)) {
            LOG.errorf("not in the audit: %s", line);
        } else {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        List<Entry> batch = new ArrayList<>();
        while (stopping.getCount() > 0) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(batch, BATCH);
            append(batch);
            batch.clear();
        }
    }

    private void append(List<Entry> batch) {
        List<AuditLine> lines = new ArrayList<>();
        List<CountDownLatch> marks = new ArrayList<>();
        for (Entry entry : batch) {
            switch (entry) {
                case Entry.Line line -> lines.add(line.line());
                case Entry.Mark mark -> marks.add(mark.reached());
            }
        }
        if (!lines.isEmpty() && !isWritten(lines)) {
            lines.forEach(this::leftOut);
        }
        long lost = dropped.get() - told.get();
        if (lost > 0) {
            told.addAndGet(lost);
            LOG.errorf("%d lines of refused requests are not in the audit", lost);
        }
        marks.forEach(CountDownLatch::countDown);
    }

    /** Tries until the database has the lines; false when it will not have them, or when there is no time left. */
    private boolean isWritten(List<AuditLine> lines) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                log.append(lines);
                return true;
            } catch (RuntimeException e) {
                LOG.errorf("%d audit lines could not be written, attempt %d: %s", lines.size(), attempt, e);
            }
            try {
                if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                return false;
            }
        }
        return false;
    }
}

package io.deskloom.audit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
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
 * memory nor hide that there was a flood.
 */
@ApplicationScoped
public class AuditTrail {
    private static final Logger LOG = Logger.getLogger(AuditTrail.class);
    private static final int QUEUE = 10_000;
    private static final int BATCH = 200;

    private sealed interface Entry {
        record Line(AuditLine line) implements Entry {}

        record Mark(CountDownLatch reached) implements Entry {}
    }

    private final AuditLog log;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;

    AuditTrail(AuditLog log) {
        this.log = log;
        this.writer = Thread.ofVirtual().name("audit").start(this::write);
    }

    public void add(AuditLine line) {
        if (!queue.offer(new Entry.Line(line))) {
            dropped.incrementAndGet();
        }
    }

    /** Waits until everything added before is written; false after {@code seconds}. */
    public boolean flush(int seconds) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        queue.put(new Entry.Mark(reached));
        return reached.await(seconds, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() throws InterruptedException {
        flush(5);
        writer.interrupt();
    }

    private void write() {
        List<Entry> batch = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
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
        try {
            if (!lines.isEmpty()) {
                log.append(lines);
            }
        } catch (RuntimeException e) {
            // The database is away: the log is the place left to tell it.
            LOG.errorf(e, "%d audit lines could not be written", lines.size());
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            LOG.errorf("%d audit lines were dropped in a flood of refused requests", lost);
        }
        marks.forEach(CountDownLatch::countDown);
    }
}

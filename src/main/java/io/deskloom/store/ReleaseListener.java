package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears of new releases on a connection of its own and lets this node switch. After a lost connection it comes back with
 * growing pauses and reloads everything, because what was announced meanwhile is gone. NOTIFY is only a hint: a regular
 * comparison finds what no announcement brought, or what failed when it came.
 */
final class ReleaseListener implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReleaseListener.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Opens a connection that nobody else uses. */
    @FunctionalInterface
    interface Connections {
        Connection open() throws SQLException;
    }

    private final Connections connections;
    private final CurrentSnapshots snapshots;
    private final Duration poll;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    private final Thread thread;

    private ReleaseListener(Connections connections, CurrentSnapshots snapshots, Duration poll) {
        this.connections = connections;
        this.snapshots = snapshots;
        this.poll = poll;
        // A thread of its own, as it waits all its life: what switches every request shares its carrier with nobody.
        this.thread = Thread.ofPlatform().daemon().name("release-listener").unstarted(this::run);
    }

    /** @param poll between two comparisons with the database; a broken connection is noticed after it at the latest */
    static ReleaseListener start(Connections connections, CurrentSnapshots snapshots, Duration poll) {
        ReleaseListener listener = new ReleaseListener(connections, snapshots, poll);
        listener.thread.start();
        return listener;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (closed.getCount() > 0) {
            try (Connection c = connections.open()) {
                connection = c;
                try (Statement s = c.createStatement()) {
                    s.execute("LISTEN " + JdbcReleaseStore.CHANNEL);
                }
                // Only now, when nothing can be missed any more, is what we know compared with the database.
                snapshots.reloadAll();
                pause = FIRST_PAUSE;
                listen(c.unwrap(PGConnection.class));
            } catch (SQLException | RuntimeException e) {
                if (closed.getCount() > 0) {
                    LOG.warnf(
                            "lost the connection that hears of releases, trying again in %d ms: %s",
                            pause.toMillis(), e);
                    pause = rest(pause);
                    // Perhaps only this connection is refused, by a pooler say: then comparing is all there is.
                    snapshots.reloadAll();
                }
            } finally {
                connection = null;
            }
        }
    }

    private void listen(PGConnection c) throws SQLException {
        long compare = System.nanoTime() + poll.toNanos();
        while (closed.getCount() > 0) {
            long left = Duration.ofNanos(compare - System.nanoTime()).toMillis();
            if (left <= 0) {
                snapshots.reloadAll();
                compare = System.nanoTime() + poll.toNanos();
                continue;
            }
            PGNotification[] heard = c.getNotifications((int) left);
            if (heard == null) {
                continue;
            }
            for (PGNotification notice : heard) {
                String payload = notice.getParameter();
                // Which release it is the database says: the announcement may be an old one.
                TenantId.parse(payload.substring(0, Math.max(0, payload.indexOf(':'))))
                        .ifPresent(snapshots::announced);
            }
        }
    }

    /** Waits {@code pause} or until closed; answers the next, longer pause. */
    private Duration rest(Duration pause) {
        try {
            closed.await(pause.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        if (open != null) {
            try {
                // The only way to end a wait for announcements is to end its connection.
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the connection was closed already", e);
            }
        }
    }
}

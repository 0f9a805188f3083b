package io.deskloom.store;

import io.agroal.api.AgroalDataSource;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.live.LiveHub;
import io.deskloom.live.LiveTickets;
import io.deskloom.live.News;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears what {@link PgBroadcast} tells, and hands it to this node's screens. While the connection is away news are lost: clients reload
 * what they show when their stream comes back, and by and by.
 */
@ApplicationScoped
class PgListener implements LiveTickets {
    private static final Logger LOG = Logger.getLogger(PgListener.class);
    private static final Pattern PAYLOAD = Pattern.compile("([0-9]+):([0-9a-f-]{36}):([0-9]{1,9})");
    private static final int WAIT_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final AgroalDataSource database;
    private final JdbcTicketStore tickets;
    private final LiveHub hub;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Connection listening;

    PgListener(AgroalDataSource database, JdbcTicketStore tickets, LiveHub hub) {
        this.database = database;
        this.tickets = tickets;
        this.hub = hub;
    }

    @Override
    public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return tickets.find(tenant, now, id);
    }

    @Override
    public Optional<Ticket> before(TenantId tenant, TicketId id, int version) {
        return tickets.before(tenant, id, version);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("live-listener").start(this::listen);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        Connection open = listening;
        if (open != null) {
            try {
                // Nothing else ends a wait for notifications.
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the listening connection was closed already", e);
            }
        }
    }

    private void listen() {
        long pause = 100;
        while (stopped.getCount() > 0) {
            try (Connection connection = database.getConnection()) {
                listening = connection;
                try (Statement s = connection.createStatement()) {
                    s.execute("LISTEN " + PgBroadcast.CHANNEL);
                }
                pause = 100;
                hear(connection.unwrap(PGConnection.class));
            } catch (SQLException | RuntimeException e) {
                if (stopped.getCount() > 0) {
                    LOG.warnf("live updates are interrupted, trying again in %d ms: %s", pause, e.toString());
                }
            } finally {
                listening = null;
            }
            try {
                if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private void hear(PGConnection connection) throws SQLException {
        while (stopped.getCount() > 0) {
            PGNotification[] heard = connection.getNotifications(WAIT_MILLIS);
            if (heard == null) {
                continue;
            }
            for (PGNotification notice : heard) {
                Matcher m = PAYLOAD.matcher(notice.getParameter());
                if (m.matches()) {
                    TicketId ticket = new TicketId(UUID.fromString(m.group(2)));
                    int version = Integer.parseInt(m.group(3));
                    TenantId.parse(m.group(1)).ifPresent(tenant -> deliver(new News(tenant, ticket, version)));
                }
            }
        }
    }

    // One ticket that cannot be told of must not cost the others their news.
    private void deliver(News news) {
        try {
            hub.deliver(news);
        } catch (RuntimeException e) {
            LOG.warnf(e, "news of ticket %s could not be told", news.ticket());
        }
    }
}

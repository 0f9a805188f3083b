package io.deskloom.store;

import io.deskloom.live.Broadcast;
import io.deskloom.live.News;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * News between nodes by NOTIFY. The payload is tenant, ticket and version; whoever hears it reads the ticket itself.
 *
 * <p>What is changed within a moment goes together: a NOTIFY is a transaction of its own, because one inside a command's would hold up every
 * other command's commit until its own is on disk.
 */
@ApplicationScoped
class PgBroadcast implements Broadcast {
    static final String CHANNEL = "deskloom_live";

    private static final Logger LOG = Logger.getLogger(PgBroadcast.class);

    /** News that wait, of which more are not worth telling one by one: whoever looks at lists so busy sees the next ones. */
    private static final int MOST_WAITING = 10_000;

    private static final int MOST_TOGETHER = 1_000;
    private static final int MOMENT_MILLIS = 20;
    private static final int LAST_WORDS_MILLIS = 2_000;

    private final TenantTx transactions;
    private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile @Nullable Thread teller;

    PgBroadcast(TenantTx transactions) {
        this.transactions = transactions;
    }

    @Override
    public void send(List<News> news) {
        for (News each : news) {
            if (!waiting.offer(each)) {
                LOG.debug("more news than can be told");
                return;
            }
        }
    }

    void start(@Observes StartupEvent event) {
        teller = Thread.ofVirtual().name("live-teller").start(this::tell);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Thread telling = teller;
        if (telling != null) {
            telling.interrupt();
            telling.join(LAST_WORDS_MILLIS);
        }
    }

    private void tell() {
        boolean going = true;
        while (going) {
            List<News> together = new ArrayList<>();
            try {
                together.add(waiting.take());
                TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
            } catch (InterruptedException e) {
                going = false;
            }
            waiting.drainTo(together, MOST_TOGETHER);
            if (!together.isEmpty()) {
                notify(together);
            }
        }
    }

    private void notify(List<News> news) {
        String[] payloads = news.stream()
                .map(n -> n.tenant().value() + ":" + n.ticket() + ":" + n.version())
                .toArray(String[]::new);
        try {
            transactions.transaction(connection -> {
                try (PreparedStatement s = connection.prepareStatement(
                        "SELECT set_config('synchronous_commit', 'off', true), pg_notify(?, payload) FROM unnest(?) payload")) {
                    s.setString(1, CHANNEL);
                    s.setArray(2, connection.createArrayOf("text", payloads));
                    return s.execute();
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf("open screens could not be told of %d changes: %s", news.size(), e.toString());
        }
    }
}

package bench.handwritten;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Tells the outbox's news to whoever listens, some at a time, and forgets them. */
@ApplicationScoped
public class Delivery {
    @Inject
    DataSource database;

    private final CountDownLatch stopped = new CountDownLatch(1);

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().daemon().start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(40, TimeUnit.MILLISECONDS)) {
                try {
                    deliver();
                } catch (SQLException e) {
                    e.printStackTrace();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() throws SQLException {
        try (Connection c = database.getConnection()) {
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                s.execute("SELECT set_config('app.tenant', '1', true), set_config('synchronous_commit', 'off', true)");
            }
            try (PreparedStatement s = c.prepareStatement("""
                    WITH told AS (DELETE FROM outbox WHERE tenant_id = 1 AND id IN (SELECT id FROM outbox WHERE tenant_id = 1
                        ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED) RETURNING payload)
                    SELECT pg_notify('news', payload) FROM told""")) {
                s.execute();
            }
            c.commit();
        }
    }
}

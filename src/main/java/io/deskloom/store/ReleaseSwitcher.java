package io.deskloom.store;

import io.deskloom.metadata.CurrentSnapshots;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Keeps this node on the current releases: listens as long as the application runs, and polls as a safety net. */
@ApplicationScoped
class ReleaseSwitcher {
    private static final Duration POLL = Duration.ofSeconds(30);

    private final CurrentSnapshots snapshots;
    private final String url;
    private final Properties login = new Properties();
    private @Nullable ReleaseListener listener;

    ReleaseSwitcher(
            CurrentSnapshots snapshots,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.snapshots = snapshots;
        this.url = url;
        login.setProperty("user", user);
        login.setProperty("password", password);
        // A server that vanished without a word is noticed by the operating system's keep-alive.
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty("ApplicationName", "deskloom-releases");
    }

    void start(@Observes StartupEvent event) {
        listener = ReleaseListener.start(() -> DriverManager.getConnection(url, login), snapshots, POLL);
    }

    void stop(@Observes ShutdownEvent event) {
        ReleaseListener running = listener;
        if (running != null) {
            running.close();
        }
    }
}

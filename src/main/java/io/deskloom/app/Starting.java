package io.deskloom.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The last thing before the first request: the demo, if wanted, and a line that says where to go. */
@ApplicationScoped
class Starting {
    private static final Logger LOG = Logger.getLogger(Starting.class);
    private static final int AFTER_EVERYTHING = 5_000;

    /** Enough that every kind of step happens. */
    private static final int TICKETS_TO_REHEARSE = 20;

    void ready(
            @Observes @Priority(AFTER_EVERYTHING) StartupEvent started,
            DemoSeed demo,
            @ConfigProperty(name = "deskloom.demo") boolean wanted,
            @ConfigProperty(name = "deskloom.demo.tickets") int tickets,
            @ConfigProperty(name = "deskloom.demo.whole") boolean whole,
            @ConfigProperty(name = "deskloom.production") boolean production,
            @ConfigProperty(name = "deskloom.rehearsal", defaultValue = "false") boolean rehearsal,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        if (wanted && !production) {
            demo.ensure(rehearsal ? TICKETS_TO_REHEARSE : tickets, whole);
            LOG.infof(
                    "Deskloom is ready: http://localhost:%d (workspace demo; admin, jun, lin, fang or mei; password %s)",
                    port, DemoSeed.PASSWORD);
        } else {
            LOG.infof("Deskloom is ready on port %d", port);
        }
    }
}

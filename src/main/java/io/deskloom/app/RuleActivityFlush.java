package io.deskloom.app;

import io.deskloom.activity.RuleActivity;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hands this node's counts of what rules did over every few seconds, and once more when it stops. */
@ApplicationScoped
class RuleActivityFlush {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final RuleActivity activity;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    RuleActivityFlush(RuleActivity activity) {
        this.activity = activity;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("rule-activity").start(() -> {
            while (!stopping) {
                try {
                    Thread.sleep(EVERY);
                } catch (InterruptedException e) {
                    return;
                }
                activity.flush();
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
        activity.flush();
    }
}

package io.deskloom.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a {@code @QuarkusTest} the run's one embedded PostgreSQL: requests as the application's role, migrations as owner. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return TestDatabase.get().settings();
    }

    @Override
    public void stop() {
        // The server ends with the JVM: the next test class uses it again.
    }
}

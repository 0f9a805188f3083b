package io.deskloom.app;

import io.deskloom.model.RuleText;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** What stands in until a package brings its own: each gives way to any other bean of its type. */
@ApplicationScoped
class Defaults {
    @Produces
    @DefaultBean
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @DefaultBean
    @Singleton
    RuleText noRules() {
        return (pack, file, text, types, problems) -> {
            problems.add("", "rules.none", "This build cannot read rule files (" + file + ").");
            return List.of();
        };
    }
}

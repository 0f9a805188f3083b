package io.deskloom.app;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * While developing, the demo workspace follows the folder its definitions are written in: a changed file is in force a second
 * later, or the log says what is wrong with it and what was in force stays so. Only with {@code deskloom.dev.definitions}, which
 * {@code ./deskloom dev} sets; Quarkus' own live reload does not know folders with a target path.
 */
@ApplicationScoped
class FollowedFolder {
    private static final Logger LOG = Logger.getLogger(FollowedFolder.class);
    private static final int AFTER_THE_SEED = 5_010;

    // Live reload starts us again in the same process, with other classes: only the process remembers.
    private static final String SEEN = "deskloom.dev.definitions.seen";

    private final Tenants tenants;
    private final Releases releases;
    private final Scheduler scheduler;
    private final Optional<String> folder;

    FollowedFolder(
            Tenants tenants,
            Releases releases,
            Scheduler scheduler,
            @ConfigProperty(name = "deskloom.dev.definitions") Optional<String> folder) {
        this.tenants = tenants;
        this.releases = releases;
        this.scheduler = scheduler;
        this.folder = folder;
    }

    void follow(@Observes @Priority(AFTER_THE_SEED) StartupEvent started) {
        folder.map(Path::of)
                .ifPresent(place -> scheduler
                        .newJob("definitions")
                        .setInterval("1s")
                        .setTask(_ -> look(place))
                        .schedule());
    }

    // What somebody published or rolled back in the browser stays until the folder changes again.
    private void look(Path place) {
        List<SourceFile> files = read(place);
        String now = Integer.toString(files.hashCode());
        if (!now.equals(System.getProperty(SEEN))) {
            System.setProperty(SEEN, now);
            tenants.bySlug(DemoSeed.WORKSPACE).ifPresent(demo -> apply(demo, place, files));
        }
    }

    private void apply(Tenant demo, Path place, List<SourceFile> files) {
        switch (releases.apply(demo.id(), files, "Changed while developing", Publisher.SYSTEM, false)) {
            case Result.Ok<Releases.Applied>(var applied) -> {
                if (!applied.diff().isEmpty()) {
                    LOG.infof(
                            "%s is in force as release %s",
                            place, applied.release().shortForm());
                }
            }
            case Result.Refused<Releases.Applied>(var rejection) ->
                LOG.warnf(
                        "%s is not in force: %s%n%s",
                        place,
                        rejection.message(),
                        Problem.lines(rejection.problems()).strip());
        }
    }

    private static List<SourceFile> read(Path place) {
        try {
            return SourceFolder.read(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

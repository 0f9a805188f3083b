package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** One moment, one release, one actor for a whole request. */
@RequestScoped
class Now {
    private final RequestActor caller;
    private final Snapshots snapshots;
    private final Clock clock;
    private @Nullable MetadataSnapshot metadata;
    private @Nullable Moment moment;

    Now(RequestActor caller, Snapshots snapshots, Clock clock) {
        this.caller = caller;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    Actor actor() {
        return caller.get();
    }

    MetadataSnapshot metadata() {
        MetadataSnapshot known = metadata;
        if (known == null) {
            known = snapshots.current(caller.tenant());
            metadata = known;
        }
        return known;
    }

    Moment moment() {
        Moment known = moment;
        if (known == null) {
            known = new Moment(
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    metadata().workspace().zone());
            moment = known;
        }
        return known;
    }
}

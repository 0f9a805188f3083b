package io.deskloom.imports;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The target for a type: whichever knows it. */
@ApplicationScoped
class ImportTargets {
    private final List<ImportTarget> all;

    ImportTargets(@All List<ImportTarget> all) {
        this.all = List.copyOf(all);
    }

    /** A target, and where columns may go in it. */
    record Chosen(ImportTarget target, ImportTarget.Fields fields) {}

    /** 404 for a type there is not, and for one the actor may not create anything of. */
    Result<Chosen> of(Actor actor, String type, Moment moment) {
        for (ImportTarget target : all) {
            Optional<Result<ImportTarget.Fields>> fields = target.fields(actor, type, moment);
            if (fields.isPresent()) {
                return fields.get().map(f -> new Chosen(target, f));
            }
        }
        return Result.refused(Rejection.notFound());
    }
}

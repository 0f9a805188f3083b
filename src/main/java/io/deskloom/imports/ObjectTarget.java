package io.deskloom.imports;

import io.deskloom.access.TicketAccess;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Rows become object records: one that is there already is changed where the row says something else. */
@ApplicationScoped
class ObjectTarget implements ImportTarget {
    private static final Origin IMPORT = Origin.of("import");

    private final Commands commands;
    private final Snapshots snapshots;

    ObjectTarget(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public Optional<Result<Fields>> fields(Actor actor, String key, Moment moment) {
        return snapshots.current(actor.tenant()).object(key).map(type -> fields(actor, type, moment));
    }

    private static Result<Fields> fields(Actor actor, TicketTypeDef type, Moment moment) {
        return TicketAccess.may(actor, type, Verb.CREATE, null, moment)
                ? Result.ok(Fields.writable(actor, type, false, moment))
                : Result.refused(Rejection.notFound());
    }

    @Override
    public List<Outcome> attempt(Actor actor, String type, List<Draft> drafts, Instant now) {
        return TicketTarget.outcomes(commands.tryPuts(actor, puts(type, drafts), now));
    }

    @Override
    public Optional<List<Outcome>> write(
            Actor actor, String type, List<Draft> drafts, Function<List<Outcome>, Step> progress, Instant now) {
        return commands.putAll(actor, puts(type, drafts), now, made -> progress.apply(TicketTarget.outcomes(made)))
                .map(TicketTarget::outcomes);
    }

    private static List<Command.PutRecord> puts(String type, List<Draft> drafts) {
        return drafts.stream()
                .map(d -> new Command.PutRecord(IMPORT, type, d.external(), true, null, d.fields()))
                .toList();
    }
}

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

/** Rows become tickets. One that is there already is left as it is: people have worked on it since. */
@ApplicationScoped
class TicketTarget implements ImportTarget {
    private static final Origin IMPORT = Origin.of("import");

    private final Commands commands;
    private final Snapshots snapshots;

    TicketTarget(Commands commands, Snapshots snapshots) {
        this.commands = commands;
        this.snapshots = snapshots;
    }

    @Override
    public Optional<Result<Fields>> fields(Actor actor, String key, Moment moment) {
        return snapshots.current(actor.tenant()).type(key).map(type -> fields(actor, type, moment));
    }

    private static Result<Fields> fields(Actor actor, TicketTypeDef type, Moment moment) {
        if (!TicketAccess.may(actor, type, Verb.CREATE, null, moment)) {
            return Result.refused(Rejection.notFound());
        }
        return Result.ok(Fields.writable(actor, type, true, moment));
    }

    @Override
    public List<Outcome> attempt(Actor actor, String type, List<Draft> drafts, Instant now) {
        return outcomes(commands.tryAll(actor, creates(type, drafts), now));
    }

    @Override
    public Optional<List<Outcome>> write(
            Actor actor, String type, List<Draft> drafts, Function<List<Outcome>, Step> progress, Instant now) {
        return commands.createAll(actor, creates(type, drafts), now, made -> progress.apply(outcomes(made)))
                .map(TicketTarget::outcomes);
    }

    private static List<Command.Create> creates(String type, List<Draft> drafts) {
        return drafts.stream()
                .map(d -> new Command.Create(IMPORT, type, d.fields(), d.priority(), d.external()))
                .toList();
    }

    static List<Outcome> outcomes(List<Commands.Several> all) {
        return all.stream()
                .<Outcome>map(one -> switch (one) {
                    case Commands.Several.Made _ -> new Outcome.Created();
                    case Commands.Several.Changed _ -> new Outcome.Updated();
                    case Commands.Several.Known _ -> new Outcome.Known();
                    case Commands.Several.Refused(Rejection why) -> new Outcome.Rejected(why);
                })
                .toList();
    }
}

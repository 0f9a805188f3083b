package io.deskloom.rollout;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.Difference;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Trying another revision of a type's flow on some new tickets: begun, looked at, and ended by making it everybody's or nobody's. Only
 * the flow is tried; whatever else is published meanwhile is in force for its tickets, too, as for any that stay on their revision.
 */
@ApplicationScoped
public class PilotRuns {
    /** The most files that may differ. */
    public static final int MOST_FILES = 100;

    private static final int MOST_LISTED = 50;

    private final PilotStore store;
    private final RunningPilots running;
    private final Revisions revisions;
    private final Releases releases;
    private final Clock clock;

    PilotRuns(PilotStore store, RunningPilots running, Revisions revisions, Releases releases, Clock clock) {
        this.store = store;
        this.running = running;
        this.revisions = revisions;
        this.releases = releases;
        this.clock = clock;
    }

    /**
     * What somebody wants to try.
     *
     * @param type key
     * @param files those that are to be otherwise than in force
     * @param team key; null for a share
     * @param share hundredths of a percent; null for a team
     */
    public record Wanted(
            String type,
            List<SourceFile> files,
            @Nullable String team,
            @Nullable Integer share) {
        public Wanted {
            files = List.copyOf(files);
        }
    }

    /** Begins to try it; refused with everything that is wrong, and while another one of the type is being tried. */
    public Result<Pilot> start(Actor actor, MetadataSnapshot now, Wanted wanted) {
        Problems problems = new Problems();
        TicketTypeDef type = now.types().get(wanted.type());
        if (type == null) {
            problems.add("/type", "type.unknown", "There is no such ticket type.");
        }
        Integer share = wanted.share();
        if ((wanted.team() == null) == (share == null)) {
            problems.add("/share", "pilot.whom", "It is tried on a team's tickets or on a share of all.");
        } else if (share != null && (share < 1 || share >= Pilot.WHOLE)) {
            problems.add("/share", "pilot.share", "A share is more than nothing and less than all.");
        } else if (wanted.team() != null && !now.teams().containsKey(wanted.team())) {
            problems.add("/team", "assignment.unknown-team", "There is no such team.");
        }
        if (wanted.files().isEmpty() || wanted.files().size() > MOST_FILES) {
            problems.add("/files", "pilot.files", "1 to " + MOST_FILES + " files may differ.");
        }
        if (type == null || !problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        return start(actor, now, type, wanted);
    }

    private Result<Pilot> start(Actor actor, MetadataSnapshot now, TicketTypeDef type, Wanted wanted) {
        Releases.Export current = releases.export(actor.tenant()).orElseThrow();
        List<SourceFile> files = over(current.files(), wanted.files());
        return releases.draft(actor.tenant(), files)
                .flatMap(next -> differs(now, next, type, Difference.between(current.files(), files)))
                .flatMap(_ -> releases.keep(actor.tenant(), files))
                .flatMap(release -> begin(actor, type, release, current.release(), wanted));
    }

    private static List<SourceFile> over(List<SourceFile> files, List<SourceFile> others) {
        Map<String, SourceFile> all = new TreeMap<>();
        files.forEach(file -> all.put(file.path(), file));
        others.forEach(file -> all.put(file.path(), file));
        return List.copyOf(all.values());
    }

    /** The type's flow does, and nothing else: what else was changed would be in force for its tickets only in parts. */
    private static Result<MetadataSnapshot> differs(
            MetadataSnapshot now, MetadataSnapshot next, TicketTypeDef type, List<Difference> differences) {
        Problems problems = new Problems();
        for (Difference difference : differences) {
            boolean own = difference.kind().equals("subflow")
                    || difference.kind().equals("flow") && difference.path().startsWith("types/" + type.key() + "/");
            boolean layout = difference.change() == Difference.Change.CHANGED
                    && difference.lines().isEmpty();
            if (!own && !layout) {
                problems.add(Problem.of(
                        "/files",
                        "pilot.other-change",
                        "Only the type's flow may differ.",
                        Map.of("path", difference.path(), "kind", difference.kind())));
            }
        }
        for (TicketTypeDef other : now.types().values()) {
            boolean same = other.id().equals(type.id())
                    || next.typeById(other.id())
                            .map(TicketTypeDef::flow)
                            .map(Revisions::bare)
                            .filter(Revisions.bare(other.flow())::equals)
                            .isPresent();
            if (!same) {
                problems.add(Problem.of(
                        "/files",
                        "pilot.other-type",
                        "A part that another type's flow has, too, may not differ.",
                        Map.of("type", other.key())));
            }
        }
        FlowDef flow = next.typeById(type.id()).map(TicketTypeDef::flow).orElse(null);
        if (problems.isEmpty() && (flow == null || Revisions.bare(flow).equals(Revisions.bare(type.flow())))) {
            problems.add("/files", "pilot.same", "The flow is as it is in force already.");
        }
        return problems.isEmpty() ? Result.ok(next) : Result.refused(Rejection.invalid(problems.list()));
    }

    private Result<Pilot> begin(Actor actor, TicketTypeDef type, ReleaseId release, ReleaseId base, Wanted wanted) {
        Instant at = now();
        Pilot pilot = new Pilot(
                Uuid7.at(at),
                type.id(),
                release,
                base,
                wanted.team(),
                wanted.share(),
                Pilot.State.RUNNING,
                actor.account(),
                at,
                null);
        if (!store.begin(actor.tenant(), pilot)) {
            return Result.refused(Rejection.conflict(
                    "pilot-running", "A flow of this type is being tried already; end that first.", List.of()));
        }
        running.changed(actor.tenant());
        return Result.ok(pilot);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    public Result<Pilot> find(TenantId tenant, UUID id) {
        return store.find(tenant, id).map(Result::ok).orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /** Of a type, newest first. */
    public List<Pilot> list(TenantId tenant, TicketTypeDef type) {
        return store.list(tenant, type.id(), MOST_LISTED);
    }

    /**
     * What has become of the tickets it is tried on, and of those made beside them.
     *
     * @param tried by step; {@code others} likewise
     */
    public record Compared(List<PilotStore.Outcome> tried, List<PilotStore.Outcome> others) {
        public Compared {
            tried = List.copyOf(tried);
            others = List.copyOf(others);
        }
    }

    /** Of all tickets made while it was running, as they are now. */
    public Compared compare(TenantId tenant, Pilot pilot) {
        Instant until = pilot.endedAt();
        List<PilotStore.Outcome> tried = new ArrayList<>();
        List<PilotStore.Outcome> others = new ArrayList<>();
        store.outcomes(tenant, pilot.type(), pilot.startedAt(), until == null ? now() : until)
                .forEach(one -> (one.release().equals(pilot.release()) ? tried : others).add(one));
        return new Compared(tried, others);
    }

    /** New tickets go the ordinary way again; those it is tried on finish on it, or are moved by a plan. */
    public Result<Pilot> stop(Actor actor, UUID id) {
        return find(actor.tenant(), id).flatMap(pilot -> end(actor, pilot, Pilot.State.STOPPED));
    }

    private Result<Pilot> end(Actor actor, Pilot pilot, Pilot.State as) {
        if (!store.end(actor.tenant(), pilot.id(), as, now())) {
            return Result.refused(Rejection.conflict("pilot-ended", "It is not being tried any more.", List.of()));
        }
        running.changed(actor.tenant());
        return find(actor.tenant(), pilot.id());
    }

    /**
     * Makes the flow everybody's: what is in force by now is published with it, by the ordinary checks. Refused when the type's flow in
     * force is not the one any more that it was to be better than.
     */
    public Result<Pilot> rollOut(Actor actor, MetadataSnapshot now, UUID id) {
        return find(actor.tenant(), id).flatMap(pilot -> {
            if (pilot.state() != Pilot.State.RUNNING) {
                return Result.refused(Rejection.conflict("pilot-ended", "It is not being tried any more.", List.of()));
            }
            FlowDef tried = bare(actor.tenant(), pilot.release(), pilot.type());
            FlowDef base = bare(actor.tenant(), pilot.base(), pilot.type());
            Releases.Export current = releases.export(actor.tenant()).orElseThrow();
            FlowDef inForce = bare(actor.tenant(), current.release(), pilot.type());
            if (tried != null && tried.equals(inForce)) {
                return end(actor, pilot, Pilot.State.ROLLED_OUT);
            }
            if (tried == null || inForce == null || !inForce.equals(base)) {
                return Result.refused(Rejection.conflict(
                        "pilot-flow-changed",
                        "The type's flow has been published otherwise since this began; stop it, and publish what is to be.",
                        List.of()));
            }
            List<SourceFile> before = releases.files(actor.tenant(), pilot.base());
            Map<String, SourceFile> files = new TreeMap<>();
            releases.files(actor.tenant(), pilot.release()).forEach(file -> files.put(file.path(), file));
            before.forEach(file -> files.remove(file.path(), file));
            List<SourceFile> all = over(current.files(), List.copyOf(files.values()));
            String note = "Rolled out what was tried on "
                    + now.typeById(pilot.type()).map(TicketTypeDef::key).orElse(pilot.type()) + ".";
            return releases.apply(actor.tenant(), all, note, new Publisher(actor.account(), actor.name()), false)
                    .flatMap(_ -> end(actor, pilot, Pilot.State.ROLLED_OUT));
        });
    }

    private @Nullable FlowDef bare(TenantId tenant, ReleaseId release, String type) {
        return revisions.flow(tenant, release, type).map(Revisions::bare).orElse(null);
    }
}

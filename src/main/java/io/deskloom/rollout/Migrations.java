package io.deskloom.rollout;

import io.deskloom.command.Command.Migrate.Plan;
import io.deskloom.flow.Moves;
import io.deskloom.flow.NodeMap;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rollout.Migration.State;
import io.deskloom.ticket.FlowState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plans by which tickets are moved to another revision of their flow: checked, looked at beforehand, carried out, taken back. */
@ApplicationScoped
public class Migrations {
    /** The most releases one plan is for. */
    public static final int MOST_RELEASES = 200;

    /** The most nodes it names. */
    public static final int MOST_NODES = 1_000;

    /** How many tickets of each sort are shown. */
    static final int SAMPLES = 3;

    private static final int MOST_LISTED = 50;

    private final MigrationStore store;
    private final Revisions revisions;
    private final OutboxSignal outbox;
    private final Clock clock;

    Migrations(MigrationStore store, Revisions revisions, OutboxSignal outbox, Clock clock) {
        this.store = store;
        this.revisions = revisions;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * What somebody wants, as it came.
     *
     * @param type key; @param from releases; @param to a release; @param nodes node ids there by those here
     */
    public record Wanted(String type, List<String> from, String to, Map<String, String> nodes) {
        public Wanted {
            from = List.copyOf(from);
            nodes = Map.copyOf(nodes);
        }
    }

    /** A plan found good. @param maps one for each release it is for */
    private record Checked(TicketTypeDef type, Plan plan, Map<ReleaseId, NodeMap> maps) {}

    /** What the plan would come to; refused with everything that is wrong with it. */
    public Result<Preview> preview(Actor actor, MetadataSnapshot now, Wanted wanted) {
        return check(actor.tenant(), now, wanted).map(checked -> preview(actor.tenant(), checked));
    }

    /** Begins to carry it out; refused as {@link #preview} is, and while another one of the type is under way. */
    public Result<Migration> start(Actor actor, MetadataSnapshot now, Wanted wanted) {
        return check(actor.tenant(), now, wanted).flatMap(checked -> {
            Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Migration migration = new Migration(
                    Uuid7.at(at),
                    checked.type().id(),
                    checked.plan(),
                    State.RUNNING,
                    actor.account(),
                    null,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    at,
                    null);
            if (!store.begin(actor.tenant(), migration)) {
                return Result.refused(underWay());
            }
            outbox.filled(actor.tenant());
            return find(actor, migration.id());
        });
    }

    private static Rejection underWay() {
        return Rejection.conflict(
                "migration-running",
                "Tickets of this type are being moved already; wait until that is done.",
                List.of());
    }

    public Result<Migration> find(Actor actor, UUID id) {
        return store.find(actor.tenant(), id).map(Result::ok).orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /** Of a type, newest first. */
    public List<Migration> list(Actor actor, TicketTypeDef type) {
        return store.list(actor.tenant(), type.id(), MOST_LISTED);
    }

    /** What became of the tickets of one, by reason. */
    public List<MigrationStore.Reason> reasons(Actor actor, Migration migration) {
        return store.reasons(actor.tenant(), migration.id(), SAMPLES);
    }

    /** Lets it rest: what is done stays done. */
    public Result<Migration> stop(Actor actor, UUID id) {
        return turned(actor, id, Set.of(State.RUNNING), State.STOPPED, false);
    }

    /** Goes on with one that was stopped. */
    public Result<Migration> resume(Actor actor, UUID id) {
        return turned(actor, id, Set.of(State.STOPPED), State.RUNNING, false);
    }

    /** Takes back those of its tickets that have not gone on since. */
    public Result<Migration> undo(Actor actor, UUID id) {
        return turned(actor, id, Set.of(State.DONE, State.STOPPED), State.UNDOING, true);
    }

    private Result<Migration> turned(Actor actor, UUID id, Set<State> from, State to, boolean anew) {
        return find(actor, id).flatMap(migration -> {
            if (!from.contains(migration.state())) {
                return Result.refused(
                        Rejection.conflict("migration-state", "This cannot be done with it as it is now.", List.of()));
            }
            if (!store.turn(actor.tenant(), id, from, to, actor.account(), anew, null, clock.instant())) {
                return Result.refused(underWay());
            }
            outbox.filled(actor.tenant());
            return find(actor, id);
        });
    }

    private Result<Checked> check(TenantId tenant, MetadataSnapshot now, Wanted wanted) {
        Problems problems = new Problems();
        TicketTypeDef type = now.types().get(wanted.type());
        if (type == null) {
            problems.add("/type", "type.unknown", "There is no such ticket type.");
        }
        if (wanted.from().isEmpty() || wanted.from().size() > MOST_RELEASES) {
            problems.add("/from", "migration.releases", "A plan is for 1 to " + MOST_RELEASES + " releases.");
        }
        if (wanted.nodes().size() > MOST_NODES) {
            problems.add("/nodes", "migration.nodes", "A plan names at most " + MOST_NODES + " steps.");
        }
        if (type == null || !problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        String typeId = type.id();
        FlowDef to = release(wanted.to())
                .flatMap(release -> revisions.flow(tenant, release, typeId))
                .orElse(null);
        if (to == null) {
            problems.add("/to", UNKNOWN_RELEASE, "There is no such release with this type.");
        }
        Map<ReleaseId, FlowDef> from = new LinkedHashMap<>();
        for (int i = 0; i < wanted.from().size(); i++) {
            String hash = wanted.from().get(i);
            Optional<ReleaseId> release = release(hash);
            Optional<FlowDef> flow = release.flatMap(r -> revisions.flow(tenant, r, typeId));
            if (flow.isEmpty()) {
                problems.add("/from/" + i, UNKNOWN_RELEASE, "There is no such release with this type.");
            } else if (hash.equals(wanted.to())) {
                problems.add("/from/" + i, "migration.same", "Tickets are moved to another release than theirs.");
            } else {
                from.put(release.orElseThrow(), flow.get());
            }
        }
        wanted.nodes().keySet().stream()
                .sorted()
                .filter(node ->
                        from.values().stream().allMatch(flow -> flow.find(node).isEmpty()))
                .forEach(node -> problems.add(
                        pointer(node), "migration.unknown-node", "None of the old revisions has this step."));
        if (to == null || from.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Plan plan = new Plan(from.keySet(), release(wanted.to()).orElseThrow(), wanted.nodes());
        Map<ReleaseId, NodeMap> maps = new HashMap<>();
        for (Map.Entry<ReleaseId, FlowDef> each : from.entrySet()) {
            maps.put(each.getKey(), new NodeMap(each.getValue(), to, wanted.nodes()));
        }
        Map<ReleaseId, Set<String>> resting = resting(tenant, type, plan.from());
        Set<Problem> once = new LinkedHashSet<>();
        maps.forEach((release, map) ->
                once.addAll(map.problems(resting.getOrDefault(release, Set.of()), Migrations::pointer)));
        once.stream().sorted(Comparator.comparing(Problem::pointer)).forEach(problems::add);
        return problems.isEmpty()
                ? Result.ok(new Checked(type, plan, maps))
                : Result.refused(Rejection.invalid(problems.list()));
    }

    private static final String UNKNOWN_RELEASE = "migration.unknown-release";

    private static String pointer(String node) {
        return "/nodes/" + node.replace("~", "~0").replace("/", "~1");
    }

    private static Optional<ReleaseId> release(String hash) {
        return hash.matches("[0-9a-f]{64}") ? Optional.of(new ReleaseId(hash)) : Optional.empty();
    }

    private Map<ReleaseId, Set<String>> resting(TenantId tenant, TicketTypeDef type, Set<ReleaseId> releases) {
        Map<ReleaseId, Set<String>> nodes = new HashMap<>();
        store.resting(tenant, type.id(), 0)
                .forEach(group -> nodes.computeIfAbsent(group.release(), _ -> new HashSet<>())
                        .add(group.step()));
        store.kept(tenant, type.id(), releases, Revisions.MOST_KEPT)
                .forEach(one -> nodes.computeIfAbsent(one.release(), _ -> new HashSet<>())
                        .addAll(Revisions.places(one.step(), one.flow())));
        return nodes;
    }

    private Preview preview(TenantId tenant, Checked checked) {
        String type = checked.type().id();
        Map<Fate, Tally> found = new LinkedHashMap<>();
        for (MigrationStore.Resting group : store.resting(tenant, type, SAMPLES)) {
            NodeMap map = checked.maps().get(group.release());
            if (map != null) {
                found.computeIfAbsent(fate(map, group.release(), group.step(), FlowState.NONE), _ -> new Tally())
                        .add(group.tickets(), group.some());
            }
        }
        List<MigrationStore.Kept> kept = store.kept(tenant, type, checked.plan().from(), Revisions.MOST_KEPT);
        for (MigrationStore.Kept one : kept) {
            NodeMap map = checked.maps().get(one.release());
            if (map != null) {
                found.computeIfAbsent(fate(map, one.release(), one.step(), one.flow()), _ -> new Tally())
                        .add(1, List.of(one.ticket()));
            }
        }
        List<Preview.Group> groups = new ArrayList<>();
        found.forEach((fate, tally) -> groups.add(new Preview.Group(
                fate.release(),
                fate.step(),
                fate.to(),
                fate.reason(),
                fate.node(),
                fate.anew(),
                tally.tickets,
                tally.some)));
        long unseen = kept.size() < Revisions.MOST_KEPT
                ? 0
                : store.countKept(tenant, type, checked.plan().from()) - kept.size();
        return new Preview(groups, sum(groups, false), sum(groups, true), unseen);
    }

    private static long sum(List<Preview.Group> groups, boolean stays) {
        return groups.stream()
                .filter(group -> (group.reason() != null) == stays)
                .mapToLong(Preview.Group::tickets)
                .sum();
    }

    private record Fate(
            ReleaseId release,
            String step,
            @Nullable String to,
            @Nullable String reason,
            @Nullable String node,
            boolean anew) {}

    private static Fate fate(NodeMap map, ReleaseId release, String step, FlowState flow) {
        return switch (Moves.judge(map, step, flow)) {
            case Moves.Stays(String reason, String node) -> new Fate(release, step, null, reason, node, false);
            case Moves.Goes goes ->
                new Fate(release, step, goes.step(), null, null, !goes.anew().isEmpty());
        };
    }

    private static final class Tally {
        private long tickets;
        private final List<TicketId> some = new ArrayList<>();

        void add(long more, List<TicketId> ids) {
            tickets += more;
            ids.stream().limit(Math.max(0, SAMPLES - some.size())).forEach(some::add);
        }
    }
}

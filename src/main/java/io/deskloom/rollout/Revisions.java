package io.deskloom.rollout;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.FlowState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which revisions of a type's flow there are tickets on. */
@ApplicationScoped
public class Revisions {
    /** Tickets that keep more than their step: so many are looked at one by one. */
    static final int MOST_KEPT = 20_000;

    private final MigrationStore store;
    private final Snapshots snapshots;
    private final PilotStore pilots;

    Revisions(MigrationStore store, Snapshots snapshots, PilotStore pilots) {
        this.store = store;
        this.snapshots = snapshots;
        this.pilots = pilots;
    }

    /** The flow of a type (definition id) in a release; empty when it is not to be read, or has no such type. */
    Optional<FlowDef> flow(TenantId tenant, ReleaseId release, String type) {
        return snapshots
                .release(tenant, release)
                .flatMap(r -> r.typeById(type))
                .filter(t -> !t.isObject())
                .map(TicketTypeDef::flow);
    }

    /** What of a flow tickets go by: two that are equal in it are one revision. */
    static FlowDef bare(FlowDef flow) {
        return flow.with(flow.nodes(), FlowDef.Written.PLAIN);
    }

    /** The one in force first, then those with most tickets. */
    public List<Revision> of(Actor actor, MetadataSnapshot now, TicketTypeDef type) {
        TenantId tenant = actor.tenant();
        Map<ReleaseId, Map<String, Long>> open = new HashMap<>();
        Map<ReleaseId, Long> tickets = new HashMap<>();
        Set<ReleaseId> releases = new LinkedHashSet<>();
        releases.add(now.release());
        Optional<ReleaseId> pilot = pilots.running(tenant, type.id()).map(Pilot::release);
        pilot.ifPresent(releases::add);
        for (MigrationStore.Resting group : store.resting(tenant, type.id(), 0)) {
            releases.add(group.release());
            count(open, group.release(), group.step(), group.tickets());
            tickets.merge(group.release(), group.tickets(), Long::sum);
        }
        Set<ReleaseId> all = store.releases(tenant, type.id());
        releases.addAll(all);
        List<MigrationStore.Kept> kept = store.kept(tenant, type.id(), all, MOST_KEPT);
        kept.forEach(one -> {
            places(one.step(), one.flow()).forEach(node -> count(open, one.release(), node, 1));
            tickets.merge(one.release(), 1L, Long::sum);
        });
        boolean whole = kept.size() < MOST_KEPT;
        Map<FlowDef, List<ReleaseId>> byFlow = new LinkedHashMap<>();
        for (ReleaseId release : releases) {
            flow(tenant, release, type.id())
                    .ifPresent(flow -> byFlow.computeIfAbsent(bare(flow), _ -> new ArrayList<>())
                            .add(release));
        }
        List<Revision> out = new ArrayList<>();
        byFlow.forEach((flow, of) -> {
            Map<String, Long> sum = new HashMap<>();
            of.forEach(release ->
                    open.getOrDefault(release, Map.of()).forEach((node, n) -> sum.merge(node, n, Long::sum)));
            out.add(new Revision(
                    of,
                    flow,
                    of.contains(now.release()),
                    pilot.filter(of::contains).isPresent(),
                    sum,
                    of.stream().mapToLong(r -> tickets.getOrDefault(r, 0L)).sum(),
                    whole));
        });
        out.sort((a, b) -> a.current() != b.current()
                ? Boolean.compare(b.current(), a.current())
                : Long.compare(b.tickets(), a.tickets()));
        return out;
    }

    private static void count(Map<ReleaseId, Map<String, Long>> open, ReleaseId release, String node, long n) {
        open.computeIfAbsent(release, _ -> new HashMap<>()).merge(node, n, Long::sum);
    }

    /** Every node a ticket is in: its step, and those of its ways. */
    static Set<String> places(String step, FlowState flow) {
        Set<String> nodes = new LinkedHashSet<>();
        nodes.add(step);
        flow.branches().forEach(branch -> nodes.add(branch.node()));
        return nodes;
    }
}

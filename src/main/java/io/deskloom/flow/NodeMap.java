package io.deskloom.flow;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FlowDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which node of one revision of a flow stands for which of another: nodes of the same id and kind for each other, any other pair
 * only when it is named.
 */
public final class NodeMap {
    private final FlowDef from;
    private final FlowDef to;
    private final Map<String, String> named;
    private final Forks forksFrom;
    private final Forks forksTo;

    /** @param named node ids of {@code to} by those of {@code from}; further ones say nothing */
    public NodeMap(FlowDef from, FlowDef to, Map<String, String> named) {
        this.from = from;
        this.to = to;
        this.named = Map.copyOf(named);
        this.forksFrom = new Forks(from);
        this.forksTo = new Forks(to);
    }

    public FlowDef from() {
        return from;
    }

    public FlowDef to() {
        return to;
    }

    /** The node that stands for {@code node}; empty when none does. */
    public Optional<FlowDef.Node> of(String node) {
        String other = named.get(node);
        return from.find(node)
                .flatMap(own ->
                        other == null ? to.find(node).filter(n -> n.kind().equals(own.kind())) : to.find(other));
    }

    /** Its id; {@code node} itself when none stands for it. */
    public String idOf(String node) {
        return of(node).map(FlowDef.Node::id).orElse(node);
    }

    /**
     * Everything that is wrong with it.
     *
     * @param resting nodes of {@code from} that tickets are in
     * @param pointer where a node stands in what was asked
     */
    public List<Problem> problems(Set<String> resting, Function<String, String> pointer) {
        Problems problems = new Problems();
        Set<String> all = new TreeSet<>(resting);
        from.nodes().stream().map(FlowDef.Node::id).filter(named::containsKey).forEach(all::add);
        Map<String, FlowDef.Node> good = new LinkedHashMap<>();
        for (String node : all) {
            Optional<FlowDef.Node> target = of(node);
            if (target.isEmpty()) {
                missing(node, pointer, problems);
            } else {
                String unfit = unfit(node, target.get());
                if (unfit == null) {
                    good.put(node, target.get());
                } else {
                    problems.add(problem(
                            pointer.apply(node),
                            unfit,
                            Map.of("node", node, "to", target.get().id())));
                }
            }
        }
        sameWay(good, pointer, problems);
        return problems.list();
    }

    static final String UNMAPPED = "migration.unmapped";
    static final String NO_REST = "migration.no-rest";
    static final String ACTS = "migration.acts";
    static final String OTHER_FORK = "migration.other-fork";
    static final String SAME_WAY = "migration.same-way";
    static final String UNKNOWN_TARGET = "migration.unknown-target";

    private static final Map<String, String> MESSAGES = Map.of(
            UNMAPPED,
            "Tickets are in this step, and the other revision has no step for it.",
            UNKNOWN_TARGET,
            "The other revision has no such step.",
            NO_REST,
            "No ticket can rest in this step of the other revision.",
            ACTS,
            "This step of the other revision does something by itself; only tickets that are in it already can be.",
            OTHER_FORK,
            "The two steps are not in the same fork.",
            SAME_WAY,
            "Two ways beside each other would go on in one.");

    private void missing(String node, Function<String, String> pointer, Problems problems) {
        String code = named.containsKey(node) ? UNKNOWN_TARGET : UNMAPPED;
        problems.add(problem(pointer.apply(node), code, Map.of("node", node, "to", named.getOrDefault(node, ""))));
    }

    private static Problem problem(String pointer, String code, Map<String, String> params) {
        return Problem.of(pointer, code, Objects.requireNonNull(MESSAGES.get(code)), params);
    }

    /** Why {@code target} cannot stand for the node, as a code; null when it can. */
    private @Nullable String unfit(String node, FlowDef.Node target) {
        FlowDef.Node own = from.node(node);
        boolean same = own.id().equals(target.id()) && own.kind().equals(target.kind());
        String kind = switch (target) {
            case FlowDef.Task _, FlowDef.Signing _, FlowDef.Wait _ -> null;
            case FlowDef.Doing _, FlowDef.Child _ -> same ? null : ACTS;
            case FlowDef.Parallel _ -> own instanceof FlowDef.Parallel ? null : NO_REST;
            case FlowDef.Join _ -> own instanceof FlowDef.Join ? null : NO_REST;
            // One that is stuck there stays so.
            case FlowDef.Decision _, FlowDef.Start _ -> same ? null : NO_REST;
            case FlowDef.End _ -> NO_REST;
        };
        return kind == null && !isInSameFork(node, target.id()) ? OTHER_FORK : kind;
    }

    /** Whether one is in the forks there that stand for those one is in here. */
    boolean isInSameFork(String node, String target) {
        Set<List<String>> here = forksFrom.of(node).stream()
                .map(in -> in.stream().map(i -> idOf(i.fork())).toList())
                .collect(Collectors.toSet());
        return forksTo.of(target).stream()
                .map(in -> in.stream().map(Forks.In::fork).toList())
                .anyMatch(here::contains);
    }

    private void sameWay(Map<String, FlowDef.Node> good, Function<String, String> pointer, Problems problems) {
        List<Map.Entry<String, FlowDef.Node>> nodes = new ArrayList<>(good.entrySet());
        Set<String> told = new LinkedHashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            Map.Entry<String, FlowDef.Node> one = nodes.get(i);
            for (Map.Entry<String, FlowDef.Node> other : nodes.subList(i + 1, nodes.size())) {
                if (areBeside(forksFrom, one.getKey(), other.getKey())
                        && !areFreeOf(one.getValue(), other.getValue())
                        && told.add(other.getKey())) {
                    problems.add(problem(
                            pointer.apply(other.getKey()),
                            SAME_WAY,
                            Map.of(
                                    "node",
                                    other.getKey(),
                                    "other",
                                    one.getKey(),
                                    "to",
                                    other.getValue().id())));
                }
            }
        }
    }

    /** Whether two lines can be there at once without being in each other's way. Where ways meet, they may all be. */
    boolean areFreeOf(FlowDef.Node a, FlowDef.Node b) {
        return a instanceof FlowDef.Join
                || b instanceof FlowDef.Join
                || !a.id().equals(b.id()) && areBeside(forksTo, a.id(), b.id());
    }

    /** Whether a ticket can be in both at once: in different ways of one fork. */
    private static boolean areBeside(Forks forks, String a, String b) {
        return forks.of(a).stream().anyMatch(one -> forks.of(b).stream().anyMatch(other -> parts(one, other)));
    }

    private static boolean parts(List<Forks.In> one, List<Forks.In> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).fork().equals(other.get(i).fork())) {
                return false;
            }
            if (!one.get(i).way().equals(other.get(i).way())) {
                return true;
            }
        }
        return false;
    }
}

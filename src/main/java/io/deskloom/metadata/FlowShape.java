package io.deskloom.metadata;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** A flow as a graph, with the place where each part of it stands. */
final class FlowShape {
    private final FlowDef flow;
    private final Map<String, At> nodeAts;
    private final List<At> edgeAts;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, List<Integer>> out = new HashMap<>();
    private final Map<String, List<Integer>> in = new HashMap<>();

    /**
     * @param nodeAts where each node stands, by id
     * @param edgeAts where each of the flow's edges stands
     */
    FlowShape(FlowDef flow, Map<String, At> nodeAts, List<At> edgeAts) {
        this.flow = flow;
        this.nodeAts = nodeAts;
        this.edgeAts = edgeAts;
        flow.nodes().forEach(n -> nodes.putIfAbsent(n.id(), n));
        for (int i = 0; i < flow.edges().size(); i++) {
            out.computeIfAbsent(flow.edges().get(i).from(), _ -> new ArrayList<>())
                    .add(i);
            in.computeIfAbsent(flow.edges().get(i).to(), _ -> new ArrayList<>()).add(i);
        }
    }

    /** Whether it begins somewhere, and every edge comes from and leads to a node. */
    boolean isSound() {
        return nodes.get(flow.start()) instanceof FlowDef.Start
                && flow.edges().stream().allMatch(e -> nodes.containsKey(e.from()) && nodes.containsKey(e.to()));
    }

    FlowDef flow() {
        return flow;
    }

    Node node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    Edge edge(int index) {
        return flow.edges().get(index);
    }

    /** The edges that leave a node, by their place in the flow. */
    List<Integer> out(String node) {
        return out.getOrDefault(node, List.of());
    }

    List<Integer> in(String node) {
        return in.getOrDefault(node, List.of());
    }

    At at(String node) {
        return Objects.requireNonNull(nodeAts.get(node), node);
    }

    At at(int edge) {
        return edgeAts.get(edge);
    }

    /**
     * The nodes that can be come to from {@code from}, it among them.
     *
     * @param beyond whether what follows a node that is come to is come to as well
     */
    Set<String> after(String from, Predicate<String> beyond) {
        return walk(from, beyond, true);
    }

    /** The nodes from which {@code to} can be come to, it among them. */
    Set<String> before(String to) {
        return walk(to, _ -> true, false);
    }

    private Set<String> walk(String from, Predicate<String> beyond, boolean forward) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(from));
        while (!todo.isEmpty()) {
            String id = todo.poll();
            if (seen.add(id) && beyond.test(id)) {
                for (int edge : forward ? out(id) : in(id)) {
                    todo.add(forward ? edge(edge).to() : edge(edge).from());
                }
            }
        }
        return seen;
    }

    /** Where something stands, for findings. */
    static Finding.Place place(At at) {
        Problem.Source source = at.source();
        return new Finding.Place("", List.of(), List.of(), source.file(), at.pointer(), source.line());
    }

    /** Something that may not be meant. @param params names and what they stand for */
    static Finding doubt(String code, At at, Said said) {
        Map<String, Label> params = new HashMap<>();
        said.params().forEach((name, value) -> params.put(name, Label.of(value)));
        return new Finding(code, Finding.Severity.WARNING, List.of(), said.text(), params, place(at));
    }
}

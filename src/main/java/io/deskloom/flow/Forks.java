package io.deskloom.flow;

import io.deskloom.model.FlowDef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In which forks a ticket is when it is in a node: by every way from the start, as far as ways say different things. */
final class Forks {
    /** Ways to one node that are told apart; more say nothing new. */
    private static final int MOST_WAYS = 8;

    private final Map<String, Set<List<In>>> ways = new HashMap<>();

    /** A fork, and by which of its ways. @param fork node id; @param way node id the way begins with */
    record In(String fork, String way) {}

    private record Coming(String node, List<In> in) {}

    Forks(FlowDef flow) {
        Map<String, FlowDef.Node> nodes = new HashMap<>();
        flow.nodes().forEach(node -> nodes.put(node.id(), node));
        Map<String, List<FlowDef.Edge>> out = new HashMap<>();
        flow.edges()
                .forEach(edge ->
                        out.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge));
        Deque<Coming> todo = new ArrayDeque<>();
        todo.add(new Coming(flow.start(), List.of()));
        while (!todo.isEmpty()) {
            Coming coming = todo.poll();
            Set<List<In>> known = ways.computeIfAbsent(coming.node(), _ -> new LinkedHashSet<>());
            if (known.size() >= MOST_WAYS || !known.add(coming.in())) {
                continue;
            }
            FlowDef.Node node = nodes.get(coming.node());
            for (FlowDef.Edge edge : out.getOrDefault(coming.node(), List.of())) {
                todo.add(new Coming(edge.to(), after(node, coming.in(), edge)));
            }
        }
    }

    private static List<In> after(FlowDef.@Nullable Node node, List<In> in, FlowDef.Edge edge) {
        if (node instanceof FlowDef.Parallel) {
            List<In> deeper = new ArrayList<>(in);
            deeper.add(new In(node.id(), edge.to()));
            return List.copyOf(deeper);
        }
        return node instanceof FlowDef.Join && !in.isEmpty() ? in.subList(0, in.size() - 1) : in;
    }

    /** The forks one is in there, outermost first, in each way it can be come to; a node nothing leads to is in none. */
    Set<List<In>> of(String node) {
        return ways.getOrDefault(node, Set.of(List.of()));
    }
}

package io.deskloom.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deskloom.flow.Stages;
import io.deskloom.model.FlowDef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a step is along its flow, from the flow alone: the shortest way there and the likely way on. A list can say it
 * without reading any ticket's history, and it never looks at a ticket's values.
 */
final class FlowProgress {
    private FlowProgress() {}

    /** A flow never changes, and a list of fifty rows asks for the same few steps of it. */
    private static final Cache<FlowDef, Map<String, Progress>> KNOWN =
            Caffeine.newBuilder().weakKeys().build();

    static Progress of(FlowDef flow, String step) {
        return KNOWN.get(flow, _ -> new ConcurrentHashMap<>()).computeIfAbsent(step, s -> compute(flow, s));
    }

    private static Progress compute(FlowDef flow, String step) {
        int behind = behind(flow, step);
        List<Stages.Stage> line = Stages.of(flow, step, List.of());
        int total = behind + Math.max(1, line.size());
        boolean ended = flow.nodes().stream().anyMatch(n -> n.id().equals(step) && n instanceof FlowDef.End);
        return new Progress(ended ? total : behind, total, behind);
    }

    /** Tasks on the shortest way from the start to {@code step}, the step itself not counted. */
    private static int behind(FlowDef flow, String step) {
        Map<String, Integer> tasks = new HashMap<>();
        Deque<String> todo = new ArrayDeque<>();
        tasks.put(flow.start(), 0);
        todo.add(flow.start());
        while (!todo.isEmpty()) {
            String at = todo.remove();
            int here = tasks.getOrDefault(at, 0);
            int next = here + (flow.node(at) instanceof FlowDef.Place ? 1 : 0);
            for (FlowDef.Edge edge : flow.edges()) {
                Integer known = tasks.get(edge.to());
                if (edge.from().equals(at) && (known == null || known > next)) {
                    tasks.put(edge.to(), next);
                    todo.add(edge.to());
                }
            }
        }
        return tasks.getOrDefault(step, 0);
    }
}

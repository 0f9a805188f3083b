package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Trees;
import io.deskloom.model.FlowDef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what an action needs can be there: on every way from the start to its step somebody may fill the field in, be it there or
 * before. A ticket that comes by a way on which nobody can waits in the step for good.
 *
 * <p>In doubt nothing is said: a decision that looks at the field knows about it, and ways beside one another are all gone.
 */
final class FlowNeeds {
    /** A way is told up to so many of its nodes: its end says where it leads. */
    private static final int TOLD = 12;

    private final Reading reading;
    private final TypeReader type;
    private final FlowShape shape;
    private final FlowForks forks;
    private final FlowPeople people;

    FlowNeeds(Reading reading, TypeReader type, FlowShape shape, FlowForks forks, FlowPeople people) {
        this.reading = reading;
        this.type = type;
        this.shape = shape;
        this.forks = forks;
        this.people = people;
    }

    void check() {
        for (FlowDef.Node node : shape.flow().nodes()) {
            if (node instanceof FlowDef.Task task) {
                for (At action : shape.at(task.id()).get("actions").items()) {
                    action.get("required").items().forEach(field -> check(task, field.text(), field, false));
                    action.get("requiredOn").entries().forEach((field, channels) -> check(task, field, channels, true));
                }
            }
        }
    }

    private void check(FlowDef.Task task, String field, At at, boolean isKey) {
        if (!type.keys().contains(field)) {
            return;
        }
        if (type.isDerived(field)) {
            Said said = Said.of(
                    "'{field}' is needed in '{step}', but no role that acts there may edit it",
                    "field",
                    field,
                    "step",
                    task.id());
            reading.problems.add(
                    isKey ? at.keyProblem("access.cannot_give", said, null) : at.problem("access.cannot_give", said));
            return;
        }
        List<String> way = people.isGivenAnywhere(field) ? null : unwritten(field, task.id());
        if (way == null) {
            return;
        }
        Said said = Said.of(
                "'{field}' is needed in '{step}', and nobody can fill it in on the way {way}",
                "field",
                field,
                "step",
                task.id(),
                "way",
                told(way));
        reading.problems.add(
                isKey ? at.keyProblem("flow.cannot_give", said, null) : at.problem("flow.cannot_give", said));
    }

    /** The shortest way from the start to a node on which nobody and nothing writes the field; null when there is none. */
    private @Nullable List<String> unwritten(String field, String to) {
        String start = shape.flow().start();
        Map<String, String> from = new LinkedHashMap<>();
        Deque<String> todo = new ArrayDeque<>(List.of(start));
        from.put(start, start);
        while (!todo.isEmpty()) {
            String id = todo.poll();
            if (people.isWritten(field, shape.node(id))) {
                continue;
            }
            if (id.equals(to)) {
                return way(from, start, to);
            }
            if (isAsked(field, id)) {
                continue;
            }
            for (int edge : shape.out(id)) {
                String next = shape.edge(edge).to();
                if (!isWrittenBeside(field, id, edge) && from.putIfAbsent(next, id) == null) {
                    todo.add(next);
                }
            }
        }
        return null;
    }

    private static List<String> way(Map<String, String> from, String start, String to) {
        List<String> way = new ArrayList<>(List.of(to));
        while (!way.getLast().equals(start)) {
            way.add(from.get(way.getLast()));
        }
        Collections.reverse(way);
        return way;
    }

    /** Whether where a ticket goes from here depends on the field. */
    private boolean isAsked(String field, String node) {
        return shape.out(node).stream().map(edge -> shape.edge(edge).when()).anyMatch(when -> looksAt(when, field));
    }

    private static boolean looksAt(@Nullable Expr when, String field) {
        return when != null && Trees.paths(when).stream().anyMatch(path -> path.equals(field));
    }

    /** Whether another way of the same fork writes it: all of them are gone, and waited for. */
    private boolean isWrittenBeside(String field, String fork, int edge) {
        return shape.node(fork) instanceof FlowDef.Parallel
                && shape.out(fork).stream()
                        .filter(other -> other != edge)
                        .flatMap(other -> nodesOf(fork, other).stream())
                        .anyMatch(id -> people.isWritten(field, shape.node(id)));
    }

    private Set<String> nodesOf(String fork, int edge) {
        Set<String> joins = forks.joins(fork);
        Set<String> way =
                new LinkedHashSet<>(shape.after(shape.edge(edge).to(), id -> !id.equals(fork) && !joins.contains(id)));
        way.removeAll(joins);
        return way;
    }

    private static String told(List<String> way) {
        List<String> shown = way.size() <= TOLD ? way : way.subList(way.size() - TOLD, way.size());
        return (shown.size() < way.size() ? "… → " : "") + String.join(" → ", shown);
    }
}

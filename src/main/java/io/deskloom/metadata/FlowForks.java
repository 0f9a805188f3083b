package io.deskloom.metadata;

import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what goes several ways at once comes together again. Every way to a node says in which forks a ticket is there; where two
 * ways say different things, one of them leads into a fork from outside or out of it past its join.
 */
final class FlowForks {
    /** Ways to one node that are told apart; more say nothing new. */
    private static final int MOST_WAYS = 4;

    private final Reading reading;
    private final FlowShape shape;
    private final List<Finding> findings;
    private final Map<String, List<Coming>> coming = new LinkedHashMap<>();
    private final Map<String, Set<String>> joins = new HashMap<>();

    FlowForks(Reading reading, FlowShape shape, List<Finding> findings) {
        this.reading = reading;
        this.shape = shape;
        this.findings = findings;
    }

    /**
     * A way to a node.
     *
     * @param forks those that the ticket is in then, outermost first
     * @param edge by which it comes, -1 for none
     */
    private record Coming(List<String> forks, int edge) {}

    /** The joins in which ways of the fork arrive. */
    Set<String> joins(String fork) {
        return joins.getOrDefault(fork, Set.of());
    }

    void check() {
        walk();
        for (FlowDef.Node node : shape.flow().nodes()) {
            if (node instanceof FlowDef.Parallel) {
                checkFork(node.id());
            }
        }
        checkEdges();
    }

    private record Step(String node, Coming coming) {}

    private void walk() {
        Set<String> alone = new LinkedHashSet<>();
        Set<Integer> ending = new LinkedHashSet<>();
        Deque<Step> todo = new ArrayDeque<>();
        todo.add(new Step(shape.flow().start(), new Coming(List.of(), -1)));
        while (!todo.isEmpty()) {
            Step step = todo.poll();
            List<String> forks = step.coming.forks;
            FlowDef.Node node = shape.node(step.node);
            if (node instanceof FlowDef.End && !forks.isEmpty() && ending.add(step.coming.edge)) {
                findings.add(FlowShape.doubt(
                        "flow.end_in_fork",
                        shape.at(step.coming.edge),
                        Said.of(
                                "when this way of '{fork}' comes to the end '{node}' the ticket ends, whatever its other ways are at",
                                "fork",
                                forks.getLast(),
                                "node",
                                node.id())));
            }
            List<Coming> known = coming.computeIfAbsent(step.node, _ -> new ArrayList<>());
            if (known.stream().anyMatch(c -> c.forks.equals(forks)) || known.size() >= MOST_WAYS) {
                continue;
            }
            known.add(step.coming);
            List<String> after = forks;
            if (node instanceof FlowDef.Parallel) {
                if (forks.contains(step.node)) {
                    // It came back: that is said of the edge by which it did.
                    continue;
                }
                after = new ArrayList<>(forks);
                after.add(step.node);
            } else if (node instanceof FlowDef.Join) {
                if (forks.isEmpty()) {
                    alone.add(step.node);
                } else {
                    joins.computeIfAbsent(forks.getLast(), _ -> new LinkedHashSet<>())
                            .add(step.node);
                    after = forks.subList(0, forks.size() - 1);
                }
            }
            for (int edge : shape.out(step.node)) {
                todo.add(new Step(shape.edge(edge).to(), new Coming(List.copyOf(after), edge)));
            }
        }
        for (String join : alone) {
            // One that is come to from inside a fork, too, is said of the edge that comes from outside.
            if (coming(join).size() == 1) {
                reading.problems.add(shape.at(join)
                        .problem("flow.join_alone", Said.of("nothing was split for the join '{node}'", "node", join)));
            }
        }
    }

    private List<Coming> coming(String node) {
        return coming.getOrDefault(node, List.of());
    }

    private void checkFork(String fork) {
        Set<String> meeting = joins(fork);
        if (meeting.isEmpty()) {
            reading.problems.add(shape.at(fork)
                    .problem("flow.fork_open", Said.of("the ways of '{fork}' meet in no join", "fork", fork)));
            return;
        }
        if (meeting.size() > 1) {
            reading.problems.add(shape.at(fork)
                    .problem(
                            "flow.fork_joins",
                            Said.of(
                                    "the ways of '{fork}' come to different joins and would wait for one another for ever: {joins}",
                                    "fork",
                                    fork,
                                    "joins",
                                    String.join(", ", meeting))));
        }
        for (int edge : shape.out(fork)) {
            if (!reaches(shape.edge(edge).to(), fork)) {
                reading.problems.add(shape.at(edge)
                        .problem(
                                "flow.fork_way",
                                Said.of("this way of '{fork}' never comes to its join", "fork", fork)));
            }
        }
    }

    /** Whether one comes from the node to a join of the fork without splitting there anew. */
    private boolean reaches(String node, String fork) {
        return shape.after(node, id -> !id.equals(fork)).stream().anyMatch(joins(fork)::contains);
    }

    private void checkEdges() {
        for (Map.Entry<String, List<Coming>> node : coming.entrySet()) {
            if (shape.node(node.getKey()) instanceof FlowDef.End) {
                // Whoever comes there has come to the end of everything.
                continue;
            }
            List<Coming> all = node.getValue();
            Coming least = all.getFirst();
            for (Coming one : all) {
                if (one.forks.size() < least.forks.size()) {
                    least = one;
                }
            }
            for (Coming one : all) {
                if (one.forks.size() > least.forks.size()) {
                    checkPair(node.getKey(), least, one);
                }
            }
        }
    }

    private void checkPair(String node, Coming least, Coming most) {
        String fork = most.forks.getLast();
        boolean inside = reaches(node, fork);
        int edge = inside ? least.edge : most.edge;
        // Where it comes from is in two minds itself: that has been said there.
        if (edge < 0 || coming(shape.edge(edge).from()).size() > 1) {
            return;
        }
        reading.problems.add(shape.at(edge)
                .problem(
                        inside ? "flow.into_fork" : "flow.out_of_fork",
                        inside
                                ? Said.of(
                                        "this edge leads into the ways of '{fork}' from outside; its join would wait for nobody",
                                        "fork",
                                        fork)
                                : Said.of(
                                        "this edge leaves the ways of '{fork}' without coming to its join",
                                        "fork",
                                        fork)));
    }
}

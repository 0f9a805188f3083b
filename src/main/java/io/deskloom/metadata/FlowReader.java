package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads flow.yaml and proves that a ticket can always go on: no node out of reach, no dead end, no way without an else. */
final class FlowReader {
    private final Reading reading;
    private final TypeReader type;
    private final At at;
    private final Map<String, At> nodes = new LinkedHashMap<>();

    FlowReader(Reading reading, TypeReader type, At at) {
        this.reading = reading;
        this.type = type;
        this.at = at;
        for (At node : at.get("nodes").items()) {
            if (!node.get("id").text().isEmpty()) {
                nodes.putIfAbsent(node.get("id").text(), node);
            }
        }
    }

    FlowDef read(Collection<String> forms) {
        reading.uniqueId("flow", at.get("id"));
        Set<String> ids = new HashSet<>();
        List<FlowDef.Node> read = new ArrayList<>();
        for (At node : at.get("nodes").items()) {
            reading.unique("nodes", node.get("id"), ids);
            read.add(node(node, forms));
        }
        List<FlowDef.Edge> edges = new ArrayList<>();
        for (At edge : at.get("edges").items()) {
            edges.add(edge(edge));
        }
        checkStart();
        nodes.values().forEach(this::checkWaysOut);
        checkReach();
        checkLoops();
        return new FlowDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                at.get("start").text(),
                read,
                edges);
    }

    Set<String> tasks() {
        Set<String> ids = new LinkedHashSet<>();
        nodes.forEach((id, node) -> {
            if (kind(node).equals("task")) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** The task's place, for checks that join flow and access. */
    At node(String id) {
        return nodes.getOrDefault(id, at);
    }

    private FlowDef.Node node(At node, Collection<String> forms) {
        String id = node.get("id").text();
        Label label = reading.label(node.get("label"));
        return switch (kind(node)) {
            case "start" -> new FlowDef.Start(id, label);
            case "decision" -> new FlowDef.Decision(id, label);
            case "end" -> new FlowDef.End(id, label, status(node, StatusCategory.CLOSED));
            default -> task(node, id, label, forms);
        };
    }

    private FlowDef.Task task(At node, String id, Label label, Collection<String> forms) {
        reading.known("team", node.get("team"), reading.teams);
        reading.known("role", node.get("role"), reading.roles);
        reading.known("form", node.get("form"), forms);
        List<FlowDef.Action> actions = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At action : node.get("actions").items()) {
            reading.unique("actions", action.get("key"), keys);
            action.get("required").items().forEach(f -> reading.known("field", f, type.keys()));
            actions.add(new FlowDef.Action(
                    action.get("key").text(),
                    reading.label(action.get("label")),
                    action.get("tone").text(actions.isEmpty() ? "main" : "default"),
                    action.get("required").texts()));
        }
        return new FlowDef.Task(
                id,
                label,
                status(node, StatusCategory.OPEN),
                node.get("team").textOrNull(),
                node.get("role").textOrNull(),
                node.get("form").textOrNull(),
                actions);
    }

    private FlowDef.Edge edge(At edge) {
        reading.known("node", edge.get("from"), nodes.keySet());
        reading.known("node", edge.get("to"), nodes.keySet());
        Expr when = type.condition(edge.get("when"));
        At from = nodes.get(edge.get("from").text());
        if (from != null) {
            checkEdgeFits(edge, from);
        }
        return new FlowDef.Edge(
                edge.get("from").text(),
                edge.get("to").text(),
                edge.get("on").textOrNull(),
                when,
                edge.get("else").isTrue());
    }

    private void checkEdgeFits(At edge, At from) {
        At on = edge.get("on");
        switch (kind(from)) {
            case "task" -> {
                List<String> actions = actions(from);
                if (!on.present()) {
                    reading.problems.add(edge.problem(
                            "flow.edge_action",
                            Said.of(
                                            "an edge out of the task '{node}' must say on which action",
                                            "node",
                                            edge.get("from").text())
                                    .in("task")));
                } else {
                    reading.known("action", on, actions);
                }
            }
            case "end" ->
                reading.problems.add(edge.problem(
                        "flow.edge_end",
                        Said.of(
                                "nothing can follow the end '{node}'",
                                "node",
                                edge.get("from").text())));
            case "start", "decision" -> {
                if (on.present()) {
                    reading.problems.add(on.problem(
                            "flow.edge_action",
                            Said.of(
                                    "only tasks have actions; '{node}' is a {kind}",
                                    "node",
                                    edge.get("from").text(),
                                    "kind",
                                    kind(from))));
                }
            }
            default -> {}
        }
        At target = nodes.get(edge.get("to").text());
        if (target != null && kind(target).equals("start")) {
            reading.problems.add(edge.get("to").problem("flow.edge_start", "no edge may lead back to the start"));
        }
    }

    private void checkStart() {
        At start = at.get("start");
        if (reading.known("node", start, nodes.keySet()) && nodes.containsKey(start.text())) {
            String kind = kind(node(start.text()));
            if (!kind.isEmpty() && !kind.equals("start")) {
                reading.problems.add(start.problem(
                        "flow.start",
                        Said.of("'{node}' is a {kind}, not the start", "node", start.text(), "kind", kind)));
            }
        }
        nodes.forEach((id, node) -> {
            if (kind(node).equals("start") && !id.equals(start.text())) {
                reading.problems.add(node.problem(
                        "flow.start",
                        Said.of("a flow has one start; '{node}' is another", "node", id)
                                .in("second")));
            }
        });
        if (nodes.values().stream().noneMatch(n -> kind(n).equals("end"))) {
            reading.problems.add(at.get("nodes").problem("flow.no_end", "the flow has no end"));
        }
    }

    private void checkWaysOut(At node) {
        String id = node.get("id").text();
        switch (kind(node)) {
            case "task" -> {
                for (At action : node.get("actions").items()) {
                    String key = action.get("key").text();
                    checkGroup(action, id + " / " + key, edges(id, key));
                }
            }
            case "start", "decision" -> checkGroup(node, id, edges(id, null));
            default -> {}
        }
    }

    /** @param name the node, and after a slash its action */
    private void checkGroup(At owner, String name, List<At> group) {
        if (group.isEmpty()) {
            reading.problems.add(
                    owner.problem("flow.no_edge", Said.of("no edge leads on from '{node}'", "node", name)));
            return;
        }
        List<At> otherwise = group.stream().filter(e -> e.get("else").isTrue()).toList();
        List<At> plain = group.stream()
                .filter(e -> !e.get("else").isTrue() && !e.get("when").present())
                .toList();
        if (otherwise.size() > 1) {
            reading.problems.add(otherwise
                    .get(1)
                    .problem("flow.two_else", Said.of("'{node}' has two edges with else", "node", name)));
        }
        if (plain.size() == 1 && group.size() == 1) {
            return;
        }
        for (At edge : plain) {
            reading.problems.add(edge.problem(
                    "flow.no_condition",
                    Said.of("'{node}' has several edges: this one needs 'when', or 'else: true'", "node", name)));
        }
        if (otherwise.isEmpty() && plain.isEmpty()) {
            reading.problems.add(owner.problem(
                    "flow.no_else",
                    Said.of(
                            "'{node}' has no edge with 'else: true': a ticket that fits no condition would be stuck",
                            "node",
                            name)));
        }
    }

    private void checkReach() {
        Set<String> reached = walk(at.get("start").text(), true);
        Set<String> leaves = new HashSet<>();
        nodes.forEach((id, node) -> {
            if (kind(node).equals("end")) {
                leaves.addAll(walk(id, false));
            }
        });
        nodes.forEach((id, node) -> {
            if (!reached.contains(id) && nodes.containsKey(at.get("start").text())) {
                reading.problems.add(node.problem(
                        "flow.unreachable", Said.of("no way leads from the start to '{node}'", "node", id)));
            } else if (!leaves.contains(id)) {
                reading.problems.add(
                        node.problem("flow.dead_end", Said.of("no way leads from '{node}' to an end", "node", id)));
            }
        });
    }

    private Set<String> walk(String from, boolean forward) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>(List.of(from));
        while (!todo.isEmpty()) {
            String id = todo.pop();
            if (!seen.add(id)) {
                continue;
            }
            for (At edge : at.get("edges").items()) {
                String here = edge.get(forward ? "from" : "to").text();
                if (here.equals(id)) {
                    todo.push(edge.get(forward ? "to" : "from").text());
                }
            }
        }
        return seen;
    }

    /** Decisions that lead back to themselves without a person in between would never come to rest. */
    private void checkLoops() {
        Set<String> reported = new HashSet<>();
        nodes.forEach((id, node) -> {
            if (kind(node).equals("decision") && !reported.contains(id) && returnsTo(id, reported)) {
                reading.problems.add(node.problem(
                        "flow.loop",
                        Said.of("'{node}' can lead back to itself without any task in between", "node", id)));
            }
        });
    }

    private boolean returnsTo(String start, Set<String> reported) {
        Set<String> seen = new HashSet<>();
        Deque<String> todo = new ArrayDeque<>(decisionsAfter(start));
        boolean loop = false;
        while (!todo.isEmpty()) {
            String id = todo.pop();
            if (id.equals(start)) {
                loop = true;
            } else if (seen.add(id)) {
                todo.addAll(decisionsAfter(id));
            }
        }
        if (loop) {
            reported.add(start);
            reported.addAll(seen);
        }
        return loop;
    }

    private List<String> decisionsAfter(String id) {
        return at.get("edges").items().stream()
                .filter(e -> e.get("from").text().equals(id))
                .map(e -> e.get("to").text())
                .filter(to -> nodes.containsKey(to) && kind(node(to)).equals("decision"))
                .toList();
    }

    private List<At> edges(String from, @org.jspecify.annotations.Nullable String on) {
        return at.get("edges").items().stream()
                .filter(e -> e.get("from").text().equals(from))
                .filter(e -> on == null || e.get("on").text().equals(on))
                .toList();
    }

    private static List<String> actions(At task) {
        return task.get("actions").items().stream()
                .map(a -> a.get("key").text())
                .toList();
    }

    private static String kind(At node) {
        return node.get("kind").text();
    }

    private static StatusCategory status(At node, StatusCategory otherwise) {
        String text = node.get("status").text();
        for (StatusCategory s : StatusCategory.values()) {
            if (s.name().toLowerCase(Locale.ROOT).equals(text)) {
                return s;
            }
        }
        return otherwise;
    }
}

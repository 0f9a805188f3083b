package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deskloom.kernel.Label;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and edges of a flow, those of sub-flows in the places of the nodes that stand for them: {@code check__inspect} is the
 * node {@code inspect} of the sub-flow that the node {@code check} is. Each keeps where it was written. The start of a sub-flow and
 * its ends become decisions with one way out, which the edges of the flow around it lead to and from.
 */
final class FlowParts {
    /** Between the id of a node and that of a node of the sub-flow it is. */
    static final String INSIDE = "__";

    /** Nodes of a flow, those of sub-flows counted wherever they are used. */
    static final int MOST_NODES = 300;

    /** Sub-flows in one another. */
    static final int DEEPEST = 5;

    private static final int LONGEST_ID = 63;

    private final Reading reading;
    private final Map<String, At> subflows;
    private final List<At> nodes = new ArrayList<>();
    private final List<At> edges = new ArrayList<>();
    private final Map<String, Label> groups = new HashMap<>();

    /** The nodes of the flow itself that are sub-flows, with the file each is read from. */
    private final Map<At, String> uses = new LinkedHashMap<>();

    private boolean full;

    private FlowParts(Reading reading, Map<String, At> subflows) {
        this.reading = reading;
        this.subflows = subflows;
    }

    /** @param subflows the sub-flows there are, by key */
    static FlowParts of(Reading reading, At flow, Map<String, At> subflows) {
        FlowParts parts = new FlowParts(reading, subflows);
        parts.add(flow, new Around("", List.of(), null, null));
        return parts;
    }

    List<At> nodes() {
        return nodes;
    }

    List<At> edges() {
        return edges;
    }

    /** What people call the sub-flow a node comes from: the outermost it is in. */
    Map<String, Label> groups() {
        return groups;
    }

    /**
     * Where a sub-flow stands that is read.
     *
     * @param prefix of the ids of its nodes
     * @param within keys of the sub-flows around it
     * @param node that it is; null for the flow itself
     */
    private record Around(
            String prefix,
            List<String> within,
            @Nullable Label group,
            @Nullable At node) {}

    /** What the edges around a sub-flow lead to and come from. @param exits by outcome; "" for an end without one */
    private record Doors(String entry, Map<String, String> exits) {
        static final Doors NONE = new Doors("", Map.of());
    }

    private Doors add(At flow, Around around) {
        if (around.node != null) {
            checkDoors(flow);
        }
        Map<String, Doors> inside = new HashMap<>();
        // Ends that say the same are one way out.
        Map<String, String> sameEnd = new HashMap<>();
        Map<String, String> exits = new LinkedHashMap<>();
        String entry = "";
        for (At node : flow.get("nodes").items()) {
            String id = node.get("id").text();
            String kind = node.get("kind").text();
            At use = around.node;
            if (kind.equals("subflow")) {
                inside.put(id, subflow(node, around));
            } else if (use == null) {
                keep(node, around);
            } else if (kind.equals("start")) {
                entry = around.prefix + id;
                keep(door(use, entry, node), around);
            } else if (kind.equals("end")) {
                String outcome = node.get("outcome").text();
                String first = exits.putIfAbsent(outcome, around.prefix + id);
                if (first == null) {
                    keep(door(use, around.prefix + id, node), around);
                } else {
                    sameEnd.put(around.prefix + id, first);
                }
            } else {
                keep(inside(node, around.prefix), around);
            }
        }
        for (At edge : flow.get("edges").items()) {
            edge(edge, around.prefix, inside, sameEnd);
        }
        return new Doors(entry, exits);
    }

    /** What would be lost where the start and the ends of a sub-flow become something else. */
    private void checkDoors(At flow) {
        Map<String, String> kinds = new LinkedHashMap<>();
        At start = flow.get("start");
        for (At node : flow.get("nodes").items()) {
            String id = node.get("id").text();
            kinds.put(id, node.get("kind").text());
            if (node.get("kind").text().equals("start") && !id.equals(start.text())) {
                reading.problems.add(node.problem(
                        "flow.start",
                        Said.of("a flow has one start; '{node}' is another", "node", id)
                                .in("second")));
            }
        }
        if (reading.known("node", start, kinds.keySet())
                && !kinds.getOrDefault(start.text(), "start").equals("start")) {
            reading.problems.add(start.problem(
                    "flow.start",
                    Said.of(
                            "'{node}' is a {kind}, not the start",
                            "node",
                            start.text(),
                            "kind",
                            kinds.getOrDefault(start.text(), ""))));
        }
        if (!kinds.containsValue("end")) {
            reading.problems.add(flow.get("nodes").problem("flow.no_end", "the flow has no end"));
        }
        for (At edge : flow.get("edges").items()) {
            reading.known("node", edge.get("from"), kinds.keySet());
            reading.known("node", edge.get("to"), kinds.keySet());
            String from = edge.get("from").text();
            if ("end".equals(kinds.get(from))) {
                reading.problems.add(
                        edge.problem("flow.edge_end", Said.of("nothing can follow the end '{node}'", "node", from)));
            }
            if ("start".equals(kinds.get(edge.get("to").text()))) {
                reading.problems.add(edge.get("to").problem("flow.edge_start", "no edge may lead back to the start"));
            }
        }
    }

    private void keep(At node, Around around) {
        String id = node.get("id").text();
        if (around.group != null) {
            groups.put(id, around.group);
        }
        if (around.node != null && id.length() > LONGEST_ID) {
            reading.problems.add(around.node
                    .get("id")
                    .problem(
                            "flow.subflow_id",
                            Said.of(
                                    "the id '{id}' has more than {limit} characters; give the sub-flow's node or the node inside a shorter one",
                                    "id",
                                    id,
                                    "limit",
                                    LONGEST_ID)));
        }
        if (nodes.size() < MOST_NODES) {
            nodes.add(node);
        } else if (!full) {
            full = true;
            reading.problems.add((around.node == null ? node : around.node)
                    .problem(
                            "flow.subflow_size",
                            Said.of("with its sub-flows the flow has more than {limit} nodes", "limit", MOST_NODES)));
        }
    }

    private Doors subflow(At node, Around around) {
        At key = node.get("flow");
        At flow = subflows.get(key.text());
        if (flow == null) {
            reading.known("subflow", key, subflows.keySet());
            return Doors.NONE;
        }
        if (around.within.contains(key.text())) {
            reading.problems.add(key.problem(
                    "flow.subflow_circle",
                    Said.of(
                            "the sub-flow '{flow}' is part of itself: {way}",
                            "flow",
                            key.text(),
                            "way",
                            String.join(" → ", around.within) + " → " + key.text())));
            return Doors.NONE;
        }
        if (around.within.size() >= DEEPEST) {
            reading.problems.add(key.problem(
                    "flow.subflow_depth", Said.of("more than {limit} sub-flows are in one another", "limit", DEEPEST)));
            return Doors.NONE;
        }
        if (full) {
            return Doors.NONE;
        }
        if (around.node == null) {
            uses.put(node, flow.doc().path());
        }
        List<String> within = new ArrayList<>(around.within);
        within.add(key.text());
        Label label = around.group == null ? node.get("label").label() : around.group;
        String id = around.prefix + node.get("id").text();
        At use = around.node == null ? node : inside(node, around.prefix);
        return add(flow, new Around(id + INSIDE, within, label, use));
    }

    /** What a sub-flow begins or ends with: where the node stands that it is, for there the edges are missing or too many. */
    private static At door(At use, String id, At inner) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", id);
        node.put("kind", "decision");
        node.set("label", inner.get("label").node());
        return new At(use.doc(), use.pointer(), node);
    }

    /** The node as it is called in the flow around it. */
    private static At inside(At node, String prefix) {
        if (!(node.node() instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = object.deepCopy();
        copy.put("id", prefix + node.get("id").text());
        if (copy.at("/may/return/to") instanceof ArrayNode back) {
            for (int i = 0; i < back.size(); i++) {
                back.set(i, TextNode.valueOf(prefix + back.get(i).asText()));
            }
        }
        if (copy.at("/table/rows") instanceof ArrayNode rows) {
            for (JsonNode row : rows) {
                if (row instanceof ArrayNode cells && !cells.isEmpty()) {
                    int last = cells.size() - 1;
                    cells.set(last, TextNode.valueOf(prefix + cells.get(last).asText()));
                }
            }
        }
        return new At(node.doc(), node.pointer(), copy);
    }

    private void edge(At edge, String prefix, Map<String, Doors> inside, Map<String, String> sameEnd) {
        if (!(edge.node() instanceof ObjectNode object)) {
            return;
        }
        ObjectNode copy = object.deepCopy();
        Doors from = inside.get(edge.get("from").text());
        Doors to = inside.get(edge.get("to").text());
        if (from != null) {
            String exit = exit(edge, from);
            if (exit == null) {
                return;
            }
            copy.put("from", exit);
            copy.remove("on");
        } else if (!prefix.isEmpty()) {
            copy.put("from", prefix + edge.get("from").text());
        }
        if (to != null) {
            if (to.entry.isEmpty()) {
                return;
            }
            copy.put("to", to.entry);
        } else if (!prefix.isEmpty()) {
            String id = prefix + edge.get("to").text();
            copy.put("to", sameEnd.getOrDefault(id, id));
        }
        edges.add(new At(edge.doc(), edge.pointer(), copy));
    }

    /** Where the edge comes from inside the sub-flow; null when it has no such way out, which is reported. */
    private @Nullable String exit(At edge, Doors from) {
        At on = edge.get("on");
        if (!on.present()) {
            if (from.exits.size() == 1) {
                return from.exits.values().iterator().next();
            }
            if (!from.exits.isEmpty()) {
                reading.problems.add(edge.problem(
                        "flow.edge_outcome",
                        Said.of(
                                "an edge out of '{node}' must say on which outcome: {outcomes}",
                                "node",
                                edge.get("from").text(),
                                "outcomes",
                                String.join(", ", new TreeSet<>(from.exits.keySet())))));
            }
            return null;
        }
        String exit = from.exits.get(on.text());
        if (exit == null && !from.exits.isEmpty()) {
            reading.known("outcome", on, Set.copyOf(from.exits.keySet()));
        }
        return exit;
    }

    /** Says at the nodes that are sub-flows that something in those does not fit here. @param before how many problems there were */
    void blame(Reading reading, int before) {
        List<String> files = reading.problems.list().stream()
                .skip(before)
                .map(p -> p.source() == null ? "" : p.source().file())
                .toList();
        uses.forEach((node, file) -> {
            if (files.contains(file)) {
                reading.problems.add(node.get("flow")
                        .problem("flow.subflow_unfit", Said.of("what is wrong in {file} is wrong here", "file", file)));
            }
        });
    }
}

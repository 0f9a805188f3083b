package io.deskloom.bpmn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.Xml.Element;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the sequence flows of a drawing are as edges. */
final class BpmnWays {
    private final BpmnProcess process;

    BpmnWays(BpmnProcess process) {
        this.process = process;
    }

    void edge(Element e) {
        String source = e.attribute("sourceRef");
        if (process.merges.contains(source)) {
            return;
        }
        String[] at = process.boundaries.get(source);
        String from = at != null ? at[0] : process.leaving.getOrDefault(source, process.known.getOrDefault(source, ""));
        String to = process.known.getOrDefault(e.attribute("targetRef"), "");
        ObjectNode node = process.nodes.get(from);
        if (node == null || !process.nodes.containsKey(to)) {
            if (!process.boundaries.containsKey(source)) {
                process.note("bpmn.way", e, "It leads from or to something that is left out.", "它的起点或终点被略去。");
            }
            return;
        }
        if (node.has("table")) {
            if (!e.attributes().containsKey(Xml.OWN + "row")) {
                process.note(
                        "bpmn.table",
                        e,
                        "Where the decision leads its table says; this way is left out.",
                        "判断的去向由决策表决定；略去此路径。");
            }
            return;
        }
        ObjectNode edge = BpmnProcess.edge(from, to);
        String own = e.attribute(Xml.OWN + "on");
        String on = at != null ? at[1] : own.isEmpty() ? by(node, e) : own;
        if (!on.isEmpty()) {
            edge.put("on", on);
        }
        String condition = BpmnProcess.text(e, "conditionExpression");
        boolean ours = at != null || own.isEmpty();
        String when = ours ? condition : BpmnNames.when(own, condition);
        boolean otherwise = e.attribute(Xml.OWN + "else").equals("true") || isDefault(e, source);
        if (otherwise) {
            edge.put("else", true);
        } else if (!when.isEmpty()) {
            edge.put("when", when);
        }
        process.edges.add(edge);
    }

    private boolean isDefault(Element e, String source) {
        return !e.attribute("id").isEmpty() && process.defaults.contains(source + " " + e.attribute("id"));
    }

    /** By what a way that says nothing of it leads on: an action that is made for it, or yes. */
    private String by(ObjectNode node, Element e) {
        return switch (BpmnProcess.kind(node)) {
            case "approval" -> "approve";
            case "confirm" -> "confirm";
            case "task" -> {
                JsonNode actions = node.path("actions");
                String name = e.attribute("name").strip();
                // A name of other letters than a key may have says nothing as one.
                boolean spelt = name.toLowerCase(Locale.ROOT).matches(".*[a-z].*");
                String wanted = name.isEmpty() ? "done" : BpmnProcess.key(spelt ? name : e.attribute("id"));
                for (JsonNode action : actions) {
                    if (action.path("key").asText().equals(wanted)) {
                        yield wanted;
                    }
                }
                ObjectNode action = actions(node).addObject();
                action.put("key", wanted);
                action.putObject("label")
                        .put(
                                process.language,
                                name.isEmpty() ? process.language.startsWith("zh") ? "完成" : "Done" : name);
                yield wanted;
            }
            default -> "";
        };
    }

    /** Those of a task, to be added to. */
    private static ArrayNode actions(ObjectNode task) {
        return task.get("actions") instanceof ArrayNode actions ? actions : task.putArray("actions");
    }

    /** Several ways at once where no gateway stands are a fork that one has to see. */
    void tidy() {
        for (ObjectNode node : List.copyOf(process.nodes.values())) {
            String id = node.path("id").asText();
            List<ObjectNode> plain = process.edges.stream()
                    .filter(e -> e.path("from").asText().equals(id) && !e.has("on"))
                    .toList();
            boolean gateway = Set.of("decision", "parallel").contains(BpmnProcess.kind(node));
            if (!gateway && plain.size() > 1 && plain.stream().noneMatch(e -> e.has("when") || e.has("else"))) {
                String fork = process.fork(id + "_ways", node.path("label"))
                        .path("id")
                        .asText();
                for (ObjectNode way : plain) {
                    way.put("from", fork);
                }
                process.edges.add(BpmnProcess.edge(id, fork));
                process.report.add(Note.of(
                        "bpmn.implicit_fork",
                        id,
                        "Its ways are taken at once; a fork stands behind it.",
                        "它的各条路径同时进行；其后加了一个分支节点。"));
            }
            if (BpmnProcess.kind(node).equals("task") && actions(node).isEmpty()) {
                // Nothing leads on from it: that is for who checks the flow to say, not for the shape of the file.
                ObjectNode action = actions(node).addObject();
                action.put("key", "done");
                action.putObject("label").put(process.language, process.language.startsWith("zh") ? "完成" : "Done");
            }
        }
    }
}

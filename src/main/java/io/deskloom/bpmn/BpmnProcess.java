package io.deskloom.bpmn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.Xml.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a process, or a sub-process, of a drawing is so far: its nodes and edges, and what they are called on either side. */
final class BpmnProcess {
    private static final int LONGEST_ID = 50;
    private static final int LONGEST_NAME = 200;

    final String language;
    final List<Note> report;
    final Map<String, JsonNode> subflows;
    final Set<String> ids = new HashSet<>();

    /** Ids of nodes by those of the drawing. */
    final Map<String, String> known = new HashMap<>();

    /** The nodes by their ids, in the order of the drawing. */
    final Map<String, ObjectNode> nodes = new LinkedHashMap<>();

    /** What stands at the boundary of a node: the node and the outcome, null where it has no counterpart. */
    final Map<String, @Nullable String[]> boundaries = new HashMap<>();

    /** Where flows that leave an element come from, where that is another node than they come to. */
    final Map<String, String> leaving = new HashMap<>();

    /** What gateways and tasks say is the way for everything else: the element and its way. */
    final Set<String> defaults = new HashSet<>();

    /** Where ways only come together before a fork of ours. */
    final Set<String> merges = new HashSet<>();

    final Map<String, Element> flows = new LinkedHashMap<>();
    final List<ObjectNode> edges = new ArrayList<>();

    BpmnProcess(String language, List<Note> report, Map<String, JsonNode> subflows) {
        this.language = language;
        this.report = report;
        this.subflows = subflows;
    }

    ObjectNode flow(Element process, String prefix) {
        ObjectNode flow = definition(process);
        String key = key(process.attribute("id").replaceFirst("^Process_", ""));
        if (!flow.path("id").isTextual()) {
            flow.put("id", prefix + key);
        }
        if (!flow.path("key").isTextual()) {
            flow.put("key", key);
        }
        name(flow, process);
        BpmnElements elements = new BpmnElements(this);
        process.children().forEach(child -> {
            if (child.namespace().equals(BpmnNames.MODEL)) {
                elements.element(child);
            }
        });
        merges.forEach(merge -> known.put(merge, known.getOrDefault(target(merge), "")));
        process.children("boundaryEvent").forEach(elements::boundary);
        BpmnWays ways = new BpmnWays(this);
        flows.values().forEach(ways::edge);
        ways.tidy();
        String start = nodes.values().stream()
                .filter(n -> kind(n).equals("start"))
                .map(n -> n.path("id").asText())
                .findFirst()
                .orElse("");
        flow.put("start", start);
        ArrayNode all = flow.putArray("nodes");
        nodes.values().forEach(all::add);
        ArrayNode everyWay = flow.putArray("edges");
        edges.forEach(everyWay::add);
        return ordered(flow);
    }

    private String target(String merge) {
        return flows.values().stream()
                .filter(f -> f.attribute("sourceRef").equals(merge))
                .map(f -> f.attribute("targetRef"))
                .findFirst()
                .orElse("");
    }

    private static ObjectNode ordered(ObjectNode flow) {
        ObjectNode ordered = BpmnNames.JSON.createObjectNode();
        for (String first : List.of("id", "key", "label", "start")) {
            ordered.set(first, flow.path(first));
        }
        flow.properties().forEach(e -> {
            if (!e.getKey().equals("nodes") && !e.getKey().equals("edges")) {
                ordered.set(e.getKey(), e.getValue());
            }
        });
        ordered.set("nodes", flow.path("nodes"));
        ordered.set("edges", flow.path("edges"));
        return ordered;
    }

    /** What we have kept beside an element; nothing where that is missing or no mapping. */
    ObjectNode definition(Element element) {
        String written = element.definition().orElse("");
        if (written.isEmpty()) {
            return BpmnNames.JSON.createObjectNode();
        }
        try {
            if (BpmnNames.JSON.readTree(written) instanceof ObjectNode kept) {
                return kept;
            }
        } catch (JsonProcessingException e) {
            // Said below.
        }
        note(
                "bpmn.definition",
                element,
                "What is kept beside it in our namespace cannot be read.",
                "其旁以本系统命名空间保存的内容无法读取。");
        return BpmnNames.JSON.createObjectNode();
    }

    void note(String code, Element about, String en, String zh) {
        report.add(Note.of(code, about.attribute("id"), en, zh));
    }

    /** Its name, unless that is what it was called before. */
    void name(ObjectNode node, Element element) {
        String name = element.attribute("name").strip().replaceAll("\\s+", " ");
        if (name.length() > LONGEST_NAME) {
            name = name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, LONGEST_NAME) - 1));
        }
        JsonNode before = node.path("label");
        if (before instanceof ObjectNode labels && !labels.isEmpty()) {
            String first = labels.fieldNames().next();
            if (!name.isEmpty() && !labels.path(first).asText().equals(name)) {
                labels.put(first, name);
            }
            return;
        }
        String id = element.attribute("id");
        node.putObject("label").put(language, name.isEmpty() ? id.isEmpty() ? element.name() : id : name);
    }

    static String kind(JsonNode node) {
        return node.path("kind").asText();
    }

    static String key(String text) {
        String key = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
        if (key.isEmpty() || !Character.isLetter(key.charAt(0))) {
            key = "n_" + key;
        }
        return key.length() > LONGEST_ID ? key.substring(0, LONGEST_ID) : key;
    }

    String id(Element element) {
        String wanted = key(element.attribute("id").isEmpty() ? element.name() : element.attribute("id"));
        String id = wanted;
        for (int i = 2; !ids.add(id); i++) {
            id = wanted + "_" + i;
        }
        known.put(element.attribute("id"), id);
        return id;
    }

    static ObjectNode edge(String from, String to) {
        ObjectNode edge = BpmnNames.JSON.createObjectNode();
        edge.put("from", from);
        edge.put("to", to);
        return edge;
    }

    /** What a part of an element says, "" when it has none. */
    static String text(Element of, String child) {
        return of.child(child).map(c -> c.text().toString().strip()).orElse("");
    }

    /** A fork that the drawing does not have as an element of its own. */
    ObjectNode fork(String wanted, JsonNode label) {
        String id = key(wanted);
        for (int i = 2; !ids.add(id); i++) {
            id = key(wanted) + "_" + i;
        }
        ObjectNode fork = BpmnNames.JSON.createObjectNode();
        fork.put("id", id);
        fork.put("kind", "parallel");
        fork.set("label", label.deepCopy());
        nodes.put(id, fork);
        return fork;
    }
}

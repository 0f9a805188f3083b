package io.deskloom.bpmn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.Xml.Element;
import io.deskloom.kernel.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A drawing in BPMN 2.0 as a flow: the common subset, and what {@link BpmnWriter} keeps beside it. What has no counterpart is left
 * out or becomes a task, and is reported; whether the flow is right is for whoever reads definitions to say.
 */
public final class BpmnReader {
    private static final int LONGEST_ID = 50;
    private static final int LONGEST_NAME = 200;

    /**
     * What a drawing becomes.
     *
     * @param flow the definition, as it is written in flow.yaml
     * @param subflows those of its sub-processes, by key
     * @param report what had no counterpart
     */
    public record Read(JsonNode flow, Map<String, JsonNode> subflows, List<Note> report) {
        public Read {
            subflows = java.util.Collections.unmodifiableMap(new TreeMap<>(subflows));
            report = List.copyOf(report);
        }

        /** The files of the type {@code type}, by path. */
        public Map<String, String> files(String type) {
            Map<String, String> files = new TreeMap<>();
            files.put("types/" + type + "/flow.yaml", FlowText.of(flow));
            subflows.forEach((key, subflow) -> files.put("flows/" + key + ".yaml", FlowText.of(subflow)));
            return files;
        }
    }

    private final String language;
    private final List<Note> report;
    private final Map<String, JsonNode> subflows;
    private final Set<String> ids = new HashSet<>();

    /** Ids of nodes by those of the drawing. */
    private final Map<String, String> known = new HashMap<>();

    /** The nodes by their ids, in the order of the drawing. */
    private final Map<String, ObjectNode> nodes = new LinkedHashMap<>();

    /** What stands at the boundary of a node: the node and the outcome, null where it has no counterpart. */
    private final Map<String, @Nullable String[]> boundaries = new HashMap<>();

    /** Where flows that leave an element come from, where that is another node than they come to. */
    private final Map<String, String> leaving = new HashMap<>();

    /** What gateways and tasks say is the way for everything else: the element and its way. */
    private final Set<String> defaults = new HashSet<>();

    /** Where ways only come together before a fork of ours. */
    private final Set<String> merges = new HashSet<>();

    private final Map<String, Element> flows = new LinkedHashMap<>();
    private final List<ObjectNode> edges = new ArrayList<>();

    private BpmnReader(String language, List<Note> report, Map<String, JsonNode> subflows) {
        this.language = language;
        this.report = report;
        this.subflows = subflows;
    }

    /**
     * Reads a drawing. Refused when it is no BPMN, or larger or deeper than a flow can be.
     *
     * @param language that its names are in, one of the workspace's
     */
    public static Result<Read> read(String text, String language) {
        return Xml.read(text).flatMap(root -> {
            if (!root.namespace().equals(BpmnNames.MODEL) || !root.name().equals("definitions")) {
                return Xml.refused("bpmn.other", "This is no BPMN 2.0.", root.line(), root.column());
            }
            List<Element> processes = root.children("process").toList();
            if (processes.isEmpty()) {
                return Xml.refused("bpmn.no_process", "There is no process in it.", root.line(), root.column());
            }
            List<Note> report = new ArrayList<>();
            Map<String, JsonNode> subflows = new TreeMap<>();
            processes.stream()
                    .skip(1)
                    .forEach(other -> report.add(Note.of(
                            "bpmn.process",
                            other.attribute("id"),
                            "Another process; only the first is read.",
                            "另一个流程；只读取第一个。")));
            ObjectNode flow = new BpmnReader(language, report, subflows).flow(processes.getFirst(), "fl_");
            return Result.ok(new Read(flow, subflows, report));
        });
    }

    // The whole

    private ObjectNode flow(Element process, String prefix) {
        ObjectNode flow = definition(process);
        String key = key(process.attribute("id").replaceFirst("^Process_", ""));
        if (!flow.path("id").isTextual()) {
            flow.put("id", prefix + key);
        }
        if (!flow.path("key").isTextual()) {
            flow.put("key", key);
        }
        name(flow, process);
        process.children().forEach(child -> {
            if (child.namespace().equals(BpmnNames.MODEL)) {
                element(child);
            }
        });
        merges.forEach(merge -> known.put(merge, known.getOrDefault(target(merge), "")));
        process.children("boundaryEvent").forEach(this::boundary);
        flows.values().forEach(this::edge);
        tidy();
        String start = nodes.values().stream()
                .filter(n -> kind(n).equals("start"))
                .map(n -> n.path("id").asText())
                .findFirst()
                .orElse("");
        flow.put("start", start);
        ArrayNode all = flow.putArray("nodes");
        nodes.values().forEach(all::add);
        ArrayNode ways = flow.putArray("edges");
        edges.forEach(ways::add);
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
    private ObjectNode definition(Element element) {
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

    private void note(String code, Element about, String en, String zh) {
        report.add(Note.of(code, about.attribute("id"), en, zh));
    }

    /** Its name, unless that is what it was called before. */
    private void name(ObjectNode node, Element element) {
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

    private static String kind(JsonNode node) {
        return node.path("kind").asText();
    }

    private static String key(String text) {
        String key = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
        if (key.isEmpty() || !Character.isLetter(key.charAt(0))) {
            key = "n_" + key;
        }
        return key.length() > LONGEST_ID ? key.substring(0, LONGEST_ID) : key;
    }

    private String id(Element element) {
        String wanted = key(element.attribute("id").isEmpty() ? element.name() : element.attribute("id"));
        String id = wanted;
        for (int i = 2; !ids.add(id); i++) {
            id = wanted + "_" + i;
        }
        known.put(element.attribute("id"), id);
        return id;
    }

    // Its elements

    private void element(Element e) {
        if (!e.attribute("default").isEmpty()) {
            defaults.add(e.attribute("id") + " " + e.attribute("default"));
        }
        switch (e.name()) {
            case "startEvent" -> start(e);
            case "endEvent" -> end(e);
            case "userTask", "manualTask", "task", "serviceTask", "sendTask", "businessRuleTask", "scriptTask" ->
                task(e);
            case "receiveTask", "intermediateCatchEvent" -> wait(e);
            case "exclusiveGateway", "complexGateway", "eventBasedGateway", "intermediateThrowEvent" -> decision(e);
            case "parallelGateway", "inclusiveGateway" -> gateway(e);
            case "callActivity" -> call(e);
            case "subProcess", "transaction", "adHocSubProcess" -> subProcess(e);
            case "sequenceFlow" -> flows.put(e.attribute("id").isEmpty() ? "#" + flows.size() : e.attribute("id"), e);
            case "extensionElements", "documentation", "boundaryEvent" -> {}
            case "laneSet" ->
                note("bpmn.lanes", e, "Lanes say nothing of who works; give the tasks roles.", "泳道不说明由谁处理；请为任务指定角色。");
            default -> note("bpmn.ignored", e, "'" + e.name() + "' is left out.", "略去“" + e.name() + "”。");
        }
    }

    /**
     * The node an element is: what was kept beside it if that is of a kind that is drawn so, else a new one.
     *
     * @param kinds that are drawn so, the first for one of which nothing was kept
     */
    private ObjectNode node(Element e, String... kinds) {
        ObjectNode kept = definition(e);
        String id = id(e);
        boolean ours = List.of(kinds).contains(kind(kept));
        if (!kept.isEmpty() && !ours) {
            note(
                    "bpmn.definition",
                    e,
                    "It was another kind of step before; what was kept of that is left out.",
                    "它此前是另一类步骤；其保存的内容略去。");
        }
        ObjectNode node = BpmnNames.JSON.createObjectNode();
        node.put("id", id);
        node.put("kind", ours ? kind(kept) : kinds[0]);
        if (ours) {
            kept.properties().forEach(p -> {
                if (!p.getKey().equals("id")) {
                    node.set(p.getKey(), p.getValue());
                }
            });
        }
        name(node, e);
        nodes.put(id, node);
        return node;
    }

    private static boolean isKept(Element e, ObjectNode node) {
        return e.definition().isPresent() && node.size() > 3;
    }

    private void start(Element e) {
        boolean first = nodes.values().stream().noneMatch(n -> kind(n).equals("start"));
        if (e.children().stream().anyMatch(c -> c.name().endsWith("EventDefinition"))) {
            note(
                    "bpmn.start",
                    e,
                    "What starts it says the type: tickets are made by people, channels and rules.",
                    "由什么启动取决于工单类型：工单由人、渠道和规则创建。");
        }
        if (first) {
            node(e, "start");
        } else {
            note("bpmn.start", e, "A flow has one start; this is another, and left out.", "流程只有一个起点；这是另一个，略去。");
        }
    }

    private void end(Element e) {
        ObjectNode node = node(e, "end");
        if (!node.has("status")) {
            boolean off = e.children().stream()
                    .anyMatch(c -> Set.of("terminateEventDefinition", "cancelEventDefinition", "errorEventDefinition")
                            .contains(c.name()));
            node.put("status", off ? "cancelled" : "solved");
        }
    }

    private void task(Element e) {
        ObjectNode node = switch (e.name()) {
            case "userTask" -> node(e, "task", "approval", "confirm");
            case "serviceTask" -> node(e, "task", "action");
            case "scriptTask" -> node(e, "script");
            default -> node(e, "task");
        };
        if (kind(node).equals("script")) {
            String script =
                    e.child("script").map(s -> s.text().toString().strip()).orElse("");
            if (script.matches("[a-z][a-z0-9_]{0,62}")) {
                node.put("script", script);
            } else {
                node.put("kind", "task");
                node.remove("script");
                note(
                        "bpmn.script",
                        e,
                        "A script is named here, its text stands in scripts/; this is a task for now.",
                        "此处只写脚本名称，脚本文本放在 scripts/；暂作任务。");
            }
        } else if (kind(node).equals("task")
                && !e.name().equals("userTask")
                && !e.name().equals("task")
                && !e.name().equals("manualTask")) {
            note(
                    "bpmn.service",
                    e,
                    "What is done by itself is not in the drawing; this is a task until it is written.",
                    "图中没有自动执行的内容；在写明之前作为任务。");
        }
        if (e.children().stream().anyMatch(c -> c.name().endsWith("LoopCharacteristics"))
                && kind(node).equals("task")) {
            note("bpmn.loop", e, "Doing it several times has no counterpart; it is done once.", "多次执行没有对应；只执行一次。");
        }
    }

    private void wait(Element e) {
        ObjectNode node = node(e, "wait");
        if (e.name().equals("receiveTask")) {
            if (!node.has("for")) {
                node.putObject("for").put("reply", "customer");
            }
            return;
        }
        Element timer = e.child("timerEventDefinition").orElse(null);
        if (timer != null) {
            String length = text(timer, "timeDuration");
            String date = text(timer, "timeDate");
            if (!length.isEmpty()) {
                node.putObject("for").put("time", length);
            } else if (!date.isEmpty()) {
                node.putObject("for").put("until", date);
            } else {
                node.putObject("for").put("time", "P1D");
                note(
                        "bpmn.timer",
                        e,
                        "Only lengths of time and moments are waited for; this waits a day.",
                        "只能等待时长或时刻；此处等待一天。");
            }
        } else if (e.child("conditionalEventDefinition").isPresent()) {
            String condition = text(e.child("conditionalEventDefinition").get(), "condition");
            if (!node.path("for").has("linked")) {
                node.putObject("for").put("condition", condition.isEmpty() ? "false" : condition);
            }
        } else {
            if (e.child("messageEventDefinition").isEmpty()) {
                note(
                        "bpmn.event",
                        e,
                        "This event has no counterpart; the requester's reply is waited for.",
                        "此事件没有对应；改为等待客户回复。");
            }
            if (!node.path("for").has("reply")) {
                node.putObject("for").put("reply", "customer");
            }
        }
    }

    private static String text(Element of, String child) {
        return of.child(child).map(c -> c.text().toString().strip()).orElse("");
    }

    private void decision(Element e) {
        if (e.attributes().containsKey(Xml.OWN + "merge")) {
            merges.add(e.attribute("id"));
            return;
        }
        if (!e.name().equals("exclusiveGateway")) {
            note(
                    "bpmn.gateway",
                    e,
                    "'" + e.name() + "' has no counterpart; it is a decision.",
                    "“" + e.name() + "”没有对应；作为判断。");
        }
        node(e, "decision");
    }

    private void gateway(Element e) {
        long in = e.children("incoming").count();
        long out = e.children("outgoing").count();
        ObjectNode node = node(e, out > 1 ? "parallel" : "join", out > 1 ? "join" : "parallel");
        if (in > 1 && out > 1) {
            note("bpmn.gateway", e, "It joins and splits; it is a join and a fork behind it.", "它既汇合又分开；拆成汇合与其后的分支。");
            node.put("kind", "join");
            ObjectNode split = BpmnNames.JSON.createObjectNode();
            String id = key(node.path("id").asText() + "_split");
            split.put("id", id);
            split.put("kind", "parallel");
            split.set("label", node.path("label").deepCopy());
            ids.add(id);
            nodes.put(id, split);
            edges.add(edge(node.path("id").asText(), id));
            leaving.put(e.attribute("id"), id);
        }
    }

    private void call(Element e) {
        ObjectNode node = node(e, "subflow", "child");
        if (!isKept(e, node)) {
            node.put("flow", key(e.attribute("calledElement").replaceFirst("^Process_", "")));
            note(
                    "bpmn.call",
                    e,
                    "The sub-flow it calls is another file: flows/"
                            + node.path("flow").asText() + ".yaml.",
                    "它调用的子流程是另一个文件：flows/" + node.path("flow").asText() + ".yaml。");
        }
    }

    /** What is drawn inside of a node becomes a sub-flow of its own. */
    private void subProcess(Element e) {
        ObjectNode node = node(e, "subflow");
        String key = node.path("id").asText();
        for (int i = 2; subflows.containsKey(key); i++) {
            key = node.path("id").asText() + "_" + i;
        }
        node.put("flow", key);
        // Its place is taken before its own are looked for.
        subflows.put(key, BpmnNames.JSON.createObjectNode());
        ObjectNode inside = new BpmnReader(language, report, subflows).flow(e, "sf_");
        inside.put("id", "sf_" + key);
        inside.put("key", key);
        inside.remove("cancel");
        subflows.put(key, inside);
        note("bpmn.subprocess", e, "What is drawn inside is flows/" + key + ".yaml.", "其内部成为 flows/" + key + ".yaml。");
    }

    private void boundary(Element e) {
        String id = e.attribute("id");
        ObjectNode host = nodes.get(known.getOrDefault(e.attribute("attachedToRef"), ""));
        String on = null;
        if (host != null) {
            Element timer = e.child("timerEventDefinition").orElse(null);
            String length = timer == null ? "" : text(timer, "timeDuration");
            if (!length.isEmpty() && Set.of("approval", "confirm", "wait").contains(kind(host))) {
                host.put("timeout", length);
                on = "timeout";
            } else if (timer == null && Set.of("action", "script").contains(kind(host))) {
                on = "failed";
            } else if (timer == null && kind(host).equals("child")) {
                on = "cancelled";
            }
        }
        boundaries.put(
                id,
                on == null || host == null
                        ? null
                        : new String[] {host.path("id").asText(), on});
        if (on == null) {
            note(
                    "bpmn.boundary",
                    e,
                    "What happens at the boundary of this step has no counterpart; the ways from there are left out.",
                    "此步骤边界上的事件没有对应；由此出发的路径略去。");
        } else if (e.attribute("cancelActivity").equals("false")) {
            note("bpmn.boundary", e, "It leads on instead of beside the step.", "它会离开该步骤，而不是与之并行。");
        }
    }

    // Its ways

    private static ObjectNode edge(String from, String to) {
        ObjectNode edge = BpmnNames.JSON.createObjectNode();
        edge.put("from", from);
        edge.put("to", to);
        return edge;
    }

    private void edge(Element e) {
        String source = e.attribute("sourceRef");
        if (merges.contains(source)) {
            return;
        }
        String[] at = boundaries.get(source);
        String from = at != null ? at[0] : leaving.getOrDefault(source, known.getOrDefault(source, ""));
        String to = known.getOrDefault(e.attribute("targetRef"), "");
        if (!nodes.containsKey(from) || !nodes.containsKey(to)) {
            if (!boundaries.containsKey(source)) {
                note("bpmn.way", e, "It leads from or to something that is left out.", "它的起点或终点被略去。");
            }
            return;
        }
        ObjectNode node = nodes.get(from);
        if (node.has("table")) {
            if (!e.attributes().containsKey(Xml.OWN + "row")) {
                note(
                        "bpmn.table",
                        e,
                        "Where the decision leads its table says; this way is left out.",
                        "判断的去向由决策表决定；略去此路径。");
            }
            return;
        }
        ObjectNode edge = edge(from, to);
        String own = e.attribute(Xml.OWN + "on");
        String on = at != null ? at[1] : own.isEmpty() ? by(node, e) : own;
        if (!on.isEmpty()) {
            edge.put("on", on);
        }
        String condition = text(e, "conditionExpression");
        boolean ours = at != null || own.isEmpty();
        String when = ours ? condition : BpmnNames.when(own, condition);
        boolean otherwise = e.attribute(Xml.OWN + "else").equals("true") || isDefault(e, source);
        if (otherwise) {
            edge.put("else", true);
        } else if (!when.isEmpty()) {
            edge.put("when", when);
        }
        edges.add(edge);
    }

    private boolean isDefault(Element e, String source) {
        return !e.attribute("id").isEmpty() && defaults.contains(source + " " + e.attribute("id"));
    }

    /** By what a way that says nothing of it leads on: an action that is made for it, or yes. */
    private String by(ObjectNode node, Element e) {
        return switch (kind(node)) {
            case "approval" -> "approve";
            case "confirm" -> "confirm";
            case "task" -> {
                JsonNode actions = node.path("actions");
                String name = e.attribute("name").strip();
                String wanted = name.isEmpty() ? "done" : key(name);
                for (JsonNode action : actions) {
                    if (action.path("key").asText().equals(wanted)) {
                        yield wanted;
                    }
                }
                ObjectNode action = actions(node).addObject();
                action.put("key", wanted);
                action.putObject("label")
                        .put(language, name.isEmpty() ? language.startsWith("zh") ? "完成" : "Done" : name);
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
    private void tidy() {
        for (ObjectNode node : List.copyOf(nodes.values())) {
            String id = node.path("id").asText();
            List<ObjectNode> plain = edges.stream()
                    .filter(e -> e.path("from").asText().equals(id) && !e.has("on"))
                    .toList();
            boolean gateway = Set.of("decision", "parallel").contains(kind(node));
            if (!gateway && plain.size() > 1 && plain.stream().noneMatch(e -> e.has("when") || e.has("else"))) {
                String fork = key(id + "_ways");
                for (int i = 2; !ids.add(fork); i++) {
                    fork = key(id + "_ways") + i;
                }
                ObjectNode split = BpmnNames.JSON.createObjectNode();
                split.put("id", fork);
                split.put("kind", "parallel");
                split.set("label", node.path("label").deepCopy());
                nodes.put(fork, split);
                for (ObjectNode way : plain) {
                    way.put("from", fork);
                }
                edges.add(edge(id, fork));
                report.add(Note.of(
                        "bpmn.implicit_fork",
                        id,
                        "Its ways are taken at once; a fork stands behind it.",
                        "它的各条路径同时进行；其后加了一个分支节点。"));
            }
            if (kind(node).equals("task") && actions(node).isEmpty()) {
                // Nothing leads on from it: that is for who checks the flow to say, not for the shape of the file.
                ObjectNode action = actions(node).addObject();
                action.put("key", "done");
                action.putObject("label").put(language, language.startsWith("zh") ? "完成" : "Done");
            }
        }
    }
}

package io.deskloom.bpmn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.BpmnLayout.Box;
import io.deskloom.bpmn.BpmnLayout.Point;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A flow as BPMN 2.0 that other tools open. What BPMN has no counterpart for is kept in elements of our own namespace, which other
 * tools leave alone, and reported.
 */
public final class BpmnWriter {
    /** @param report what only our own elements say */
    public record Written(String xml, List<Note> report) {
        public Written {
            report = List.copyOf(report);
        }
    }

    /** A sequence flow. @param from the node, or what stands at its boundary */
    private record Line(String id, String from, String to, JsonNode edge, String condition, boolean otherwise) {}

    private final JsonNode flow;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;
    private final List<Note> report = new ArrayList<>();
    private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    /** What stands at the boundary of a node, by its id, with the node and the outcome it is for. */
    private final Map<String, String[]> boundaries = new LinkedHashMap<>();

    /** Where ways come together before a fork, which in BPMN would wait for all of them: by id, the fork. */
    private final Map<String, String> merges = new LinkedHashMap<>();

    private BpmnWriter(JsonNode flow) throws XMLStreamException {
        this.flow = flow;
        this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** @param flow a flow's or sub-flow's definition, as it is written and has been found right */
    public static Written write(JsonNode flow) {
        try {
            BpmnWriter writer = new BpmnWriter(flow);
            writer.read();
            writer.document();
            return new Written(writer.text.toString(), writer.report);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kind(JsonNode node) {
        return node.path("kind").asText();
    }

    // What is written

    private void read() {
        flow.path("nodes").forEach(node -> nodes.put(node.path("id").asText(), node));
        for (JsonNode edge : flow.path("edges")) {
            String from = edge.path("from").asText();
            String on = edge.path("on").asText("");
            String at = boundary(nodes.get(from), on);
            if (at != null) {
                boundaries.putIfAbsent(at, new String[] {from, on});
            }
            String when = edge.path("when").asText("");
            boolean plain = at != null || on.isEmpty();
            lines.add(new Line(
                    "Way_" + (lines.size() + 1),
                    at == null ? from : at,
                    edge.path("to").asText(),
                    edge,
                    plain ? when : BpmnNames.condition(on, when),
                    edge.path("else").asBoolean()));
        }
        for (JsonNode node : nodes.values()) {
            rows(node);
            notes(node);
        }
        nodes.values().forEach(this::merge);
        if (flow.has("cancel")) {
            report.add(Note.of(
                    "bpmn.cancel", "", "Cancelling, and what it undoes, is no part of the drawing.", "取消及其撤销动作不在图中。"));
        }
    }

    /** Outcomes that BPMN draws at the boundary of a node. */
    private static @Nullable String boundary(@Nullable JsonNode node, String on) {
        if (node == null) {
            return null;
        }
        String id = node.path("id").asText();
        return switch (on) {
            case "timeout" -> Set.of("approval", "confirm", "wait").contains(kind(node)) ? "Timeout_" + id : null;
            case "failed" -> Set.of("action", "script").contains(kind(node)) ? "Failed_" + id : null;
            case "cancelled" -> kind(node).equals("child") ? "Cancelled_" + id : null;
            default -> null;
        };
    }

    private void rows(JsonNode node) {
        JsonNode inputs = node.at("/table/inputs");
        for (JsonNode row : node.at("/table/rows")) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                String cell = row.path(i).asText("");
                if (!cell.isBlank() && !cell.strip().equals("-")) {
                    cells.add(inputs.path(i).asText() + ": " + cell);
                }
            }
            ObjectNode edge = BpmnNames.JSON.createObjectNode();
            edge.put("row", true);
            lines.add(new Line(
                    "Way_" + (lines.size() + 1),
                    node.path("id").asText(),
                    row.path(row.size() - 1).asText(),
                    edge,
                    String.join("; ", cells),
                    cells.isEmpty()));
        }
        if (!inputs.isEmpty()) {
            note(
                    node,
                    "bpmn.table",
                    "The table is kept beside the gateway; its ways say what its rows do.",
                    "决策表保存在网关旁；各条路径写明对应的行。");
        }
    }

    private void merge(JsonNode node) {
        String id = node.path("id").asText();
        List<Line> coming = lines.stream().filter(l -> l.to().equals(id)).toList();
        if (kind(node).equals("parallel") && coming.size() > 1) {
            String merge = "Merge_" + id;
            merges.put(merge, id);
            lines.replaceAll(l ->
                    l.to().equals(id) ? new Line(l.id(), l.from(), merge, l.edge(), l.condition(), l.otherwise()) : l);
            lines.add(new Line("Way_" + (lines.size() + 1), merge, id, BpmnNames.JSON.createObjectNode(), "", false));
        }
        if (kind(node).equals("join")
                && coming.stream().map(Line::from).distinct().count() < coming.size()) {
            note(
                    node,
                    "bpmn.join_ways",
                    "Several ways of one branch come to it; other tools wait for each of them.",
                    "同一分支有多条路径到达此处；其他工具会等待每一条。");
        }
    }

    private void notes(JsonNode node) {
        if (node.has("role") || node.has("team") || node.has("assign")) {
            note(node, "bpmn.people", "Who works here is kept beside the task.", "由谁处理保存在任务旁。");
        }
        if (node.has("may")) {
            note(
                    node,
                    "bpmn.powers",
                    "What people may do beside the actions is kept beside the step.",
                    "操作之外的权限保存在步骤旁。");
        }
        switch (kind(node)) {
            case "approval", "confirm" ->
                note(
                        node,
                        "bpmn.approval",
                        "A user task; who is asked, and how many must agree, is kept beside it.",
                        "导出为用户任务；询问谁、多少人须同意保存在其旁。");
            case "action" ->
                note(node, "bpmn.action", "What is done is kept beside the service task.", "执行内容保存在服务任务旁。");
            case "child" ->
                note(
                        node,
                        "bpmn.child",
                        "A call activity; how the other ticket is made is kept beside it.",
                        "导出为调用活动；如何创建另一工单保存在其旁。");
            case "wait" -> {
                if (node.at("/for").has("linked")) {
                    note(
                            node,
                            "bpmn.linked",
                            "Waiting for linked tickets is drawn as waiting for a condition.",
                            "等待关联工单画作等待条件。");
                }
                if (node.has("timeout")) {
                    note(
                            node,
                            "bpmn.wait_timeout",
                            "Waiting with a time limit is drawn as a receive task.",
                            "有时限的等待画作接收任务。");
                }
            }
            case "join" -> {
                if (node.path("mode").asText().equals("any")) {
                    note(
                            node,
                            "bpmn.join_any",
                            "That the first to come is enough is kept beside the gateway.",
                            "“先到即可”保存在网关旁。");
                }
            }
            default -> {}
        }
    }

    private void note(JsonNode node, String code, String en, String zh) {
        report.add(Note.of(code, node.path("id").asText(), en, zh));
    }

    // The document

    private void document() throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("bpmn", "definitions", BpmnNames.MODEL);
        xml.writeNamespace("bpmn", BpmnNames.MODEL);
        xml.writeNamespace("bpmndi", BpmnNames.DIAGRAM);
        xml.writeNamespace("dc", BpmnNames.BOUNDS);
        xml.writeNamespace("di", BpmnNames.LINES);
        xml.writeNamespace("xsi", BpmnNames.INSTANCE);
        xml.writeNamespace("deskloom", BpmnNames.OURS);
        xml.writeAttribute("id", "Definitions");
        xml.writeAttribute("targetNamespace", BpmnNames.OURS);
        xml.writeAttribute("expressionLanguage", BpmnNames.EXPRESSIONS);
        xml.writeAttribute("exporter", "Deskloom");
        start("process");
        xml.writeAttribute("id", "Process_" + flow.path("key").asText());
        xml.writeAttribute("name", name(flow));
        xml.writeAttribute("isExecutable", "false");
        ObjectNode head = BpmnNames.JSON.createObjectNode();
        flow.properties().forEach(e -> {
            if (!e.getKey().equals("nodes") && !e.getKey().equals("edges")) {
                head.set(e.getKey(), e.getValue());
            }
        });
        definition(head);
        for (JsonNode node : nodes.values()) {
            node(node);
        }
        for (String merge : merges.keySet()) {
            start("exclusiveGateway");
            xml.writeAttribute("id", merge);
            xml.writeAttribute(BpmnNames.OURS, "merge", "true");
            connections(merge);
            xml.writeEndElement();
        }
        for (Map.Entry<String, String[]> at : boundaries.entrySet()) {
            boundary(at.getKey(), at.getValue()[0], at.getValue()[1]);
        }
        for (Line line : lines) {
            line(line);
        }
        xml.writeEndElement();
        diagram();
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void start(String name) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(BpmnNames.MODEL, name);
    }

    private static String name(JsonNode of) {
        JsonNode label = of.path("label");
        return label.isEmpty() ? "" : label.elements().next().asText();
    }

    private void definition(JsonNode what) throws XMLStreamException {
        start("extensionElements");
        xml.writeStartElement(BpmnNames.OURS, BpmnNames.DEFINITION);
        try {
            xml.writeCharacters(BpmnNames.JSON.writeValueAsString(what));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private String element(JsonNode node) {
        return switch (kind(node)) {
            case "start" -> "startEvent";
            case "end" -> "endEvent";
            case "task", "approval", "confirm" -> "userTask";
            case "decision" -> "exclusiveGateway";
            case "action" -> "serviceTask";
            case "script" -> "scriptTask";
            case "child", "subflow" -> "callActivity";
            case "wait" -> node.has("timeout") ? "receiveTask" : "intermediateCatchEvent";
            case "parallel" -> isConditional(node) ? "inclusiveGateway" : "parallelGateway";
            default -> "parallelGateway";
        };
    }

    private boolean isConditional(JsonNode node) {
        String id = node.path("id").asText();
        return lines.stream()
                .anyMatch(l -> l.from().equals(id) && !l.condition().isEmpty());
    }

    private void node(JsonNode node) throws XMLStreamException {
        String id = node.path("id").asText();
        String element = element(node);
        start(element);
        xml.writeAttribute("id", id);
        xml.writeAttribute("name", name(node));
        switch (element) {
            case "exclusiveGateway", "inclusiveGateway" -> {
                String otherwise = lines.stream()
                        .filter(l -> l.from().equals(id) && l.otherwise())
                        .map(Line::id)
                        .findFirst()
                        .orElse("");
                if (!otherwise.isEmpty()) {
                    xml.writeAttribute("default", otherwise);
                }
            }
            case "callActivity" ->
                xml.writeAttribute(
                        "calledElement",
                        kind(node).equals("subflow")
                                ? "Process_" + node.path("flow").asText()
                                : node.path("type").asText());
            case "scriptTask" -> xml.writeAttribute("scriptFormat", "text/javascript");
            default -> {}
        }
        definition(node);
        connections(id);
        inside(node, element);
        xml.writeEndElement();
    }

    private void connections(String id) throws XMLStreamException {
        for (Line line : lines) {
            if (line.to().equals(id)) {
                leaf("incoming", line.id());
            }
        }
        for (Line line : lines) {
            if (line.from().equals(id)) {
                leaf("outgoing", line.id());
            }
        }
    }

    private void leaf(String name, String content) throws XMLStreamException {
        start(name);
        xml.writeCharacters(content);
        xml.writeEndElement();
    }

    private void inside(JsonNode node, String element) throws XMLStreamException {
        if (element.equals("scriptTask")) {
            leaf("script", node.path("script").asText());
        } else if (kind(node).equals("approval") || kind(node).equals("confirm")) {
            if (node.path("of").size() > 1) {
                start("multiInstanceLoopCharacteristics");
                xml.writeAttribute(
                        "isSequential",
                        Boolean.toString(node.path("order").asText().equals("sequence")));
                expression("loopCardinality", Integer.toString(node.path("of").size()));
                xml.writeEndElement();
            }
        } else if (element.equals("intermediateCatchEvent")) {
            JsonNode until = node.path("for");
            if (until.has("time")) {
                timer("timeDuration", until.path("time").asText());
            } else if (until.has("until")) {
                timer("timeDate", until.path("until").asText());
            } else if (until.has("reply")) {
                start("messageEventDefinition");
                xml.writeEndElement();
            } else {
                start("conditionalEventDefinition");
                expression("condition", until.path("condition").asText("linked"));
                xml.writeEndElement();
            }
        }
    }

    private void timer(String how, String what) throws XMLStreamException {
        start("timerEventDefinition");
        expression(how, what);
        xml.writeEndElement();
    }

    private void expression(String name, String what) throws XMLStreamException {
        start(name);
        xml.writeAttribute(BpmnNames.INSTANCE, "type", "bpmn:tFormalExpression");
        xml.writeCharacters(what);
        xml.writeEndElement();
    }

    private void boundary(String id, String host, String on) throws XMLStreamException {
        start("boundaryEvent");
        xml.writeAttribute("id", id);
        xml.writeAttribute("attachedToRef", host);
        xml.writeAttribute("cancelActivity", "true");
        connections(id);
        if (on.equals("timeout")) {
            timer("timeDuration", nodes.get(host).path("timeout").asText());
        } else {
            start("errorEventDefinition");
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void line(Line line) throws XMLStreamException {
        start("sequenceFlow");
        xml.writeAttribute("id", line.id());
        xml.writeAttribute("sourceRef", line.from());
        xml.writeAttribute("targetRef", line.to());
        String on = line.edge().path("on").asText("");
        if (!on.isEmpty()) {
            xml.writeAttribute("name", action(line));
            xml.writeAttribute(BpmnNames.OURS, "on", on);
        }
        if (line.otherwise()) {
            xml.writeAttribute(BpmnNames.OURS, "else", "true");
        }
        if (line.edge().has("row")) {
            xml.writeAttribute("name", line.condition());
            xml.writeAttribute(BpmnNames.OURS, "row", "true");
        }
        if (!line.condition().isEmpty()) {
            expression("conditionExpression", line.condition());
        }
        xml.writeEndElement();
    }

    /** What people call the action or outcome. */
    private String action(Line line) {
        String on = line.edge().path("on").asText();
        JsonNode from = nodes.get(line.edge().path("from").asText());
        if (from != null) {
            for (JsonNode action : from.path("actions")) {
                if (action.path("key").asText().equals(on)) {
                    return name(action);
                }
            }
        }
        return on;
    }

    // How it is drawn

    private void diagram() throws XMLStreamException {
        Map<String, int[]> sizes = new LinkedHashMap<>();
        nodes.forEach((id, node) -> sizes.put(id, size(element(node))));
        merges.keySet().forEach(id -> sizes.put(id, size("exclusiveGateway")));
        List<BpmnLayout.Way> ways = new ArrayList<>();
        for (Line line : lines) {
            String[] at = boundaries.get(line.from());
            ways.add(new BpmnLayout.Way(at == null ? line.from() : at[0], line.to()));
        }
        Map<String, Box> boxes = new LinkedHashMap<>(
                BpmnLayout.boxes(sizes, ways, flow.path("start").asText()));
        Map<String, Integer> taken = new LinkedHashMap<>();
        boundaries.forEach((id, at) -> {
            Box host = boxes.get(at[0]);
            int place = taken.merge(at[0], 1, Integer::sum);
            boxes.put(id, new Box(host.x() + 40 * place - 30, host.y() + host.height() - 18, 36, 36));
        });
        xml.writeCharacters("\n");
        xml.writeStartElement(BpmnNames.DIAGRAM, "BPMNDiagram");
        xml.writeAttribute("id", "Diagram");
        xml.writeStartElement(BpmnNames.DIAGRAM, "BPMNPlane");
        xml.writeAttribute("id", "Plane");
        xml.writeAttribute("bpmnElement", "Process_" + flow.path("key").asText());
        for (Map.Entry<String, Box> box : boxes.entrySet()) {
            xml.writeCharacters("\n");
            xml.writeStartElement(BpmnNames.DIAGRAM, "BPMNShape");
            xml.writeAttribute("id", "Shape_" + box.getKey());
            xml.writeAttribute("bpmnElement", box.getKey());
            xml.writeEmptyElement(BpmnNames.BOUNDS, "Bounds");
            xml.writeAttribute("x", Integer.toString(box.getValue().x()));
            xml.writeAttribute("y", Integer.toString(box.getValue().y()));
            xml.writeAttribute("width", Integer.toString(box.getValue().width()));
            xml.writeAttribute("height", Integer.toString(box.getValue().height()));
            xml.writeEndElement();
        }
        for (Line line : lines) {
            xml.writeCharacters("\n");
            xml.writeStartElement(BpmnNames.DIAGRAM, "BPMNEdge");
            xml.writeAttribute("id", "Line_" + line.id());
            xml.writeAttribute("bpmnElement", line.id());
            for (Point point : BpmnLayout.line(
                    boxes.get(line.from()), boxes.get(line.to()), boundaries.containsKey(line.from()))) {
                xml.writeEmptyElement(BpmnNames.LINES, "waypoint");
                xml.writeAttribute("x", Integer.toString(point.x()));
                xml.writeAttribute("y", Integer.toString(point.y()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static int[] size(String element) {
        if (element.endsWith("Event")) {
            return new int[] {36, 36};
        }
        return element.endsWith("Gateway") ? new int[] {50, 50} : new int[] {120, 80};
    }
}

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
import java.util.Objects;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

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

    private final JsonNode flow;
    private final BpmnPlan plan;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private BpmnWriter(JsonNode flow) throws XMLStreamException {
        this.flow = flow;
        this.plan = new BpmnPlan(flow);
        this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** @param flow a flow's or sub-flow's definition, as it is written and has been found right */
    public static Written write(JsonNode flow) {
        try {
            BpmnWriter writer = new BpmnWriter(flow);
            writer.document();
            return new Written(writer.text.toString(), writer.plan.report);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
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
        for (JsonNode node : plan.nodes.values()) {
            node(node);
        }
        for (String merge : plan.merges.keySet()) {
            start("exclusiveGateway");
            xml.writeAttribute("id", merge);
            xml.writeAttribute(BpmnNames.OURS, "merge", "true");
            connections(merge);
            xml.writeEndElement();
        }
        for (Map.Entry<String, String[]> at : plan.boundaries.entrySet()) {
            boundary(at.getKey(), at.getValue()[0], at.getValue()[1]);
        }
        for (BpmnPlan.Line line : plan.lines) {
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

    private void node(JsonNode node) throws XMLStreamException {
        String id = node.path("id").asText();
        String element = plan.element(node);
        start(element);
        xml.writeAttribute("id", id);
        xml.writeAttribute("name", name(node));
        switch (element) {
            case "exclusiveGateway", "inclusiveGateway" -> {
                String otherwise = plan.lines.stream()
                        .filter(l -> l.from().equals(id) && l.otherwise())
                        .map(BpmnPlan.Line::id)
                        .findFirst()
                        .orElse("");
                if (!otherwise.isEmpty()) {
                    xml.writeAttribute("default", otherwise);
                }
            }
            case "callActivity" ->
                xml.writeAttribute(
                        "calledElement",
                        BpmnPlan.kind(node).equals("subflow")
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
        for (BpmnPlan.Line line : plan.lines) {
            if (line.to().equals(id)) {
                leaf("incoming", line.id());
            }
        }
        for (BpmnPlan.Line line : plan.lines) {
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
        } else if (BpmnPlan.kind(node).equals("approval") || BpmnPlan.kind(node).equals("confirm")) {
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
            timer("timeDuration", at(plan.nodes, host).path("timeout").asText());
        } else {
            start("errorEventDefinition");
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void line(BpmnPlan.Line line) throws XMLStreamException {
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
    private String action(BpmnPlan.Line line) {
        String on = line.edge().path("on").asText();
        JsonNode from = plan.nodes.get(line.edge().path("from").asText());
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
        plan.nodes.forEach((id, node) -> sizes.put(id, size(plan.element(node))));
        plan.merges.keySet().forEach(id -> sizes.put(id, size("exclusiveGateway")));
        List<BpmnLayout.Way> ways = new ArrayList<>();
        for (BpmnPlan.Line line : plan.lines) {
            String[] at = plan.boundaries.get(line.from());
            ways.add(new BpmnLayout.Way(at == null ? line.from() : at[0], line.to()));
        }
        Map<String, Box> boxes = new LinkedHashMap<>(
                BpmnLayout.boxes(sizes, ways, flow.path("start").asText()));
        Map<String, Integer> taken = new LinkedHashMap<>();
        plan.boundaries.forEach((id, at) -> {
            Box host = at(boxes, at[0]);
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
        for (BpmnPlan.Line line : plan.lines) {
            xml.writeCharacters("\n");
            xml.writeStartElement(BpmnNames.DIAGRAM, "BPMNEdge");
            xml.writeAttribute("id", "Line_" + line.id());
            xml.writeAttribute("bpmnElement", line.id());
            for (Point point : BpmnLayout.line(
                    at(boxes, line.from()), at(boxes, line.to()), plan.boundaries.containsKey(line.from()))) {
                xml.writeEmptyElement(BpmnNames.LINES, "waypoint");
                xml.writeAttribute("x", Integer.toString(point.x()));
                xml.writeAttribute("y", Integer.toString(point.y()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    /** Of what is known to be there. */
    private static <T> T at(Map<String, T> all, String id) {
        return Objects.requireNonNull(all.get(id), id);
    }

    private static int[] size(String element) {
        if (element.endsWith("Event")) {
            return new int[] {36, 36};
        }
        return element.endsWith("Gateway") ? new int[] {50, 50} : new int[] {120, 80};
    }
}

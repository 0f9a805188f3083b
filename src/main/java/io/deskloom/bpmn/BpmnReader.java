package io.deskloom.bpmn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.Xml.Element;
import io.deskloom.kernel.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A drawing in BPMN 2.0 as a flow: the common subset, and what {@link BpmnWriter} keeps beside it. What has no counterpart is left
 * out or becomes a task, and is reported; whether the flow is right is for whoever reads definitions to say.
 */
public final class BpmnReader {
    /** Nodes and ways of a drawing, sub-processes included: more than a flow may have in any case. */
    private static final int MOST_PARTS = 3_000;

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

    private BpmnReader() {}

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
            if (parts(processes.getFirst()) > MOST_PARTS) {
                return Xml.refused(
                        "bpmn.bounds",
                        "More elements, or elements deeper in one another, than a flow can have.",
                        root.line(),
                        root.column());
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
            ObjectNode flow = new BpmnProcess(language, report, subflows).flow(processes.getFirst(), "fl_");
            return Result.ok(new Read(flow, subflows, report));
        });
    }

    /** Nodes and ways, those of sub-processes among them. */
    private static int parts(Element process) {
        int parts = 0;
        for (Element child : process.children()) {
            parts += 1 + (child.name().endsWith("rocess") || child.name().equals("transaction") ? parts(child) : 0);
        }
        return parts;
    }
}

package io.deskloom.bpmn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a flow is drawn as what, and what has no counterpart. */
final class BpmnPlan {
    /** A sequence flow. @param from the node, or what stands at its boundary */
    record Line(String id, String from, String to, JsonNode edge, String condition, boolean otherwise) {}

    private final JsonNode flow;
    final List<Note> report = new ArrayList<>();
    final Map<String, JsonNode> nodes = new LinkedHashMap<>();
    final List<Line> lines = new ArrayList<>();

    /** What stands at the boundary of a node, by its id, with the node and the outcome it is for. */
    final Map<String, String[]> boundaries = new LinkedHashMap<>();

    /** Where ways come together before a fork, which in BPMN would wait for all of them: by id, the fork. */
    final Map<String, String> merges = new LinkedHashMap<>();

    BpmnPlan(JsonNode flow) {
        this.flow = flow;
        read();
    }

    static String kind(JsonNode node) {
        return node.path("kind").asText();
    }

    /** What a node is drawn as. */
    String element(JsonNode node) {
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

    private void read() {
        flow.path("nodes").forEach(node -> nodes.put(node.path("id").asText(), node));
        for (JsonNode edge : flow.path("edges")) {
            String from = edge.path("from").asText();
            String on = edge.path("on").asText("");
            if (!nodes.containsKey(from) || !nodes.containsKey(edge.path("to").asText())) {
                // Whoever checks the flow says so.
                continue;
            }
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
            String to = row.path(row.size() - 1).asText();
            if (!nodes.containsKey(to)) {
                continue;
            }
            ObjectNode edge = BpmnNames.JSON.createObjectNode();
            edge.put("row", true);
            lines.add(new Line(
                    "Way_" + (lines.size() + 1),
                    node.path("id").asText(),
                    to,
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
}

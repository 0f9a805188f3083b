package io.deskloom.bpmn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.bpmn.Xml.Element;
import java.util.List;
import java.util.Set;

/** What the elements of a drawing are as nodes. */
final class BpmnElements {
    private final BpmnProcess process;

    BpmnElements(BpmnProcess process) {
        this.process = process;
    }

    void element(Element e) {
        if (!e.attribute("default").isEmpty()) {
            process.defaults.add(e.attribute("id") + " " + e.attribute("default"));
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
            case "sequenceFlow" ->
                process.flows.put(e.attribute("id").isEmpty() ? "#" + process.flows.size() : e.attribute("id"), e);
            case "extensionElements", "documentation", "boundaryEvent" -> {}
            case "laneSet" ->
                process.note(
                        "bpmn.lanes",
                        e,
                        "Lanes say nothing of who works; give the tasks roles.",
                        "泳道不说明由谁处理；请为任务指定角色。");
            default -> process.note("bpmn.ignored", e, "'" + e.name() + "' is left out.", "略去“" + e.name() + "”。");
        }
    }

    /**
     * The node an element is: what was kept beside it if that is of a kind that is drawn so, else a new one.
     *
     * @param kinds that are drawn so, the first for one of which nothing was kept
     */
    private ObjectNode node(Element e, String... kinds) {
        ObjectNode kept = process.definition(e);
        String id = process.id(e);
        boolean ours = List.of(kinds).contains(BpmnProcess.kind(kept));
        if (!kept.isEmpty() && !ours) {
            process.note(
                    "bpmn.definition",
                    e,
                    "It was another kind of step before; what was kept of that is left out.",
                    "它此前是另一类步骤；其保存的内容略去。");
        }
        ObjectNode node = BpmnNames.JSON.createObjectNode();
        node.put("id", id);
        node.put("kind", ours ? BpmnProcess.kind(kept) : kinds[0]);
        if (ours) {
            kept.properties().forEach(p -> {
                if (!p.getKey().equals("id")) {
                    node.set(p.getKey(), p.getValue());
                }
            });
        }
        process.name(node, e);
        process.nodes.put(id, node);
        return node;
    }

    private static boolean isKept(Element e, ObjectNode node) {
        return e.definition().isPresent() && node.size() > 3;
    }

    private void start(Element e) {
        boolean first = process.nodes.values().stream()
                .noneMatch(n -> BpmnProcess.kind(n).equals("start"));
        if (e.children().stream().anyMatch(c -> c.name().endsWith("EventDefinition"))) {
            process.note(
                    "bpmn.start",
                    e,
                    "What starts it says the type: tickets are made by people, channels and rules.",
                    "由什么启动取决于工单类型：工单由人、渠道和规则创建。");
        }
        if (first) {
            node(e, "start");
        } else {
            process.note("bpmn.start", e, "A flow has one start; this is another, and left out.", "流程只有一个起点；这是另一个，略去。");
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
        if (BpmnProcess.kind(node).equals("script")) {
            String script =
                    e.child("script").map(s -> s.text().toString().strip()).orElse("");
            if (script.matches("[a-z][a-z0-9_]{0,62}")) {
                node.put("script", script);
            } else {
                node.put("kind", "task");
                node.remove("script");
                process.note(
                        "bpmn.script",
                        e,
                        "A script is named here, its text stands in scripts/; this is a task for now.",
                        "此处只写脚本名称，脚本文本放在 scripts/；暂作任务。");
            }
        } else if (BpmnProcess.kind(node).equals("task")
                && !e.name().equals("userTask")
                && !e.name().equals("task")
                && !e.name().equals("manualTask")) {
            process.note(
                    "bpmn.service",
                    e,
                    "What is done by itself is not in the drawing; this is a task until it is written.",
                    "图中没有自动执行的内容；在写明之前作为任务。");
        }
        if (e.children().stream().anyMatch(c -> c.name().endsWith("LoopCharacteristics"))
                && BpmnProcess.kind(node).equals("task")) {
            process.note(
                    "bpmn.loop", e, "Doing it several times has no counterpart; it is done once.", "多次执行没有对应；只执行一次。");
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
            String length = BpmnProcess.text(timer, "timeDuration");
            String date = BpmnProcess.text(timer, "timeDate");
            if (!length.isEmpty()) {
                node.putObject("for").put("time", length);
            } else if (!date.isEmpty()) {
                node.putObject("for").put("until", date);
            } else {
                node.putObject("for").put("time", "P1D");
                process.note(
                        "bpmn.timer",
                        e,
                        "Only lengths of time and moments are waited for; this waits a day.",
                        "只能等待时长或时刻；此处等待一天。");
            }
        } else if (e.child("conditionalEventDefinition").isPresent()) {
            String condition =
                    BpmnProcess.text(e.child("conditionalEventDefinition").get(), "condition");
            if (!node.path("for").has("linked")) {
                node.putObject("for").put("condition", condition.isEmpty() ? "false" : condition);
            }
        } else {
            if (e.child("messageEventDefinition").isEmpty()) {
                process.note(
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

    private void decision(Element e) {
        if (e.attributes().containsKey(Xml.OWN + "merge")) {
            process.merges.add(e.attribute("id"));
            return;
        }
        if (!e.name().equals("exclusiveGateway")) {
            process.note(
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
            process.note(
                    "bpmn.gateway",
                    e,
                    "It joins and splits; it is a join and a fork behind it.",
                    "它既汇合又分开；拆成汇合与其后的分支。");
            node.put("kind", "join");
            String id = node.path("id").asText();
            String fork =
                    process.fork(id + "_split", node.path("label")).path("id").asText();
            process.edges.add(BpmnProcess.edge(id, fork));
            process.leaving.put(e.attribute("id"), fork);
        }
    }

    private void call(Element e) {
        ObjectNode node = node(e, "subflow", "child");
        if (!isKept(e, node)) {
            node.put("flow", BpmnProcess.key(e.attribute("calledElement").replaceFirst("^Process_", "")));
            process.note(
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
        for (int i = 2; process.subflows.containsKey(key); i++) {
            key = node.path("id").asText() + "_" + i;
        }
        node.put("flow", key);
        // Its place is taken before its own are looked for.
        process.subflows.put(key, BpmnNames.JSON.createObjectNode());
        ObjectNode inside = new BpmnProcess(process.language, process.report, process.subflows).flow(e, "sf_");
        inside.put("id", "sf_" + key);
        inside.put("key", key);
        inside.remove("cancel");
        process.subflows.put(key, inside);
        process.note(
                "bpmn.subprocess",
                e,
                "What is drawn inside is flows/" + key + ".yaml.",
                "其内部成为 flows/" + key + ".yaml。");
    }

    void boundary(Element e) {
        String id = e.attribute("id");
        ObjectNode host = process.nodes.get(process.known.getOrDefault(e.attribute("attachedToRef"), ""));
        String on = null;
        if (host != null) {
            Element timer = e.child("timerEventDefinition").orElse(null);
            String length = timer == null ? "" : BpmnProcess.text(timer, "timeDuration");
            if (!length.isEmpty() && Set.of("approval", "confirm", "wait").contains(BpmnProcess.kind(host))) {
                host.put("timeout", length);
                on = "timeout";
            } else if (timer == null && Set.of("action", "script").contains(BpmnProcess.kind(host))) {
                on = "failed";
            } else if (timer == null && BpmnProcess.kind(host).equals("child")) {
                on = "cancelled";
            }
        }
        process.boundaries.put(
                id,
                on == null || host == null
                        ? null
                        : new String[] {host.path("id").asText(), on});
        if (on == null) {
            process.note(
                    "bpmn.boundary",
                    e,
                    "What happens at the boundary of this step has no counterpart; the ways from there are left out.",
                    "此步骤边界上的事件没有对应；由此出发的路径略去。");
        } else if (e.attribute("cancelActivity").equals("false")) {
            process.note("bpmn.boundary", e, "It leads on instead of beside the step.", "它会离开该步骤，而不是与之并行。");
        }
    }
}

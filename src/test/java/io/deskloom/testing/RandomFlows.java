package io.deskloom.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random well-structured flows of the little repair workshop, as definitions: blocks in blocks, each with one way in and one out. */
public final class RandomFlows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RandomGenerator random;
    private final ObjectNode flow = JSON.createObjectNode();
    private final ArrayNode nodes;
    private final ArrayNode edges;
    private int count;

    private RandomFlows(RandomGenerator random) {
        this.random = random;
        flow.put("id", "fl_repair").put("key", "repair_sop");
        flow.putObject("label").put("en", "Random");
        flow.put("start", "start");
        nodes = flow.putArray("nodes");
        edges = flow.putArray("edges");
    }

    /** With one start, one end and, between them, up to some {@code size} blocks. */
    public static ObjectNode of(RandomGenerator random, int size) {
        RandomFlows made = new RandomFlows(random);
        made.node("start", "start");
        List<Out> open = made.blocks(List.of(new Out("start", "")), 1 + random.nextInt(size), 0);
        ObjectNode end = made.node("done", "end").put("status", "solved");
        if (random.nextBoolean()) {
            end.put("outcome", "fine");
        }
        open.forEach(out -> made.edge(out, "done"));
        return made.flow;
    }

    /** A way out of a node that leads nowhere yet. */
    private record Out(String from, String on) {}

    private ObjectNode node(String id, String kind) {
        ObjectNode node = nodes.addObject().put("id", id).put("kind", kind);
        node.putObject("label").put("en", "The " + id + (random.nextInt(5) == 0 ? " <&\"'>" : ""));
        return node;
    }

    private ObjectNode edge(Out from, String to) {
        ObjectNode edge = edges.addObject().put("from", from.from);
        if (!from.on.isEmpty()) {
            edge.put("on", from.on);
        }
        return edge.put("to", to);
    }

    private String next(String what) {
        return what + ++count;
    }

    private List<Out> blocks(List<Out> open, int size, int depth) {
        List<Out> now = open;
        for (int i = 0; i < size; i++) {
            now = block(now, depth);
        }
        return now;
    }

    private List<Out> block(List<Out> open, int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 9)) {
            case 0 -> action(open);
            case 1 -> wait(open);
            case 2 -> approval(open);
            case 3 -> table(open);
            case 4 -> task(open);
            case 5 -> decision(open, depth);
            case 6 -> again(open, depth);
            default -> fork(open, depth);
        };
    }

    private List<Out> task(List<Out> open) {
        String id = next("task");
        ObjectNode task = node(id, "task");
        ArrayNode actions = task.putArray("actions");
        List<Out> out = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            ObjectNode action = actions.addObject().put("key", "go" + i);
            action.putObject("label").put("en", "Go " + i);
            out.add(new Out(id, "go" + i));
        }
        open.forEach(o -> edge(o, id));
        return out;
    }

    private List<Out> action(List<Out> open) {
        String id = next("act");
        node(id, "action").putArray("do").addObject().put("setPriority", "high");
        open.forEach(o -> edge(o, id));
        List<Out> out = new ArrayList<>(List.of(new Out(id, "")));
        if (random.nextInt(3) == 0) {
            out.add(new Out(id, "failed"));
        }
        return out;
    }

    private List<Out> wait(List<Out> open) {
        String id = next("wait");
        ObjectNode wait = node(id, "wait");
        ObjectNode until = wait.putObject("for");
        List<Out> out = new ArrayList<>(List.of(new Out(id, "")));
        switch (random.nextInt(3)) {
            case 0 -> until.put("time", "PT2H");
            case 1 -> until.put("reply", "customer");
            default -> until.put("condition", "cost > " + random.nextInt(9));
        }
        if (!until.has("time") && random.nextBoolean()) {
            wait.put("timeout", "P1D");
            out.add(new Out(id, "timeout"));
        }
        open.forEach(o -> edge(o, id));
        return out;
    }

    private List<Out> approval(List<Out> open) {
        String id = next("sign");
        ObjectNode sign = node(id, "approval");
        ArrayNode of = sign.putArray("of");
        of.addObject().put("role", "owner");
        if (random.nextBoolean()) {
            of.addObject().put("role", "technician");
            sign.put("order", "sequence");
        }
        open.forEach(o -> edge(o, id));
        return List.of(new Out(id, "approve"), new Out(id, "refuse"));
    }

    private List<Out> table(List<Out> open) {
        String id = next("table");
        String one = next("task");
        String other = next("task");
        ObjectNode table = node(id, "decision").putObject("table");
        table.putArray("inputs").add("cost").add("device");
        ArrayNode rows = table.putArray("rows");
        rows.addArray().add("> 5").add("-").add(one);
        rows.addArray().add("-").add("kettle, pan").add(other);
        rows.addArray().add("-").add("-").add(one);
        open.forEach(o -> edge(o, id));
        List<Out> out = new ArrayList<>();
        for (String task : List.of(one, other)) {
            ObjectNode action =
                    node(task, "task").putArray("actions").addObject().put("key", "go");
            action.putObject("label").put("en", "Go");
            out.add(new Out(task, "go"));
        }
        return out;
    }

    private List<Out> decision(List<Out> open, int depth) {
        String id = next("look");
        node(id, "decision");
        open.forEach(o -> edge(o, id));
        List<Out> out = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String way = next("task");
            ObjectNode edge = edge(new Out(id, ""), way);
            if (i == 0) {
                edge.put("when", "cost > " + random.nextInt(9) + " && device != \"a<b\"");
            } else {
                edge.put("else", true);
            }
            ObjectNode action =
                    node(way, "task").putArray("actions").addObject().put("key", "go");
            action.putObject("label").put("en", "Go");
            out.addAll(blocks(List.of(new Out(way, "go")), random.nextInt(2), depth + 1));
        }
        return out;
    }

    /** A task that may be done again, with something between. */
    private List<Out> again(List<Out> open, int depth) {
        String id = next("task");
        ObjectNode task = node(id, "task");
        ArrayNode actions = task.putArray("actions");
        for (String key : List.of("go", "again")) {
            ObjectNode action = actions.addObject().put("key", key);
            action.putObject("label").put("en", key);
        }
        open.forEach(o -> edge(o, id));
        blocks(List.of(new Out(id, "again")), random.nextInt(2), depth + 1).forEach(o -> edge(o, id));
        return List.of(new Out(id, "go"));
    }

    private List<Out> fork(List<Out> open, int depth) {
        String id = next("fork");
        String join = next("join");
        node(id, "parallel");
        open.forEach(o -> edge(o, id));
        int ways = 2 + random.nextInt(2);
        boolean conditional = random.nextInt(3) == 0;
        List<Out> met = new ArrayList<>();
        for (int i = 0; i < ways; i++) {
            String way = next("task");
            ObjectNode edge = edge(new Out(id, ""), way);
            if (conditional && i > 0) {
                edge.put("when", "cost > " + random.nextInt(9));
            }
            ObjectNode action =
                    node(way, "task").putArray("actions").addObject().put("key", "go");
            action.putObject("label").put("en", "Go");
            met.addAll(blocks(List.of(new Out(way, "go")), random.nextInt(2), depth + 1));
        }
        ObjectNode meeting = node(join, "join");
        if (random.nextInt(4) == 0) {
            meeting.put("mode", "any");
        }
        met.forEach(o -> edge(o, join));
        return List.of(new Out(join, ""));
    }
}

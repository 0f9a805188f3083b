package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.flow.Arrival;
import io.deskloom.flow.Flow;
import io.deskloom.flow.NodeMap;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.model.FlowDef;
import io.deskloom.testing.RandomFlows;
import io.deskloom.testing.Snapshots;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Well-structured flows are accepted, and no ticket of an accepted flow, however it came to be, is ever left in joins that wait for
 * one another, or in a node without a way out.
 */
class RandomFlowsTest {
    private static final int SEEDS = 150;

    @Test
    void wellStructuredFlowsAreAcceptedAndComeToTheirEnd() {
        int ended = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            ObjectNode flow = RandomFlows.of(random, 6);
            ReadOutcome read = read(flow);
            assertThat(read.problems())
                    .as(seed + "\n" + flow.toPrettyString() + Problem.lines(read.problems()))
                    .isEmpty();
            for (int walk = 0; walk < 3; walk++) {
                Walk there = new Walk(flowOf(read), random);
                there.go(3_000);
                assertThat(there.stuck).as(seed + "\n" + flow.toPrettyString()).isNull();
                ended += there.ended ? 1 : 0;
            }
        }
        assertThat(ended).isGreaterThan(SEEDS * 3 * 9 / 10);
    }

    /** Whatever a ticket is in, it can go on in a revision that is the same. */
    @Test
    void everyFlowStandsForItself() {
        for (int seed = 0; seed < SEEDS; seed++) {
            FlowDef flow = flowOf(read(RandomFlows.of(new Random(seed), 6)));
            Set<String> nodes = flow.nodes().stream()
                    .filter(node -> !(node instanceof FlowDef.End))
                    .map(FlowDef.Node::id)
                    .collect(Collectors.toSet());
            assertThat(new NodeMap(flow, flow, Map.of()).problems(nodes, node -> node))
                    .as("%d", seed)
                    .isEmpty();
        }
    }

    /** Edges are led elsewhere, joins and forks made of decisions: most of that is refused, and what is not must work. */
    @Test
    void whatIsAcceptedOfDisorderedFlowsNeverGetsStuck() {
        int accepted = 0;
        int refused = 0;
        for (int seed = 0; seed < SEEDS * 4; seed++) {
            Random random = new Random(seed);
            ObjectNode flow = RandomFlows.of(random, 5);
            for (int i = 0; i <= random.nextInt(2); i++) {
                disorder(flow, random);
            }
            ReadOutcome read = read(flow);
            if (!read.isOk()) {
                refused++;
                continue;
            }
            accepted++;
            for (int walk = 0; walk < 5; walk++) {
                Walk there = new Walk(flowOf(read), random);
                there.go(500);
                assertThat(there.stuck).as(seed + "\n" + flow.toPrettyString()).isNull();
            }
        }
        assertThat(accepted).isGreaterThan(50);
        assertThat(refused).isGreaterThan(50);
    }

    private static void disorder(ObjectNode flow, RandomGenerator random) {
        JsonNode edges = flow.path("edges");
        JsonNode nodes = flow.path("nodes");
        ObjectNode edge = (ObjectNode) edges.get(random.nextInt(edges.size()));
        ObjectNode node = (ObjectNode) nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                if (node.path("kind").asText().equals("join")) {
                    node.put("kind", "decision").remove("mode");
                }
            }
            case 1 -> {
                if (node.path("kind").asText().equals("parallel")) {
                    node.put("kind", "decision");
                }
            }
            default -> edge.put("to", node.path("id").asText());
        }
    }

    private static ReadOutcome read(ObjectNode flow) {
        // JSON is YAML.
        return MetadataReader.read(
                Snapshots.acmeFiles().stream()
                        .map(f -> f.path().endsWith("/flow.yaml") ? new SourceFile(f.path(), flow.toString()) : f)
                        .toList(),
                Snapshots.NO_RULES);
    }

    private static FlowDef flowOf(ReadOutcome read) {
        return java.util.Objects.requireNonNull(read.orThrow().types().get("mending"))
                .flow();
    }

    /** A ticket that people and time take through a flow as it comes, forked and met as the interpreter does. */
    private static final class Walk {
        private final FlowDef flow;
        private final RandomGenerator random;
        private final Map<Integer, String> at = new HashMap<>();
        private final Map<Integer, Integer> parents = new HashMap<>();
        private int last;
        private boolean ended;
        private @Nullable String stuck;

        Walk(FlowDef flow, RandomGenerator random) {
            this.flow = flow;
            this.random = random;
        }

        private record Line(
                int branch, String from, @Nullable String on) {}

        void go(int steps) {
            run(new Line(0, flow.start(), null));
            for (int i = 0; i < steps && !ended && stuck == null; i++) {
                List<Integer> resting = at.keySet().stream()
                        .filter(b -> !(flow.node(at.get(b)) instanceof FlowDef.Join))
                        .filter(b -> parents.values().stream().noneMatch(p -> p.equals(b)))
                        .sorted()
                        .toList();
                if (resting.isEmpty()) {
                    stuck = "all wait: " + at;
                    return;
                }
                int branch = resting.get(random.nextInt(resting.size()));
                run(new Line(branch, at.get(branch), on(flow.node(at.get(branch)))));
            }
        }

        private @Nullable String on(FlowDef.Node node) {
            return switch (node) {
                // The first action more often: who goes round and round proves nothing.
                case FlowDef.Task task ->
                    task.actions()
                            .get(
                                    random.nextInt(3) > 0
                                            ? 0
                                            : random.nextInt(task.actions().size()))
                            .key();
                case FlowDef.Signing signing -> random.nextBoolean() ? signing.yes() : FlowDef.REFUSE;
                case FlowDef.Wait wait when wait.timeout() != null && random.nextBoolean() -> FlowDef.TIMEOUT;
                default -> null;
            };
        }

        private void run(Line first) {
            Deque<Line> todo = new ArrayDeque<>(List.of(first));
            int hops = 0;
            while (!todo.isEmpty() && stuck == null && !ended) {
                Line line = todo.poll();
                Facts facts = facts();
                var hop = Flow.way(flow, line.from, line.on, facts);
                if (hop.isEmpty() || ++hops > 500) {
                    stuck = "no way from " + line;
                    return;
                }
                arrive(line.branch, flow.node(hop.get().taken().to()), facts, todo);
            }
        }

        private void arrive(int branch, FlowDef.Node node, Facts facts, Deque<Line> todo) {
            switch (Flow.arrive(flow, node, facts)) {
                case Arrival.Passes _ -> todo.addFirst(new Line(branch, node.id(), null));
                case Arrival.Does _, Arrival.Makes _ ->
                    todo.addFirst(new Line(
                            branch,
                            node.id(),
                            Flow.leads(flow, node.id(), FlowDef.FAILED) && random.nextInt(3) == 0
                                    ? FlowDef.FAILED
                                    : null));
                case Arrival.Works _, Arrival.Asks _, Arrival.Waits _ -> at.put(branch, node.id());
                case Arrival.Ends _ -> ended = true;
                case Arrival.Meets(FlowDef.Join join) -> meet(branch, join, todo);
                case Arrival.Forks(FlowDef.Parallel parallel, List<FlowDef.Edge> ways) -> {
                    if (ways.isEmpty()) {
                        stuck = "no way from " + parallel.id();
                        return;
                    }
                    at.put(branch, parallel.id());
                    List<Integer> branches = new ArrayList<>();
                    for (FlowDef.Edge _ : ways) {
                        int next = ++last;
                        parents.put(next, branch);
                        at.put(next, parallel.id());
                        branches.add(next);
                    }
                    for (int i = 0; i < ways.size(); i++) {
                        arrive(branches.get(i), flow.node(ways.get(i).to()), facts, todo);
                    }
                }
            }
        }

        private void meet(int branch, FlowDef.Join join, Deque<Line> todo) {
            Integer parent = parents.get(branch);
            if (parent == null) {
                if (branch != 0) {
                    // It was given up meanwhile.
                    return;
                }
                stuck = "alone in " + join.id();
                return;
            }
            at.put(branch, join.id());
            boolean all = join.any()
                    || parents.entrySet().stream()
                            .filter(p -> p.getValue().equals(parent))
                            .allMatch(p -> join.id().equals(at.get(p.getKey())));
            if (all) {
                giveUp(parent, todo);
                todo.addFirst(new Line(parent, join.id(), null));
            }
        }

        private void giveUp(int parent, Deque<Line> todo) {
            for (int child : List.copyOf(parents.keySet())) {
                if (Integer.valueOf(parent).equals(parents.get(child))) {
                    giveUp(child, todo);
                    parents.remove(child);
                    at.remove(child);
                    todo.removeIf(line -> line.branch == child);
                }
            }
        }

        private Facts facts() {
            Map<String, Value> values = Map.of(
                    "cost", Value.num(random.nextInt(10)),
                    "device", Value.text(List.of("kettle", "a<b", "tv").get(random.nextInt(3))));
            Moment moment = new Moment(Instant.parse("2026-11-22T03:00:00Z"), ZoneId.of("UTC"));
            return new Facts() {
                @Override
                public Value get(String path) {
                    return values.getOrDefault(path, Value.NULL);
                }

                @Override
                public Moment moment() {
                    return moment;
                }
            };
        }
    }
}

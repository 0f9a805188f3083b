package io.deskloom.rules;

import io.deskloom.expr.Trees;
import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import io.deskloom.model.Finding.Severity;
import io.deskloom.model.RuleDef;
import io.deskloom.rules.RuleAnalysis.Judged;
import io.deskloom.rules.Writes.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rules that set each other off in a circle. A rule leads to what it writes, and that to the rules whose conditions it may
 * fulfil; a circle is told only when something in it goes on changing: two of its rules write different values to one thing,
 * or one computes from what the circle writes.
 */
final class RuleLoops {
    private static final int MOST = 50;
    private static final int NAMED = 8;

    private final List<Judged> rules;
    private final Map<String, List<Integer>> readers = new HashMap<>();
    private final Map<String, List<Integer>> unclear = new HashMap<>();
    private final Map<Write, Integer> targets = new HashMap<>();
    private final List<List<Integer>> next = new ArrayList<>();

    private RuleLoops(List<Judged> rules) {
        this.rules = rules;
    }

    static List<Finding> of(List<Judged> rules) {
        List<Finding> found = new ArrayList<>();
        for (RuleDef.Phase phase : RuleDef.Phase.values()) {
            List<Judged> some =
                    rules.stream().filter(r -> r.rule().phase() == phase).toList();
            Map<Set<Integer>, Finding> loops = new TreeMap<>(java.util.Comparator.comparing(Object::toString));
            for (RuleDef.On on : RuleDef.On.values()) {
                new RuleLoops(some).find(on, loops);
            }
            found.addAll(loops.values());
        }
        return found.stream().limit(MOST).toList();
    }

    private void find(RuleDef.On on, Map<Set<Integer>, Finding> found) {
        for (int i = 0; i < rules.size(); i++) {
            next.add(new ArrayList<>());
            Judged rule = rules.get(i);
            if (rule.rule().listensTo(on) && !rule.where().isEmpty()) {
                int number = i;
                rule.where().any().stream()
                        .flatMap(region -> region.domains().keySet().stream())
                        .distinct()
                        .forEach(path -> readers.computeIfAbsent(path, _ -> new ArrayList<>())
                                .add(number));
                rule.opaque()
                        .forEach(path -> unclear.computeIfAbsent(path, _ -> new ArrayList<>())
                                .add(number));
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).rule().listensTo(on) && !rules.get(i).where().isEmpty()) {
                for (Write write : rules.get(i).writes()) {
                    next.get(i).add(target(write));
                }
            }
        }
        for (List<Integer> circle : new Circles(next).found()) {
            Set<Integer> members = circle.stream().filter(n -> n < rules.size()).collect(Collectors.toSet());
            if (!members.isEmpty() && goesOn(members)) {
                found.computeIfAbsent(members, this::finding);
            }
        }
    }

    /** The node of what is written; made with the rules that it may set off. */
    private int target(Write write) {
        Integer known = targets.get(write);
        if (known != null) {
            return known;
        }
        int node = next.size();
        targets.put(write, node);
        List<Integer> sets = new ArrayList<>();
        next.add(sets);
        for (int reader : readers.getOrDefault(write.path(), List.of())) {
            if (rules.get(reader).where().mayHold(write.path(), write.value())) {
                sets.add(reader);
            }
        }
        // Whoever waits for the thing to change is set off by any change of it.
        sets.addAll(readers.getOrDefault(Regions.entry("event.changed", write.path()), List.of()));
        // What the abstraction does not understand may look at it.
        sets.addAll(unclear.getOrDefault(write.path(), List.of()));
        return node;
    }

    private boolean goesOn(Set<Integer> members) {
        Map<String, Set<String>> said = new HashMap<>();
        for (int i : members) {
            rules.get(i)
                    .writes()
                    .forEach(w ->
                            said.computeIfAbsent(w.path(), _ -> new HashSet<>()).add(w.says()));
        }
        boolean undo = said.values().stream().anyMatch(values -> values.size() > 1);
        boolean grows = members.stream()
                .flatMap(i -> rules.get(i).writes().stream())
                .anyMatch(
                        w -> w.from() != null && Trees.paths(w.from()).stream().anyMatch(said::containsKey));
        return undo || grows;
    }

    private Finding finding(Set<Integer> members) {
        List<RuleDef> about = members.stream()
                .sorted()
                .map(i -> rules.get(i).rule())
                .limit(NAMED)
                .toList();
        Set<String> languages = new HashSet<>();
        about.forEach(r -> languages.addAll(r.label().byLanguage().keySet()));
        Map<String, String> names = new HashMap<>();
        languages.forEach(l -> names.put(
                l,
                about.stream().map(r -> r.label().in(l)).collect(Collectors.joining(l.startsWith("zh") ? "、" : ", "))));
        boolean alone = members.size() == 1;
        return Findings.of(
                alone ? "rule.self" : "rule.loop",
                Severity.WARNING,
                about,
                alone
                        ? "'{rules}' sets itself off: it changes what its condition looks at and what it computes from. It"
                                + " acts once per change, and again at the next."
                        : "These rules may set each other off in a circle: {rules}. Each acts once per change; make their"
                                + " conditions exclude each other.",
                Map.of("rules", new Label(names)),
                null);
    }

    /** Tarjan's strongly connected components with more than one node, or a node that leads to itself; without recursion. */
    private static final class Circles {
        private final List<List<Integer>> next;
        private final int[] index;
        private final int[] low;
        private final boolean[] on;
        private final Deque<Integer> stack = new ArrayDeque<>();
        private final List<List<Integer>> found = new ArrayList<>();
        private int counter = 1;

        Circles(List<List<Integer>> next) {
            this.next = next;
            this.index = new int[next.size()];
            this.low = new int[next.size()];
            this.on = new boolean[next.size()];
        }

        List<List<Integer>> found() {
            for (int i = 0; i < next.size(); i++) {
                if (index[i] == 0) {
                    walk(i);
                }
            }
            return found;
        }

        private void walk(int root) {
            Deque<int[]> calls = new ArrayDeque<>();
            calls.push(new int[] {root, 0});
            while (!calls.isEmpty()) {
                int[] call = calls.peek();
                int node = call[0];
                if (index[node] == 0) {
                    index[node] = counter;
                    low[node] = counter++;
                    stack.push(node);
                    on[node] = true;
                }
                if (call[1] < next.get(node).size()) {
                    int to = next.get(node).get(call[1]++);
                    if (index[to] == 0) {
                        calls.push(new int[] {to, 0});
                    } else if (on[to]) {
                        low[node] = Math.min(low[node], index[to]);
                    }
                    continue;
                }
                calls.pop();
                if (!calls.isEmpty()) {
                    int above = calls.peek()[0];
                    low[above] = Math.min(low[above], low[node]);
                }
                if (low[node] == index[node]) {
                    close(node);
                }
            }
        }

        private void close(int node) {
            List<Integer> members = new ArrayList<>();
            int member;
            do {
                member = stack.pop();
                on[member] = false;
                members.add(member);
            } while (member != node);
            // A rule leads to itself by what it writes, so a node alone is no circle.
            if (members.size() > 1) {
                found.add(members);
            }
        }
    }
}

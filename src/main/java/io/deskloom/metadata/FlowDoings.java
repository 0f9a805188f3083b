package io.deskloom.metadata;

import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What nodes do that others undo, overwrite, or do over and over. */
final class FlowDoings {
    private final FlowShape shape;
    private final FlowForks forks;
    private final List<Finding> findings;

    FlowDoings(FlowShape shape, FlowForks forks, List<Finding> findings) {
        this.shape = shape;
        this.forks = forks;
        this.findings = findings;
    }

    void check() {
        for (FlowDef.Node node : shape.flow().nodes()) {
            switch (node) {
                case FlowDef.Parallel fork -> writers(fork.id());
                case FlowDef.Doing doing when shape.flow().cancel() != null -> compensation(doing);
                case FlowDef.Wait wait when mayPass(wait) -> loop(wait);
                default -> {}
            }
        }
    }

    // Two writers

    private void writers(String fork) {
        List<Set<String>> ways = new ArrayList<>();
        for (int edge : shape.out(fork)) {
            Set<String> way = new LinkedHashSet<>(shape.after(
                    shape.edge(edge).to(),
                    id -> !id.equals(fork) && !forks.joins(fork).contains(id)));
            way.removeAll(forks.joins(fork));
            ways.add(way);
        }
        Set<String> told = new LinkedHashSet<>();
        for (int i = 0; i < ways.size(); i++) {
            for (int j = i + 1; j < ways.size(); j++) {
                for (String one : ways.get(i)) {
                    for (String other : ways.get(j)) {
                        if (!one.equals(other)
                                && !ways.get(j).contains(one)
                                && !ways.get(i).contains(other)) {
                            writers(fork, one, other, told);
                        }
                    }
                }
            }
        }
    }

    private void writers(String fork, String one, String other, Set<String> told) {
        Set<String> both = new TreeSet<>(writes(shape.node(one)));
        both.retainAll(writes(shape.node(other)));
        for (String field : both) {
            if (told.add(field + " " + one + " " + other)) {
                findings.add(FlowShape.doubt(
                        "flow.two_writers",
                        shape.at(other),
                        Said.of(
                                "'{node}' and '{other}' both write '{field}' and may do so at once: they are on different ways of '{fork}'",
                                "node",
                                other,
                                "other",
                                one,
                                "field",
                                field,
                                "fork",
                                fork)));
            }
        }
    }

    /** The fields that are written in a node: by itself, or because its people have to before they go on. */
    static Set<String> writes(FlowDef.Node node) {
        Set<String> fields = new TreeSet<>();
        switch (node) {
            case FlowDef.Task task -> task.actions().forEach(action -> fields.addAll(action.mayRequire()));
            case FlowDef.Doing doing -> fields.addAll(writes(doing.rule()));
            case FlowDef.Child child -> fields.addAll(child.save().keySet());
            default -> {}
        }
        return fields;
    }

    static Set<String> writes(RuleDef rule) {
        Set<String> fields = new TreeSet<>();
        for (IntentDef wish : rule.then()) {
            switch (wish) {
                case IntentDef.SetField set -> fields.add(set.field());
                case IntentDef.AddTo add -> fields.add(add.field());
                case IntentDef.RemoveFrom remove -> fields.add(remove.field());
                case IntentDef.CallConnector call -> fields.addAll(call.save().keySet());
                default -> {}
            }
        }
        return fields;
    }

    // Compensation

    private void compensation(FlowDef.Doing doing) {
        if (doing.pointOfNoReturn()) {
            return;
        }
        List<IntentDef> wishes = doing.rule().then();
        boolean later = shape.out(doing.id()).stream()
                .flatMap(edge -> shape.after(shape.edge(edge).to(), id -> !isFinal(id)).stream())
                .anyMatch(id -> !id.equals(doing.id()) && calls(id));
        List<At> written = shape.at(doing.id()).get("do").items();
        for (int i = 0; i < wishes.size(); i++) {
            if (wishes.get(i) instanceof IntentDef.CallConnector call
                    && !doing.undo().containsKey(i)
                    && (later || callsAfter(wishes, i))) {
                findings.add(FlowShape.doubt(
                        "flow.no_compensation",
                        written.get(i),
                        Said.of(
                                "nothing says how '{operation}' is undone (compensate), and what follows may fail and be cancelled",
                                "operation",
                                call.connector() + "." + call.operation())));
            }
        }
    }

    private static boolean callsAfter(List<IntentDef> wishes, int index) {
        return wishes.stream().skip(index + 1L).anyMatch(IntentDef.CallConnector.class::isInstance);
    }

    private boolean isFinal(String id) {
        return shape.node(id) instanceof FlowDef.Doing doing && doing.pointOfNoReturn();
    }

    private boolean calls(String id) {
        return shape.node(id) instanceof FlowDef.Doing doing
                && doing.rule().then().stream().anyMatch(IntentDef.CallConnector.class::isInstance);
    }

    // Loops

    /** What is waited for may be there already. */
    private static boolean mayPass(FlowDef.Wait wait) {
        return wait.until() instanceof FlowDef.For.Condition || wait.until() instanceof FlowDef.For.Moment;
    }

    private boolean isLight(String id) {
        return switch (shape.node(id)) {
            case FlowDef.Wait wait -> mayPass(wait);
            case FlowDef.Child child -> !child.waits();
            case FlowDef.Task _, FlowDef.Signing _, FlowDef.End _ -> false;
            case FlowDef.Start _, FlowDef.Decision _, FlowDef.Doing _, FlowDef.Parallel _, FlowDef.Join _ -> true;
        };
    }

    private void loop(FlowDef.Wait wait) {
        boolean back = shape.out(wait.id()).stream()
                .filter(edge -> shape.edge(edge).on() == null)
                .flatMap(edge -> shape.after(shape.edge(edge).to(), this::isLight).stream())
                .anyMatch(wait.id()::equals);
        if (back) {
            findings.add(FlowShape.doubt(
                    "flow.loop_wait",
                    shape.at(wait.id()),
                    Said.of(
                            "'{node}' can lead back to itself without anybody's doing, and waits for nothing when what it waits for is there already",
                            "node",
                            wait.id())));
        }
    }
}

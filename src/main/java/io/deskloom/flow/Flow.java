package io.deskloom.flow;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.flow.FlowStep.Hop;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks a flow. A walk passes start and decisions at once and stops at the first task or end, so it is at most as long
 * as the flow has nodes: facts do not change on the way, hence a decision met twice would be met for ever.
 */
public final class Flow {
    private Flow() {}

    /** Where a new ticket begins. Refused only for a flow that validation should not have let pass. */
    public static Result<FlowStep> begin(FlowDef flow, Facts facts) {
        return walk(flow, flow.start(), null, facts);
    }

    /**
     * Where {@code action} leads from {@code currentNode}. Whether somebody may take it is decided by {@code access}.
     *
     * @return refused when the ticket has ended ("ticket-ended"), the step has no such action ("action.unknown"), or no
     *     edge of the action holds ("flow.no-way")
     */
    public static Result<FlowStep> act(FlowDef flow, String currentNode, String action, Facts facts) {
        return switch (find(flow, currentNode).orElse(null)) {
            case null ->
                Result.refused(Rejection.conflict(
                        "step-unknown", "The ticket is in a step that its flow does not have.", List.of()));
            case FlowDef.End _ ->
                Result.refused(Rejection.conflict(
                        "ticket-ended", "The ticket has ended; it takes no more actions.", List.of()));
            case FlowDef.Start _, FlowDef.Decision _ ->
                Result.refused(
                        Rejection.conflict("step-unknown", "The ticket is in a step where nobody can act.", List.of()));
            case FlowDef.Task task
            when task.actions().stream().noneMatch(a -> a.key().equals(action)) -> Result.refused(unknownAction(task));
            case FlowDef.Task task -> walk(flow, task.id(), action, facts);
        };
    }

    private static Result<FlowStep> walk(FlowDef flow, String from, @Nullable String action, Facts facts) {
        List<Hop> path = new ArrayList<>();
        String at = from;
        String on = action;
        while (path.size() <= flow.nodes().size()) {
            Hop hop = choose(flow, at, on, facts);
            if (hop == null) {
                return Result.refused(noWay(at, on));
            }
            path.add(hop);
            at = hop.taken().to();
            on = null;
            switch (find(flow, at).orElse(null)) {
                case null -> {
                    return Result.refused(noWay(at, null));
                }
                case FlowDef.Task task -> {
                    return Result.ok(new FlowStep(path, task, task.category(), task.team()));
                }
                case FlowDef.End end -> {
                    return Result.ok(new FlowStep(path, end, end.category(), null));
                }
                case FlowDef.Start _, FlowDef.Decision _ -> {}
            }
        }
        return Result.refused(Rejection.conflict(
                "flow.loop",
                "The flow's decisions lead in a circle from '" + from + "'; an administrator must correct it.",
                List.of()));
    }

    /** The first edge that holds, in the order of the definition; an {@code otherwise} edge only when none does. */
    private static @Nullable Hop choose(FlowDef flow, String from, @Nullable String on, Facts facts) {
        List<Edge> failed = new ArrayList<>();
        Edge otherwise = null;
        for (Edge edge : flow.edges()) {
            if (!edge.from().equals(from) || !Objects.equals(edge.on(), on)) {
                continue;
            }
            if (edge.otherwise()) {
                otherwise = otherwise == null ? edge : otherwise;
            } else if (holds(edge.when(), facts)) {
                return new Hop(edge, failed);
            } else {
                failed.add(edge);
            }
        }
        return otherwise == null ? null : new Hop(otherwise, failed);
    }

    private static boolean holds(@Nullable Expr when, Facts facts) {
        return when == null || Evaluator.test(when, facts);
    }

    private static Optional<Node> find(FlowDef flow, String id) {
        return flow.nodes().stream().filter(n -> n.id().equals(id)).findFirst();
    }

    private static Rejection unknownAction(FlowDef.Task task) {
        String known = String.join(
                ", ", task.actions().stream().map(FlowDef.Action::key).toList());
        return Rejection.invalid(List.of(Problem.of(
                "/action",
                "action.unknown",
                "This step has no such action; it has: " + known + ".",
                Map.of("step", task.id(), "actions", known))));
    }

    private static Rejection noWay(String node, @Nullable String on) {
        return new Rejection(
                Rejection.Kind.INVALID,
                "flow.no-way",
                "No way out of this step is open with the ticket's present values.",
                List.of(Problem.of(
                        "/action",
                        "flow.no-way",
                        "None of the conditions on the ways out of '" + node + "'"
                                + (on == null ? "" : " by '" + on + "'") + " holds.",
                        Map.of("step", node))));
    }
}

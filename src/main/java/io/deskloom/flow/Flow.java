package io.deskloom.flow;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which way it goes on from a node, and what it means to come to one. */
public final class Flow {
    private Flow() {}

    /**
     * One edge walked.
     *
     * @param taken the edge; its condition, if it has one, held
     * @param passedOver edges tried before it whose condition did not hold: why it was not one of those
     */
    public record Hop(Edge taken, List<Edge> passedOver) {
        public Hop {
            passedOver = List.copyOf(passedOver);
        }
    }

    /**
     * The first edge that holds, in the order of the definition; an {@code else} edge only when none does.
     *
     * @param on the action or outcome that leads on, null for a node that has but one
     */
    public static Optional<Hop> way(FlowDef flow, String from, @Nullable String on, Facts facts) {
        List<Edge> failed = new ArrayList<>();
        Edge otherwise = null;
        for (Edge edge : flow.edges()) {
            if (!edge.from().equals(from) || !Objects.equals(edge.on(), on)) {
                continue;
            }
            if (edge.otherwise()) {
                otherwise = otherwise == null ? edge : otherwise;
            } else if (holds(edge.when(), facts)) {
                return Optional.of(new Hop(edge, failed));
            } else {
                failed.add(edge);
            }
        }
        return Optional.ofNullable(otherwise).map(edge -> new Hop(edge, failed));
    }

    /** Whether the node has a way out for this outcome at all. */
    public static boolean leads(FlowDef flow, String from, String on) {
        return flow.edges().stream().anyMatch(edge -> edge.from().equals(from) && on.equals(edge.on()));
    }

    /** What it means to come to {@code node}. */
    public static Arrival arrive(FlowDef flow, Node node, Facts facts) {
        return Processors.arrive(flow, node, facts);
    }

    static boolean holds(@Nullable Expr when, Facts facts) {
        return when == null || Evaluator.test(when, facts);
    }

    /** Why nobody can take {@code action} of {@code node}; null when that is not the flow's doing. */
    public static @Nullable Rejection notAnAction(FlowDef flow, String node, String action) {
        return switch (flow.find(node).orElse(null)) {
            case null ->
                Rejection.conflict("step-unknown", "The ticket is in a step that its flow does not have.", List.of());
            case FlowDef.End _ ->
                Rejection.conflict("ticket-ended", "The ticket has ended; it takes no more actions.", List.of());
            case FlowDef.Task task ->
                task.actions().stream().anyMatch(a -> a.key().equals(action)) ? null : unknownAction(task);
            default -> Rejection.conflict("step-unknown", "The ticket is in a step where nobody can act.", List.of());
        };
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

    /** That no condition on the ways out of a node holds. */
    public static Rejection noWay(String node, @Nullable String on) {
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

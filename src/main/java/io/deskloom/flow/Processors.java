package io.deskloom.flow;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.For;
import io.deskloom.model.FlowDef.Node;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One processor for each kind of node. */
final class Processors {
    private Processors() {}

    /** What it means to come to {@code node}. */
    static Arrival arrive(FlowDef flow, Node node, Facts facts) {
        return switch (node) {
            case FlowDef.Start start -> START.arrive(flow, start, facts);
            case FlowDef.Task task -> TASK.arrive(flow, task, facts);
            case FlowDef.Signing signing -> SIGNING.arrive(flow, signing, facts);
            case FlowDef.Decision decision -> DECISION.arrive(flow, decision, facts);
            case FlowDef.Doing doing -> DOING.arrive(flow, doing, facts);
            case FlowDef.Wait wait -> WAIT.arrive(flow, wait, facts);
            case FlowDef.Parallel parallel -> PARALLEL.arrive(flow, parallel, facts);
            case FlowDef.Join join -> JOIN.arrive(flow, join, facts);
            case FlowDef.Child child -> CHILD.arrive(flow, child, facts);
            case FlowDef.End end -> END.arrive(flow, end, facts);
        };
    }

    private static final Processor<FlowDef.Start> START = (_, _, _) -> new Arrival.Passes();

    private static final Processor<FlowDef.Task> TASK = (_, task, _) -> new Arrival.Works(task);

    /** Approvals and confirmations differ in whom they ask, not in how. */
    private static final Processor<FlowDef.Signing> SIGNING = (_, signing, _) -> new Arrival.Asks(signing);

    private static final Processor<FlowDef.Decision> DECISION = (_, _, _) -> new Arrival.Passes();

    /** Actions and scripts differ in how what they want is written. */
    private static final Processor<FlowDef.Doing> DOING = (_, doing, _) -> new Arrival.Does(doing);

    private static final Processor<FlowDef.Child> CHILD = (_, child, _) -> new Arrival.Makes(child);

    private static final Processor<FlowDef.Join> JOIN = (_, join, _) -> new Arrival.Meets(join);

    private static final Processor<FlowDef.End> END = (_, end, _) -> new Arrival.Ends(end);

    /** What has come already is not waited for. */
    private static final Processor<FlowDef.Wait> WAIT = (_, wait, facts) -> {
        Instant now = facts.moment().now();
        Instant timeout = wait.timeout() == null ? null : now.plus(wait.timeout());
        return switch (wait.until()) {
            case For.Time(var length) -> new Arrival.Waits(wait, now.plus(length));
            case For.Moment(var at) -> {
                Instant moment = moment(Evaluator.evaluate(at, facts));
                yield moment == null || !moment.isAfter(now) ? new Arrival.Passes() : new Arrival.Waits(wait, moment);
            }
            case For.Reply _, For.Linked _ -> new Arrival.Waits(wait, timeout);
            case For.Condition(var when) ->
                Evaluator.test(when, facts) ? new Arrival.Passes() : new Arrival.Waits(wait, timeout);
        };
    };

    private static @Nullable Instant moment(Value value) {
        return value instanceof Value.Timestamp(Instant at) ? at : null;
    }

    /** Every way whose condition holds; the one for else when none does. */
    private static final Processor<FlowDef.Parallel> PARALLEL = (flow, parallel, facts) -> {
        List<Edge> out = flow.edges().stream()
                .filter(edge -> edge.from().equals(parallel.id()))
                .toList();
        List<Edge> open = out.stream()
                .filter(edge -> !edge.otherwise() && Flow.holds(edge.when(), facts))
                .toList();
        return new Arrival.Forks(
                parallel, open.isEmpty() ? out.stream().filter(Edge::otherwise).toList() : open);
    };
}

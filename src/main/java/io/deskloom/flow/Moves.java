package io.deskloom.flow;

import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.For;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef.CallConnector;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Undo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a ticket that is to go on in another revision of its flow. What its SOP keeps goes along when it means the same there;
 * what would mean something else is begun anew; and a ticket for which neither will do stays.
 */
public final class Moves {
    private Moves() {}

    public sealed interface Verdict {}

    /**
     * It goes on.
     *
     * @param step node id of the other revision
     * @param flow what its SOP keeps, with the other revision's nodes
     * @param anew the node each line comes to anew, by line ({@link FlowState#MAIN} or a branch)
     */
    public record Goes(String step, FlowState flow, Map<Integer, FlowDef.Node> anew) implements Verdict {
        public Goes {
            anew = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(anew));
        }
    }

    /** It stays. @param reason as a code; @param node because of what */
    public record Stays(String reason, String node) implements Verdict {}

    /** @param step where the main line is; @param state of an open ticket */
    public static Verdict judge(NodeMap map, String step, FlowState state) {
        Stays whole = whole(map, step, state);
        if (whole != null) {
            return whole;
        }
        Map<Integer, FlowDef.Node> anew = new LinkedHashMap<>();
        Map<Integer, FlowDef.Node> at = new LinkedHashMap<>();
        List<Branch> branches = new ArrayList<>();
        List<Undo> undo = new ArrayList<>();
        for (Undo done : state.undo()) {
            Undo there = undo(map, done);
            if (there == null) {
                return new Stays("undo-unknown", done.node());
            }
            undo.add(there);
        }
        Branch main = state.branch(FlowState.MAIN).orElse(null);
        FlowDef.Node stepThere = map.of(step).orElse(null);
        if (stepThere == null) {
            return new Stays("unmapped", step);
        }
        // One that is stuck may be so behind its step.
        String where = main == null ? step : main.node();
        Line line = line(map, where, main, state, FlowState.MAIN);
        if (line instanceof Line.No(String reason)) {
            return new Stays(reason, where);
        }
        Line.Yes first = (Line.Yes) line;
        at.put(FlowState.MAIN, stepThere);
        if (first.branch() != null) {
            branches.add(first.branch());
        }
        if (first.anew()) {
            anew.put(FlowState.MAIN, first.node());
        }
        for (Branch branch : state.branches()) {
            if (branch.isMain()) {
                continue;
            }
            switch (line(map, branch.node(), branch, state, branch.id())) {
                case Line.No(String reason) -> {
                    return new Stays(reason, branch.node());
                }
                case Line.Yes yes -> {
                    for (Map.Entry<Integer, FlowDef.Node> other : at.entrySet()) {
                        boolean beside =
                                other.getKey() != FlowState.MAIN && !isAbove(state, other.getKey(), branch.id());
                        if (beside && !map.areFreeOf(other.getValue(), yes.node())) {
                            return new Stays("same-way", branch.node());
                        }
                    }
                    at.put(branch.id(), yes.node());
                    branches.add(Objects.requireNonNull(yes.branch()));
                    if (yes.anew()) {
                        anew.put(branch.id(), yes.node());
                    }
                }
            }
        }
        if (state.hold() != null && !anew.isEmpty()) {
            return new Stays("on-hold", step);
        }
        FlowState there = new FlowState(
                branches,
                state.last(),
                state.sealed(),
                undo,
                state.hold(),
                null,
                state.parent(),
                state.children(),
                state.making());
        return new Goes(stepThere.id(), there, anew);
    }

    /** Whether one line has gone on into the other. */
    private static boolean isAbove(FlowState state, int one, int other) {
        int at = other;
        while (at != FlowState.MAIN) {
            if (at == one) {
                return true;
            }
            at = state.branch(at).map(Branch::parent).orElse(FlowState.MAIN);
        }
        return false;
    }

    private static @Nullable Stays whole(NodeMap map, String step, FlowState state) {
        if (state.ending() != null) {
            return new Stays("being-cancelled", step);
        }
        if (state.making() > 0) {
            return new Stays("making", step);
        }
        for (Branch branch : state.branches()) {
            if (branch.isCalling()) {
                return new Stays("calling", branch.node());
            }
        }
        for (FlowState.Made child : state.children()) {
            if (StatusCategory.ofCode(child.status()).isOpen() && !isKnown(map, child.node())) {
                return new Stays("child-unknown", child.node());
            }
        }
        return null;
    }

    /** What a child hands over is said by its step's definition, by that very id, in fields of its type. */
    private static boolean isKnown(NodeMap map, String step) {
        return map.from().find(step).orElse(null) instanceof FlowDef.Child was
                && map.to().find(step).orElse(null) instanceof FlowDef.Child is
                && was.type().equals(is.type());
    }

    private sealed interface Line {
        /** @param branch null of a main line that has nothing to say */
        record Yes(FlowDef.Node node, @Nullable Branch branch, boolean anew) implements Line {}

        record No(String reason) implements Line {}
    }

    private static Line line(NodeMap map, String node, @Nullable Branch branch, FlowState state, int id) {
        FlowDef.Node to = map.of(node).orElse(null);
        if (to == null) {
            return new Line.No("unmapped");
        }
        FlowDef.Node own = map.from().node(node);
        if (!map.isInSameFork(node, to.id())) {
            return new Line.No("other-fork");
        }
        boolean same = own.id().equals(to.id()) && own.kind().equals(to.kind());
        boolean stuck = branch != null && branch.stuck() != null;
        if (stuck && same && !(to instanceof FlowDef.Doing) && !(to instanceof FlowDef.Child)) {
            return new Line.Yes(to, branch, false);
        }
        return switch (to) {
            case FlowDef.Task task ->
                own instanceof FlowDef.Task was && !stuck
                        ? new Line.Yes(task, branch == null ? null : handed(at(branch, task), was, task), false)
                        : anew(map, task, branch);
            case FlowDef.Signing signing ->
                own instanceof FlowDef.Signing was && same && branch != null && asksAlike(was, signing)
                        ? new Line.Yes(signing, branch, false)
                        : anew(map, signing, branch);
            case FlowDef.Wait wait ->
                own instanceof FlowDef.Wait was && branch != null && !stuck && waitsAlike(was, wait)
                        ? new Line.Yes(wait, at(branch, wait).until(due(branch, was, wait)), false)
                        : anew(map, wait, branch);
            case FlowDef.Doing doing ->
                own instanceof FlowDef.Doing was
                                && same
                                && branch != null
                                // What has asked nobody yet can be tried as it is there.
                                && (branch.calls().isEmpty() || callsAlike(was, doing))
                        ? new Line.Yes(doing, branch, false)
                        : new Line.No("calls-differ");
            case FlowDef.Child child ->
                own instanceof FlowDef.Child was
                                && same
                                && branch != null
                                && (branch.child() == null
                                        || was.waits() == child.waits()
                                                && was.type().equals(child.type()))
                        ? new Line.Yes(child, branch, false)
                        : new Line.No("child-differs");
            case FlowDef.Parallel fork ->
                own instanceof FlowDef.Parallel
                                && state.branches().stream().anyMatch(b -> b.parent() == id && b.id() != id)
                        ? new Line.Yes(fork, branch == null ? null : at(branch, fork), false)
                        : new Line.No("no-rest");
            case FlowDef.Join join ->
                own instanceof FlowDef.Join && branch != null && !branch.isMain()
                        ? new Line.Yes(join, at(branch, join), false)
                        : new Line.No("no-rest");
            case FlowDef.Start _, FlowDef.Decision _, FlowDef.End _ -> new Line.No("no-rest");
        };
    }

    /** It comes to the node as if it came there by itself; what it waited for is not waited for any more. */
    private static Line anew(NodeMap map, FlowDef.Node to, @Nullable Branch branch) {
        if (branch != null) {
            FlowDef.Node own = map.from().find(branch.node()).orElse(null);
            // What may have been done outside must not be left behind.
            if (own instanceof FlowDef.Doing doing
                    && branch.calls().stream()
                            .anyMatch(call -> call.mayBeDone() && doing.undo().containsKey(call.wish()))) {
                return new Line.No("undo-unknown");
            }
            if (branch.child() != null) {
                return new Line.No("child-differs");
            }
        }
        Branch plain = branch == null || branch.isMain()
                ? null
                : Branch.at(branch.id(), branch.parent(), to.id(), branch.since(), branch.by())
                        .of(branch.team(), branch.assignee())
                        .alone(branch.alone());
        return new Line.Yes(to, plain, true);
    }

    private static Branch at(Branch branch, FlowDef.Node node) {
        return new Branch(
                branch.id(),
                branch.parent(),
                node.id(),
                branch.since(),
                branch.by(),
                branch.team(),
                branch.assignee(),
                branch.due(),
                branch.entry(),
                branch.calls(),
                branch.child(),
                branch.stuck(),
                branch.waits(),
                branch.alone());
    }

    /** Another team's step is that team's, whoever had the one before. */
    private static Branch handed(Branch branch, FlowDef.Task was, FlowDef.Task is) {
        return branch.isMain() || Objects.equals(was.team(), is.team()) ? branch : branch.of(is.team(), null);
    }

    /** As long as the other revision says, from when it came there; what it has rested meanwhile does not count. */
    private static @Nullable Instant due(Branch branch, FlowDef.Wait was, FlowDef.Wait is) {
        Instant due = branch.due();
        Duration before = length(was);
        Duration now = length(is);
        if (is.until() instanceof For.Moment || Objects.equals(before, now)) {
            return due;
        }
        if (now == null) {
            return null;
        }
        return before == null || due == null ? branch.since().plus(now) : due.plus(now.minus(before));
    }

    private static @Nullable Duration length(FlowDef.Wait wait) {
        return wait.until() instanceof For.Time(Duration length) ? length : wait.timeout();
    }

    private static boolean waitsAlike(FlowDef.Wait a, FlowDef.Wait b) {
        return a.until().equals(b.until()) || a.until() instanceof For.Time && b.until() instanceof For.Time;
    }

    private static boolean asksAlike(FlowDef.Signing a, FlowDef.Signing b) {
        return a.of().equals(b.of())
                && a.needed() == b.needed()
                && a.sequence() == b.sequence()
                && a.selfApproval() == b.selfApproval()
                && a.delegation() == b.delegation();
    }

    /** Whether each wish that is a call is the same call, and taken back by the same. */
    private static boolean callsAlike(FlowDef.Doing a, FlowDef.Doing b) {
        return calls(a.rule()).equals(calls(b.rule())) && undoes(a).equals(undoes(b));
    }

    private static Map<Integer, List<String>> undoes(FlowDef.Doing doing) {
        return doing.undo().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, undo -> calls(undo.getValue())));
    }

    private static List<String> calls(RuleDef rule) {
        return rule.then().stream()
                .map(wish -> wish instanceof CallConnector call ? call.connector() + "." + call.operation() : "")
                .toList();
    }

    /** What undoes there what was done here; null when nothing does, or something else. */
    private static @Nullable Undo undo(NodeMap map, Undo done) {
        FlowDef.Node here = map.from().find(done.node()).orElse(null);
        FlowDef.Node there = map.of(done.node()).orElse(null);
        if (!(here instanceof FlowDef.Doing was) || !(there instanceof FlowDef.Doing is)) {
            return null;
        }
        RuleDef backHere = was.undo().get(done.wish());
        RuleDef backThere = is.undo().get(done.wish());
        // What takes back a wish is said only of one that is there.
        return backHere != null
                        && backThere != null
                        && calls(backHere).equals(calls(backThere))
                        && calls(was.rule())
                                .get(done.wish())
                                .equals(calls(is.rule()).get(done.wish()))
                ? new Undo(is.id(), done.wish())
                : null;
    }
}

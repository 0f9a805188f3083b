package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.agenda.Entry;
import io.deskloom.command.Command.Migrate.Plan;
import io.deskloom.command.Command.MoveBack.Was;
import io.deskloom.flow.Moves;
import io.deskloom.flow.NodeMap;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.model.FlowDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides whether a ticket goes on in another revision of its flow, and how. Nobody has changed the case itself: rules are not asked. Who
 * stays is a refusal, whose code says why.
 */
final class MoveDecider {
    private final RuleEngine rules;

    MoveDecider(RuleEngine rules) {
        this.rules = rules;
    }

    /** The release whose flow the ticket is to go on in. */
    static ReleaseId to(Command.Moves command) {
        return switch (command) {
            case Command.Migrate c -> c.plan().to();
            case Command.MoveBack c -> c.was().release();
        };
    }

    static Result<Decided> stays(String reason, String node) {
        return Result.refused(Rejection.conflict(
                Command.Moves.STAYS + reason,
                "The ticket stays in its revision of the flow.",
                List.of(Problem.of(
                        "", Command.Moves.STAYS + reason, "It stays because of this step.", Map.of("step", node)))));
    }

    Result<Decided> decide(Situation s, Command.Moves command, Ticket ticket) {
        if (!s.actor().can(Command.Moves.ABILITY)) {
            return Result.refused(Rejection.forbidden("move-not-allowed", "You may not move tickets."));
        }
        if (!StatusCategory.ofCode(ticket.status()).isOpen()) {
            return stays("ended", ticket.step());
        }
        FlowAndAccess there = s.releases()
                .apply(to(command))
                .flatMap(release -> release.typeById(s.type().id()))
                .map(FlowAndAccess::of)
                .orElse(null);
        if (there == null) {
            return stays("release-gone", ticket.step());
        }
        return switch (command) {
            case Command.Migrate c -> migrate(s, there, c.plan(), ticket);
            case Command.MoveBack c -> back(s, there, c.was(), ticket);
        };
    }

    private Result<Decided> migrate(Situation s, FlowAndAccess there, Plan plan, Ticket ticket) {
        if (!plan.from().contains(ticket.flowRelease()) || ticket.flowRelease().equals(plan.to())) {
            return stays("other-revision", ticket.step());
        }
        NodeMap map = new NodeMap(s.pinned().flow(), there.flow(), plan.nodes());
        return switch (Moves.judge(map, ticket.step(), ticket.flow())) {
            case Moves.Stays(String reason, String node) -> stays(reason, node);
            case Moves.Goes goes -> goes(s, there, plan, ticket, map, goes);
        };
    }

    private Result<Decided> goes(
            Situation s, FlowAndAccess there, Plan plan, Ticket ticket, NodeMap map, Moves.Goes goes) {
        List<String> path =
                ticket.path().stream().map(Visit::node).map(map::idOf).collect(Collectors.toCollection(ArrayList::new));
        List<Branch> left = ticket.flow().branches().stream()
                .filter(branch -> goes.anew().containsKey(branch.id()))
                .toList();
        Draft draft = FlowRun.withdraw(Draft.of(s.on(there), ticket), left, "migrated")
                .migrated(
                        plan.to(),
                        label(map.from(), ticket.step()),
                        goes.step(),
                        FlowRun.status(there.flow(), goes.step(), goes.flow(), ticket.status()),
                        goes.flow(),
                        path,
                        false);
        if (!goes.anew().containsKey(FlowState.MAIN)) {
            draft = handed(draft, map, ticket.step());
        }
        return Result.ok(Decided.of(ticket, woken(anew(draft, goes.anew())), null));
    }

    private static Label label(FlowDef flow, String step) {
        return flow.find(step).map(FlowDef.Node::label).orElse(Label.of(step));
    }

    /** Another team's step is that team's, whoever had the one before. */
    private static Draft handed(Draft draft, NodeMap map, String step) {
        return map.from().find(step).orElse(null) instanceof FlowDef.Task was
                        && map.of(step).orElse(null) instanceof FlowDef.Task is
                        && is.team() != null
                        && !is.team().equals(was.team())
                ? draft.team(is.team(), new Cause.Flow(is.id()))
                : draft;
    }

    /** Those lines come to their nodes as the flow itself would have brought them there. */
    private Draft anew(Draft start, Map<Integer, FlowDef.Node> lines) {
        Draft draft = start;
        for (Map.Entry<Integer, FlowDef.Node> line : lines.entrySet()) {
            boolean there = line.getKey() == FlowState.MAIN
                    || draft.state().flow().branch(line.getKey()).isPresent();
            if (there && StatusCategory.ofCode(draft.state().status()).isOpen()) {
                draft = FlowRun.enter(
                        rules,
                        draft,
                        line.getKey(),
                        line.getValue(),
                        new Cause.Flow(line.getValue().id()));
            }
        }
        return draft;
    }

    private Draft woken(Draft draft) {
        return FlowRun.wake(rules, draft);
    }

    /** What of it a revision says: where its lines are, and what was done there. */
    static FlowState lines(FlowState flow) {
        return new FlowState(flow.branches(), 0, flow.sealed(), flow.undo(), null, null, null, List.of(), 0);
    }

    private Result<Decided> back(Situation s, FlowAndAccess there, Was was, Ticket ticket) {
        if (ticket.flow().ending() != null) {
            return stays("being-cancelled", ticket.step());
        }
        boolean same = ticket.flowRelease().equals(was.thenRelease())
                && ticket.step().equals(was.thenStep())
                && lines(ticket.flow()).equals(was.thenFlow())
                && ticket.path().size() == was.visits();
        if (!same) {
            return stays("gone-on", ticket.step());
        }
        Set<UUID> asked = was.flow().branches().stream()
                .map(Branch::entry)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<Branch> later = ticket.flow().branches().stream()
                .filter(branch -> branch.entry() != null && !asked.contains(branch.entry()))
                .toList();
        // What does not belong to a revision is as it is by now.
        FlowState now = ticket.flow();
        FlowState state = new FlowState(
                was.flow().branches(),
                Math.max(now.last(), was.flow().last()),
                was.flow().sealed(),
                was.flow().undo(),
                now.hold(),
                null,
                now.parent(),
                now.children(),
                now.making());
        Map<Integer, FlowDef.Node> anew = new LinkedHashMap<>();
        for (Branch branch : was.flow().branches()) {
            UUID entry = branch.entry();
            if (entry != null
                    && ticket.agenda().find(entry).filter(Entry::isOpen).isEmpty()) {
                Optional<FlowDef.Node> node = there.flow().find(branch.node());
                node.ifPresent(n -> anew.put(branch.id(), n));
                state = state.with(Branch.at(branch.id(), branch.parent(), branch.node(), branch.since(), branch.by())
                        .of(branch.team(), branch.assignee())
                        .alone(branch.alone()));
            }
        }
        if (now.hold() != null && !anew.isEmpty()) {
            return stays("on-hold", ticket.step());
        }
        Draft draft = FlowRun.withdraw(Draft.of(s.on(there), ticket), later, "migrated")
                .migrated(
                        was.release(),
                        label(s.pinned().flow(), ticket.step()),
                        was.step(),
                        FlowRun.status(there.flow(), was.step(), state, ticket.status()),
                        state,
                        was.path(),
                        true);
        String team = was.team();
        if (team != null && !team.equals(was.thenTeam()) && Objects.equals(ticket.team(), was.thenTeam())) {
            draft = draft.team(team, draft.person()).assignee(was.assignee(), draft.person());
        }
        return Result.ok(Decided.of(ticket, woken(anew(draft, anew)), null));
    }
}

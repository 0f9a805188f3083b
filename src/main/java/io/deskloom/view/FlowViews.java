package io.deskloom.view;

import io.deskloom.access.Steps;
import io.deskloom.agenda.Entry;
import io.deskloom.flow.Stages;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.At;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import io.deskloom.view.TicketDetail.TicketAction;
import io.deskloom.view.TicketFlow.FlowBranch;
import io.deskloom.view.TicketFlow.FlowCall;
import io.deskloom.view.TicketFlow.FlowChild;
import io.deskloom.view.TicketFlow.FlowEnding;
import io.deskloom.view.TicketFlow.FlowHold;
import io.deskloom.view.TicketFlow.FlowRepair;
import io.deskloom.view.TicketFlow.FlowStuck;
import io.deskloom.view.TicketFlow.FlowUndo;
import io.deskloom.view.TicketFlow.FlowWait;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a ticket's SOP is at, as one reader may know it. */
record FlowViews(Look look, Map<AccountId, String> names, MetadataSnapshot now) {
    static TicketFlow of(Look look, Map<AccountId, String> names, MetadataSnapshot now) {
        return new FlowViews(look, names, now).view();
    }

    /** Whose names are needed to tell of it. */
    static List<AccountId> people(Ticket ticket) {
        FlowState flow = ticket.flow();
        Hold hold = flow.hold();
        Ending ending = flow.ending();
        return Stream.concat(
                        flow.branches().stream().flatMap(branch -> Stream.of(branch.by(), branch.assignee())),
                        Stream.of(hold == null ? null : hold.by(), ending == null ? null : ending.by()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The other tickets it speaks of. */
    static Set<TicketId> others(Ticket ticket) {
        Set<TicketId> out = new HashSet<>();
        ticket.flow().children().forEach(child -> out.add(child.ticket()));
        ticket.flow().branches().stream()
                .flatMap(branch -> child(branch).stream())
                .forEach(out::add);
        return out;
    }

    private static java.util.Optional<TicketId> child(Branch branch) {
        String child = branch.child();
        return child == null || child.isEmpty()
                ? java.util.Optional.empty()
                : java.util.Optional.of(new TicketId(UUID.fromString(child)));
    }

    private Ticket ticket() {
        return look.ticket();
    }

    private FlowDef flow() {
        return look.pinned().flow();
    }

    private TicketFlow view() {
        FlowPowers powers = new FlowPowers(look, now);
        List<TicketDetail.FlowStage> stages = stages();
        if (!Projector.may(look, Verb.READ_INTERNAL)) {
            return new TicketFlow(stages, List.of(), false, null, null, List.of(), List.of(), powers.all(), List.of());
        }
        FlowState state = ticket().flow();
        boolean open = StatusCategory.ofCode(ticket().status()).isOpen();
        List<FlowBranch> branches =
                open ? ticket().places().stream().map(at -> branch(powers, at)).toList() : List.of();
        Ending ending = state.ending();
        FlowEnding endingView = ending == null ? null : ending(powers, ending);
        boolean moves = branches.stream().anyMatch(branch -> branch.repair().contains(FlowRepair.move));
        return new TicketFlow(
                stages,
                branches,
                state.sealed(),
                hold(state.hold()),
                endingView,
                powers.mayCancel()
                        ? state.undo().reversed().stream().map(this::undo).toList()
                        : List.of(),
                state.children().stream().map(this::child).toList(),
                powers.all(),
                moves
                        ? flow().nodes().stream()
                                .filter(FlowDef.Task.class::isInstance)
                                .map(node -> Projector.step(flow(), node.id()))
                                .toList()
                        : List.of());
    }

    private List<TicketDetail.FlowStage> stages() {
        return Stages.of(flow(), ticket().step(), ticket().path()).stream()
                .map(s -> new TicketDetail.FlowStage(
                        s.id(),
                        s.label().byLanguage(),
                        s.state().wireName(),
                        s.state() == Stages.State.NOW
                                ? Projector.person(ticket().assignee(), names)
                                : Projector.person(s.who(), names),
                        s.at()))
                .toList();
    }

    private FlowBranch branch(FlowPowers powers, At at) {
        Branch state = at.state();
        FlowDef.Node node = flow().find(at.node()).orElse(null);
        boolean main = at.branch() == FlowState.MAIN;
        Visit entered = main && !ticket().path().isEmpty() ? ticket().path().getLast() : null;
        FlowDef.Task task = node instanceof FlowDef.Task t ? t : null;
        List<TicketAction> actions = task == null ? List.of() : actions(at, task);
        String team = state == null || state.team() == null ? ticket().team() : state.team();
        return new FlowBranch(
                at.branch(),
                Projector.step(flow(), at.node()),
                node == null ? "task" : node.kind(),
                state != null ? state.since() : entered != null ? entered.at() : ticket().createdAt(),
                Projector.person(state != null ? state.by() : entered != null ? entered.by() : null, names),
                team,
                Projector.person(main ? ticket().assignee() : state == null ? null : state.assignee(), names),
                state == null ? null : state.due(),
                waits(node, state),
                state == null || !(node instanceof FlowDef.Doing doing)
                        ? List.of()
                        : state.calls().stream().map(call -> call(doing, call)).toList(),
                state == null ? null : stuck(state.stuck()),
                main
                        ? List.of()
                        : Stages.ahead(flow(), at.node()).stream()
                                .map(next -> Projector.step(flow(), next.id()))
                                .toList(),
                actions,
                task == null || !actions.isEmpty() ? null : powers.notActing(task),
                powers.mayClaim(at),
                powers.mayTransfer(at),
                state == null ? List.of() : powers.repair(state));
    }

    /** The buttons of one of the ticket's steps that are the reader's, each with what it needs there. */
    private List<TicketAction> actions(At at, FlowDef.Task task) {
        boolean mine = Steps.open(look.actor(), look.type(), flow(), ticket(), look.moment()).stream()
                .anyMatch(open -> open.at().equals(at));
        if (!mine) {
            return List.of();
        }
        Look there = Look.at(ticket().at(at.node()), look.type(), look.pinned(), look.actor(), look.moment());
        return task.actions().stream()
                .map(action -> Projector.action(there, action))
                .toList();
    }

    private @Nullable FlowWait waits(FlowDef.@Nullable Node node, @Nullable Branch state) {
        Instant due = state == null ? null : state.due();
        UUID entry = state == null ? null : state.entry();
        return switch (node) {
            case FlowDef.Wait wait ->
                switch (wait.until()) {
                    case FlowDef.For.Time _ -> new FlowWait("time", due, null, null, null);
                    case FlowDef.For.Moment _ -> new FlowWait("moment", due, null, null, null);
                    case FlowDef.For.Reply _ -> new FlowWait("reply", due, null, null, null);
                    case FlowDef.For.Condition _ -> new FlowWait("condition", due, null, null, null);
                    case FlowDef.For.Linked(var kind) -> new FlowWait("linked", due, null, kind.wire(), null);
                };
            case FlowDef.Signing signing ->
                new FlowWait(
                        signing.kind(),
                        entry == null
                                ? null
                                : ticket().agenda().find(entry).map(Entry::due).orElse(null),
                        entry,
                        null,
                        null);
            case FlowDef.Doing _ -> new FlowWait("call", null, null, null, null);
            case FlowDef.Child _ ->
                new FlowWait(
                        state == null || child(state).isEmpty() ? "making" : "child",
                        null,
                        null,
                        null,
                        state == null
                                ? null
                                : child(state).map(look.others()::get).orElse(null));
            case FlowDef.Join _ -> new FlowWait("join", null, null, null, null);
            case null, default -> null;
        };
    }

    private FlowCall call(FlowDef.Doing doing, Call call) {
        Named named = named(doing.rule(), call.wish());
        return new FlowCall(named.service(), named.operation(), call.state().wire(), call.attempt(), call.error());
    }

    private record Named(Map<String, String> service, Map<String, String> operation) {}

    /** What a wish of a node asks which service for. */
    private Named named(RuleDef rule, int wish) {
        if (wish >= rule.then().size() || !(rule.then().get(wish) instanceof RuleDef.IntentDef.CallConnector call)) {
            return new Named(Map.of(), Map.of());
        }
        ConnectorDef connector = now.integrations().connectors().get(call.connector());
        return new Named(
                connector == null
                        ? Map.of("en", call.connector())
                        : connector.label().byLanguage(),
                connector == null
                        ? Map.of("en", call.operation())
                        : connector
                                .operation(call.operation())
                                .map(operation -> operation.label().byLanguage())
                                .orElse(Map.of("en", call.operation())));
    }

    private FlowUndo undo(Undo undo) {
        Named named = flow().find(undo.node()).orElse(null) instanceof FlowDef.Doing doing
                ? named(doing.rule(), undo.wish())
                : new Named(Map.of(), Map.of());
        return new FlowUndo(Projector.step(flow(), undo.node()), named.service(), named.operation());
    }

    private @Nullable FlowStuck stuck(@Nullable Stuck stuck) {
        return stuck == null
                ? null
                : new FlowStuck(
                        stuck.code(), look.actor().can(FlowPowers.REPAIRS) ? stuck.detail() : null, stuck.since());
    }

    private @Nullable FlowHold hold(@Nullable Hold hold) {
        return hold == null
                ? null
                : new FlowHold(
                        look.mayReadText() ? hold.reason() : null,
                        hold.since(),
                        hold.until(),
                        Projector.person(hold.by(), names));
    }

    private FlowEnding ending(FlowPowers powers, Ending ending) {
        List<Undo> undo = ticket().flow().undo();
        return new FlowEnding(
                Projector.step(flow(), ending.to()),
                look.mayReadText() ? ending.reason() : null,
                Projector.person(ending.by(), names),
                undo.size(),
                ending.call() == null || undo.isEmpty() ? null : undo(undo.getLast()),
                stuck(ending.stuck()),
                powers.repairEnding());
    }

    private FlowChild child(FlowState.Made made) {
        OtherTicket seen = look.others().get(made.ticket());
        return new FlowChild(
                Projector.step(flow(), made.node()),
                seen,
                seen == null ? StatusCategory.ofCode(made.status()).wire() : seen.status());
    }
}

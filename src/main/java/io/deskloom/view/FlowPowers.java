package io.deskloom.view;

import io.deskloom.access.Steps;
import io.deskloom.agenda.Entry;
import io.deskloom.identity.Actor;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Power;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.At;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import io.deskloom.view.TicketFlow.FlowPower;
import io.deskloom.view.TicketFlow.FlowRepair;
import io.deskloom.view.TicketFlow.FlowWhyNot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a reader may do with a ticket's SOP beside its actions, and why not. It says beforehand what a command would be told: nothing
 * rests on it.
 */
record FlowPowers(Look look, MetadataSnapshot now) {
    /** Who may bring on what is stuck. */
    static final String REPAIRS = "queues.manage";

    private Ticket ticket() {
        return look.ticket();
    }

    private FlowDef flow() {
        return look.pinned().flow();
    }

    private Actor actor() {
        return look.actor();
    }

    private boolean isOpen() {
        return StatusCategory.ofCode(ticket().status()).isOpen();
    }

    /** Those the SOP has for the step; of them only those the reader has when insides are not for it. */
    List<FlowPower> all() {
        if (!isOpen()) {
            return List.of();
        }
        List<FlowPower> all = Stream.of(back(), withdraw(), hold(), cancel())
                .filter(Objects::nonNull)
                .toList();
        return Projector.may(look, Verb.READ_INTERNAL)
                ? all
                : all.stream().filter(power -> power.why() == null).toList();
    }

    private boolean may(Power power, String node) {
        return Steps.may(power, actor(), look.type(), flow(), node, ticket(), look.moment());
    }

    private @Nullable FlowPower back() {
        String step = ticket().step();
        Set<String> roles = flow().powersIn(step).roles().get(Power.RETURN);
        if (roles == null) {
            return null;
        }
        List<StepRef> to = targets();
        FlowState state = ticket().flow();
        FlowWhyNot why = !may(Power.RETURN, step)
                ? role(roles, step)
                : state.ending() != null || state.hold() != null
                        ? resting()
                        : state.isForked()
                                ? because("several-ways")
                                : state.sealed()
                                        ? because("past-no-return")
                                        : isCalling() ? because("calling") : to.isEmpty() ? because("no-step") : null;
        return new FlowPower("return", why == null ? to : List.of(), why);
    }

    private List<StepRef> targets() {
        List<String> listed = flow().powersIn(ticket().step()).back();
        Set<String> seen = new LinkedHashSet<>();
        ticket().path().forEach(visit -> seen.add(visit.node()));
        return seen.stream()
                .filter(node -> !node.equals(ticket().step()))
                .filter(node -> listed.isEmpty() || listed.contains(node))
                .filter(node -> flow().find(node).orElse(null) instanceof FlowDef.Task)
                .map(node -> Projector.step(flow(), node))
                .toList();
    }

    private @Nullable FlowPower withdraw() {
        List<Visit> path = ticket().path();
        if (path.size() < 2 || !actor().account().equals(path.getLast().by())) {
            return null;
        }
        String before = path.get(path.size() - 2).node();
        Set<String> roles = flow().powersIn(before).roles().get(Power.WITHDRAW);
        if (roles == null || !(flow().find(before).orElse(null) instanceof FlowDef.Task)) {
            return null;
        }
        FlowState state = ticket().flow();
        boolean answered = state.branches().stream()
                .map(Branch::entry)
                .filter(Objects::nonNull)
                .flatMap(id -> ticket().agenda().find(id).stream())
                .map(Entry::approval)
                .anyMatch(approval -> approval != null && !approval.votes().isEmpty());
        FlowWhyNot why = state.ending() != null || state.hold() != null
                ? resting()
                : state.isForked() || answered
                        ? because("gone-on")
                        : !may(Power.WITHDRAW, before)
                                ? role(roles, before)
                                : state.sealed() ? because("past-no-return") : isCalling() ? because("calling") : null;
        return new FlowPower("withdraw", List.of(Projector.step(flow(), before)), why);
    }

    private @Nullable FlowPower hold() {
        String step = ticket().step();
        Set<String> roles = flow().powersIn(step).roles().get(Power.HOLD);
        FlowState state = ticket().flow();
        if (roles == null) {
            return null;
        }
        FlowWhyNot why =
                !may(Power.HOLD, step) ? role(roles, step) : state.ending() != null ? because("being-cancelled") : null;
        return new FlowPower(state.hold() == null ? "hold" : "resume", List.of(), why);
    }

    private @Nullable FlowPower cancel() {
        FlowDef.Cancel cancel = flow().cancel();
        if (cancel == null) {
            return null;
        }
        FlowState state = ticket().flow();
        FlowWhyNot why = !Steps.mayCancel(actor(), look.type(), flow(), ticket(), look.moment())
                ? role(cancel.roles(), "")
                : state.ending() != null
                        ? because("being-cancelled")
                        : state.sealed() ? because("past-no-return") : null;
        return new FlowPower("cancel", List.of(Projector.step(flow(), cancel.to())), why);
    }

    boolean mayCancel() {
        FlowPower cancel = isOpen() ? cancel() : null;
        return cancel != null && cancel.why() == null;
    }

    /** Why nothing of a task is the reader's, null when something may be. */
    @Nullable
    FlowWhyNot notActing(FlowDef.Task task) {
        FlowState state = ticket().flow();
        if (state.ending() != null || state.hold() != null) {
            return resting();
        }
        String role = task.role();
        return Steps.mayWork(actor(), task) && Projector.may(look, Verb.ACT)
                ? null
                : role(role == null ? Set.of() : Set.of(role), task.id());
    }

    /** Whether the reader may take one of several ways: as the command decides it. */
    boolean mayClaim(At at) {
        Branch branch = at.state();
        return at.branch() != FlowState.MAIN
                && branch != null
                && branch.assignee() == null
                && flow().find(at.node()).orElse(null) instanceof FlowDef.Task task
                && Steps.mayWork(actor(), task)
                && Projector.may(look, Verb.CLAIM);
    }

    boolean mayTransfer(At at) {
        return at.branch() != FlowState.MAIN
                && flow().find(at.node()).orElse(null) instanceof FlowDef.Task
                && (Projector.may(look, Verb.ASSIGN) || may(Power.TRANSFER, at.node()));
    }

    boolean mayAddSigner(Entry entry) {
        Entry.Approval approval = entry.approval();
        return entry.isOpen()
                && approval != null
                && approval.step() != null
                && isOpen()
                && may(Power.ADD_SIGNER, approval.step());
    }

    boolean mayDelegate(Entry entry) {
        Entry.Approval approval = entry.approval();
        return entry.isOpen()
                && approval != null
                && approval.step() != null
                && approval.delegation()
                && isOpen()
                && approval.mayDecide(actor().account(), actor().roles(), actor().teams());
    }

    List<FlowRepair> repair(Branch branch) {
        if (!actor().can(REPAIRS) || !isOpen() || ticket().flow().ending() != null) {
            return List.of();
        }
        FlowDef.Node node = flow().find(branch.node()).orElse(null);
        if (branch.stuck() == null) {
            return node instanceof FlowDef.Signing && branch.entry() != null
                    ? List.of(FlowRepair.ask, FlowRepair.move)
                    : List.of();
        }
        List<FlowRepair> out = new ArrayList<>();
        if (node != null) {
            out.add(FlowRepair.retry);
        }
        if (node instanceof FlowDef.Doing) {
            out.add(FlowRepair.skip);
        }
        out.add(FlowRepair.move);
        return out;
    }

    List<FlowRepair> repairEnding() {
        FlowState.Ending ending = ticket().flow().ending();
        return ending != null && ending.stuck() != null && actor().can(REPAIRS)
                ? List.of(FlowRepair.retry, FlowRepair.skip)
                : List.of();
    }

    private boolean isCalling() {
        return ticket().flow().isCalling();
    }

    private FlowWhyNot resting() {
        return because(ticket().flow().ending() != null ? "being-cancelled" : "on-hold");
    }

    private static FlowWhyNot because(String code) {
        return new FlowWhyNot(code, List.of());
    }

    /** It is others' to do: those named or, where none is, those who act in the step. */
    private FlowWhyNot role(Set<String> named, String node) {
        Set<String> roles = !named.isEmpty()
                ? named
                : flow().find(node).orElse(null) instanceof FlowDef.Task task && task.role() != null
                        ? Set.of(task.role())
                        : Set.of();
        return new FlowWhyNot("role", roles.stream().sorted().map(this::called).toList());
    }

    private Map<String, String> called(String role) {
        RoleDef known = now.roles().get(role);
        return known == null ? Map.of("en", role) : known.label().byLanguage();
    }
}

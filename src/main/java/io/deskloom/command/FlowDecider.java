package io.deskloom.command;

import io.deskloom.access.Steps;
import io.deskloom.access.TicketAccess;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.command.RuleIntents.Done;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Power;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.At;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Ending;
import io.deskloom.ticket.FlowState.Hold;
import io.deskloom.ticket.FlowState.Made;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what people do with a ticket's SOP beside taking actions, and what it hears of. Pure. */
final class FlowDecider {
    /** Who may bring on what is stuck. */
    static final String REPAIRS = "queues.manage";

    private final Decider decider;
    private final RuleEngine rules;

    FlowDecider(Decider decider, RuleEngine rules) {
        this.decider = decider;
        this.rules = rules;
    }

    Result<Decided> decide(Situation s, Command.OnFlow command, Ticket ticket) {
        if (!StatusCategory.ofCode(ticket.status()).isOpen()) {
            return Decider.ended();
        }
        return switch (command) {
            case Command.ReturnTo c -> back(s, c, ticket);
            case Command.Transfer c -> transfer(s, c, ticket);
            case Command.Hold c -> hold(s, c, ticket);
            case Command.Resume _ -> resume(s, ticket);
            case Command.Withdraw _ -> withdraw(s, ticket);
            case Command.Cancel c -> cancel(s, c, ticket);
            case Command.AddSigner c -> addSigner(s, c, ticket);
            case Command.Repair c -> repair(s, c, ticket);
        };
    }

    private static FlowDef flow(Situation s) {
        return s.pinned().flow();
    }

    private static boolean may(Situation s, Power power, String node, Ticket ticket) {
        return Steps.may(power, s.actor(), s.type(), flow(s), node, ticket, s.moment());
    }

    private static Result<Decided> notHere() {
        return Result.refused(Rejection.forbidden("not-in-this-step", "You may not do this in this step."));
    }

    private static Result<Decided> invalid(String pointer, String code, String message) {
        return Result.refused(Rejection.invalid(List.of(Problem.of(pointer, code, message))));
    }

    private static Result<Decided> conflict(String code, String message) {
        return Result.refused(Rejection.conflict(code, message, List.of()));
    }

    // ---- Going back

    private Result<Decided> back(Situation s, Command.ReturnTo c, Ticket ticket) {
        if (!may(s, Power.RETURN, ticket.step(), ticket)) {
            return notHere();
        }
        Rejection resting = Decider.resting(ticket);
        if (resting != null) {
            return Result.refused(resting);
        }
        if (ticket.flow().isForked()) {
            return conflict("several-ways", "The ticket goes several ways at once; it cannot go back as a whole.");
        }
        List<String> listed = flow(s).powersIn(ticket.step()).back();
        boolean was = ticket.path().stream().anyMatch(visit -> visit.node().equals(c.to()));
        FlowDef.Node to = flow(s).find(c.to()).orElse(null);
        if (!(to instanceof FlowDef.Task)
                || !was
                || c.to().equals(ticket.step())
                || !(listed.isEmpty() || listed.contains(c.to()))) {
            return invalid("/to", "return.not-there", "The ticket cannot go back to this step.");
        }
        if (ticket.flow().sealed()) {
            return conflict("past-no-return", "What has been done cannot be taken back any more.");
        }
        Draft draft = Draft.of(s, ticket).comment(true, c.reason());
        return left(s, ticket, draft, to);
    }

    /** Out of the place the main line is in, whatever that waits for, into another. */
    private Result<Decided> left(Situation s, Ticket ticket, Draft start, FlowDef.Node to) {
        if (ticket.flow().isCalling()) {
            return conflict("calling", "A service outside is at work; wait until it has answered.");
        }
        Draft draft = FlowRun.withdraw(start, ticket.flow().branches(), "returned");
        Draft entered = FlowRun.enter(rules, draft, FlowState.MAIN, to, draft.person());
        return decider.ruled(ticket, entered);
    }

    private Result<Decided> withdraw(Situation s, Ticket ticket) {
        Rejection resting = Decider.resting(ticket);
        if (resting != null) {
            return Result.refused(resting);
        }
        List<Visit> path = ticket.path();
        Visit before = path.size() < 2 ? null : path.get(path.size() - 2);
        if (before == null
                || !s.actor().account().equals(path.getLast().by())
                || ticket.flow().isForked()
                || !(flow(s).find(before.node()).orElse(null) instanceof FlowDef.Task task)) {
            return conflict("nothing-to-withdraw", "There is nothing of yours that can be taken back here.");
        }
        if (!may(s, Power.WITHDRAW, before.node(), ticket)) {
            return notHere();
        }
        if (ticket.flow().sealed()) {
            return conflict("past-no-return", "What has been done cannot be taken back any more.");
        }
        boolean answered = ticket.flow().branches().stream()
                .flatMap(b -> Optional.ofNullable(b.entry()).flatMap(ticket.agenda()::find).stream())
                .anyMatch(entry ->
                        entry.approval() != null && !entry.approval().votes().isEmpty());
        return answered
                ? conflict("nothing-to-withdraw", "Others have gone on from there already.")
                : left(s, ticket, Draft.of(s, ticket), task);
    }

    // ---- Whose it is

    private Result<Decided> transfer(Situation s, Command.Transfer c, Ticket ticket) {
        At at = ticket.places().stream()
                .filter(place ->
                        place.branch() != FlowState.MAIN && place.node().equals(c.step()))
                .findFirst()
                .orElse(null);
        if (at == null) {
            return conflict("step-left", "The ticket is not in this step any more.");
        }
        Branch branch = Objects.requireNonNull(at.state());
        boolean claims = s.actor().account().equals(c.assignee())
                && c.team() == null
                && (branch.assignee() == null || branch.assignee().equals(c.assignee()))
                && TicketAccess.may(s.actor(), s.type(), Verb.CLAIM, ticket, s.moment());
        if (!claims
                && !TicketAccess.may(s.actor(), s.type(), Verb.ASSIGN, ticket, s.moment())
                && !may(s, Power.TRANSFER, at.node(), ticket)) {
            return branch.assignee() != null && s.actor().account().equals(c.assignee())
                    ? conflict("already-claimed", "Somebody else has taken this.")
                    : notHere();
        }
        if (c.team() != null && !s.now().teams().containsKey(c.team())) {
            return invalid("/team", "assignment.unknown-team", "There is no such team.");
        }
        if (c.assignee() != null && !s.accounts().contains(c.assignee())) {
            return invalid("/assignee", "assignment.unknown-account", "There is no such account.");
        }
        Draft draft = Draft.of(s, ticket);
        Branch given = branch.of(c.team() == null ? branch.team() : c.team(), c.assignee());
        return decider.ruled(
                ticket,
                draft.flow(
                        "handed",
                        at.node(),
                        Map.of("branch", Integer.toString(branch.id())),
                        ticket.flow().with(given),
                        ticket.status(),
                        draft.person()));
    }

    // ---- Resting

    private Result<Decided> hold(Situation s, Command.Hold c, Ticket ticket) {
        if (!may(s, Power.HOLD, ticket.step(), ticket)) {
            return notHere();
        }
        Rejection resting = Decider.resting(ticket);
        if (resting != null) {
            return Result.refused(resting);
        }
        Instant now = s.moment().now();
        if (c.until() != null && !c.until().isAfter(now)) {
            return invalid("/until", "hold.until", "It can rest only until later.");
        }
        Draft draft = Draft.of(s, ticket);
        Hold hold = new Hold(c.reason(), now, c.until(), s.actor().account(), ticket.status());
        return decider.ruled(
                ticket,
                draft.flow(
                        "held",
                        ticket.step(),
                        Map.of("reason", c.reason()),
                        ticket.flow().held(hold),
                        StatusCategory.WAITING.code(),
                        draft.person()));
    }

    private Result<Decided> resume(Situation s, Ticket ticket) {
        Hold hold = ticket.flow().hold();
        if (hold == null) {
            return conflict("not-on-hold", "The ticket is not on hold.");
        }
        return may(s, Power.HOLD, ticket.step(), ticket)
                ? decider.ruled(
                        ticket,
                        resumed(Draft.of(s, ticket), hold, Draft.of(s, ticket).person()))
                : notHere();
    }

    /** It goes on as it was, with as much time as it had: what was held up by the rest follows. */
    private Draft resumed(Draft start, Hold hold, Cause cause) {
        Ticket ticket = start.state();
        Duration rest =
                Duration.between(hold.since(), start.situation().moment().now());
        FlowState state = ticket.flow().held(null);
        Draft draft = start;
        for (Branch branch : ticket.flow().branches()) {
            Instant due = branch.due();
            if (due != null) {
                state = state.with(branch.until(due.plus(rest)));
            }
            Entry entry = branch.entry() == null
                    ? null
                    : ticket.agenda().find(branch.entry()).filter(Entry::isOpen).orElse(null);
            Instant until = entry == null ? null : entry.due();
            if (entry != null && until != null) {
                draft = draft.entry(entry, entry.until(until.plus(rest)), cause);
            }
        }
        draft = draft.flow("resumed", ticket.step(), Map.of(), state, FlowRun.status(draft, state), cause);
        Instant waiting = ticket.waitingSince();
        return FlowRun.resumed(rules, draft, waiting != null && !waiting.isBefore(hold.since()));
    }

    // ---- Calling it off

    private Result<Decided> cancel(Situation s, Command.Cancel c, Ticket ticket) {
        if (!Steps.mayCancel(s.actor(), s.type(), flow(s), ticket, s.moment())) {
            return notHere();
        }
        FlowState state = ticket.flow();
        if (state.ending() != null) {
            return conflict("being-cancelled", "The ticket is being cancelled already.");
        }
        if (state.sealed()) {
            return conflict("past-no-return", "What has been done cannot be taken back any more.");
        }
        boolean forGood = state.branches().stream()
                .anyMatch(branch -> branch.isCalling()
                        && flow(s).find(branch.node()).orElse(null) instanceof FlowDef.Doing doing
                        && doing.pointOfNoReturn());
        if (forGood) {
            return conflict("calling", "What cannot be taken back is under way; wait for its answer.");
        }
        Draft draft = Draft.of(s, ticket).comment(true, c.reason());
        draft = FlowRun.withdraw(draft, state.branches(), "cancelled");
        // What a service is at is waited for: whether it was done says whether it is to be undone.
        FlowState kept = state.without(branch -> !branch.isCalling())
                .held(null)
                .ending(new Ending(
                        Objects.requireNonNull(flow(s).cancel()).to(),
                        c.reason(),
                        s.actor().account(),
                        null,
                        null));
        for (Branch stuck : state.branches()) {
            for (Call call : stuck.calls()) {
                if (call.mayBeDone() && isUndone(s, stuck.node(), call.wish())) {
                    kept = kept.done(new Undo(stuck.node(), call.wish()));
                }
            }
        }
        draft = draft.flow("cancelling", ticket.step(), Map.of(), kept, StatusCategory.WAITING.code(), draft.person());
        return decider.ruled(ticket, undoNext(draft));
    }

    private static boolean isUndone(Situation s, String node, int wish) {
        return flow(s).find(node).orElse(null) instanceof FlowDef.Doing doing
                && doing.undo().containsKey(wish);
    }

    /** What was done last outside is undone, then what was before; then it ends. */
    private Draft undoNext(Draft draft) {
        FlowState state = draft.state().flow();
        Ending ending = Objects.requireNonNull(state.ending());
        if (state.isCalling()) {
            return draft;
        }
        FlowDef flow = flow(draft.situation());
        if (state.undo().isEmpty()) {
            FlowDef.End end = (FlowDef.End) flow.node(ending.to());
            Cause cause = ending.by() == null ? new Cause.Flow(end.id()) : new Cause.Person(ending.by());
            return FlowRun.ended(draft, end, null, cause);
        }
        Undo last = state.undo().getLast();
        if (!(flow.find(last.node()).orElse(null) instanceof FlowDef.Doing doing)
                || !doing.undo().containsKey(last.wish())) {
            return undoNext(draft.flow(
                    "undone",
                    last.node(),
                    Map.of(),
                    state.undone(),
                    draft.state().status(),
                    new Cause.Flow(last.node())));
        }
        return undo(draft, doing, new Call(last.wish(), 1, Call.State.ASKED, null), "undoing");
    }

    private static Draft undo(Draft draft, FlowDef.Doing doing, Call call, String what) {
        FlowState state = draft.state().flow();
        Ending ending = Objects.requireNonNull(state.ending());
        Draft asked = draft.flow(
                what,
                doing.id(),
                FlowRun.operation(doing, call),
                state.ending(new Ending(ending.to(), ending.reason(), ending.by(), call, null)),
                draft.state().status(),
                new Cause.Flow(doing.id()));
        RuleDef rule = Objects.requireNonNull(doing.undo().get(call.wish()));
        return FlowRun.call(asked, doing, FlowState.MAIN, call, rule, true);
    }

    // ---- Who is asked

    private Result<Decided> addSigner(Situation s, Command.AddSigner c, Ticket ticket) {
        Entry entry = TicketAccess.may(s.actor(), s.type(), Verb.READ_INTERNAL, ticket, s.moment())
                ? ticket.agenda().find(c.entry()).orElse(null)
                : null;
        Entry.Approval asked = entry == null ? null : entry.approval();
        if (entry == null || asked == null || asked.step() == null) {
            return Result.refused(Rejection.notFound());
        }
        if (!entry.isOpen()) {
            return conflict("agenda-closed", "This has been settled already.");
        }
        if (!s.accounts().contains(c.account())) {
            return invalid("/account", "assignment.unknown-account", "There is no such account.");
        }
        AccountId self = s.actor().account();
        Optional<Integer> slot = asked.slot(self, s.actor().roles(), s.actor().teams());
        Approver other = new Approver(Approver.Kind.ACCOUNT, c.account().toString());
        boolean already = asked.of().contains(other)
                || asked.votes().stream().anyMatch(vote -> vote.account().equals(c.account()));
        if (already || c.account().equals(asked.asker())) {
            return invalid("/account", "signer.not-possible", "This person is asked already, or may not decide it.");
        }
        Entry.Approval more;
        if (c.instead()) {
            if (slot.isEmpty() || self.equals(asked.asker())) {
                return Result.refused(
                        Rejection.forbidden("approval-not-yours", "Others were asked for this decision."));
            }
            if (!asked.delegation()) {
                return notHere();
            }
            more = asked.with(slot.get(), other);
        } else {
            if (!may(s, Power.ADD_SIGNER, asked.step(), ticket)) {
                return notHere();
            }
            more = asked.and(other);
        }
        Draft draft = Draft.of(s, ticket);
        Entry changed = entry.asking(more);
        return decider.ruled(ticket, FlowRun.asking(draft.entry(entry, changed, draft.person()), changed, self));
    }

    // ---- What is stuck

    private Result<Decided> repair(Situation s, Command.Repair c, Ticket ticket) {
        if (!s.actor().can(REPAIRS)) {
            return notHere();
        }
        FlowState state = ticket.flow();
        Ending ending = state.ending();
        Draft draft = Draft.of(s, ticket).comment(true, c.reason());
        if (ending != null) {
            boolean undoes = c.how() == Command.Repair.How.RETRY || c.how() == Command.Repair.How.SKIP;
            return ending.stuck() == null || ending.call() == null || !undoes
                    ? conflict("not-stuck", "There is nothing to repair here.")
                    : repairUndo(ticket, draft, ending, c.how());
        }
        Branch branch = state.branch(c.branch()).orElse(null);
        // Whether those who are asked will ever answer only people know.
        boolean asks = branch != null
                && branch.entry() != null
                && (c.how() == Command.Repair.How.ASK || c.how() == Command.Repair.How.MOVE);
        if (branch == null || branch.stuck() == null && !asks) {
            return conflict("not-stuck", "There is nothing to repair here.");
        }
        FlowDef.Node node = flow(s).find(branch.node()).orElse(null);
        return switch (c.how()) {
            case ASK -> asked(s, c, ticket, draft, branch);
            case MOVE -> {
                FlowDef.Node to = flow(s).find(c.to() == null ? "" : c.to()).orElse(null);
                yield to instanceof FlowDef.Task
                        ? moved(ticket, draft, branch, to)
                        : invalid("/to", "repair.to", "It can go on only in a task.");
            }
            case RETRY ->
                node == null
                        ? conflict("not-stuck", "There is nothing to repair here.")
                        : retried(ticket, draft, branch, node);
            case SKIP -> {
                Call failed = branch.calls().stream()
                        .filter(call -> call.state() == Call.State.FAILED)
                        .findFirst()
                        .orElse(null);
                if (!(node instanceof FlowDef.Doing doing)) {
                    yield conflict("repair-not-possible", "This cannot be passed over; move it to another step.");
                }
                yield decider.ruled(
                        ticket,
                        failed == null
                                ? FlowRun.goOn(
                                        rules, cleared(draft, branch), branch.id(), node.id(), null, draft.person())
                                : FlowRun.called(rules, draft, branch, doing, failed));
            }
        };
    }

    /** Somebody else in the place of the first who is waited for. */
    private Result<Decided> asked(Situation s, Command.Repair c, Ticket ticket, Draft draft, Branch branch) {
        Entry entry = branch.entry() == null
                ? null
                : ticket.agenda().find(branch.entry()).filter(Entry::isOpen).orElse(null);
        Entry.Approval approval = entry == null ? null : entry.approval();
        Integer slot = approval == null ? null : approval.open(c.instead()).orElse(null);
        if (entry == null || approval == null || slot == null) {
            return conflict("not-stuck", "There is nothing to repair here.");
        }
        AccountId account =
                AccountId.of(c.to() == null ? "" : c.to()).filter(s.active()).orElse(null);
        if (account == null) {
            return invalid("/to", "assignment.unknown-account", "There is no such account.");
        }
        Approver other = new Approver(Approver.Kind.ACCOUNT, account.toString());
        if (approval.of().contains(other)
                || account.equals(approval.asker())
                || approval.votes().stream().anyMatch(vote -> vote.account().equals(account))) {
            return invalid("/to", "signer.not-possible", "This person is asked already, or may not decide it.");
        }
        Entry changed = entry.asking(approval.with(slot, other));
        return decider.ruled(
                ticket,
                FlowRun.asking(
                        draft.entry(entry, changed, draft.person()),
                        changed,
                        s.actor().account()));
    }

    private static Draft cleared(Draft draft, Branch branch) {
        return draft.flow(
                "repaired",
                branch.node(),
                Map.of("branch", Integer.toString(branch.id())),
                draft.state().flow().with(branch.stuck(null)),
                draft.state().status(),
                draft.person());
    }

    private Result<Decided> moved(Ticket ticket, Draft draft, Branch branch, FlowDef.Node to) {
        Draft withdrawn = FlowRun.withdraw(draft, List.of(branch), "moved");
        List<Branch> below = FlowRun.below(ticket.flow(), branch.id());
        withdrawn = FlowRun.withdraw(withdrawn, below, "moved");
        withdrawn = withdrawn.flow(
                "repaired",
                branch.node(),
                Map.of("branch", Integer.toString(branch.id())),
                withdrawn.state().flow().without(below::contains).with(branch.stuck(null)),
                withdrawn.state().status(),
                withdrawn.person());
        return decider.ruled(ticket, FlowRun.enter(rules, withdrawn, branch.id(), to, withdrawn.person()));
    }

    private Result<Decided> retried(Ticket ticket, Draft draft, Branch branch, FlowDef.Node node) {
        Call failed = branch.calls().stream()
                .filter(call -> call.state() == Call.State.FAILED)
                .findFirst()
                .orElse(null);
        if (failed != null && node instanceof FlowDef.Doing doing) {
            Branch again = branch.with(failed.again()).stuck(null);
            Draft asked = draft.flow(
                    "repaired",
                    node.id(),
                    FlowRun.operation(doing, failed),
                    ticket.flow().with(again),
                    ticket.status(),
                    draft.person());
            return decider.ruled(ticket, FlowRun.call(asked, doing, branch.id(), failed.again(), doing.rule(), false));
        }
        Draft free = cleared(draft, branch);
        Stuck why = Objects.requireNonNull(branch.stuck());
        boolean onward = why.code().equals("no-way") || why.code().equals("loop");
        return decider.ruled(
                ticket,
                onward && !(node instanceof FlowDef.Parallel)
                        ? FlowRun.goOn(
                                rules,
                                free,
                                branch.id(),
                                node.id(),
                                why.detail().isEmpty() ? null : why.detail(),
                                // What went round by itself does so no more once a person has had a part in it.
                                why.code().equals("loop") ? draft.person() : new Cause.Flow(node.id()))
                        : FlowRun.enter(rules, free, branch.id(), node, new Cause.Flow(node.id())));
    }

    private Result<Decided> repairUndo(Ticket ticket, Draft draft, Ending ending, Command.Repair.How how) {
        Undo last = ticket.flow().undo().getLast();
        if (how == Command.Repair.How.SKIP) {
            return decider.ruled(ticket, undone(draft, last.node(), "repaired"));
        }
        FlowDef.Doing doing = (FlowDef.Doing) flow(draft.situation()).node(last.node());
        return decider.ruled(
                ticket, undo(draft, doing, Objects.requireNonNull(ending.call()).again(), "repaired"));
    }

    private Draft undone(Draft draft, String node, String what) {
        FlowState state = draft.state().flow();
        Ending ending = Objects.requireNonNull(state.ending());
        return undoNext(draft.flow(
                what,
                node,
                Map.of(),
                state.undone().ending(new Ending(ending.to(), ending.reason(), ending.by(), null, null)),
                draft.state().status(),
                new Cause.Flow(node)));
    }

    // ---- What it hears of

    /** What comes too late, or twice, changes nothing. */
    Result<Decided> hear(Situation s, Command.ToFlow command, Ticket ticket) {
        if (!s.actor().isRules()) {
            return Result.refused(Rejection.notFound());
        }
        Draft draft = Draft.of(s, ticket);
        boolean open = StatusCategory.ofCode(ticket.status()).isOpen();
        Draft heard = switch (command) {
            case Command.FlowDue c -> open ? due(draft, c) : draft;
            case Command.CallEnded c -> open ? ended(draft, c) : draft;
            case Command.ChildHeard c -> child(draft, c, open);
            case Command.LinkedHeard _ -> FlowRun.wake(rules, draft);
        };
        return Result.ok(decider.afterFlow(ticket, heard));
    }

    private Draft due(Draft draft, Command.FlowDue c) {
        Ticket ticket = draft.state();
        Instant now = draft.situation().moment().now();
        Hold hold = ticket.flow().hold();
        if (c.branch() < 0) {
            return hold == null || hold.until() == null || hold.until().isAfter(now)
                    ? draft
                    : resumed(draft, hold, new Cause.System("time"));
        }
        Branch branch = ticket.flow().branch(c.branch()).orElse(null);
        if (hold != null
                || branch == null
                || branch.due() == null
                || branch.due().isAfter(now)
                || !branch.node().equals(c.node())
                || !(flow(draft.situation()).find(c.node()).orElse(null) instanceof FlowDef.Wait wait)) {
            return draft;
        }
        boolean came = wait.until() instanceof FlowDef.For.Time || wait.until() instanceof FlowDef.For.Moment;
        return FlowRun.goOn(
                rules, draft, branch.id(), branch.node(), came ? null : FlowDef.TIMEOUT, new Cause.System("time"));
    }

    private Draft ended(Draft draft, Command.CallEnded c) {
        FlowState state = draft.state().flow();
        Ending ending = state.ending();
        if (c.undo()) {
            return undoEnded(draft, c, ending);
        }
        Branch branch = waiting(state, c);
        Call call = branch == null
                ? null
                : branch.calls().stream()
                        .filter(one -> one.wish() == c.wish() && one.attempt() == c.attempt() && isOpen(one, c))
                        .findFirst()
                        .orElse(null);
        if (!(flow(draft.situation()).find(c.node()).orElse(null) instanceof FlowDef.Doing doing)) {
            return draft;
        }
        if (call == null || branch == null) {
            return late(draft, c, doing);
        }
        if (ending != null) {
            boolean done =
                    c.error() == null || call.now(Call.State.FAILED, c.error()).mayBeDone();
            boolean toUndo = done && doing.undo().containsKey(c.wish());
            FlowState left = state.without(branch::equals);
            Draft known = draft.flow(
                    c.error() == null ? "called" : "call-failed",
                    c.node(),
                    FlowRun.operation(doing, call),
                    toUndo ? left.done(new Undo(c.node(), c.wish())) : left,
                    draft.state().status(),
                    new Cause.Flow(c.node()));
            return undoNext(known);
        }
        if (c.error() != null) {
            return FlowRun.notCalled(rules, draft, branch, doing, call, c.error());
        }
        return FlowRun.called(rules, saved(draft, doing, c), branch, doing, call);
    }

    /** The line that stands where it was asked, since before it was: one of an earlier pass is none of this one. */
    private static @Nullable Branch waiting(FlowState state, Command.CallEnded c) {
        return state.branch(c.branch())
                .filter(branch -> branch.node().equals(c.node()) && c.isSince(branch.since()))
                .orElse(null);
    }

    /**
     * A yes for a line that has gone another way meanwhile: what was done is undone if the ticket is called off. One that has been heard is
     * known by the key it is told under.
     */
    private Draft late(Draft draft, Command.CallEnded c, FlowDef.Doing doing) {
        FlowState state = draft.state().flow();
        boolean known = waiting(state, c) != null;
        Undo what = new Undo(c.node(), c.wish());
        if (known
                || c.error() != null
                || state.sealed()
                || !doing.undo().containsKey(c.wish())
                || state.undo().contains(what)) {
            return draft;
        }
        Draft noted = draft.flow(
                "late",
                c.node(),
                FlowRun.operation(doing, new Call(c.wish(), c.attempt(), Call.State.DONE, null)),
                state.done(what),
                draft.state().status(),
                new Cause.Flow(c.node()));
        return state.ending() != null && state.ending().call() == null ? undoNext(noted) : noted;
    }

    /** A yes that comes after a no, because somebody has sent a dead letter again, is what was waited for. */
    private static boolean isOpen(Call call, Command.CallEnded c) {
        return call.state() == Call.State.ASKED || call.state() == Call.State.FAILED && c.error() == null;
    }

    /** What was answered goes into the fields the wish names; what a field cannot hold is left out. */
    private static Draft saved(Draft start, FlowDef.Doing doing, Command.CallEnded c) {
        Draft draft = start;
        if (doing.rule().then().get(c.wish()) instanceof RuleDef.IntentDef.CallConnector wish) {
            for (Map.Entry<String, String> each : wish.save().entrySet()) {
                String answered = c.answers().get(each.getValue());
                Value value = answered == null
                        ? Value.NULL
                        : KeepAnswers.value(draft.situation().type().byKey().get(each.getKey()), answered);
                if (!value.isNull()
                        && RuleIntents.set(draft, each.getKey(), value, new Cause.Flow(doing.id()))
                                instanceof Done(Draft after)) {
                    draft = after;
                }
            }
        }
        return Consequences.settle(draft, new Cause.Flow(doing.id()));
    }

    private Draft undoEnded(Draft draft, Command.CallEnded c, @Nullable Ending ending) {
        Call call = ending == null ? null : ending.call();
        FlowState state = draft.state().flow();
        if (ending == null
                || call == null
                || state.undo().isEmpty()
                || !state.undo().getLast().equals(new Undo(c.node(), c.wish()))
                || call.attempt() != c.attempt()
                || !isOpen(call, c)) {
            return draft;
        }
        if (c.error() == null) {
            return undone(draft, c.node(), "undone");
        }
        Instant now = draft.situation().moment().now();
        return draft.flow(
                "stuck",
                c.node(),
                Map.of("code", "undo-failed", "branch", "0"),
                state.ending(new Ending(
                        ending.to(),
                        ending.reason(),
                        ending.by(),
                        call.now(Call.State.FAILED, c.error()),
                        new Stuck("undo-failed", c.error(), now))),
                draft.state().status(),
                new Cause.Flow(c.node()));
    }

    private Draft child(Draft start, Command.ChildHeard c, boolean open) {
        if (!(flow(start.situation()).find(c.node()).orElse(null) instanceof FlowDef.Child node)) {
            return start;
        }
        Draft draft = start;
        Cause cause = new Cause.Flow(c.node());
        TicketId made = c.child();
        Branch waiting = draft.state().flow().branches().stream()
                .filter(b -> b.id() == c.branch() && b.node().equals(c.node()))
                // One made on an earlier visit is none of this one.
                .filter(b -> c.made() == null || !c.made().isBefore(b.since()))
                .filter(b ->
                        "".equals(b.child()) || made != null && made.toString().equals(b.child()))
                .findFirst()
                .orElse(null);
        if (made == null) {
            Draft fewer = draft.flow(
                    "not-made",
                    c.node(),
                    Map.of("code", c.number()),
                    draft.state().flow().making(-1),
                    draft.state().status(),
                    cause);
            return waiting == null || !"".equals(waiting.child())
                    ? FlowRun.wake(rules, fewer)
                    : FlowRun.stuck(fewer, waiting.id(), c.node(), "child-not-made", c.number());
        }
        if (open) {
            for (var value : c.values().entrySet()) {
                if (RuleIntents.set(draft, value.getKey(), value.getValue(), cause) instanceof Done(Draft after)) {
                    draft = after;
                }
            }
        }
        draft = Consequences.settle(draft, cause);
        boolean heardOf = draft.state().flow().children().stream()
                .anyMatch(one -> one.ticket().equals(made));
        FlowState state = draft.state().flow().making(heardOf ? 0 : -1).with(new Made(made, c.node(), c.status()));
        if (waiting != null) {
            state = state.with(waiting.waitingFor(made.toString()));
        }
        draft = draft.flow(
                "child",
                c.node(),
                Map.of("ticket", made.toString(), "number", c.number()),
                state,
                draft.state().status(),
                cause);
        Branch now = waiting == null
                ? null
                : draft.state().flow().branch(waiting.id()).orElse(null);
        return !open || now == null ? FlowRun.wake(rules, draft) : FlowRun.childEnded(rules, draft, now, node);
    }
}

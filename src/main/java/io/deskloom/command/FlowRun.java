package io.deskloom.command;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Effect.TellAgenda.News;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.flow.Arrival;
import io.deskloom.flow.Flow;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.For;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.rules.RuleRounds;
import io.deskloom.rules.RuleSet;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes a ticket on through its SOP until every line of it has come to rest: what nodes want done is done on the draft, what services
 * outside are to do becomes an effect whose outcome takes the line on later. Pure. Who acts is refused what cannot go on; what goes
 * on by itself and cannot is marked stuck, for people to see and repair.
 */
final class FlowRun {
    /** The most nodes passed in one go: without it, decisions and actions could go round for ever. */
    static final int MOST_HOPS = 200;

    /** As many steps one after the other that no person had a part in are a circle. */
    static final int MOST_ALONE = 50;

    private final RuleEngine rules;
    private final FlowDef flow;
    private final Deque<Line> todo = new ArrayDeque<>();
    private Draft draft;
    private int hops;
    private @Nullable Rejection refused;

    /** Whether it has ended on the way: nothing of it goes on then. */
    private boolean over;

    /**
     * A line that is to go on from a node.
     *
     * @param on the outcome by which it does, null for a node that has but one
     * @param action what a person did, null when it was no person
     */
    private record Line(
            int branch,
            String from,
            @Nullable String on,
            @Nullable String action,
            Cause cause) {}

    private FlowRun(RuleEngine rules, Draft draft) {
        this.rules = rules;
        this.draft = draft;
        this.flow = draft.situation().pinned().flow();
    }

    /** A new ticket. */
    static Result<Draft> begin(RuleEngine rules, Draft draft) {
        FlowRun run = new FlowRun(rules, draft);
        // The doing of the flow itself, and so told.
        run.todo.add(new Line(FlowState.MAIN, run.flow.start(), null, null, new Cause.Flow(run.flow.start())));
        return run.go(true);
    }

    /** Somebody, or a rule, takes an action of a task. Refused when no way is open. */
    static Result<Draft> act(RuleEngine rules, Draft draft, FlowState.At at, String action, Cause cause) {
        FlowRun run = new FlowRun(rules, draft);
        run.todo.add(new Line(at.branch(), at.node(), action, action, cause));
        return run.go(true);
    }

    /** A line goes on by itself. @param on the outcome by which it does, null for a node that has but one */
    static Draft goOn(RuleEngine rules, Draft draft, int branch, String node, @Nullable String on, Cause cause) {
        FlowRun run = new FlowRun(rules, draft);
        run.todo.add(new Line(branch, node, on, null, cause));
        return run.go(false).orThrow();
    }

    /** Comes to a node anew: a step that is returned to, or what is tried once more. */
    static Draft enter(RuleEngine rules, Draft draft, int branch, FlowDef.Node node, Cause cause) {
        FlowRun run = new FlowRun(rules, draft);
        run.arrive(new Line(branch, node.id(), null, null, cause), node);
        return run.go(false).orThrow();
    }

    /** Those that wait for a condition that holds by now, or for tickets that have ended, go on; until nothing more follows. */
    static Draft wake(RuleEngine rules, Draft start) {
        Draft draft = start;
        for (int i = 0; i < MOST_HOPS; i++) {
            Draft next = woken(rules, draft, FlowRun::hasCome);
            if (next.events().size() == draft.events().size()) {
                return next;
            }
            draft = next;
        }
        return draft;
    }

    /** The requester has said something. */
    static Draft replied(RuleEngine rules, Draft draft) {
        return woken(rules, draft, (_, wait) -> wait.until() instanceof For.Reply);
    }

    /** What rests, or is called off, is not woken. @param come whether what is waited for has come */
    private static Draft woken(RuleEngine rules, Draft start, BiPredicate<Draft, FlowDef.Wait> come) {
        Ticket ticket = start.state();
        if (ticket.flow().isNone()
                || ticket.flow().ending() != null
                || ticket.flow().hold() != null) {
            return start;
        }
        Draft draft = start;
        for (FlowState.At at : ticket.places()) {
            if (isThere(draft, at)
                    && draft.situation().pinned().flow().find(at.node()).orElse(null) instanceof FlowDef.Wait wait
                    && come.test(draft, wait)) {
                draft = goOn(rules, draft, at.branch(), at.node(), null, new Cause.Flow(at.node()));
            }
        }
        return draft;
    }

    /** Whether a line still waits where it was: another one may have met it, or ended the whole, since. */
    private static boolean isThere(Draft draft, FlowState.At at) {
        return draft.state().flow().branch(at.branch()).stream()
                .anyMatch(branch -> branch.node().equals(at.node()) && branch.waits());
    }

    private static boolean hasCome(Draft draft, FlowDef.Wait wait) {
        return switch (wait.until()) {
            case For.Condition(var when) ->
                Evaluator.test(when, draft.situation().facts(draft.state()));
            case For.Linked(var kind) ->
                draft.state().flow().making() == 0
                        && links(draft).stream()
                                .filter(link -> link.kind() == kind)
                                .flatMap(link -> draft
                                        .situation()
                                        .others()
                                        .find(link.other().toString())
                                        .stream())
                                .noneMatch(other ->
                                        StatusCategory.ofCode(other.status()).isOpen());
            case For.Time _, For.Moment _, For.Reply _ -> false;
        };
    }

    /** As they will be once this is saved. */
    private static Set<Link> links(Draft draft) {
        Set<Link> links = new LinkedHashSet<>(
                draft.situation().others().links(draft.state().id()));
        draft.events().forEach(event -> {
            switch (event) {
                case Event.Linked linked -> links.add(linked.link());
                case Event.Unlinked unlinked -> links.remove(unlinked.link());
                default -> {}
            }
        });
        return links;
    }

    /** What was held up by a rest goes on. */
    static Draft resumed(RuleEngine rules, Draft start, boolean replied) {
        Draft draft = start;
        for (FlowState.At at : start.state().places()) {
            Branch branch = draft.state().flow().branch(at.branch()).orElse(null);
            if (branch == null || !branch.node().equals(at.node()) || branch.stuck() != null) {
                continue;
            }
            draft = switch (draft.situation().pinned().flow().find(at.node()).orElse(null)) {
                case FlowDef.Doing doing -> resumed(rules, draft, branch, doing);
                case FlowDef.Child child -> childEnded(rules, draft, branch, child);
                case null, default -> draft;
            };
        }
        return wake(rules, replied ? replied(rules, draft) : draft);
    }

    private static Draft resumed(RuleEngine rules, Draft draft, Branch branch, FlowDef.Doing doing) {
        Call failed = branch.calls().stream()
                .filter(call -> call.state() == Call.State.FAILED)
                .findFirst()
                .orElse(null);
        if (failed != null) {
            return notCalled(rules, draft, branch, doing, failed, Objects.requireNonNull(failed.error()));
        }
        return branch.calls().stream().allMatch(call -> call.state() == Call.State.DONE)
                ? goOn(rules, draft, branch.id(), doing.id(), null, new Cause.Flow(doing.id()))
                : draft;
    }

    /** A line that waits for a child goes on once that has ended, unless the ticket rests. */
    static Draft childEnded(RuleEngine rules, Draft draft, Branch branch, FlowDef.Child child) {
        FlowState state = draft.state().flow();
        StatusCategory status = state.children().stream()
                .filter(made -> made.ticket().toString().equals(branch.child()))
                .findFirst()
                .map(made -> StatusCategory.ofCode(made.status()))
                .orElse(StatusCategory.OPEN);
        if (status.isOpen() || !child.waits() || state.ending() != null || state.hold() != null) {
            return draft;
        }
        boolean cancelled = status == StatusCategory.CANCELLED
                && Flow.leads(draft.situation().pinned().flow(), child.id(), FlowDef.CANCELLED);
        return goOn(
                rules,
                draft,
                branch.id(),
                child.id(),
                cancelled ? FlowDef.CANCELLED : null,
                new Cause.Flow(child.id()));
    }

    // ---- Going

    /** @param asked whether somebody waits for the answer, who is refused what cannot be */
    private Result<Draft> go(boolean asked) {
        while (!todo.isEmpty() && refused == null) {
            Line line = todo.poll();
            if (isGone(line.branch())) {
                continue;
            }
            if (++hops > MOST_HOPS) {
                stuck(line, "loop", "", asked, loop(line.from()));
                continue;
            }
            Optional<Flow.Hop> hop = Flow.way(flow, line.from(), line.on(), facts());
            Optional<FlowDef.Node> to = hop.flatMap(h -> flow.find(h.taken().to()));
            if (to.isEmpty()) {
                stuck(line, "no-way", line.on() == null ? "" : line.on(), asked, Flow.noWay(line.from(), line.on()));
            } else {
                arrive(line, to.get());
            }
        }
        return refused == null ? Result.ok(draft) : Result.refused(refused);
    }

    /** Whether another line has met it, or ended the whole, while it waited for its turn. */
    private boolean isGone(int branch) {
        return over
                || branch != FlowState.MAIN
                        && draft.state().flow().branch(branch).isEmpty();
    }

    private static Rejection loop(String from) {
        return Rejection.conflict(
                "flow.loop",
                "The flow's decisions lead in a circle from '" + from + "'; an administrator must correct it.",
                List.of());
    }

    private void stuck(Line line, String code, String detail, boolean asked, Rejection why) {
        if (asked) {
            refused = why;
        } else {
            mark(line.branch(), line.from(), code, detail);
        }
    }

    private Facts facts() {
        return draft.situation().facts(draft.state());
    }

    private Instant now() {
        return draft.situation().moment().now();
    }

    private void arrive(Line line, FlowDef.Node node) {
        switch (Flow.arrive(flow, node, facts())) {
            case Arrival.Passes _ ->
                todo.addFirst(new Line(line.branch(), node.id(), null, line.action(), line.cause()));
            case Arrival.Works(FlowDef.Task task) -> work(line, task);
            case Arrival.Asks(FlowDef.Signing signing) -> ask(line, signing);
            case Arrival.Does(FlowDef.Doing doing) -> act(line, doing);
            case Arrival.Makes(FlowDef.Child child) -> make(line, child);
            case Arrival.Waits(FlowDef.Wait wait, Instant due) ->
                place(line, wait, branch -> keeps(wait, branch.until(due)), "waiting");
            case Arrival.Forks(FlowDef.Parallel parallel, List<Edge> ways) -> fork(line, parallel, ways);
            case Arrival.Meets(FlowDef.Join join) -> meet(line, join);
            case Arrival.Ends(FlowDef.End end) -> end(line, end);
        }
    }

    private static Branch keeps(FlowDef.Wait wait, Branch branch) {
        return wait.until() instanceof For.Time || wait.until() instanceof For.Moment ? branch : branch.waiting();
    }

    // ---- Coming to rest

    private interface Keeps {
        Branch with(Branch branch);
    }

    /**
     * The line is in that place now.
     *
     * @param keeps what is to be kept of it there
     * @param what to call that in history
     * @return false for one that has gone round without any person: it is marked, and stays where it was
     */
    private boolean place(Line line, FlowDef.Place place, Keeps keeps, String what) {
        AccountId person = by(line.cause());
        if (line.branch() == FlowState.MAIN) {
            if (person == null && alone() >= MOST_ALONE) {
                mark(line.branch(), line.from(), "loop", line.on() == null ? "" : line.on());
                return false;
            }
            draft = draft.step(place.id(), place.category().code(), line.action(), cause(line, place));
            Branch main = keeps.with(Branch.at(FlowState.MAIN, FlowState.MAIN, place.id(), now(), person));
            FlowState after = draft.state().flow().with(main);
            // What rests goes on resting where it has come to.
            int status = after.hold() == null ? draft.state().status() : StatusCategory.WAITING.code();
            draft = draft.flow(what, place.id(), Map.of(), after, status, new Cause.Flow(place.id()));
            return true;
        }
        FlowState before = draft.state().flow();
        Branch old = before.branch(line.branch()).orElseThrow();
        if (person == null && old.alone() >= MOST_ALONE) {
            mark(line.branch(), line.from(), "loop", line.on() == null ? "" : line.on());
            return false;
        }
        Branch come = Branch.at(old.id(), old.parent(), place.id(), now(), person == null ? old.by() : person)
                .alone(person == null ? old.alone() + 1 : 0);
        Map<String, String> details = new HashMap<>(Map.of("branch", Integer.toString(old.id()), "from", line.from()));
        if (line.action() != null) {
            details.put("action", line.action());
        }
        FlowState after = before.with(keeps.with(come));
        draft = draft.flow("entered", place.id(), details, after, status(after), cause(line, place));
        return true;
    }

    /** What the flow does by itself is told as the doing of the step that is come to. */
    private static Cause cause(Line line, FlowDef.Node to) {
        return line.cause() instanceof Cause.Flow ? new Cause.Flow(to.id()) : line.cause();
    }

    /** How many of the newest steps no person had a part in. */
    private int alone() {
        List<Visit> path = draft.state().path();
        int alone = 0;
        while (alone < path.size() && path.get(path.size() - 1 - alone).by() == null) {
            alone++;
        }
        return alone;
    }

    /** Who brought a line to where it is by hand, whatever has gone by itself since; null for nobody. */
    private @Nullable AccountId broughtBy(Line line) {
        AccountId person = by(line.cause());
        if (person != null) {
            return person;
        }
        if (line.branch() != FlowState.MAIN) {
            return draft.state().flow().branch(line.branch()).map(Branch::by).orElse(null);
        }
        return draft.state().path().reversed().stream()
                .map(Visit::by)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(
                        draft.state().path().isEmpty()
                                ? AgendaDrafts.asker(draft)
                                : draft.state().createdBy());
    }

    private int status(FlowState state) {
        return status(draft, state);
    }

    /** The status of where a ticket is; of several ways at once: it waits when all of them do. */
    static int status(Draft draft, FlowState state) {
        return status(
                draft.situation().pinned().flow(),
                draft.state().step(),
                state,
                draft.state().status());
    }

    /** @param otherwise what it is in a step that says nothing of it */
    static int status(FlowDef flow, String step, FlowState state, int otherwise) {
        if (state.hold() != null || state.ending() != null) {
            return StatusCategory.WAITING.code();
        }
        if (!state.isForked()) {
            return flow.find(step).orElse(null) instanceof FlowDef.Place place
                    ? place.category().code()
                    : otherwise;
        }
        boolean waits = state.leaves().stream()
                .allMatch(leaf -> flow.find(leaf.node()).orElse(null) instanceof FlowDef.Place place
                        ? place.category() == StatusCategory.WAITING
                        : true);
        return (waits ? StatusCategory.WAITING : StatusCategory.OPEN).code();
    }

    private static @Nullable AccountId by(Cause cause) {
        return cause instanceof Cause.Person(AccountId account, var _) ? account : null;
    }

    private void work(Line line, FlowDef.Task task) {
        AccountId person = task.assign() instanceof FlowDef.Assign.Person(var account) ? person(account) : null;
        if (line.branch() == FlowState.MAIN) {
            if (!place(line, task, branch -> branch, "entered")) {
                return;
            }
            Cause cause = new Cause.Flow(task.id());
            draft = task.team() == null ? draft : draft.team(task.team(), cause);
            draft = person == null ? draft : draft.assignee(person, cause);
            draft = task.assign() instanceof FlowDef.Assign.Routed(String routing)
                    ? Router.route(draft, routing, cause)
                    : draft;
        } else {
            place(line, task, branch -> branch.of(task.team(), person), "entered");
        }
    }

    private @Nullable AccountId person(io.deskloom.expr.Expr account) {
        return Evaluator.evaluate(account, facts()) instanceof Value.Text(String id)
                ? AccountId.of(id)
                        .filter(who -> draft.situation().active().test(who))
                        .orElse(null)
                : null;
    }

    // ---- Asking people

    private void ask(Line line, FlowDef.Signing signing) {
        AccountId asker = signing.selfApproval() || signing.confirm() ? null : broughtBy(line);
        // Whoever is asked twice by name, or brought it himself, answers for nobody.
        Set<Approver> named = new HashSet<>();
        List<Approver> of = signing.of().stream()
                .flatMap(one -> approver(one).stream())
                .filter(one -> one.kind() != Approver.Kind.ACCOUNT
                        || AgendaDrafts.isThere(draft, one.name())
                                && (asker == null || !one.name().equals(asker.toString()))
                                && named.add(one))
                .toList();
        if (of.isEmpty() || of.size() < signing.needed()) {
            place(line, signing, branch -> branch.stuck(new Stuck("nobody-to-ask", signing.id(), now())), "stuck");
            return;
        }
        if (draft.state().agenda().isFull()) {
            place(line, signing, branch -> branch.stuck(new Stuck("agenda-full", signing.id(), now())), "stuck");
            return;
        }
        Entry entry = new Entry(
                Uuid7.at(now()),
                Entry.Kind.APPROVAL,
                KEY + signing.id(),
                signing.text() == null ? signing.label() : signing.text(),
                List.of(),
                signing.within() == null ? null : now().plus(signing.within()),
                Entry.State.OPEN,
                Entry.By.NOBODY,
                now(),
                null,
                new Entry.Approval(
                        of, asker, signing.needed(), signing.sequence(), signing.delegation(), signing.id(), List.of()),
                null,
                null);
        if (!place(line, signing, branch -> branch.deciding(entry.id()), "asked")) {
            return;
        }
        draft = draft.entry(null, entry, new Cause.Flow(signing.id()));
        draft = asking(draft, entry, asker);
    }

    private Optional<Approver> approver(RuleDef.To one) {
        return switch (one) {
            case RuleDef.To.Role(String key) -> Optional.of(new Approver(Approver.Kind.ROLE, key));
            case RuleDef.To.Team(String key) -> Optional.of(new Approver(Approver.Kind.TEAM, key));
            case RuleDef.To.Account(var id) ->
                Evaluator.evaluate(id, facts()) instanceof Value.Text(String account)
                        ? Optional.of(new Approver(Approver.Kind.ACCOUNT, account))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** What entries of the SOP are called by, which no rule can call its own by. */
    static final String KEY = "sop:";

    /** Those whose answers are waited for now are told. */
    static Draft asking(Draft draft, Entry entry, @Nullable AccountId asker) {
        List<Audience> to = java.util.Objects.requireNonNull(entry.approval()).waitsFor().stream()
                .map(AgendaDrafts::audience)
                .toList();
        return draft.with(new Effect.TellAgenda(draft.state().id(), entry.id(), News.ASKED, to, asker));
    }

    /** A request of the SOP has been decided, or its time is over. */
    static Draft decided(RuleEngine rules, Draft draft, Entry entry) {
        FlowDef flow = draft.situation().pinned().flow();
        Branch branch = draft.state().flow().branches().stream()
                .filter(b -> entry.id().equals(b.entry()))
                .findFirst()
                .orElse(null);
        if (branch == null || !(flow.find(branch.node()).orElse(null) instanceof FlowDef.Signing signing)) {
            return draft;
        }
        String on = switch (entry.state()) {
            case APPROVED -> signing.yes();
            case REFUSED -> FlowDef.REFUSE;
            default -> FlowDef.TIMEOUT;
        };
        Cause cause = Objects.requireNonNull(entry.closing()).by().account() != null
                ? draft.person()
                : new Cause.Flow(branch.node());
        return goOn(rules, draft, branch.id(), branch.node(), on, cause);
    }

    // ---- Doing

    private void act(Line line, FlowDef.Doing doing) {
        Draft before = draft;
        Fired fired = RuleEngine.wants(texts(), doing.rule(), facts());
        List<Intent> atOnce = fired.intents().stream()
                .filter(intent -> !(intent instanceof Intent.CallConnector))
                .toList();
        RuleRounds.Applied<Draft> applied = fired.refused() == null
                ? Consequences.apply(
                        rules,
                        draft,
                        new Fired(fired.rule(), fired.key(), fired.pack(), fired.packVersion(), atOnce, null),
                        new ScriptCalls(draft.situation()),
                        new LinkedHashSet<>())
                : new RuleRounds.Applied<>(draft, fired.refused());
        String failed = applied.refused();
        if (failed != null) {
            failed(line, doing, failed);
            return;
        }
        draft = applied.state().since(before, new Cause.Flow(doing.id()));
        List<Call> calls = new ArrayList<>();
        for (int wish = 0; wish < fired.intents().size(); wish++) {
            if (fired.intents().get(wish) instanceof Intent.CallConnector) {
                calls.add(new Call(wish, 1, Call.State.ASKED, null));
            }
        }
        if (calls.isEmpty()) {
            done(line, doing);
            return;
        }
        if (!place(line, doing, branch -> branch.calling(calls), "calling")) {
            draft = before;
            mark(line.branch(), line.from(), "loop", line.on() == null ? "" : line.on());
            return;
        }
        draft = call(draft, doing, line.branch(), calls.getFirst(), doing.rule(), false);
    }

    private RuleSet texts() {
        return rules.rules(draft.situation().now(), draft.situation().type().key(), RuleDef.On.UPDATED);
    }

    private void done(Line line, FlowDef.Doing doing) {
        if (doing.pointOfNoReturn()) {
            FlowState sealed = draft.state().flow().seal();
            draft = draft.flow(
                    "sealed", doing.id(), Map.of(), sealed, draft.state().status(), new Cause.Flow(doing.id()));
        }
        todo.addFirst(new Line(line.branch(), doing.id(), null, line.action(), line.cause()));
    }

    private void failed(Line line, FlowDef.Doing doing, String code) {
        if (Flow.leads(flow, doing.id(), FlowDef.FAILED)) {
            todo.addFirst(new Line(line.branch(), doing.id(), FlowDef.FAILED, line.action(), line.cause()));
        } else {
            place(line, doing, branch -> branch.stuck(new Stuck("not-done", code, now())), "stuck");
        }
    }

    /** Has a service outside do a wish of a rule. */
    static Draft call(Draft draft, FlowDef.Doing doing, int branch, Call call, RuleDef rule, boolean undo) {
        int wish = undo ? 0 : call.wish();
        if (!(rule.then().get(wish) instanceof RuleDef.IntentDef.CallConnector def)) {
            return draft;
        }
        Cause.Rule by = new Cause.Rule(rule.id(), rule.key(), null, null);
        Effect.CallConnector what =
                draft.call(by, new Intent.CallConnector(def.connector(), def.operation(), wish, Map.of()));
        return draft.with(new Effect.FlowCall(what, branch, doing.id(), call.wish(), call.attempt(), undo));
    }

    /** A call was done: the next one, or on. */
    static Draft called(RuleEngine rules, Draft start, Branch branch, FlowDef.Doing doing, Call call) {
        FlowState state = start.state().flow();
        Branch now = branch.with(call.now(Call.State.DONE, null)).stuck(null);
        state = state.with(now);
        if (doing.undo().containsKey(call.wish())) {
            state = state.done(new Undo(doing.id(), call.wish()));
        }
        Optional<Call> next =
                now.calls().stream().filter(c -> c.state() != Call.State.DONE).findFirst();
        if (next.isEmpty() && doing.pointOfNoReturn()) {
            state = state.seal();
        }
        boolean rests = state.hold() != null;
        Cause cause = new Cause.Flow(doing.id());
        Draft draft = start.flow(
                "called",
                doing.id(),
                operation(doing, call),
                state,
                start.state().status(),
                cause);
        if (next.isPresent()) {
            return call(draft, doing, branch.id(), next.get(), doing.rule(), false);
        }
        return rests ? draft : goOn(rules, draft, branch.id(), doing.id(), null, cause);
    }

    /** A call was not done: the way for that, or stuck. */
    static Draft notCalled(RuleEngine rules, Draft start, Branch branch, FlowDef.Doing doing, Call call, String error) {
        Cause cause = new Cause.Flow(doing.id());
        boolean way = Flow.leads(start.situation().pinned().flow(), doing.id(), FlowDef.FAILED);
        Map<String, String> details = new HashMap<>(operation(doing, call));
        Call failed = call.now(Call.State.FAILED, error);
        Branch now = branch.with(failed);
        boolean rests = start.state().flow().hold() != null;
        if (!way && !rests) {
            now = now.stuck(new Stuck(
                    "call-failed",
                    details.getOrDefault("operation", "") + ": " + error,
                    start.situation().moment().now()));
        }
        details.put("error", error);
        FlowState state = start.state().flow().with(now);
        if (way && failed.mayBeDone() && doing.undo().containsKey(call.wish())) {
            // It goes on without it, and must not leave it behind.
            state = state.done(new Undo(doing.id(), call.wish()));
        }
        Draft draft = start.flow(
                "call-failed", doing.id(), details, state, start.state().status(), cause);
        return way && !rests ? goOn(rules, draft, branch.id(), doing.id(), FlowDef.FAILED, cause) : draft;
    }

    static Map<String, String> operation(FlowDef.Doing doing, Call call) {
        return call.wish() < doing.rule().then().size()
                        && doing.rule().then().get(call.wish()) instanceof RuleDef.IntentDef.CallConnector c
                ? Map.of("operation", c.connector() + "." + c.operation())
                : Map.of();
    }

    // ---- Other tickets

    private void make(Line line, FlowDef.Child child) {
        Fired fired = RuleEngine.wants(texts(), child.rule(), facts());
        if (fired.refused() != null
                || fired.intents().isEmpty()
                || !(fired.intents().getFirst() instanceof Intent.CreateTicket wish)) {
            place(line, child, branch -> branch.stuck(new Stuck("not-done", "child", now())), "stuck");
            return;
        }
        int depth = draft.situation().origin().depth() + 1;
        if (depth > AgendaDrafts.MOST_DEPTH) {
            place(line, child, branch -> branch.stuck(new Stuck("too-deep", child.id(), now())), "stuck");
            return;
        }
        if (child.waits() && !place(line, child, branch -> branch.waitingFor(""), "making")) {
            return;
        }
        draft = draft.flow(
                "making",
                child.id(),
                Map.of(),
                draft.state().flow().making(1),
                draft.state().status(),
                new Cause.Flow(child.id()));
        draft = draft.with(new Effect.CreateTicket(
                draft.state().id(),
                new Cause.Rule(child.rule().id(), child.rule().key(), null, null),
                wish.type(),
                wish.fields(),
                wish.link(),
                draft.state().requester(),
                depth,
                new FlowState.Parent(draft.state().id(), line.branch(), child.id(), child.waits())));
        if (!child.waits()) {
            todo.addFirst(new Line(line.branch(), child.id(), null, line.action(), line.cause()));
        }
    }

    // ---- Several ways at once

    private void fork(Line line, FlowDef.Parallel parallel, List<Edge> ways) {
        if (ways.isEmpty() || draft.state().flow().branches().size() + ways.size() > FlowState.MOST_BRANCHES) {
            place(line, parallel, branch -> branch.stuck(new Stuck("no-way", "", now())), "stuck");
            return;
        }
        AccountId brought = broughtBy(line);
        int alone = line.branch() == FlowState.MAIN
                ? alone()
                : draft.state().flow().branch(line.branch()).map(Branch::alone).orElse(0);
        if (!place(line, parallel, branch -> branch, "entered")) {
            return;
        }
        FlowState state = draft.state().flow();
        List<Line> lines = new ArrayList<>();
        for (Edge way : ways) {
            Branch branch = Branch.at(state.last() + 1, line.branch(), parallel.id(), now(), brought)
                    .alone(alone);
            state = state.with(branch);
            lines.add(new Line(branch.id(), way.to(), null, null, line.cause()));
        }
        draft = draft.flow(
                "forked",
                parallel.id(),
                Map.of("ways", Integer.toString(ways.size())),
                state,
                draft.state().status(),
                new Cause.Flow(parallel.id()));
        // Each goes to where its edge leads, in the order of the definition.
        for (Line way : lines) {
            if (isGone(way.branch())) {
                continue;
            }
            FlowDef.Node to = flow.find(way.from()).orElseThrow();
            arrive(new Line(way.branch(), parallel.id(), null, null, way.cause()), to);
        }
    }

    private void meet(Line line, FlowDef.Join join) {
        FlowState state = draft.state().flow();
        Branch own = state.branch(line.branch()).orElse(null);
        if (own == null || own.isMain()) {
            // A join that nothing was split for is passed.
            todo.addFirst(new Line(line.branch(), join.id(), null, line.action(), line.cause()));
            return;
        }
        Branch there = Branch.at(own.id(), own.parent(), join.id(), now(), own.by());
        FlowState arrived = state.with(there);
        boolean all = join.any()
                || arrived.branches().stream()
                        .filter(b -> b.parent() == own.parent() && !b.isMain())
                        .allMatch(b -> b.node().equals(join.id()));
        if (!all) {
            draft = draft.flow(
                    "arrived",
                    join.id(),
                    Map.of("branch", Integer.toString(own.id()), "from", line.from()),
                    arrived,
                    status(arrived),
                    line.cause());
            return;
        }
        String fork = own.parent() == FlowState.MAIN
                ? draft.state().step()
                : state.branch(own.parent()).map(Branch::node).orElse("");
        FlowState met = abandon(arrived, own.parent());
        int status = met.isForked()
                ? status(met)
                : flow.find(fork).orElse(null) instanceof FlowDef.Place place
                        ? place.category().code()
                        : draft.state().status();
        draft = draft.flow("met", join.id(), Map.of("from", fork), met, status, new Cause.Flow(join.id()));
        todo.addFirst(new Line(own.parent(), join.id(), null, line.action(), line.cause()));
    }

    /** Without the ways below a line; what was asked of people for them is withdrawn. */
    private FlowState abandon(FlowState state, int parent) {
        List<Branch> below = below(state, parent);
        draft = withdraw(draft, below, "met");
        return state.without(below::contains);
    }

    static List<Branch> below(FlowState state, int parent) {
        List<Branch> all = new ArrayList<>();
        for (Branch branch : state.branches()) {
            if (!branch.isMain() && branch.parent() == parent) {
                all.add(branch);
                all.addAll(below(state, branch.id()));
            }
        }
        return all;
    }

    /** What people were asked for those lines is not asked any more. */
    static Draft withdraw(Draft start, List<Branch> branches, String why) {
        Draft draft = start;
        Agenda agenda = start.state().agenda();
        for (Branch branch : branches) {
            UUID id = branch.entry();
            Entry entry =
                    id == null ? null : agenda.find(id).filter(Entry::isOpen).orElse(null);
            if (entry != null) {
                draft = AgendaDrafts.close(draft, entry, Entry.State.WITHDRAWN, new Cause.System(why), null);
            }
        }
        return draft;
    }

    // ---- The end

    private void end(Line line, FlowDef.End end) {
        draft = ended(draft, end, line.action(), cause(line, end));
        todo.clear();
        over = true;
    }

    /** The whole ends, whatever else goes on. */
    static Draft ended(Draft start, FlowDef.End end, @Nullable String action, Cause cause) {
        Draft draft = withdraw(start, start.state().flow().branches(), "ended");
        draft = draft.step(end.id(), end.category().code(), action, cause);
        FlowState over = draft.state().flow().ended();
        return draft.flow(
                "ended",
                end.id(),
                end.outcome() == null ? Map.of() : Map.of("outcome", end.outcome()),
                over,
                end.category().code(),
                new Cause.Flow(end.id()));
    }

    private void mark(int branch, String node, String code, String detail) {
        draft = stuck(draft, branch, node, code, detail);
    }

    /** A line that cannot go on stays where it is, and people are told why. */
    static Draft stuck(Draft draft, int branch, String node, String code, String detail) {
        Instant now = draft.situation().moment().now();
        FlowState state = draft.state().flow();
        Branch there = state.branch(branch).orElseGet(() -> Branch.at(branch, FlowState.MAIN, node, now, null));
        Branch at = new Branch(
                there.id(),
                there.parent(),
                node,
                there.since(),
                there.by(),
                there.team(),
                there.assignee(),
                null,
                there.entry(),
                there.calls(),
                there.child(),
                new Stuck(code, detail, now),
                false,
                there.alone());
        return draft.flow(
                "stuck",
                node,
                Map.of("code", code, "branch", Integer.toString(branch)),
                state.with(at),
                draft.state().status(),
                new Cause.Flow(node));
    }
}

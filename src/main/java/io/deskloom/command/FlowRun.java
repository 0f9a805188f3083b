package io.deskloom.command;

import io.deskloom.agenda.Agenda;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
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
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.FlowState.Stuck;
import io.deskloom.ticket.FlowState.Undo;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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

    /** Those that wait for a condition that holds by now, or for tickets that have ended, go on. */
    static Draft wake(RuleEngine rules, Draft start) {
        Draft draft = start;
        Ticket ticket = draft.state();
        if (ticket.flow().isNone() || ticket.flow().ending() != null) {
            return draft;
        }
        for (FlowState.At at : ticket.places()) {
            if (at.state() != null
                    && at.state().waits()
                    && draft.situation().pinned().flow().find(at.node()).orElse(null) instanceof FlowDef.Wait wait
                    && hasCome(draft, wait)) {
                draft = goOn(rules, draft, at.branch(), at.node(), null, new Cause.Flow(at.node()));
            }
        }
        return draft;
    }

    private static boolean hasCome(Draft draft, FlowDef.Wait wait) {
        return switch (wait.until()) {
            case For.Condition(var when) ->
                Evaluator.test(when, draft.situation().facts(draft.state()));
            case For.Linked(var kind) ->
                draft.situation().others().links(draft.state().id()).stream()
                        .filter(link -> link.kind() == kind)
                        .flatMap(link ->
                                draft.situation().others().find(link.other().toString()).stream())
                        .noneMatch(
                                other -> StatusCategory.ofCode(other.status()).isOpen());
            case For.Time _, For.Moment _, For.Reply _ -> false;
        };
    }

    /** The requester has said something. */
    static Draft replied(RuleEngine rules, Draft start) {
        Draft draft = start;
        for (FlowState.At at : start.state().places()) {
            if (draft.situation().pinned().flow().find(at.node()).orElse(null) instanceof FlowDef.Wait wait
                    && wait.until() instanceof For.Reply) {
                draft = goOn(rules, draft, at.branch(), at.node(), null, new Cause.Flow(at.node()));
            }
        }
        return draft;
    }

    // ---- Going

    /** @param asked whether somebody waits for the answer, who is refused what cannot be */
    private Result<Draft> go(boolean asked) {
        while (!todo.isEmpty() && refused == null) {
            Line line = todo.poll();
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

    /** The line is in that place now. @param keeps what is to be kept of it there; @param what to call that in history */
    private void place(Line line, FlowDef.Place place, Keeps keeps, String what) {
        FlowState before = draft.state().flow();
        if (line.branch() == FlowState.MAIN) {
            if (alone() >= MOST_ALONE) {
                mark(line.branch(), line.from(), "loop", "");
                return;
            }
            draft = draft.step(place.id(), place.category().code(), line.action(), cause(line, place));
            Branch main = keeps.with(Branch.at(FlowState.MAIN, FlowState.MAIN, place.id(), now(), by(line.cause())));
            FlowState after = draft.state().flow().with(main);
            draft = draft.flow(what, place.id(), Map.of(), after, draft.state().status(), new Cause.Flow(place.id()));
            return;
        }
        Branch old = before.branch(line.branch()).orElseThrow();
        Branch branch = keeps.with(Branch.at(old.id(), old.parent(), place.id(), now(), by(line.cause())));
        Map<String, String> details = new HashMap<>(Map.of("branch", Integer.toString(old.id()), "from", line.from()));
        if (line.action() != null) {
            details.put("action", line.action());
        }
        FlowState after = before.with(branch);
        draft = draft.flow("entered", place.id(), details, after, status(after), cause(line, place));
    }

    /** What the flow does by itself is told as the doing of the step that is come to. */
    private static Cause cause(Line line, FlowDef.Node to) {
        return line.cause() instanceof Cause.Flow ? new Cause.Flow(to.id()) : line.cause();
    }

    /** How many of the newest steps no person had a part in. */
    private int alone() {
        List<io.deskloom.ticket.Visit> path = draft.state().path();
        int alone = 0;
        while (alone < path.size() && path.get(path.size() - 1 - alone).by() == null) {
            alone++;
        }
        return alone;
    }

    /** What several ways at once make of the ticket's status: it waits when all of them do. */
    private int status(FlowState state) {
        if (state.hold() != null) {
            return StatusCategory.WAITING.code();
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
            place(line, task, branch -> branch, "entered");
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
        List<Approver> of = signing.of().stream()
                .flatMap(one -> approver(one).stream())
                .filter(one -> one.kind() != Approver.Kind.ACCOUNT || AgendaDrafts.isThere(draft, one.name()))
                .toList();
        if (of.isEmpty() || of.size() < signing.needed()) {
            place(line, signing, branch -> branch.stuck(new Stuck("nobody-to-ask", signing.id(), now())), "stuck");
            return;
        }
        if (draft.state().agenda().isFull()) {
            place(line, signing, branch -> branch.stuck(new Stuck("agenda-full", signing.id(), now())), "stuck");
            return;
        }
        AccountId asker = signing.selfApproval() || signing.confirm() ? null : AgendaDrafts.asker(draft);
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
        place(line, signing, branch -> branch.deciding(entry.id()), "asked");
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
        return to.isEmpty()
                ? draft
                : draft.with(new Effect.TellAgenda(draft.state().id(), entry.id(), News.ASKED, to, asker));
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
        Cause cause = entry.closing() != null && entry.closing().by().account() != null
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
        place(line, doing, branch -> branch.calling(calls), "calling");
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
        Cause cause = new Cause.Flow(doing.id());
        Draft draft = start.flow(
                "called",
                doing.id(),
                operation(doing, call),
                state,
                start.state().status(),
                cause);
        return next.isPresent()
                ? call(draft, doing, branch.id(), next.get(), doing.rule(), false)
                : goOn(rules, draft, branch.id(), doing.id(), null, cause);
    }

    /** A call was not done: the way for that, or stuck. */
    static Draft notCalled(RuleEngine rules, Draft start, Branch branch, FlowDef.Doing doing, Call call, String error) {
        Cause cause = new Cause.Flow(doing.id());
        boolean way = Flow.leads(start.situation().pinned().flow(), doing.id(), FlowDef.FAILED);
        Map<String, String> details = new HashMap<>(operation(doing, call));
        Call failed = call.now(Call.State.FAILED, error);
        Branch now = branch.with(failed);
        if (!way) {
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
        return way ? goOn(rules, draft, branch.id(), doing.id(), FlowDef.FAILED, cause) : draft;
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
        if (child.waits()) {
            place(line, child, branch -> branch.waitingFor(""), "making");
        }
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
        place(line, parallel, branch -> branch, "entered");
        FlowState state = draft.state().flow();
        List<Line> lines = new ArrayList<>();
        for (Edge way : ways) {
            Branch branch = Branch.at(state.last() + 1, line.branch(), parallel.id(), now(), by(line.cause()));
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
        Branch there = Branch.at(own.id(), own.parent(), join.id(), now(), by(line.cause()));
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
                false);
        return draft.flow(
                "stuck",
                node,
                Map.of("code", code, "branch", Integer.toString(branch)),
                state.with(at),
                draft.state().status(),
                new Cause.Flow(node));
    }
}

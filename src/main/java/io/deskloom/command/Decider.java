package io.deskloom.command;

import io.deskloom.access.FieldState;
import io.deskloom.access.Steps;
import io.deskloom.access.TicketAccess;
import io.deskloom.agenda.Entry;
import io.deskloom.effect.Effect;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.flow.Flow;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.MacroPlan;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.RollUps;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns a command on a ticket into events, or says everything that is wrong with it. Writes nothing and asks nothing but
 * what its {@link Situation} holds.
 */
final class Decider {
    /** Rules that answer computed changes with changes that are computed from could go on for ever. */
    static final int MOST_COMPUTED = 16;

    private final RuleEngine rules;
    private final RuleWatch watch;
    private final AgendaDecider agenda;
    private final FlowDecider flows;

    Decider(RuleEngine rules, RuleWatch watch) {
        this.rules = rules;
        this.watch = watch;
        this.agenda = new AgendaDecider(this, rules);
        this.flows = new FlowDecider(this, rules);
    }

    /**
     * A new ticket.
     *
     * @param numbers the next number of a series, asked once nothing stands in the way, because numbers are spent by asking
     */
    Result<Decided> create(Situation s, Command.Create c, TicketId id, ToLongFunction<String> numbers) {
        if (!TicketAccess.may(s.actor(), s.type(), Verb.CREATE, null, s.moment())) {
            return refused(s, null, "create-not-allowed", "You may not create tickets of this type.");
        }
        Priority priority = c.priority() == null ? Priority.NORMAL : c.priority();
        return created(s, c.fields(), priority, c.external(), c.follows(), id, numbers)
                .flatMap(created -> FlowRun.begin(rules, following(created, c.follows())))
                .flatMap(entered -> {
                    Command.Follows follows = c.follows();
                    return ruledNew(
                            follows == null || follows.link() == null
                                    ? entered
                                    : entered.link(follows.link(), true, follows.by()));
                });
    }

    /** A ticket that a step of an SOP waits for, or has made, knows it. */
    private static Draft following(Draft created, Command.@Nullable Follows follows) {
        FlowState.Parent parent = follows == null ? null : follows.parent();
        return parent == null
                ? created
                : created.flow(
                        "made",
                        parent.node(),
                        Map.of(),
                        created.state().flow().of(parent),
                        created.state().status(),
                        java.util.Objects.requireNonNull(follows).by());
    }

    /** A new object record. */
    Result<Decided> create(Situation s, Command.PutRecord c, TicketId id, ToLongFunction<String> numbers) {
        if (!TicketAccess.may(s.actor(), s.type(), Verb.CREATE, null, s.moment())) {
            return recordRefused(s, null, "create-not-allowed", "You may not create records of this type.");
        }
        return created(s, c.fields(), Priority.NORMAL, c.external(), null, id, numbers)
                .flatMap(this::ruledNew);
    }

    private Result<Decided> ruledNew(Draft draft) {
        return ruled(null, draft, RuleDef.On.CREATED, null);
    }

    /** The creation alone: before the flow and the rules have their say. */
    private static Result<Draft> created(
            Situation s,
            Map<String, @Nullable Object> fields,
            Priority priority,
            @Nullable External external,
            Command.@Nullable Follows follows,
            TicketId id,
            ToLongFunction<String> numbers) {
        Problems problems = new Problems();
        Map<FieldDef, Value> given = FieldWrites.read(s, s.rights(null), null, fields, problems);
        // Settle first: what the fields' own conditions hide has no say in what is needed.
        Draft begun = begin(s, id, 0, priority, external, follows, given);
        Draft sketch = Consequences.settle(begun, new Cause.System("new"));
        Ticket draft = versionZero(sketch.state());
        Map<String, FieldState> states = s.states(draft);
        Ticket unsettled = versionZero(begun.state());
        FieldWrites.checkShown(
                unsettled.equals(draft) ? states : s.states(unsettled), given.keySet(), unsettled, problems);
        FieldWrites.checkRequired(s, states, draft, problems);
        FieldWrites.checkRules(s, states, draft, keys(given.keySet()), problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Map<FieldDef, Value> kept = new LinkedHashMap<>(given);
        kept.keySet().removeIf(f -> sketch.state().field(f.id()).isNull());
        // Only now: a refused record must not cost a number.
        s.type().fields().stream()
                .filter(f -> f.kind() == Kind.AUTONUMBER)
                .forEach(f -> kept.put(
                        f, FieldTypes.autonumber(numbers.applyAsLong(s.type().id() + "/" + f.id()), f.settings())));
        long number = numbers.applyAsLong(s.type().id());
        Draft born = begin(s, id, number, priority, external, follows, kept);
        if (s.type().derived().isEmpty()) {
            return Result.ok(born);
        }
        // What follows from the values it is made with is part of how it is made, not a change to it.
        Ticket whole = Consequences.computed(born).state();
        s.type().derived().stream()
                .filter(f -> !f.isArchived())
                .forEach(f -> kept.put(
                        f,
                        f.derivation() instanceof Derivation.RollUp rollUp
                                ? RollUps.value(f, rollUp, RollUps.Figures.NONE)
                                : whole.field(f.id())));
        kept.values().removeIf(Value::isNull);
        return Result.ok(begin(s, id, number, priority, external, follows, kept));
    }

    /** Anything with a ticket there is, which the actor has been found to see. */
    Result<Decided> change(Situation s, Command.OnTicket command, Ticket ticket) {
        return switch (command) {
            case Command.Update c -> update(s, c, ticket);
            case Command.Comment c -> comment(s, c, ticket);
            case Command.Act c -> act(s, c, ticket);
            case Command.Assign c -> assign(s, c, ticket);
            case Command.Claim _ -> claim(s, ticket);
            case Command.Macro c -> macro(s, c, ticket);
            case Command.Beside c -> agenda.decide(s, c, ticket);
            case Command.OnFlow c -> flows.decide(s, c, ticket);
            case Command.ToFlow c -> flows.hear(s, c, ticket);
            case Command.Moves c -> new MoveDecider(rules).decide(s, c, ticket);
            case Command.Whose c -> new RoutingDecider(this).decide(s, c, ticket);
            case Command.UpdateRecord c -> updateRecord(s, c.fields(), ticket);
            case Command.DeleteRecord _ -> delete(s, ticket);
            case Command.RestoreRecord _ -> restore(s, ticket);
        };
    }

    /** The fields of an object record there is; one that was taken away comes back with them. */
    Result<Decided> put(Situation s, Command.PutRecord c, Ticket record) {
        if (record.deletedAt() == null) {
            return updateRecord(s, c.fields(), record);
        }
        return may(s, Verb.CREATE, record)
                ? write(s, Draft.of(s, record).restored(), c.fields()).flatMap(draft -> ruled(record, draft))
                : recordRefused(s, record, "create-not-allowed", "You may not create records of this type.");
    }

    private Result<Decided> updateRecord(Situation s, Map<String, @Nullable Object> fields, Ticket record) {
        if (!may(s, Verb.UPDATE, record)) {
            return recordRefused(s, record, "update-not-allowed", "You may not change this record.");
        }
        return write(s, Draft.of(s, record), fields).flatMap(draft -> ruled(record, draft));
    }

    private static Result<Decided> delete(Situation s, Ticket record) {
        return may(s, Verb.DELETE, record)
                ? Result.ok(Decided.of(record, Draft.of(s, record).deleted(), null))
                : recordRefused(s, record, "delete-not-allowed", "You may not delete this record.");
    }

    private static Result<Decided> restore(Situation s, Ticket record) {
        if (!may(s, Verb.DELETE, record)) {
            return recordRefused(s, record, "delete-not-allowed", "You may not bring this record back.");
        }
        Draft draft = Draft.of(s, record);
        return Result.ok(Decided.of(record, record.deletedAt() == null ? draft : draft.restored(), null));
    }

    private static Result<Draft> write(Situation s, Draft start, Map<String, @Nullable Object> fields) {
        Problems problems = new Problems();
        Draft draft = write(s, start, fields, null, problems);
        return problems.isEmpty() ? Result.ok(draft) : Result.refused(Rejection.invalid(problems.list()));
    }

    /** Forbidden to who may see it, else as if it were not there. */
    private static Result<Decided> recordRefused(Situation s, @Nullable Ticket record, String code, String message) {
        boolean known = TicketAccess.may(s.actor(), s.type(), Verb.READ, record, s.moment());
        return Result.refused(known ? Rejection.forbidden(code, message) : Rejection.notFound());
    }

    private Result<Decided> update(Situation s, Command.Update c, Ticket ticket) {
        return update(s, c, ticket, Draft.of(s, ticket));
    }

    /** @param start what the change goes with */
    Result<Decided> update(Situation s, Command.Update c, Ticket ticket, Draft start) {
        if (!may(s, Verb.UPDATE, ticket)) {
            return refused(s, ticket, "update-not-allowed", "You may not change this ticket.");
        }
        Problems problems = new Problems();
        Draft draft = write(s, start, c.fields(), null, problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Draft all = c.priority() == null ? draft : draft.priority(c.priority().code(), draft.person());
        return ruled(ticket, all);
    }

    private Result<Decided> comment(Situation s, Command.Comment c, Ticket ticket) {
        Verb verb = c.internal() ? Verb.COMMENT_INTERNAL : Verb.COMMENT_PUBLIC;
        if (!may(s, verb, ticket)) {
            return refused(s, ticket, "comment-not-allowed", "You may not write this kind of comment here.");
        }
        Problems problems = new Problems();
        FileChecks.check(s, c.attachments(), problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Draft said = Draft.of(s, ticket).comment(c.internal(), c.text(), c.attachments());
        Draft draft =
                !c.internal() && s.actor().account().equals(ticket.requester()) ? FlowRun.replied(rules, said) : said;
        return ruled(ticket, draft, c.internal() ? RuleDef.On.COMMENTED : RuleDef.On.REPLIED, null);
    }

    private Result<Decided> act(Situation s, Command.Act c, Ticket ticket) {
        return act(s, c, ticket, Draft.of(s, ticket));
    }

    /** @param start what the action goes with */
    Result<Decided> act(Situation s, Command.Act c, Ticket ticket, Draft start) {
        FlowDef flow = s.pinned().flow();
        Steps.Open step = Steps.with(s.actor(), s.type(), flow, ticket, s.moment(), c.step(), c.action())
                .orElse(null);
        if (step == null) {
            return Result.refused(notTaken(s, c, ticket));
        }
        Rejection resting = resting(ticket);
        if (resting != null) {
            return Result.refused(resting);
        }
        FlowDef.Action action = step.action(c.action()).orElseThrow();
        Problems problems = new Problems();
        Draft written = write(s.in(step.at().node()), start, c.fields(), action, problems);
        boolean internal = may(s, Verb.COMMENT_INTERNAL, ticket);
        if (c.comment() != null && !internal) {
            problems.add("/comment", "comment.not-allowed", "You may not write internal notes here.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Draft noted = c.comment() == null ? written : written.comment(true, c.comment());
        return FlowRun.act(rules, noted, step.at(), action.key(), noted.person())
                .flatMap(acted -> ruled(ticket, acted, RuleDef.On.ACTED, action.key()));
    }

    /** The flow knows best why: ended, another step's action. If it does not, it is somebody else's to take. */
    private static Rejection notTaken(Situation s, Command.Act c, Ticket ticket) {
        FlowDef flow = s.pinned().flow();
        List<FlowState.At> places = ticket.places();
        if (c.step() != null && places.stream().noneMatch(at -> at.node().equals(c.step()))) {
            return StatusCategory.ofCode(ticket.status()).isOpen()
                    ? Rejection.conflict("step-left", "The ticket is not in this step any more.", List.of())
                    : Rejection.conflict("ticket-ended", "The ticket has ended; it takes no more actions.", List.of());
        }
        Rejection known = null;
        for (FlowState.At at : places) {
            Rejection why = c.step() == null || at.node().equals(c.step())
                    ? Flow.notAnAction(flow, at.node(), c.action())
                    : known;
            if (why == null) {
                return Rejection.forbidden("action-not-allowed", "This action is not yours to take in this step.");
            }
            known = known == null ? why : known;
        }
        return known == null
                ? Rejection.forbidden("action-not-allowed", "This action is not yours to take in this step.")
                : known;
    }

    /** Why nobody acts on it now; null when it goes on. */
    static @Nullable Rejection resting(Ticket ticket) {
        if (ticket.flow().ending() != null) {
            return Rejection.conflict(
                    "being-cancelled", "The ticket is being cancelled; what was done is being undone.", List.of());
        }
        return ticket.flow().hold() == null
                ? null
                : Rejection.conflict("on-hold", "The ticket is on hold; resume it first.", List.of());
    }

    private Result<Decided> macro(Situation s, Command.Macro c, Ticket ticket) {
        MacroPlan plan = MacroChange.plan(s, c, ticket).orElse(null);
        if (plan == null) {
            return MacroChange.notOffered();
        }
        Problems problems = new Problems();
        String text = MacroChange.text(plan, c.comment());
        MacroChange.check(s, plan, text, ticket, problems);
        FlowDef.Action action = MacroChange.action(s, plan, ticket, problems);
        Steps.Open step = action == null
                ? null
                : Steps.with(s.actor(), s.type(), s.pinned().flow(), ticket, s.moment(), null, action.key())
                        .orElse(null);
        Situation in = step == null ? s : s.in(step.at().node());
        MacroChange.checkGiven(in, plan, c, action, ticket, problems);
        Draft written = write(in, Draft.of(s, ticket), MacroChange.json(s.type(), plan, c), action, problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Priority priority = plan.priority();
        String team = plan.team();
        MacroPlan.Comment comment = plan.comment();
        Cause cause = written.person();
        Draft draft = priority == null ? written : written.priority(priority.code(), cause);
        draft = team == null ? draft : draft.team(team, cause);
        draft = plan.assigns() ? draft.assignee(MacroChange.assignee(plan), cause) : draft;
        Draft noted = text == null || comment == null ? draft : draft.comment(comment.internal(), text);
        Set<RuleDef.On> heard = MacroChange.heard(plan, text != null);
        if (action == null) {
            return ruled(ticket, noted, heard, null);
        }
        Rejection resting = resting(ticket);
        if (resting != null || step == null) {
            return Result.refused(
                    resting != null
                            ? resting
                            : Rejection.forbidden(
                                    "action-not-allowed", "This action is not yours to take in this step."));
        }
        return FlowRun.act(rules, noted, step.at(), action.key(), cause)
                .flatMap(acted -> ruled(ticket, acted, heard, action.key()));
    }

    private Result<Decided> assign(Situation s, Command.Assign c, Ticket ticket) {
        if (!may(s, Verb.ASSIGN, ticket)) {
            return refused(s, ticket, "assign-not-allowed", "You may not hand this ticket on.");
        }
        if (ended(ticket)) {
            return ended();
        }
        Problems problems = new Problems();
        if (c.team() != null && !s.now().teams().containsKey(c.team())) {
            problems.add("/team", "assignment.unknown-team", "There is no such team.");
        }
        AccountId to = c.assignee();
        if (to != null && !s.accounts().contains(to)) {
            problems.add("/assignee", "assignment.unknown-account", "There is no such account.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Draft draft = Draft.of(s, ticket);
        draft = c.team() == null ? draft : draft.team(c.team(), draft.person());
        draft = c.changeAssignee() ? draft.assignee(to, draft.person()) : draft;
        return ruled(ticket, draft);
    }

    private Result<Decided> claim(Situation s, Ticket ticket) {
        if (!may(s, Verb.CLAIM, ticket)) {
            return refused(s, ticket, "claim-not-allowed", "You may not take this ticket.");
        }
        if (ended(ticket)) {
            return ended();
        }
        AccountId owner = ticket.assignee();
        if (owner != null && !owner.equals(s.actor().account())) {
            return Result.refused(
                    Rejection.conflict("already-claimed", "Somebody else has taken this ticket.", List.of()));
        }
        return owner == null ? new RoutingDecider(this).claim(s, ticket) : ruled(ticket, Draft.of(s, ticket));
    }

    /** The fields of a command written and checked; {@code problems} says whether the draft may be used. */
    private static Draft write(
            Situation s,
            Draft start,
            Map<String, @Nullable Object> json,
            FlowDef.@Nullable Action action,
            Problems problems) {
        Ticket ticket = start.state();
        Map<FieldDef, Value> values = FieldWrites.read(s, s.rights(ticket), ticket, json, problems);
        Draft draft = start;
        for (Map.Entry<FieldDef, Value> value : values.entrySet()) {
            draft = draft.field(value.getKey(), value.getValue(), draft.person());
        }
        FieldWrites.checkShown(s.states(draft.state()), values.keySet(), draft.state(), problems);
        Draft settled = Consequences.settle(draft, draft.person());
        Map<String, FieldState> states = s.states(settled.state());
        // Who only comments or acts is not held up by what is missing elsewhere, who edits is.
        if (action != null || !values.isEmpty()) {
            FieldWrites.checkRequired(s, states, settled.state(), problems);
        }
        if (action != null) {
            FieldWrites.checkRequiredToAct(
                    s, states, action.requiredOf(settled.state().channel()), settled.state(), problems);
        }
        FieldWrites.checkRules(s, states, settled.state(), settled.changed(), problems);
        return settled;
    }

    /**
     * Computes a record's derived fields anew.
     *
     * @param rolledUp the values of its roll-ups
     * @param depth how many computed changes led here; beyond {@link #MOST_COMPUTED} nothing follows any more
     */
    Decided derive(Situation s, Ticket record, Map<FieldDef, Value> rolledUp, int depth) {
        Draft draft = Draft.of(s, record);
        for (Map.Entry<FieldDef, Value> each : rolledUp.entrySet()) {
            draft = draft.field(each.getKey(), each.getValue(), new Cause.System("roll_up"));
        }
        draft = Consequences.settle(draft, new Cause.System("derived"));
        if (draft.events().isEmpty() || depth >= MOST_COMPUTED) {
            return Decided.of(record, draft, null, depth + 1);
        }
        // Nobody is there to be refused: what is computed is so, whatever a rule says to it.
        Consequences.Ruled ruled = Consequences.rule(rules, watch, record, draft, Set.of(RuleDef.On.UPDATED), null);
        Draft followed = Consequences.followed(rules, record, ruled.draft(), Set.of(RuleDef.On.UPDATED), null);
        return Decided.of(record, followed, ruled.explanation(), depth + 1);
    }

    /** Asks the rules that are asked once a change is saved; empty when none fired. */
    Optional<Decided> react(Situation s, Ticket ticket, Effect.React what) {
        // What they change is heard by the rules before saving, and by nobody else: it ends here.
        return Consequences.react(rules, watch, s, ticket, what)
                .map(ruled -> Decided.of(ticket, ruled.draft(), ruled.explanation()));
    }

    /** Asks an automation whose time has come; empty when its condition does not hold. */
    Optional<Decided> elapse(Situation s, Ticket ticket, RuleDef automation) {
        return Consequences.elapse(rules, watch, s, ticket, automation)
                .map(ruled -> Decided.of(
                        ticket,
                        ruled.draft().changed().isEmpty()
                                ? ruled.draft()
                                : Consequences.followed(rules, ticket, ruled.draft(), Set.of(RuleDef.On.UPDATED), null),
                        ruled.explanation()));
    }

    /** Lets the clocks of a ticket's service level have their say; nothing changes when none of them is due. */
    Decided clocksDue(Situation s, Ticket ticket) {
        Consequences.Ruled ruled = SlaDrafts.elapsed(rules, watch, s, ticket);
        return Decided.of(
                ticket,
                ruled.draft().changed().isEmpty()
                        ? ruled.draft()
                        : Consequences.followed(rules, ticket, ruled.draft(), Set.of(RuleDef.On.UPDATED), null),
                ruled.explanation());
    }

    Result<Decided> ruled(Ticket before, Draft draft) {
        return ruled(before, draft, RuleDef.On.UPDATED, null);
    }

    private Result<Decided> ruled(@Nullable Ticket before, Draft draft, RuleDef.On on, @Nullable String action) {
        return ruled(before, draft, Set.of(on), action, null);
    }

    private Result<Decided> ruled(@Nullable Ticket before, Draft draft, Set<RuleDef.On> on, @Nullable String action) {
        return ruled(before, draft, on, action, null);
    }

    /** What time did, with what rules make of it: nobody is there to be refused. */
    Decided afterTime(Ticket before, Draft draft, RuleDef.On on, Entry entry) {
        Consequences.Ruled ruled = Consequences.rule(rules, watch, before, draft, Set.of(on), null, entry);
        Draft followed = Consequences.followed(rules, before, ruled.draft(), Set.of(on), null, entry);
        return Decided.of(before, followed, ruled.explanation());
    }

    /** What an SOP did by itself, with what rules make of it: nobody is there to be refused. */
    Decided afterFlow(Ticket before, Draft draft) {
        if (draft.events().isEmpty()) {
            return Decided.of(before, draft, null);
        }
        Set<RuleDef.On> on = Set.of(RuleDef.On.UPDATED);
        Consequences.Ruled ruled = Consequences.rule(rules, watch, before, draft, on, null);
        return Decided.of(before, Consequences.followed(rules, before, ruled.draft(), on, null), ruled.explanation());
    }

    /** @param entry what of the agenda it is about, null for nothing of it */
    Result<Decided> ruled(
            @Nullable Ticket before, Draft draft, RuleDef.On on, @Nullable String action, @Nullable Entry entry) {
        return ruled(before, draft, Set.of(on), action, entry);
    }

    private Result<Decided> ruled(
            @Nullable Ticket before, Draft draft, Set<RuleDef.On> on, @Nullable String action, @Nullable Entry entry) {
        if (draft.events().isEmpty()) {
            return Result.ok(Decided.of(before, draft, null));
        }
        Consequences.Ruled ruled = Consequences.rule(rules, watch, before, draft, on, action, entry);
        return ruled.refusals().isEmpty()
                ? Result.ok(Decided.of(
                        before,
                        Consequences.followed(rules, before, ruled.draft(), on, action, entry),
                        ruled.explanation()))
                : Result.refused(Rejection.invalid(ruled.refusals()));
    }

    private static Draft begin(
            Situation s,
            TicketId id,
            long number,
            Priority priority,
            @Nullable External external,
            Command.@Nullable Follows follows,
            Map<FieldDef, Value> fields) {
        Map<String, Value> byId = new HashMap<>();
        fields.forEach((field, value) -> byId.put(field.id(), value));
        String title = s.type()
                .field(s.type().titleField())
                .map(f -> Consequences.text(byId.getOrDefault(f.id(), Value.NULL)))
                .orElse("");
        return Draft.created(
                s,
                meta -> new Event.Created(
                        meta,
                        s.type().id(),
                        number,
                        title,
                        priority.code(),
                        follows == null ? s.actor().account() : follows.requester(),
                        s.newRelease(),
                        new TreeMap<>(byId),
                        external),
                id,
                follows == null ? new Cause.Person(s.actor().account()) : follows.by());
    }

    /** The same ticket as one that is still being filled in, for access. */
    private static Ticket versionZero(Ticket t) {
        Instant now = t.createdAt();
        return new Ticket(
                        t.id(),
                        t.type(),
                        t.number(),
                        0,
                        t.title(),
                        "",
                        t.status(),
                        t.priority(),
                        null,
                        null,
                        t.requester(),
                        t.createdBy(),
                        t.flowRelease(),
                        t.fields(),
                        List.of(),
                        now,
                        now)
                .from(t.channel())
                .with(t.related());
    }

    private static Set<String> keys(Set<FieldDef> fields) {
        Set<String> keys = new LinkedHashSet<>();
        fields.forEach(f -> keys.add(f.key()));
        return keys;
    }

    private static boolean may(Situation s, Verb verb, Ticket ticket) {
        return TicketAccess.may(s.actor(), s.type(), verb, ticket, s.moment());
    }

    private static boolean ended(Ticket ticket) {
        return !StatusCategory.ofCode(ticket.status()).isOpen();
    }

    static Result<Decided> ended() {
        return Result.refused(Rejection.conflict("ticket-ended", "The ticket has ended.", List.of()));
    }

    /** Forbidden to whom the type is known, else as if it were not there. */
    private static Result<Decided> refused(Situation s, @Nullable Ticket ticket, String code, String message) {
        boolean known = TicketAccess.may(s.actor(), s.type(), Verb.READ, ticket, s.moment());
        return Result.refused(known ? Rejection.forbidden(code, message) : unknownType());
    }

    static Rejection unknownType() {
        return Rejection.invalid(List.of(Problem.of("/type", "type.unknown", "There is no such ticket type.")));
    }
}

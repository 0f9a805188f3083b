package io.deskloom.command;

import io.deskloom.access.FieldState;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.Value;
import io.deskloom.flow.Flow;
import io.deskloom.flow.FlowStep;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a command on a ticket into events, or says everything that is wrong with it. Writes nothing and asks nothing but
 * what its {@link Situation} holds.
 */
final class Decider {
    private final RuleEngine rules;

    Decider(RuleEngine rules) {
        this.rules = rules;
    }

    /**
     * A new ticket.
     *
     * @param number asked once nothing stands in the way, because numbers are spent by asking
     */
    Result<Decided> create(Situation s, Command.Create c, TicketId id, LongSupplier number) {
        if (!TicketAccess.may(s.actor(), s.type(), Verb.CREATE, null, s.moment())) {
            return refused(s, null, "create-not-allowed", "You may not create tickets of this type.");
        }
        Problems problems = new Problems();
        Priority priority = c.priority() == null ? Priority.NORMAL : c.priority();
        Map<FieldDef, Value> given = FieldWrites.read(s, s.rights(null), null, c.fields(), problems);
        // Settle first: what the fields' own conditions hide has no say in what is needed.
        Draft begun = begin(s, id, 0, priority, given);
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
        Draft created = begin(s, id, number.getAsLong(), priority, kept);
        return Flow.begin(s.pinned().flow(), s.facts(created.state())).map(step -> {
            Draft entered =
                    enter(created, step, null, new Cause.Flow(step.entered().id()));
            Consequences.Ruled ruled = Consequences.rule(rules, entered, RuleDef.On.CREATED);
            return Decided.of(null, ruled.draft(), ruled.explanation());
        });
    }

    /** Anything with a ticket there is, which the actor has been found to see. */
    Result<Decided> change(Situation s, Command.OnTicket command, Ticket ticket) {
        return switch (command) {
            case Command.Update c -> update(s, c, ticket);
            case Command.Comment c -> comment(s, c, ticket);
            case Command.Act c -> act(s, c, ticket);
            case Command.Assign c -> assign(s, c, ticket);
            case Command.Claim _ -> claim(s, ticket);
        };
    }

    private Result<Decided> update(Situation s, Command.Update c, Ticket ticket) {
        if (!may(s, Verb.UPDATE, ticket)) {
            return refused(s, ticket, "update-not-allowed", "You may not change this ticket.");
        }
        Problems problems = new Problems();
        Draft draft = write(s, ticket, c.fields(), null, problems);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Draft all = c.priority() == null ? draft : draft.priority(c.priority().code(), draft.person());
        return Result.ok(ruled(ticket, all));
    }

    private Result<Decided> comment(Situation s, Command.Comment c, Ticket ticket) {
        Verb verb = c.internal() ? Verb.COMMENT_INTERNAL : Verb.COMMENT_PUBLIC;
        if (!may(s, verb, ticket)) {
            return refused(s, ticket, "comment-not-allowed", "You may not write this kind of comment here.");
        }
        // Rules listen to what a ticket is, and a comment does not change that.
        return Result.ok(Decided.of(ticket, Draft.of(s, ticket).comment(c.internal(), c.text()), null));
    }

    private Result<Decided> act(Situation s, Command.Act c, Ticket ticket) {
        FlowDef flow = s.pinned().flow();
        FlowDef.Action action = TicketAccess.actions(s.actor(), s.type(), flow, ticket, s.moment()).stream()
                .filter(a -> a.key().equals(c.action()))
                .findFirst()
                .orElse(null);
        if (action == null) {
            // The flow knows best why: ended, another step's action. If it does not, it is somebody else's to take.
            Result<FlowStep> known = Flow.act(flow, ticket.step(), c.action(), s.facts(ticket));
            return known instanceof Result.Refused<FlowStep>(Rejection why)
                            && !why.code().equals("flow.no-way")
                    ? Result.refused(why)
                    : Result.refused(Rejection.forbidden(
                            "action-not-allowed", "This action is not yours to take in this step."));
        }
        Problems problems = new Problems();
        Draft written = write(s, ticket, c.fields(), action, problems);
        boolean internal = may(s, Verb.COMMENT_INTERNAL, ticket);
        if (c.comment() != null && !internal) {
            problems.add("/comment", "comment.not-allowed", "You may not write internal notes here.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        return Flow.act(flow, ticket.step(), action.key(), s.facts(written.state()))
                .map(step -> {
                    Draft noted = c.comment() == null ? written : written.comment(true, c.comment());
                    return ruled(ticket, enter(noted, step, action.key(), noted.person()));
                });
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
        return Result.ok(ruled(ticket, draft));
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
        Draft draft = Draft.of(s, ticket);
        return Result.ok(ruled(ticket, draft.assignee(s.actor().account(), draft.person())));
    }

    /** The fields of a command written and checked; {@code problems} says whether the draft may be used. */
    private static Draft write(
            Situation s,
            Ticket ticket,
            Map<String, @Nullable Object> json,
            FlowDef.@Nullable Action action,
            Problems problems) {
        Map<FieldDef, Value> values = FieldWrites.read(s, s.rights(ticket), ticket, json, problems);
        Draft draft = Draft.of(s, ticket);
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
            FieldWrites.checkRequiredToAct(s, states, action.required(), settled.state(), problems);
        }
        FieldWrites.checkRules(s, states, settled.state(), settled.changed(), problems);
        return settled;
    }

    private Decided ruled(Ticket before, Draft draft) {
        if (draft.events().isEmpty()) {
            return Decided.of(before, draft, null);
        }
        Consequences.Ruled ruled = Consequences.rule(rules, draft, RuleDef.On.UPDATED);
        return Decided.of(before, ruled.draft(), ruled.explanation());
    }

    private static Draft begin(Situation s, TicketId id, long number, Priority priority, Map<FieldDef, Value> fields) {
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
                        s.actor().account(),
                        s.now().release(),
                        new TreeMap<>(byId)),
                id);
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
                now);
    }

    private static Draft enter(Draft draft, FlowStep step, @Nullable String action, Cause cause) {
        String node = step.entered().id();
        Draft entered = draft.step(node, step.status().code(), action, cause);
        return step.team() == null ? entered : entered.team(step.team(), new Cause.Flow(node));
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

    private static Result<Decided> ended() {
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

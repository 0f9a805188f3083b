package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.Steps;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import io.deskloom.model.MacroDef;
import io.deskloom.model.Relations;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.MacroPlan;
import io.deskloom.ticket.Ticket;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A macro as the change it is: everything somebody could do by hand, held to all that is then asked of him. Pure. */
final class MacroChange {
    private MacroChange() {}

    /** What the macro would do; empty when there is none that is offered for this ticket. */
    static Optional<MacroPlan> plan(Situation s, Command.Macro c, Ticket ticket) {
        Map<String, FieldState> states = s.states(ticket);
        return Optional.ofNullable(s.now().macros().get(c.macro()))
                .flatMap((MacroDef macro) -> MacroPlan.of(
                        s.now(),
                        s.type(),
                        macro,
                        s.actor().roles(),
                        s.facts(ticket),
                        path -> FieldAccess.isOpen(s.type(), states, path)
                                && Relations.first(s.type(), path).isEmpty()));
    }

    /** The fields as somebody would send them, by key. */
    static Map<String, @Nullable Object> json(TicketTypeDef type, MacroPlan plan) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        plan.fields().forEach((key, value) -> json.put(key, json(type.byKey().get(key), value)));
        return json;
    }

    /** The same with what whoever applies it gives besides; what the macro says itself stays. */
    static Map<String, @Nullable Object> json(TicketTypeDef type, MacroPlan plan, Command.Macro c) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>(c.fields());
        json.putAll(json(type, plan));
        return json;
    }

    /** Adds a problem for each field given besides that the action does not ask for: a macro is not a way to change other fields. */
    static void checkGiven(
            Situation s,
            MacroPlan plan,
            Command.Macro c,
            FlowDef.@Nullable Action action,
            Ticket ticket,
            Problems problems) {
        if (c.fields().isEmpty()) {
            return;
        }
        Map<String, FieldState> states = s.states(ticket);
        List<String> asked = action == null ? List.of() : action.requiredOf(ticket.channel());
        for (String key : new TreeSet<>(c.fields().keySet())) {
            FieldState state = states.getOrDefault(key, FieldAccess.HIDDEN);
            boolean needed = action != null && (asked.contains(key) || state.requiredToAct());
            // Of one that is hidden is said what is said of one there is not.
            if (state.level() != Level.HIDDEN && (!needed || plan.fields().containsKey(key))) {
                problems.add(
                        FieldWrites.pointer(key), "macro.not-asked", "This macro does not ask for this field here.");
            }
        }
    }

    private static @Nullable Object json(@Nullable FieldDef field, Value value) {
        return field == null || value.isNull()
                ? null
                : FieldTypes.of(field.kind()).toJson(value);
    }

    static @Nullable AccountId assignee(MacroPlan plan) {
        try {
            return plan.assignee() == null ? null : new AccountId(UUID.fromString(plan.assignee()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The text to write, null for none. @param changed what whoever applies it made of the proposal */
    static @Nullable String text(MacroPlan plan, @Nullable String changed) {
        MacroPlan.Comment comment = plan.comment();
        if (comment == null) {
            return null;
        }
        String text = changed == null ? comment.text() : changed;
        return text.isBlank() ? null : text.strip();
    }

    /** What it does besides fields, and whether the actor may: problems name where. */
    static void check(Situation s, MacroPlan plan, @Nullable String text, Ticket ticket, Problems problems) {
        boolean acts = plan.action() != null;
        boolean edits = !plan.fields().isEmpty() && !acts || plan.priority() != null;
        if (edits && !may(s, Verb.UPDATE, ticket)) {
            problems.add(
                    plan.priority() != null ? "/priority" : "",
                    "update-not-allowed",
                    "You may not change this ticket.");
        }
        boolean hands = plan.team() != null || plan.assigns();
        if (hands && !StatusCategory.ofCode(ticket.status()).isOpen()) {
            problems.add("", "ticket-ended", "The ticket has ended.");
        }
        if (hands && !may(s, Verb.ASSIGN, ticket) && !takes(s, plan, ticket)) {
            problems.add(
                    plan.assigns() ? "/assignee" : "/team", "assign-not-allowed", "You may not hand this ticket on.");
        }
        String team = plan.team();
        if (team != null && !s.now().teams().containsKey(team)) {
            problems.add("/team", "assignment.unknown-team", "There is no such team.");
        }
        AccountId to = assignee(plan);
        if (plan.assignee() != null && (to == null || !s.accounts().contains(to))) {
            problems.add("/assignee", "assignment.unknown-account", "There is no such account.");
        }
        MacroPlan.Comment comment = plan.comment();
        if (text != null && comment != null) {
            if (!may(s, comment.internal() ? Verb.COMMENT_INTERNAL : Verb.COMMENT_PUBLIC, ticket)) {
                problems.add("/comment", "comment-not-allowed", "You may not write this kind of comment here.");
            }
            if (!Command.isComment(text)) {
                problems.add(
                        "/comment", "comment.text", "A comment has 1 to " + Command.LONGEST_COMMENT + " characters.");
            }
        }
    }

    /** Who may take tickets may take one nobody has by a macro, too. */
    private static boolean takes(Situation s, MacroPlan plan, Ticket ticket) {
        AccountId self = s.actor().account();
        boolean free = ticket.assignee() == null || self.equals(ticket.assignee());
        return plan.team() == null && self.equals(assignee(plan)) && free && may(s, Verb.CLAIM, ticket);
    }

    static FlowDef.@Nullable Action action(Situation s, MacroPlan plan, Ticket ticket, Problems problems) {
        String key = plan.action();
        if (key == null) {
            return null;
        }
        FlowDef.Action action = Steps.with(s.actor(), s.type(), s.pinned().flow(), ticket, s.moment(), null, key)
                .flatMap(step -> step.action(key))
                .orElse(null);
        if (action == null) {
            problems.add("/action", "action-not-allowed", "This action is not yours to take in this step.");
        }
        return action;
    }

    /** What rules hear. */
    static Set<RuleDef.On> heard(MacroPlan plan, boolean commented) {
        MacroPlan.Comment comment = plan.comment();
        Set<RuleDef.On> on = EnumSet.noneOf(RuleDef.On.class);
        if (plan.action() != null) {
            on.add(RuleDef.On.ACTED);
        } else if (!plan.fields().isEmpty() || plan.priority() != null || plan.team() != null || plan.assigns()) {
            on.add(RuleDef.On.UPDATED);
        }
        if (commented && comment != null) {
            on.add(comment.internal() ? RuleDef.On.COMMENTED : RuleDef.On.REPLIED);
        }
        return on.isEmpty() ? EnumSet.of(RuleDef.On.UPDATED) : on;
    }

    private static boolean may(Situation s, Verb verb, Ticket ticket) {
        return TicketAccess.may(s.actor(), s.type(), verb, ticket, s.moment());
    }

    static <T> Result<T> notOffered() {
        return Result.refused(Rejection.forbidden("macro-not-offered", "This macro is not offered for this ticket."));
    }
}

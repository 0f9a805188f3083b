package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Intent;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.flow.Flow;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Result;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One wish of a rule, held to all that a person's is. Pure. */
final class RuleIntents {
    private RuleIntents() {}

    sealed interface Outcome {}

    record Done(Draft draft) implements Outcome {}

    /** Not done. @param code why, as a problem's code */
    record Left(String code) implements Outcome {}

    /** The change must not be saved. */
    record Stop(Problem why) implements Outcome {}

    /** @param rules for what actions lead to */
    static Outcome apply(RuleEngine rules, Draft draft, Intent intent, Cause cause) {
        boolean open = StatusCategory.ofCode(draft.state().status()).isOpen();
        return switch (intent) {
            case Intent.SetPriority(int priority) ->
                Stream.of(Priority.values()).anyMatch(p -> p.code() == priority)
                        ? new Done(draft.priority(priority, cause))
                        : new Left("rule.unknown-priority");
            case Intent.Comment(boolean internal, String text) ->
                Command.isComment(text)
                        ? new Done(draft.comment(internal, text.strip(), List.of(), cause))
                        : new Left("rule.empty-comment");
            // Whoever applies wishes has asked the script before.
            case Intent.RunScript _ -> new Left("script.unknown");
            case Intent.Refuse(String field, Label message) -> stop(draft, field, message);
            case Intent.Notify(List<Audience> to, int wish, Map<String, Value> event) ->
                new Done(cause instanceof Cause.Rule rule ? draft.tell(rule, wish, to, event) : draft);
            case Intent.Mail(List<Audience> to, int wish, Map<String, Value> event, String language) ->
                new Done(cause instanceof Cause.Rule rule ? draft.mail(rule, wish, to, event, language) : draft);
            case Intent.StartClock wish -> AgendaDrafts.startClock(draft, wish, cause);
            case Intent.StopClock(String clock) -> AgendaDrafts.stopClock(draft, clock, cause);
            case Intent.Promise wish -> AgendaDrafts.promise(draft, wish, cause);
            case Intent.RequestApproval wish -> AgendaDrafts.approval(draft, wish, cause);
            case Intent.SuggestRemedy wish -> AgendaDrafts.remedy(draft, wish, cause);
            case Intent.LinkTo wish -> AgendaDrafts.link(draft, wish, cause);
            case Intent.CreateTicket wish -> AgendaDrafts.create(draft, wish, cause);
            case Intent.CallWebhook(String webhook, Map<String, Value> event) ->
                new Done(draft.callWebhook(webhook, event));
            case Intent.CallConnector call ->
                new Done(cause instanceof Cause.Rule rule ? draft.callConnector(rule, call) : draft);
            case Intent.SetField _,
                    Intent.AddTo _,
                    Intent.RemoveFrom _,
                    Intent.AssignTeam _,
                    Intent.Route _,
                    Intent.Assign _,
                    Intent.Act _
            when !open -> new Left("rule.ticket-ended");
            case Intent.SetField(String key, Value value) -> set(draft, key, value, cause);
            case Intent.AddTo(String key, List<String> entries) ->
                field(draft, key)
                        .<Outcome>map(f -> set(
                                draft,
                                f,
                                entries(
                                        f,
                                        Stream.concat(
                                                        held(draft, f).stream(),
                                                        entries.stream().map(Value::text))
                                                .distinct()),
                                cause))
                        .orElse(new Left("rule.unknown-field"));
            case Intent.RemoveFrom(String key, List<String> entries) ->
                field(draft, key)
                        .<Outcome>map(f -> set(
                                draft,
                                f,
                                entries(
                                        f,
                                        held(draft, f).stream()
                                                .filter(v -> !(v instanceof Value.Text(String text)
                                                        && entries.contains(text)))),
                                cause))
                        .orElse(new Left("rule.unknown-field"));
            case Intent.AssignTeam(String team) ->
                draft.situation().now().teams().containsKey(team)
                        ? new Done(draft.team(team, cause))
                        : new Left("rule.unknown-team");
            case Intent.Route(String routing) ->
                Router.knows(draft.situation(), routing)
                        ? new Done(Router.route(draft, routing, cause))
                        : new Left("rule.unknown-routing");
            case Intent.Assign(String to) -> assign(draft, to, cause);
            case Intent.Act(String action) -> act(rules, draft, action, cause);
        };
    }

    private static Optional<FieldDef> field(Draft draft, String key) {
        return Optional.ofNullable(draft.situation().type().byKey().get(key));
    }

    static Outcome set(Draft draft, String key, Value value, Cause cause) {
        return field(draft, key).<Outcome>map(f -> set(draft, f, value, cause)).orElse(new Left("rule.unknown-field"));
    }

    private static Outcome set(Draft draft, FieldDef field, Value value, Cause cause) {
        return storable(draft, field, value)
                ? new Done(draft.field(field, value, cause))
                : new Left("rule.wrong-value");
    }

    static boolean storable(Draft draft, FieldDef field, Value value) {
        if (!FieldTypes.of(field.kind()).files(value).isEmpty()) {
            // A file belongs to one place, and only people bring it there.
            return false;
        }
        if (field.isAssigned() || (field.kind().type().isWriteOnly() && !value.isNull())) {
            return false;
        }
        Problems problems = new Problems();
        if (!value.isNull()) {
            // A value of another kind has no JSON form in this one.
            Object json = FieldTypes.of(field.kind()).toJson(value);
            Value read = FieldTypes.of(field.kind()).parse(json, field.settings(), "", problems);
            FieldTypes.of(field.kind()).validate(read, field.settings(), "", problems);
            if (!read.equals(value)) {
                return false;
            }
        }
        Draft after = draft.field(field, value, new Cause.System("trial"));
        FieldWrites.checkRules(draft.situation(), Map.of(), after.state(), List.of(field.key()), problems);
        return problems.isEmpty();
    }

    private static List<Value> held(Draft draft, FieldDef field) {
        return draft.state().field(field.id()) instanceof Value.Items(List<Value> items) ? items : List.of();
    }

    /** As the field keeps them: a choice's entries in the order of its options. */
    private static Value entries(FieldDef field, Stream<Value> values) {
        List<Value> all = values.toList();
        if (all.isEmpty()) {
            return Value.NULL;
        }
        Value.Items items = new Value.Items(all);
        Value kept = FieldTypes.of(field.kind())
                .parse(FieldTypes.of(field.kind()).toJson(items), field.settings(), "", new Problems());
        // What the field would not take is found wrong where every value is checked.
        return kept.isNull() ? items : kept;
    }

    private static Outcome assign(Draft draft, @Nullable String to, Cause cause) {
        if (to == null) {
            return new Done(draft.assignee(null, cause));
        }
        AccountId account;
        try {
            account = new AccountId(UUID.fromString(to));
        } catch (IllegalArgumentException e) {
            return new Left("rule.unknown-account");
        }
        return account.equals(draft.state().assignee())
                        || draft.situation().active().test(account)
                ? new Done(draft.assignee(account, cause))
                : new Left("rule.unknown-account");
    }

    /** What a person would have to fill in first, a rule finds filled in or leaves the step as it is. */
    private static Outcome act(RuleEngine rules, Draft draft, String action, Cause cause) {
        Situation s = draft.situation();
        FlowDef flow = s.pinned().flow();
        FlowState.At at = draft.state().places().stream()
                .filter(place -> Flow.notAnAction(flow, place.node(), action) == null)
                .findFirst()
                .orElse(null);
        if (at == null || Decider.resting(draft.state()) != null) {
            return new Left("rule.no-such-action");
        }
        boolean lacks = flow.find(at.node()).stream()
                .flatMap(node -> node instanceof FlowDef.Task task ? task.actions().stream() : Stream.of())
                .filter(a -> a.key().equals(action))
                .flatMap(a -> a.requiredOf(draft.state().channel()).stream())
                .flatMap(key -> field(draft, key).stream())
                .anyMatch(f -> draft.state().field(f.id()).isNull());
        if (lacks) {
            return new Left("rule.missing-field");
        }
        return FlowRun.act(rules, draft, at, action, cause) instanceof Result.Ok<Draft>(Draft acted)
                ? new Done(acted)
                : new Left("rule.no-such-action");
    }

    private static Outcome stop(Draft draft, @Nullable String field, Label message) {
        Map<String, FieldState> states =
                field == null ? Map.of() : draft.situation().states(draft.state());
        boolean shown =
                field != null && states.getOrDefault(field, FieldAccess.HIDDEN).level() != Level.HIDDEN;
        return new Stop(Problem.of(
                shown ? "/fields/" + field : "",
                "rule.refused",
                message.in(draft.situation().actor().language())));
    }
}

package io.deskloom.command;

import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.PackDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.rules.RuleEngine;
import io.deskloom.rules.RuleRounds;
import io.deskloom.rules.RuleSet;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Formulas;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What follows from a change without anybody asking for it: hidden fields emptied, the title, the rules. Pure. */
final class Consequences {
    private static final Logger LOG = Logger.getLogger(Consequences.class);

    private Consequences() {}

    /** A decision with what the rules had to say. */
    record Ruled(Draft draft, @Nullable Explanation explanation) {}

    /**
     * Computes the formulas and empties fields that are hidden now and are defined to be emptied then, until nothing more
     * follows; and lets the title follow its field.
     *
     * @param titleCause whose doing a changed title is
     */
    static Draft settle(Draft start, Cause titleCause) {
        Draft draft = computed(start);
        for (Draft next = emptied(draft); next != draft; next = emptied(draft)) {
            draft = computed(next);
        }
        return titled(draft, titleCause);
    }

    /** With every formula's value by what the record holds now. */
    static Draft computed(Draft start) {
        Situation s = start.situation();
        Draft draft = start;
        for (FieldDef field : s.type().derived()) {
            if (field.derivation() instanceof Derivation.Computed formula && !field.isArchived()) {
                boolean shown = Formulas.shown(field, draft.state(), s.type(), s.moment());
                Value value = shown
                        ? Formulas.value(field, formula, Formulas.facts(draft.state(), s.type(), s.moment()))
                        : Value.NULL;
                draft = draft.field(field, value, new Cause.System(formula.wire()));
            }
        }
        return draft;
    }

    private static Draft emptied(Draft draft) {
        Facts facts = draft.situation().facts(draft.state());
        Draft next = draft;
        for (FieldDef field : draft.situation().type().fields()) {
            if (!field.isArchived()
                    && field.derivation() == null
                    && field.visibleWhen() != null
                    && field.whenHidden() == FieldDef.WhenHidden.CLEAR
                    && !Evaluator.test(field.visibleWhen(), facts)) {
                next = next.field(field, Value.NULL, new Cause.System("hidden"));
            }
        }
        return next;
    }

    /** The title is its field's text. */
    private static Draft titled(Draft draft, Cause cause) {
        return draft.situation()
                .type()
                .field(draft.situation().type().titleField())
                .map(field -> draft.title(text(draft.state().field(field.id())), cause))
                .orElse(draft);
    }

    static String text(Value value) {
        return value instanceof Value.Text(String text) ? text : "";
    }

    /** Lets the rules that listen to {@code on} act, and those that listen to what they change. */
    static Ruled rule(RuleEngine engine, Draft changed, RuleDef.On on) {
        Situation s = changed.situation();
        // The step, the team and the like are settled only now, and formulas may look at them.
        Draft start = computed(changed);
        RuleSet rules = engine.rules(s.now(), s.type().key(), on);
        if (rules.rules().isEmpty()) {
            return new Ruled(start, null);
        }
        String kind = on == RuleDef.On.CREATED ? "created" : "updated";
        RuleRounds.Outcome<Draft> outcome = RuleRounds.run(
                engine, rules, start, draft -> s.facts(draft.state(), kind, draft.changed()), Consequences::apply);
        outcome.problems().forEach(problem -> LOG.warnf("%s: %s", s.type().key(), problem.message()));
        return new Ruled(
                outcome.state(), new Explanation(s.now().release(), kind, outcome.consulted(), outcome.fired()));
    }

    /** All of a rule's intents or, when one of them must be refused, none. */
    private static RuleRounds.Applied<Draft> apply(Draft draft, Fired fired) {
        Cause cause = new Cause.Rule(fired.rule(), fired.key(), fired.pack(), fired.packVersion());
        Draft next = draft;
        for (Intent intent : fired.intents()) {
            String refused = refusal(next, fired, intent);
            if (refused != null) {
                return new RuleRounds.Applied<>(draft, refused);
            }
            next = switch (intent) {
                case Intent.SetField(String key, Value value) ->
                    next.field(next.situation().type().field(key).orElseThrow(), value, cause);
                case Intent.SetPriority(int priority) -> next.priority(priority, cause);
                case Intent.AssignTeam(String team) -> next.team(team, cause);
            };
        }
        return new RuleRounds.Applied<>(settle(next, cause), null);
    }

    private static @Nullable String refusal(Draft draft, Fired fired, Intent intent) {
        if (!declared(draft.situation(), fired, intent)) {
            return "rule.not-declared";
        }
        if (!StatusCategory.ofCode(draft.state().status()).isOpen() && !(intent instanceof Intent.SetPriority)) {
            return "rule.ticket-ended";
        }
        return switch (intent) {
            case Intent.SetField(String key, Value value) -> {
                FieldDef field = draft.situation().type().byKey().get(key);
                yield field == null ? "rule.unknown-field" : refusal(draft, field, value);
            }
            case Intent.SetPriority(int priority) ->
                Stream.of(Priority.values()).anyMatch(p -> p.code() == priority) ? null : "rule.unknown-priority";
            case Intent.AssignTeam(String team) ->
                draft.situation().now().teams().containsKey(team) ? null : "rule.unknown-team";
        };
    }

    /** Why the value may not be stored in the field: a rule's value is held to all that a person's is. */
    private static @Nullable String refusal(Draft draft, FieldDef field, Value value) {
        if (!FieldTypes.of(field.kind()).files(value).isEmpty()) {
            // A file belongs to one place, and only people bring it there.
            return "rule.wrong-value";
        }
        Problems problems = new Problems();
        if (field.isAssigned() || (field.kind().type().isWriteOnly() && !value.isNull())) {
            return "rule.wrong-value";
        }
        if (!value.isNull()) {
            // A value of another kind has no JSON form in this one.
            Object json = FieldTypes.of(field.kind()).toJson(value);
            Value read = FieldTypes.of(field.kind()).parse(json, field.settings(), "", problems);
            FieldTypes.of(field.kind()).validate(read, field.settings(), "", problems);
            if (!read.equals(value)) {
                return "rule.wrong-value";
            }
        }
        Draft after = draft.field(field, value, new Cause.System("trial"));
        FieldWrites.checkRules(draft.situation(), Map.of(), after.state(), List.of(field.key()), problems);
        return problems.isEmpty() ? null : "rule.wrong-value";
    }

    /** A pack may write what its manifest says and its installer has consented to; the workspace's own rules anything. */
    private static boolean declared(Situation s, Fired fired, Intent intent) {
        if (fired.pack() == null) {
            return true;
        }
        PackDef pack = s.now().packs().values().stream()
                .filter(p -> p.id().equals(fired.pack()))
                .findFirst()
                .orElse(null);
        String path = switch (intent) {
            case Intent.SetField(String key, Value _) -> s.type().key() + "." + key;
            case Intent.SetPriority _ -> "ticket.priority";
            case Intent.AssignTeam _ -> "ticket.team";
        };
        String all = path.substring(0, path.indexOf('.')) + ".*";
        return pack != null && (pack.writes().contains(path) || pack.writes().contains(all));
    }
}

package io.deskloom.command;

import io.deskloom.agenda.Entry;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Explanation.Ran;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.rules.RuleEngine;
import io.deskloom.rules.RuleOutcome;
import io.deskloom.rules.RuleRounds;
import io.deskloom.rules.RuleSet;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What follows from a change without anybody asking for it: hidden fields emptied, the title, the rules. Pure. */
final class Consequences {
    private static final Logger LOG = Logger.getLogger(Consequences.class);

    private Consequences() {}

    /**
     * A decision with what the rules had to say.
     *
     * @param refusals why it must not be saved; none when it may
     */
    record Ruled(Draft draft, @Nullable Explanation explanation, List<Problem> refusals) {}

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

    /**
     * Lets the rules that listen to any of {@code on} act, and those that listen to what they change.
     *
     * @param watch hears of it
     * @param before the record as it was, null when it is new
     * @param action the action taken, null when none was
     */
    static Ruled rule(
            RuleEngine engine,
            RuleWatch watch,
            @Nullable Ticket before,
            Draft changed,
            Set<RuleDef.On> on,
            @Nullable String action) {
        return rule(engine, watch, before, changed, on, action, null);
    }

    /** @param entry what of the agenda it is about, null for nothing of it */
    static Ruled rule(
            RuleEngine engine,
            RuleWatch watch,
            @Nullable Ticket before,
            Draft changed,
            Set<RuleDef.On> on,
            @Nullable String action,
            @Nullable Entry entry) {
        Situation s = changed.situation();
        RuleSet rules = engine.rules(s.now(), s.type().key(), on, RuleDef.Phase.BEFORE);
        if (rules.rules().isEmpty()
                && (on.equals(Set.of(RuleDef.On.COMMENTED)) || on.equals(Set.of(RuleDef.On.REPLIED)))) {
            // Nothing rests on what was said.
            return new Ruled(FlowRun.wake(engine, changed), null, List.of());
        }
        // The step, the team and the like are settled only now, and formulas may look at them.
        Draft start = computed(FlowRun.wake(engine, computed(changed)));
        if (rules.rules().isEmpty()) {
            return new Ruled(AgendaDrafts.tidied(start, List.of(), List.of()), null, List.of());
        }
        TicketFacts.Happening event = happening(before, changed, on, action, entry);
        Set<Problem> refusals = new LinkedHashSet<>();
        ScriptCalls scripts = new ScriptCalls(s);
        long began = System.nanoTime();
        RuleRounds.Outcome<Draft> outcome = RuleRounds.run(
                engine,
                rules,
                start,
                draft -> s.facts(draft.state(), event.changed(draft.changed())),
                (draft, fired) -> apply(engine, draft, fired, scripts, refusals));
        outcome.problems().forEach(problem -> LOG.warnf("%s: %s", s.type().key(), problem.message()));
        Explanation why =
                new Explanation(s.now().release(), RuleDef.On.wires(on), outcome.consulted(), outcome.fired());
        watch.asked(new RuleWatch.Asking(
                s.actor().tenant(),
                s.now(),
                s.type(),
                on,
                null,
                before,
                outcome.state().state(),
                why,
                outcome.problems(),
                List.copyOf(refusals),
                s.moment().now(),
                System.nanoTime() - began));
        // What rules have changed may be what was waited for.
        Draft woken = FlowRun.wake(engine, outcome.state());
        return new Ruled(AgendaDrafts.tidied(woken, rules.rules(), outcome.fired()), why, List.copyOf(refusals));
    }

    private static TicketFacts.Happening happening(
            @Nullable Ticket before,
            Draft changed,
            Set<RuleDef.On> on,
            @Nullable String action,
            @Nullable Entry entry) {
        return new TicketFacts.Happening(
                kind(on),
                Set.of(),
                changed.situation().origin().channel(),
                action,
                before,
                on.contains(RuleDef.On.COMMENTED) || on.contains(RuleDef.On.REPLIED) ? comment(changed) : null,
                entry);
    }

    /** To rules an action is a change that says which one it was, a reply is a comment, and a change with words a change. */
    private static String kind(Set<RuleDef.On> on) {
        for (RuleDef.On one : List.of(RuleDef.On.CREATED, RuleDef.On.ELAPSED, RuleDef.On.DUE, RuleDef.On.DECIDED)) {
            if (on.contains(one)) {
                return one.wire();
            }
        }
        return on.contains(RuleDef.On.UPDATED) || on.contains(RuleDef.On.ACTED)
                ? RuleDef.On.UPDATED.wire()
                : RuleDef.On.COMMENTED.wire();
    }

    /**
     * Has the rules asked that listen to {@code on} once it is saved, if there are any.
     *
     * @param draft what is going to be saved
     */
    static Draft followed(
            RuleEngine engine, @Nullable Ticket before, Draft draft, Set<RuleDef.On> on, @Nullable String action) {
        return followed(engine, before, draft, on, action, null);
    }

    /** @param entry what of the agenda it is about, null for nothing of it */
    static Draft followed(
            RuleEngine engine,
            @Nullable Ticket before,
            Draft draft,
            Set<RuleDef.On> on,
            @Nullable String action,
            @Nullable Entry entry) {
        Situation s = draft.situation();
        RuleSet rules = engine.rules(s.now(), s.type().key(), on, RuleDef.Phase.AFTER);
        if (rules.rules().isEmpty() || draft.events().isEmpty()) {
            return draft;
        }
        Facts facts = s.facts(draft.state(), happening(before, draft, on, action, entry));
        Map<String, Value> event = new TreeMap<>();
        Set<String> paths = new TreeSet<>(rules.paths());
        if (rules.rules().stream()
                .flatMap(rule -> rule.then().stream())
                .anyMatch(RuleDef.IntentDef.CallWebhook.class::isInstance)) {
            // Whoever is told outside is told what it was.
            paths.addAll(List.of("event.kind", "event.action"));
        }
        for (String path : paths) {
            if (path.startsWith("event.") && !path.equals(CHANGED)) {
                event.put(path, facts.get(path));
            }
        }
        event.values().removeIf(Value::isNull);
        return draft.with(new Effect.React(
                draft.state().id(),
                RuleDef.On.wires(on),
                draft.changed(),
                event,
                s.actor().account(),
                s.origin().depth()));
    }

    /**
     * Lets the rules act that are asked once a change is saved, and those that are asked before what these change is saved. Empty when
     * none of the first fired.
     */
    static Optional<Ruled> react(RuleEngine engine, RuleWatch watch, Situation s, Ticket ticket, Effect.React what) {
        Set<RuleDef.On> on = RuleDef.On.several(what.on());
        long began = System.nanoTime();
        RuleSet rules = engine.rules(s.now(), s.type().key(), on, RuleDef.Phase.AFTER);
        Draft start = Draft.of(s, ticket).ran(what.on(), new Cause.System("rules"));
        ScriptCalls scripts = new ScriptCalls(s);
        RuleRounds.Outcome<Draft> outcome = RuleRounds.run(
                engine,
                rules,
                start,
                draft -> apart(
                        s.asked().over(s.facts(draft.state()), draft.state()),
                        what.event(),
                        union(what.changed(), draft.changed())),
                (draft, fired) -> apply(engine, draft, fired, scripts, new LinkedHashSet<>()));
        outcome.problems().forEach(problem -> LOG.warnf("%s: %s", s.type().key(), problem.message()));
        watch.asked(new RuleWatch.Asking(
                s.actor().tenant(),
                s.now(),
                s.type(),
                on,
                null,
                ticket,
                outcome.state().state(),
                explained(s, on, outcome.consulted(), outcome.fired(), null),
                outcome.problems(),
                List.of(),
                s.moment().now(),
                System.nanoTime() - began));
        return outcome.fired().isEmpty()
                ? Optional.empty()
                : Optional.of(heard(
                        engine,
                        watch,
                        ticket,
                        outcome.state().begunBy(cause(outcome.fired().getFirst())),
                        on,
                        outcome.consulted(),
                        outcome.fired()));
    }

    /** Lets an automation act whose time has come. Empty when its condition does not hold. */
    static Optional<Ruled> elapse(RuleEngine engine, RuleWatch watch, Situation s, Ticket ticket, RuleDef automation) {
        RuleDef.On on = RuleDef.On.ELAPSED;
        long began = System.nanoTime();
        RuleSet rules = engine.rules(s.now(), s.type().key(), on);
        RuleOutcome outcome = engine.ask(
                rules, automation.id(), apart(s.facts(ticket), Map.of("event.kind", Value.text(on.wire())), Set.of()));
        if (outcome.fired().isEmpty()) {
            watch.asked(elapsed(s, automation, ticket, ticket, outcome.consulted(), List.of(), began));
            return Optional.empty();
        }
        Fired fired = outcome.fired().getFirst();
        Draft start = Draft.of(s, ticket).ran(on.wire(), cause(fired));
        RuleRounds.Applied<Draft> applied = fired.refused() == null
                ? apply(engine, start, fired, new ScriptCalls(s), new LinkedHashSet<>())
                : new RuleRounds.Applied<>(start, fired.refused());
        List<Fired> done = List.of(RuleRounds.with(fired, applied));
        watch.asked(elapsed(s, automation, ticket, applied.state().state(), outcome.consulted(), done, began));
        return Optional.of(heard(engine, watch, ticket, applied.state(), Set.of(on), outcome.consulted(), done));
    }

    /**
     * Lets rules of a service level act whose time has come, one after the other.
     *
     * @param due what has happened to the clocks, with the rule whose time has come, if it is one's
     */
    static Ruled escalate(RuleEngine engine, RuleWatch watch, Situation s, Ticket ticket, List<SlaDrafts.Due> due) {
        RuleDef.On on = RuleDef.On.ELAPSED;
        RuleSet rules = engine.rules(s.now(), s.type().key(), on);
        Draft draft = Draft.of(s, ticket);
        List<Fired> done = new ArrayList<>();
        Map<String, Value> consulted = new TreeMap<>();
        for (SlaDrafts.Due one : due) {
            RuleDef rule = one.rule();
            if (rule == null) {
                draft = draft.clock(one.change().news(), one.change().to(), SlaDrafts.CAUSE);
                continue;
            }
            long began = System.nanoTime();
            RuleOutcome outcome = engine.ask(
                    rules,
                    rule.id(),
                    apart(s.facts(draft.state()), Map.of("event.kind", Value.text(on.wire())), Set.of()));
            Cause cause = new Cause.Rule(rule.id(), rule.key(), null, null);
            draft = draft.clock(one.change().news(), one.change().to(), cause);
            for (Fired fired : outcome.fired()) {
                Ticket before = draft.state();
                RuleRounds.Applied<Draft> applied = fired.refused() == null
                        ? apply(engine, draft, fired, new ScriptCalls(s), new LinkedHashSet<>())
                        : new RuleRounds.Applied<>(draft, fired.refused());
                Fired with = RuleRounds.with(fired, applied);
                draft = applied.state();
                done.add(with);
                consulted.putAll(outcome.consulted());
                watch.asked(elapsed(s, rule, before, draft.state(), outcome.consulted(), List.of(with), began));
            }
        }
        return done.isEmpty()
                ? new Ruled(draft, null, List.of())
                : heard(engine, watch, ticket, draft, Set.of(on), consulted, done);
    }

    private static RuleWatch.Asking elapsed(
            Situation s,
            RuleDef automation,
            Ticket before,
            Ticket after,
            Map<String, Value> consulted,
            List<Fired> fired,
            long began) {
        Set<RuleDef.On> on = Set.of(RuleDef.On.ELAPSED);
        return new RuleWatch.Asking(
                s.actor().tenant(),
                s.now(),
                s.type(),
                on,
                automation,
                before,
                after,
                explained(s, on, consulted, fired, null),
                List.of(),
                List.of(),
                s.moment().now(),
                System.nanoTime() - began);
    }

    private static Explanation explained(
            Situation s,
            Set<RuleDef.On> on,
            Map<String, Value> consulted,
            List<Fired> fired,
            @Nullable Explanation next) {
        return new Explanation(
                s.now().release(), RuleDef.On.wires(on), RuleDef.Phase.AFTER.wire(), consulted, fired, next);
    }

    /** With what the rules make of it that are asked before a change is saved: nobody is there to be refused. */
    private static Ruled heard(
            RuleEngine engine,
            RuleWatch watch,
            Ticket before,
            Draft draft,
            Set<RuleDef.On> on,
            Map<String, Value> consulted,
            List<Fired> fired) {
        Ruled next = draft.changed().isEmpty()
                ? new Ruled(draft, null, List.of())
                : rule(engine, watch, before, draft, Set.of(RuleDef.On.UPDATED), null);
        return new Ruled(
                next.draft(), explained(draft.situation(), on, consulted, fired, next.explanation()), List.of());
    }

    private static final String CHANGED = "event.changed";

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    /** A ticket as rules see it that are asked apart from the change itself. */
    private static Facts apart(Facts ticket, Map<String, Value> event, Set<String> changed) {
        return new Facts() {
            @Override
            public Value get(String path) {
                if (path.equals(CHANGED)) {
                    return Value.texts(List.copyOf(changed));
                }
                return path.startsWith("event.") ? event.getOrDefault(path, Value.NULL) : ticket.get(path);
            }

            @Override
            public boolean isKnown(String path) {
                return path.startsWith("event.") || ticket.isKnown(path);
            }

            @Override
            public Moment moment() {
                return ticket.moment();
            }
        };
    }

    private static Cause cause(Fired fired) {
        return new Cause.Rule(fired.rule(), fired.key(), fired.pack(), fired.packVersion());
    }

    private static Event.@Nullable Commented comment(Draft draft) {
        return draft.events().stream()
                .filter(Event.Commented.class::isInstance)
                .map(Event.Commented.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** All of a rule's intents or, when one of them must be refused, none. */
    static RuleRounds.Applied<Draft> apply(
            RuleEngine engine, Draft draft, Fired fired, ScriptCalls scripts, Set<Problem> refusals) {
        if (fired.intents().stream().noneMatch(Intent.RunScript.class::isInstance)) {
            return apply(engine, draft, fired, fired.intents(), refusals);
        }
        List<Intent> wishes = new ArrayList<>();
        List<Ran> ran = new ArrayList<>();
        for (Intent intent : fired.intents()) {
            wishes.add(intent);
            if (intent instanceof Intent.RunScript question) {
                ScriptCalls.Answer answer = scripts.ask(question);
                ran.add(answer.ran());
                if (answer.ran().failed() != null) {
                    return new RuleRounds.Applied<>(draft, answer.ran().failed(), fired.intents(), ran);
                }
                wishes.addAll(answer.wishes());
            }
        }
        RuleRounds.Applied<Draft> applied = apply(engine, draft, fired, wishes, refusals);
        return new RuleRounds.Applied<>(applied.state(), applied.refused(), wishes, ran);
    }

    private static RuleRounds.Applied<Draft> apply(
            RuleEngine engine, Draft draft, Fired fired, List<Intent> wishes, Set<Problem> refusals) {
        Cause cause = cause(fired);
        Draft next = draft;
        for (Intent intent : wishes) {
            if (intent instanceof Intent.RunScript) {
                // What it wants stands behind it.
                continue;
            }
            if (!declared(draft.situation(), fired, intent)) {
                return new RuleRounds.Applied<>(draft, "rule.not-declared");
            }
            switch (RuleIntents.apply(engine, next, intent, cause)) {
                case RuleIntents.Done(Draft after) -> next = after;
                case RuleIntents.Left(String code) -> {
                    return new RuleRounds.Applied<>(draft, code);
                }
                case RuleIntents.Stop(Problem why) -> refusals.add(why);
            }
        }
        return new RuleRounds.Applied<>(settle(next, cause), null);
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
            // It writes the team and whose it is.
            case Intent.Route _ -> "ticket.assignee";
            case Intent.AddTo(String key, List<String> _) -> s.type().key() + "." + key;
            case Intent.RemoveFrom(String key, List<String> _) -> s.type().key() + "." + key;
            case Intent.Assign _ -> "ticket.assignee";
            case Intent.Comment _ -> "ticket.comment";
            case Intent.Act _ -> "ticket.step";
            case Intent.Refuse _ -> "ticket.refuse";
            case Intent.Notify _ -> "ticket.notify";
            case Intent.Mail _ -> "ticket.mail";
            // Its wishes are asked one by one.
            case Intent.RunScript _ -> "ticket.script";
            case Intent.StartClock _,
                    Intent.StopClock _,
                    Intent.Promise _,
                    Intent.RequestApproval _,
                    Intent.SuggestRemedy _ -> "ticket.agenda";
            case Intent.LinkTo _ -> "ticket.link";
            case Intent.CreateTicket _ -> "ticket.create";
            case Intent.CallWebhook(String webhook, var _) -> "webhook." + webhook;
            case Intent.CallConnector call -> "connector." + call.connector();
        };
        String all = path.substring(0, path.indexOf('.')) + ".*";
        return pack != null && (pack.writes().contains(path) || pack.writes().contains(all));
    }
}

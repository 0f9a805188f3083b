package io.deskloom.rules;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.LinkKind;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.WeightedCache;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.RuleDef.To;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates rules. One evaluation is one round: nothing is applied in between, so the order of rules decides only the
 * order of their intents and who stops whom. Networks are shared by content and bounded in total size. Thread-safe.
 */
@ApplicationScoped
public class RuleEngine {
    /** {@code refused} of a rule that broke while it was evaluated. */
    public static final String RULE_FAILED = "rule.failed";

    /** {@code refused} of the rows of a table of which at most one may hold, when several do. */
    public static final String NOT_UNIQUE = "rule.not-unique";

    /** About 4.5 KB of heap a rule: 50,000 rules are some 220 MB at the very worst, and softly held. */
    private static final int MAX_RULES_HELD = 50_000;

    private static final Logger LOG = Logger.getLogger(RuleEngine.class);

    private final WeightedCache<String, RuleNet> nets = new WeightedCache<>(MAX_RULES_HELD);
    private final WeightedCache<SetKey, CachedSet> sets = new WeightedCache<>(MAX_RULES_HELD);

    private record SetKey(ReleaseId release, String type, Set<RuleDef.On> on, RuleDef.Phase phase) {}

    private record CachedSet(List<RuleDef> source, RuleSet set) {}

    /** The rules of {@code type} that listen to {@code on} before it is saved in this release; cached. */
    public RuleSet rules(MetadataSnapshot snapshot, String type, RuleDef.On on) {
        return rules(snapshot, type, Set.of(on), RuleDef.Phase.BEFORE);
    }

    /** Those that listen to any of what happens at once, in either phase. */
    public RuleSet rules(MetadataSnapshot snapshot, String type, Set<RuleDef.On> on, RuleDef.Phase phase) {
        SetKey key = new SetKey(snapshot.release(), type, on, phase);
        CachedSet known = sets.get(key);
        // A release id is a content hash; comparing the list too costs nothing and survives made-up ids.
        if (known != null && known.source() == snapshot.rules()) {
            return known.set();
        }
        List<RuleDef> relevant = snapshot.rules().stream()
                .filter(r -> r.type().equals(type) && r.phase() == phase && r.listensTo(on))
                .toList();
        Words words =
                snapshot.anyType(type).map(def -> new Words(snapshot, def)).orElse(null);
        RuleSet set = RuleSet.of(relevant, snapshot.packs().values(), words);
        sets.put(key, new CachedSet(snapshot.rules(), set), 1 + relevant.size());
        return set;
    }

    /**
     * Which rules fire on these facts and what they want. A rule that breaks is reported as refused
     * ({@link #RULE_FAILED}) and the others go on: no ticket is lost to a rule.
     */
    public RuleOutcome evaluate(RuleSet set, Facts facts) {
        if (set.rules().isEmpty()) {
            return new RuleOutcome(List.of(), Map.of());
        }
        Facts all = set.withParameters(facts);
        int[] matched;
        try {
            matched = match(set, all);
        } catch (RuntimeException | StackOverflowError broken) {
            // One broken condition breaks the whole network's answer: ask each rule on its own.
            LOG.errorf(broken, "rules evaluated one by one, because together they failed");
            return outcome(set, one(set, all), all);
        }
        HitPolicy policy = new HitPolicy();
        for (int index : matched) {
            if (!policy.goesOn(set.rules().get(index))) {
                break;
            }
        }
        return outcome(set, fired(set, policy, all), all);
    }

    /**
     * What one rule of the set wants whose condition holds on these facts, however the others stand.
     *
     * @return nothing fired when it does not hold
     */
    public RuleOutcome ask(RuleSet set, String rule, Facts facts) {
        Facts all = set.withParameters(facts);
        List<Fired> fired = set.rules().stream()
                .filter(r -> r.id().equals(rule))
                .flatMap(r -> one(set, r, all).stream())
                .toList();
        return outcome(set, fired, all);
    }

    /**
     * Builds what the release's rules need and asks each network once, so that no ticket waits for it. Rules that break
     * are logged as when a ticket meets them.
     */
    public void prepare(MetadataSnapshot snapshot, Moment now) {
        Facts nothing = new Facts() {
            @Override
            public Value get(String path) {
                return Value.NULL;
            }

            @Override
            public Moment moment() {
                return now;
            }
        };
        snapshot.everyType().forEach(type -> {
            for (RuleDef.On on : RuleDef.On.values()) {
                for (RuleDef.Phase phase : RuleDef.Phase.values()) {
                    RuleSet set = rules(snapshot, type.key(), Set.of(on), phase);
                    set.paths();
                    evaluate(set, nothing);
                }
            }
        });
    }

    /** How many networks are held; for tests and metrics. */
    public int netsHeld() {
        return nets.size();
    }

    /** Numbers of the rules whose conditions hold, ascending. */
    private int[] match(RuleSet set, Facts facts) {
        if (set.parts().size() == 1) {
            // A part of all has them in their own order.
            return net(set.parts().getFirst()).match(facts);
        }
        return set.parts().stream()
                .flatMapToInt(part -> IntStream.of(net(part).match(facts)).map(part::inSet))
                .sorted()
                .toArray();
    }

    private RuleNet net(RuleSet.Part part) {
        RuleNet net = nets.get(part.hash());
        if (net == null) {
            net = RuleNet.of(part.conditions());
            nets.put(part.hash(), net, part.size());
        }
        return net;
    }

    private static List<Fired> one(RuleSet set, Facts facts) {
        HitPolicy policy = new HitPolicy();
        for (RuleDef rule : set.rules()) {
            boolean goesOn = true;
            try {
                if (Evaluator.test(rule.when(), facts)) {
                    goesOn = policy.goesOn(rule);
                }
            } catch (RuntimeException | StackOverflowError broken) {
                policy.broke(rule);
            }
            if (!goesOn) {
                break;
            }
        }
        return fired(set, policy, facts);
    }

    private static List<Fired> fired(RuleSet set, HitPolicy policy, Facts facts) {
        List<Fired> fired = new ArrayList<>();
        policy.acting()
                .forEach(acting -> fired.add(
                        acting.refused() == null
                                ? fire(set, acting.rule(), facts)
                                : fired(acting.rule(), List.of(), acting.refused())));
        return fired;
    }

    private static Optional<Fired> one(RuleSet set, RuleDef rule, Facts facts) {
        try {
            if (!Evaluator.test(rule.when(), facts)) {
                return Optional.empty();
            }
        } catch (RuntimeException | StackOverflowError broken) {
            return Optional.of(fired(rule, List.of(), RULE_FAILED));
        }
        return Optional.of(fire(set, rule, facts));
    }

    /**
     * What a rule wants that nobody asks whether it holds: a step of an SOP.
     *
     * @param set any of the type, whose words its texts are written in
     */
    public static Fired wants(RuleSet set, RuleDef rule, Facts facts) {
        return fire(set, rule, facts);
    }

    private static Fired fire(RuleSet set, RuleDef rule, Facts facts) {
        try {
            return fired(rule, intents(set, rule, facts), null);
        } catch (RuntimeException | StackOverflowError broken) {
            LOG.errorf(broken, "rule %s could not say what it wants", rule.key());
            return fired(rule, List.of(), RULE_FAILED);
        }
    }

    private static List<Intent> intents(RuleSet set, RuleDef rule, Facts facts) {
        List<Intent> out = new ArrayList<>();
        for (IntentDef wish : rule.then()) {
            out.add(intent(set, wish, out.size(), facts));
        }
        return out;
    }

    /** @param which of the rule's wishes it is */
    private static Intent intent(RuleSet set, IntentDef def, int which, Facts facts) {
        return switch (def) {
            case IntentDef.SetField wish -> new Intent.SetField(wish.field(), Evaluator.evaluate(wish.value(), facts));
            case IntentDef.SetPriority wish ->
                new Intent.SetPriority(wish.priority().code());
            case IntentDef.AssignTeam assign -> new Intent.AssignTeam(assign.team());
            case IntentDef.Route(String routing) -> new Intent.Route(routing);
            case IntentDef.AddTo(String field, List<String> entries) -> new Intent.AddTo(field, entries);
            case IntentDef.RemoveFrom(String field, List<String> entries) -> new Intent.RemoveFrom(field, entries);
            case IntentDef.Assign(Expr to) ->
                new Intent.Assign(Evaluator.evaluate(to, facts) instanceof Value.Text(String id) ? id : null);
            case IntentDef.Comment(boolean internal, TextTemplate text) ->
                new Intent.Comment(internal, set.text(text, facts));
            case IntentDef.Act(String action) -> new Intent.Act(action);
            case IntentDef.Refuse(String field, Label message) -> new Intent.Refuse(field, message);
            case IntentDef.RunScript(String script, Map<String, Expr> inputs) -> {
                Map<String, Value> values = new TreeMap<>();
                inputs.forEach((name, e) -> values.put(name, Evaluator.evaluate(e, facts)));
                yield new Intent.RunScript(script, values);
            }
            case IntentDef.Notify(List<To> to, TextTemplate text) ->
                new Intent.Notify(
                        to.stream()
                                .flatMap(one -> audience(one, facts).stream())
                                .toList(),
                        which,
                        event(text.expressions(), facts));
            case IntentDef.Mail wish ->
                new Intent.Mail(
                        wish.to().stream()
                                .flatMap(one -> audience(one, facts).stream())
                                .toList(),
                        which,
                        event(
                                Stream.concat(
                                        wish.subject().expressions(),
                                        wish.text().expressions()),
                                facts),
                        text(wish.language(), facts));
            case IntentDef.CallWebhook(String webhook) -> new Intent.CallWebhook(webhook, happened(facts));
            case IntentDef.CallConnector call ->
                new Intent.CallConnector(call.connector(), call.operation(), which, event(call.expressions(), facts));
            case IntentDef.StartClock(String clock, Expr within) -> new Intent.StartClock(clock, span(within, facts));
            case IntentDef.StopClock(String clock) -> new Intent.StopClock(clock);
            case IntentDef.Promise(String key, TextTemplate text, Expr within) ->
                new Intent.Promise(key, set.label(text, facts), paths(text), span(within, facts));
            case IntentDef.RequestApproval(String key, List<To> of, TextTemplate text, Expr within) ->
                new Intent.RequestApproval(
                        key,
                        of.stream()
                                .flatMap(one -> approver(one, facts).stream())
                                .toList(),
                        set.label(text, facts),
                        paths(text),
                        within == null ? null : span(within, facts));
            case IntentDef.SuggestRemedy remedy ->
                new Intent.SuggestRemedy(
                        remedy.key(),
                        set.label(remedy.remedy(), facts),
                        paths(remedy.remedy(), remedy.comment()),
                        remedy.action(),
                        values(remedy.set(), facts),
                        remedy.comment() == null ? null : set.label(remedy.comment(), facts));
            case IntentDef.LinkTo(Expr to, LinkKind kind) ->
                new Intent.LinkTo(Evaluator.evaluate(to, facts) instanceof Value.Text(String other) ? other : "", kind);
            case IntentDef.CreateTicket(String type, Map<String, Expr> fields, LinkKind link) ->
                new Intent.CreateTicket(type, values(fields, facts), link);
        };
    }

    private static @Nullable Duration span(Expr within, Facts facts) {
        return Evaluator.evaluate(within, facts) instanceof Value.Span(Duration length) ? length : null;
    }

    private static Map<String, Value> values(Map<String, Expr> all, Facts facts) {
        Map<String, Value> out = new TreeMap<>();
        all.forEach((key, e) -> out.put(key, Evaluator.evaluate(e, facts)));
        return out;
    }

    /** The facts that texts are made of. */
    private static List<String> paths(@Nullable TextTemplate... texts) {
        return Stream.of(texts)
                .filter(Objects::nonNull)
                .flatMap(TextTemplate::expressions)
                .flatMap(e -> Clauses.paths(e).stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static Optional<Approver> approver(To to, Facts facts) {
        return switch (to) {
            case To.Team(String key) -> Optional.of(new Approver(Approver.Kind.TEAM, key));
            case To.Role(String key) -> Optional.of(new Approver(Approver.Kind.ROLE, key));
            case To.Account(Expr id) ->
                Evaluator.evaluate(id, facts) instanceof Value.Text(String account)
                        ? Optional.of(new Approver(Approver.Kind.ACCOUNT, account))
                        : Optional.empty();
            case To.Assignee _, To.Requester _, To.OwnTeam _, To.Address _ -> Optional.empty();
        };
    }

    /** What whoever is told outside is told of the event itself. */
    private static Map<String, Value> happened(Facts facts) {
        Map<String, Value> out = new TreeMap<>();
        for (String path : List.of("event.kind", "event.action", "event.changed")) {
            Value value = facts.get(path);
            if (!value.isNull()) {
                out.put(path, value);
            }
        }
        return out;
    }

    private static Optional<Audience> audience(To to, Facts facts) {
        return switch (to) {
            case To.Assignee _ -> Optional.of(new Audience.Assignee());
            case To.Requester _ -> Optional.of(new Audience.Requester());
            case To.OwnTeam _ -> Optional.of(new Audience.Team(null));
            case To.Team(String key) -> Optional.of(new Audience.Team(key));
            case To.Role(String key) -> Optional.of(new Audience.Role(key));
            case To.Account(Expr id) -> Optional.ofNullable(text(id, facts)).map(Audience.Account::new);
            case To.Address(Expr address) ->
                Optional.ofNullable(text(address, facts)).map(Audience.Address::new);
        };
    }

    private static @Nullable String text(@Nullable Expr expr, Facts facts) {
        return expr != null && Evaluator.evaluate(expr, facts) instanceof Value.Text(String text) ? text : null;
    }

    private static Map<String, Value> event(Stream<Expr> mentioning, Facts facts) {
        Map<String, Value> out = new TreeMap<>();
        mentioning
                .flatMap(e -> Clauses.paths(e).stream())
                .filter(TicketPaths::isForRules)
                .forEach(path -> out.put(path, facts.get(path)));
        out.values().removeIf(Value::isNull);
        return out;
    }

    private static Fired fired(RuleDef rule, List<Intent> intents, @Nullable String refused) {
        return new Fired(
                rule.id(), rule.key(), rule.origin().pack(), rule.origin().version(), intents, refused);
    }

    private static RuleOutcome outcome(RuleSet set, List<Fired> fired, Facts facts) {
        Map<String, Value> consulted = new TreeMap<>();
        for (String path : set.paths()) {
            try {
                // A counter no rule came to look at is not counted for the record.
                Value value = facts.isKnown(path) ? facts.get(path) : Value.NULL;
                if (!value.isNull()) {
                    consulted.put(path, value);
                }
            } catch (RuntimeException broken) {
                LOG.debugf(broken, "fact %s cannot be read", path);
            }
        }
        return new RuleOutcome(fired, consulted);
    }
}

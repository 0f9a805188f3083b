package io.deskloom.rules;

import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** About 4.5 KB of heap a rule: 50,000 rules are some 220 MB at the very worst, and softly held. */
    private static final int MAX_RULES_HELD = 50_000;

    private static final Logger LOG = Logger.getLogger(RuleEngine.class);

    private final WeightedCache<String, RuleNet> nets = new WeightedCache<>(MAX_RULES_HELD);
    private final WeightedCache<SetKey, CachedSet> sets = new WeightedCache<>(MAX_RULES_HELD);

    private record SetKey(ReleaseId release, String type, RuleDef.On on) {}

    private record CachedSet(List<RuleDef> source, RuleSet set) {}

    /** The rules of {@code type} that listen to {@code on} in this release; cached. */
    public RuleSet rules(MetadataSnapshot snapshot, String type, RuleDef.On on) {
        SetKey key = new SetKey(snapshot.release(), type, on);
        CachedSet known = sets.get(key);
        // A release id is a content hash; comparing the list too costs nothing and survives made-up ids.
        if (known != null && known.source() == snapshot.rules()) {
            return known.set();
        }
        List<RuleDef> relevant = snapshot.rules().stream()
                .filter(r -> r.type().equals(type) && r.on().contains(on))
                .toList();
        RuleSet set = RuleSet.of(relevant, snapshot.packs().values());
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
            matched = net(set).match(all);
        } catch (RuntimeException | StackOverflowError broken) {
            // One broken condition breaks the whole network's answer: ask each rule on its own.
            LOG.errorf(broken, "rules evaluated one by one, because together they failed");
            return outcome(set, one(set, all), all);
        }
        List<Fired> fired = new ArrayList<>(matched.length);
        for (int index : matched) {
            RuleDef rule = set.rules().get(index);
            fired.add(fire(rule, all));
            if (rule.stop()) {
                break;
            }
        }
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
                evaluate(rules(snapshot, type.key(), on), nothing);
            }
        });
    }

    /** How many networks are held; for tests and metrics. */
    public int netsHeld() {
        return nets.size();
    }

    private RuleNet net(RuleSet set) {
        RuleNet net = nets.get(set.hash());
        if (net == null) {
            net = RuleNet.of(set.conditions());
            nets.put(set.hash(), net, set.rules().size());
        }
        return net;
    }

    private static List<Fired> one(RuleSet set, Facts facts) {
        List<Fired> fired = new ArrayList<>();
        for (RuleDef rule : set.rules()) {
            try {
                if (!Evaluator.test(rule.when(), facts)) {
                    continue;
                }
            } catch (RuntimeException | StackOverflowError broken) {
                fired.add(fired(rule, List.of(), RULE_FAILED));
                continue;
            }
            fired.add(fire(rule, facts));
            if (rule.stop()) {
                break;
            }
        }
        return fired;
    }

    private static Fired fire(RuleDef rule, Facts facts) {
        try {
            return fired(rule, rule.then().stream().map(i -> intent(i, facts)).toList(), null);
        } catch (RuntimeException | StackOverflowError broken) {
            LOG.errorf(broken, "rule %s could not say what it wants", rule.key());
            return fired(rule, List.of(), RULE_FAILED);
        }
    }

    private static Intent intent(IntentDef def, Facts facts) {
        return switch (def) {
            case IntentDef.SetField set -> new Intent.SetField(set.field(), Evaluator.evaluate(set.value(), facts));
            case IntentDef.SetPriority set ->
                new Intent.SetPriority(set.priority().code());
            case IntentDef.AssignTeam assign -> new Intent.AssignTeam(assign.team());
        };
    }

    private static Fired fired(RuleDef rule, List<Intent> intents, @Nullable String refused) {
        return new Fired(
                rule.id(), rule.key(), rule.origin().pack(), rule.origin().version(), intents, refused);
    }

    private static RuleOutcome outcome(RuleSet set, List<Fired> fired, Facts facts) {
        Map<String, Value> consulted = new TreeMap<>();
        for (String path : set.paths()) {
            try {
                Value value = facts.get(path);
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

package io.deskloom.rules;

import io.deskloom.effect.Explanation;
import io.deskloom.expr.Explain;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rules were asked and did not fire, derived from what was recorded: the release and the facts consulted. Nothing about
 * them is stored.
 */
public final class WhyRules {
    /** Nobody reads more, and a workspace may have ten thousand. */
    public static final int MAX_LISTED = 200;

    private WhyRules() {}

    /**
     * A rule that did not fire. Its parameters are written {@code param.<namespace>.<name>}.
     *
     * @param clauses the parts of its condition that were false, and those that look at something the reader may not see:
     *     whether such a part held must not be told, not even by leaving it out
     * @param held how many of the parts the reader may see were true
     */
    public record NotFired(RuleDef rule, List<Part> clauses, int held) {
        public NotFired {
            clauses = List.copyOf(clauses);
        }
    }

    /** @param hidden whether it looks at something the reader may not see */
    public record Part(Explain.Clause clause, boolean hidden) {}

    /**
     * The rules of {@code type} that listened to the explanation's event and did not fire, nearest to firing first, at most
     * {@link #MAX_LISTED}. The order depends on nothing that {@code maySee} does not allow.
     *
     * @param then the release the explanation was made on
     * @param maySee whether the reader may see the fact at a path ({@code param.*} included)
     */
    public static List<NotFired> notFired(
            MetadataSnapshot then, String type, Explanation why, Moment moment, Predicate<String> maySee) {
        List<RuleDef> asked = then.rules().stream()
                .filter(r -> wasAsked(r, type, why))
                .filter(r -> why.fired().stream().noneMatch(f -> is(r, f)))
                .toList();
        RuleSet rules = RuleSet.of(asked, then.packs().values());
        Facts facts = rules.withParameters(recorded(why, moment));
        return rules.rules().stream()
                .map(r -> explain(r, facts, maySee))
                .sorted(Comparator.<NotFired>comparingInt(n -> n.clauses().size())
                        .thenComparing(Comparator.comparingInt(NotFired::held).reversed()))
                .limit(MAX_LISTED)
                .toList();
    }

    /** Whether the explanation's event made anybody ask this rule; of automations only the one that was due is asked. */
    public static boolean wasAsked(RuleDef rule, String type, Explanation why) {
        Set<RuleDef.On> on = RuleDef.On.several(why.event());
        return rule.type().equals(type)
                && !on.contains(RuleDef.On.ELAPSED)
                && rule.phase() == RuleDef.Phase.of(why.phase())
                && rule.listensTo(on);
    }

    private static NotFired explain(RuleDef rule, Facts facts, Predicate<String> maySee) {
        List<Part> parts = Explain.why(rule.when(), facts).stream()
                .map(c -> new Part(c, !Trees.paths(c.expr()).stream().allMatch(maySee)))
                .toList();
        return new NotFired(
                rule,
                parts.stream().filter(p -> p.hidden() || !p.clause().held()).toList(),
                (int) parts.stream()
                        .filter(p -> !p.hidden() && p.clause().held())
                        .count());
    }

    private static boolean is(RuleDef rule, Explanation.Fired fired) {
        return rule.id().equals(fired.rule()) && Objects.equals(rule.origin().pack(), fired.pack());
    }

    private static Facts recorded(Explanation why, Moment moment) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return why.facts().getOrDefault(path, Value.NULL);
            }

            @Override
            public Moment moment() {
                return moment;
            }
        };
    }
}

package io.deskloom.rules;

import io.deskloom.effect.Explanation;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets rules react to what rules changed, without end being possible: every rule acts at most once per command and there
 * are at most {@link #MAX_ROUNDS} rounds. What would have gone on is reported as a problem that names the rules.
 */
public final class RuleRounds {
    public static final int MAX_ROUNDS = 5;

    /** Rules that undo each other. */
    public static final String LOOP = "rule.loop";

    /** Rules that still set each other off after the last round. */
    public static final String TOO_MANY_ROUNDS = "rule.too-many-rounds";

    private RuleRounds() {}

    /**
     * Applies a fired rule's intents; pure.
     *
     * @param <S> the state that rules change
     */
    @FunctionalInterface
    public interface Applier<S> {
        /** What becomes of {@code state}; the state itself when nothing changes or everything is refused. */
        Applied<S> apply(S state, Fired fired);
    }

    /**
     * @param refused why intents were not applied (problem code), or null
     * @param wishes what it came to want, when scripts were asked; null for what it fired with
     * @param scripts those that were asked
     */
    public record Applied<S>(
            S state, @Nullable String refused, @Nullable List<Intent> wishes, List<Explanation.Ran> scripts) {
        public Applied(S state, @Nullable String refused) {
            this(state, refused, null, List.of());
        }
    }

    /**
     * @param fired every rule that acted, in the order it did
     * @param consulted the facts of the last evaluation: those on which every other rule did not hold
     * @param state after all of it
     * @param problems loops; the ticket is fine, its administrator should know
     * @param rounds how many evaluations there were
     */
    public record Outcome<S>(
            List<Fired> fired, Map<String, Value> consulted, S state, List<Problem> problems, int rounds) {
        public Outcome {
            fired = List.copyOf(fired);
            consulted = Map.copyOf(consulted);
            problems = List.copyOf(problems);
        }
    }

    /** Evaluates, applies, and evaluates again while a fact changed that rules look at. */
    public static <S> Outcome<S> run(
            RuleEngine engine, RuleSet rules, S start, Function<S, Facts> facts, Applier<S> applier) {
        Map<String, Fired> acted = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        S state = start;
        Facts known = facts.apply(start);
        for (int round = 1; ; round++) {
            S before = state;
            RuleOutcome outcome = engine.evaluate(rules, known);
            List<Fired> fresh = outcome.fired().stream()
                    .filter(f -> !acted.containsKey(identity(f)))
                    .toList();
            List<Fired> again = outcome.fired().stream()
                    .filter(f -> acted.containsKey(identity(f)))
                    .toList();
            if (problems.isEmpty() && wouldGoOn(again, before, rules, facts, applier)) {
                problems.add(loop(again, acted));
            }
            if (!fresh.isEmpty() && round > MAX_ROUNDS) {
                problems.add(tooMany(fresh));
                return new Outcome<>(List.copyOf(acted.values()), outcome.consulted(), state, problems, round);
            }
            for (Fired fired : fresh) {
                Applied<S> applied =
                        fired.refused() == null ? applier.apply(state, fired) : new Applied<>(state, fired.refused());
                state = applied.state();
                acted.put(identity(fired), with(fired, applied));
            }
            Facts after = facts.apply(state);
            if (same(rules, known, after)) {
                return new Outcome<>(List.copyOf(acted.values()), outcome.consulted(), state, problems, round);
            }
            known = after;
        }
    }

    /**
     * Whether the rules that have acted, acting together once more, would move a fact that rules look at. One rule
     * overriding another in the same round is no loop: together they come out where they were.
     */
    private static <S> boolean wouldGoOn(
            List<Fired> again, S state, RuleSet rules, Function<S, Facts> facts, Applier<S> applier) {
        S after = state;
        for (Fired fired : again) {
            if (fired.refused() == null) {
                after = applier.apply(after, fired).state();
            }
        }
        return !again.isEmpty() && !same(rules, facts.apply(state), facts.apply(after));
    }

    private static boolean same(RuleSet rules, Facts before, Facts after) {
        return rules.paths().stream()
                .allMatch(p -> !before.isKnown(p) || before.get(p).equals(after.get(p)));
    }

    /** Ids are unique within their source only. */
    private static String identity(Fired fired) {
        return (fired.pack() == null ? "" : fired.pack()) + "\n" + fired.rule();
    }

    /** A rule that fired, with what became of it. */
    public static Fired with(Fired fired, Applied<?> applied) {
        List<Intent> wishes = applied.wishes();
        return new Fired(
                fired.rule(),
                fired.key(),
                fired.pack(),
                fired.packVersion(),
                wishes == null ? fired.intents() : wishes,
                applied.refused(),
                applied.scripts());
    }

    private static Problem loop(List<Fired> repeating, Map<String, Fired> acted) {
        String again = String.join(", ", repeating.stream().map(Fired::key).toList());
        String rules = String.join(", ", acted.values().stream().map(Fired::key).toList());
        return Problem.of(
                "",
                LOOP,
                "Rules undo each other: " + again + " would act again after " + rules
                        + ". Each acted once; make their conditions exclude each other.",
                Map.of("rules", rules, "again", again));
    }

    private static Problem tooMany(List<Fired> fresh) {
        String rules = String.join(", ", fresh.stream().map(Fired::key).toList());
        return Problem.of(
                "",
                TOO_MANY_ROUNDS,
                "Rules set each other off for more than " + MAX_ROUNDS + " rounds; left out: " + rules + ".",
                Map.of("rules", rules, "rounds", String.valueOf(MAX_ROUNDS)));
    }
}

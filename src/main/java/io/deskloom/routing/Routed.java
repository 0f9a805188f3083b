package io.deskloom.routing;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a routing decided, and why, for ever: part of the ticket's history.
 *
 * @param routing key; "" when nobody routed it but somebody took it
 * @param row id of the row of the grid that said the team; null when none did and it fell to the fallback
 * @param chosen null when it waits in the team's pool
 * @param skills what was looked for
 * @param weighed at most {@link #TOLD}: whoever was chosen, then those nearest to it
 * @param more how many more were weighed
 * @param facts what the grid looked at, by path
 * @param about whom or what it is about, for whoever is chosen because they had the last one; null for nobody in particular
 * @param limits what the chosen one's load must not pass: the transaction holds it to that
 */
public record Routed(
        String routing,
        @Nullable String row,
        String team,
        Strategy strategy,
        Ending ending,
        @Nullable AccountId chosen,
        List<String> skills,
        List<Weighed> weighed,
        int more,
        Map<String, Value> facts,
        Map<String, Integer> limits,
        @Nullable String about) {
    /** Of how many people the history tells why: a team of hundreds would fill it. */
    public static final int TOLD = 12;

    /** What became of it. */
    public enum Ending {
        /** Somebody has it. */
        GIVEN,
        /** Somebody took it. */
        TAKEN,
        /** It is for people to take. */
        POOL,
        /** Nobody could take it: it waits until somebody can. */
        WAITS;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Ending> of(String wire) {
            return Stream.of(values()).filter(e -> e.wire().equals(wire)).findFirst();
        }
    }

    public Routed {
        skills = List.copyOf(skills);
        weighed = List.copyOf(weighed);
        facts = Map.copyOf(facts);
        limits = Map.copyOf(limits);
    }

    /** What {@code choice} amounts to. */
    public static Routed of(
            String routing,
            @Nullable String row,
            String team,
            Choice choice,
            List<String> skills,
            Map<String, Value> facts,
            @Nullable String about) {
        Ending ending = choice.chosen() != null
                ? Ending.GIVEN
                : choice.strategy() == Strategy.POOL ? Ending.POOL : Ending.WAITS;
        return new Routed(
                routing,
                row,
                team,
                choice.strategy(),
                ending,
                choice.chosen(),
                skills,
                choice.weighed().stream().limit(TOLD).toList(),
                Math.max(0, choice.weighed().size() - TOLD),
                facts,
                choice.limits(),
                about);
    }

    /** Somebody takes it himself. */
    public static Routed taken(String routing, String team, AccountId by, long held, Map<String, Integer> limits) {
        long most = limits.getOrDefault(Load.ALL, (int) Weighed.UNKNOWN);
        return new Routed(
                routing,
                null,
                team,
                Strategy.POOL,
                Ending.TAKEN,
                by,
                List.of(),
                List.of(new Weighed(by, Weighed.Verdict.CHOSEN, "", held, most)),
                0,
                Map.of(),
                limits,
                null);
    }
}

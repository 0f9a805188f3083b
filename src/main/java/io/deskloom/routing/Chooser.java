package io.deskloom.routing;

import io.deskloom.routing.Weighed.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses: first who could, then by the strategy who does. Equal figures go to who was given one longest ago, then by id. */
public final class Chooser {
    private static final Comparator<Candidate> TURN = Comparator.comparing(
                    Candidate::given, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(c -> c.account().toString());

    private Chooser() {}

    public static Choice choose(Wanted wanted, List<Candidate> candidates) {
        List<Weighed> cannot = new ArrayList<>();
        List<Candidate> can = new ArrayList<>();
        for (Candidate candidate : candidates.stream().sorted(TURN).toList()) {
            obstacle(wanted, candidate).ifPresentOrElse(cannot::add, () -> can.add(candidate));
        }
        if (wanted.strategy() == Strategy.POOL || can.isEmpty()) {
            List<Weighed> all = new ArrayList<>(can.stream()
                    .map(c ->
                            new Weighed(c.account(), Verdict.FREE, "", c.load().all(), Weighed.UNKNOWN))
                    .toList());
            all.addAll(cannot);
            return new Choice(null, wanted.strategy(), all, Map.of());
        }
        return chosen(wanted, can, cannot);
    }

    private static Choice chosen(Wanted wanted, List<Candidate> can, List<Weighed> cannot) {
        Ranking ranking = ranking(wanted, can);
        List<Candidate> ranked = can.stream()
                .sorted(Comparator.comparingLong(ranking::rank)
                        .thenComparingLong(c -> ranking.mindsLoad() ? c.load().all() : 0)
                        .thenComparing(TURN))
                .toList();
        Candidate first = ranked.getFirst();
        long best = ranking.figure(first);
        long next = ranked.size() > 1 ? ranking.figure(ranked.get(1)) : Weighed.UNKNOWN;
        List<Weighed> all = new ArrayList<>();
        all.add(new Weighed(first.account(), Verdict.CHOSEN, "", best, next));
        ranked.stream()
                .skip(1)
                .forEach(c -> all.add(new Weighed(c.account(), Verdict.BEHIND, "", ranking.figure(c), best)));
        all.addAll(cannot);
        return new Choice(first.account(), ranking.strategy(), all, limits(wanted, first));
    }

    private static Ranking ranking(Wanted wanted, List<Candidate> can) {
        return switch (wanted.strategy()) {
            case ROUND_ROBIN -> new RoundRobin(wanted.now());
            case WEIGHTED_SKILL -> new WeightedSkill(wanted.skills());
            case NEAREST -> new Nearest(wanted.place());
            case LAST_AGENT ->
                can.stream().anyMatch(c -> c.account().equals(wanted.last()))
                        ? new LastAgent(wanted.last())
                        : leastLoad(wanted, can);
            case LEAST_LOAD, POOL -> leastLoad(wanted, can);
        };
    }

    private static Ranking leastLoad(Wanted wanted, List<Candidate> can) {
        return LeastLoad.among(can, c -> limits(wanted, c).get(Load.ALL));
    }

    /** Why somebody cannot be given it, whoever else there is; empty when nothing is in the way. */
    public static Optional<Weighed> obstacle(Wanted wanted, Candidate c) {
        return Stream.of(
                        absent(wanted, c),
                        offShift(wanted, c),
                        notThere(wanted, c),
                        unskilled(wanted, c),
                        full(wanted, c))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Weighed> absent(Wanted wanted, Candidate c) {
        return c.absences().stream()
                .filter(a -> a.covers(wanted.now()))
                .findFirst()
                .map(a -> new Weighed(c.account(), Verdict.ABSENT, "", a.to().getEpochSecond(), Weighed.UNKNOWN));
    }

    private static Optional<Weighed> offShift(Wanted wanted, Candidate c) {
        WeeklySchedule schedule = c.profile().schedule();
        return wanted.workingHours() && schedule != null && !schedule.isOn(wanted.now())
                ? Optional.of(new Weighed(c.account(), Verdict.OFF_SHIFT, "", Weighed.UNKNOWN, Weighed.UNKNOWN))
                : Optional.empty();
    }

    private static Optional<Weighed> notThere(Wanted wanted, Candidate c) {
        Presence.State is = c.presence().at(wanted.now());
        return wanted.presence() && is != Presence.State.ONLINE
                ? Optional.of(new Weighed(c.account(), Verdict.NOT_THERE, is.wire(), Weighed.UNKNOWN, Weighed.UNKNOWN))
                : Optional.empty();
    }

    private static Optional<Weighed> unskilled(Wanted wanted, Candidate c) {
        List<String> lacking = wanted.skills().stream()
                .filter(skill -> c.profile().knows(skill) == 0)
                .toList();
        boolean some = wanted.strategy() == Strategy.WEIGHTED_SKILL
                && lacking.size() < wanted.skills().size();
        return lacking.isEmpty() || some
                ? Optional.empty()
                : Optional.of(new Weighed(
                        c.account(), Verdict.UNSKILLED, lacking.getFirst(), Weighed.UNKNOWN, Weighed.UNKNOWN));
    }

    private static Optional<Weighed> full(Wanted wanted, Candidate c) {
        return limits(wanted, c).entrySet().stream()
                .filter(limit -> c.load().of(limit.getKey()) >= limit.getValue())
                .min(Map.Entry.comparingByKey())
                .map(limit -> new Weighed(
                        c.account(), Verdict.FULL, limit.getKey(), c.load().of(limit.getKey()), limit.getValue()));
    }

    /** What the load of somebody who gets it must not pass. */
    public static Map<String, Integer> limits(Wanted wanted, Candidate c) {
        return c.profile().capacity().or(wanted.otherwise()).limits(wanted.type(), wanted.typeId(), wanted.channel());
    }
}

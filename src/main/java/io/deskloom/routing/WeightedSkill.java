package io.deskloom.routing;

import java.util.List;

/** Whoever knows most of what it takes: the sum of how well they know each. */
record WeightedSkill(List<String> skills) implements Ranking {
    @Override
    public Strategy strategy() {
        return Strategy.WEIGHTED_SKILL;
    }

    @Override
    public long rank(Candidate c) {
        return -figure(c);
    }

    @Override
    public long figure(Candidate c) {
        return skills.stream().mapToLong(c.profile()::knows).sum();
    }
}

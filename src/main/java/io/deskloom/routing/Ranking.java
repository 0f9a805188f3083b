package io.deskloom.routing;

/** A strategy at work: what counts about each of those who could. */
sealed interface Ranking permits RoundRobin, LeastLoad, WeightedSkill, Nearest, LastAgent {
    Strategy strategy();

    /** Lower comes first. */
    long rank(Candidate c);

    /** What is said of it; {@link Weighed#UNKNOWN} for nothing. */
    long figure(Candidate c);

    /** Whether of equal ranks the one with fewer tickets comes first. */
    default boolean mindsLoad() {
        return true;
    }
}

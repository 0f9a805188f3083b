package io.deskloom.routing;

/** Whoever is nearest; those of whom nobody knows where they are come last. */
record Nearest(Place place) implements Ranking {
    @Override
    public Strategy strategy() {
        return Strategy.NEAREST;
    }

    @Override
    public long rank(Candidate c) {
        return c.profile().place().metresTo(place).orElse(Long.MAX_VALUE);
    }

    /** Metres. */
    @Override
    public long figure(Candidate c) {
        return c.profile().place().metresTo(place).orElse(Weighed.UNKNOWN);
    }
}

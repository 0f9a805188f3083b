package io.deskloom.routing;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whoever holds least. Where all have a capacity it is their share of it that counts, so that who works half the day gets half
 * as many; else how many they hold.
 */
record LeastLoad(boolean shares, Function<Candidate, @Nullable Integer> most) implements Ranking {
    private static final long PER_MILLE = 1_000;

    static LeastLoad among(List<Candidate> can, Function<Candidate, @Nullable Integer> most) {
        return new LeastLoad(can.stream().map(most).allMatch(Objects::nonNull), most);
    }

    @Override
    public Strategy strategy() {
        return Strategy.LEAST_LOAD;
    }

    @Override
    public long rank(Candidate c) {
        // Who could has room, so no capacity is 0 here.
        return shares
                ? c.load().all() * PER_MILLE * PER_MILLE / Objects.requireNonNull(most.apply(c))
                : c.load().all();
    }

    /** Tickets held. */
    @Override
    public long figure(Candidate c) {
        return c.load().all();
    }

    @Override
    public boolean mindsLoad() {
        return false;
    }
}

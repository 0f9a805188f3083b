package io.deskloom.routing;

import io.deskloom.kernel.AccountId;
import org.jspecify.annotations.Nullable;

/** Whoever the requester knows already. */
record LastAgent(@Nullable AccountId last) implements Ranking {
    @Override
    public Strategy strategy() {
        return Strategy.LAST_AGENT;
    }

    @Override
    public long rank(Candidate c) {
        return c.account().equals(last) ? 0 : 1;
    }

    @Override
    public long figure(Candidate c) {
        return Weighed.UNKNOWN;
    }
}

package io.deskloom.rest;

import io.deskloom.kernel.Rejection;
import java.util.List;

/** Carries a refusal from a resource method to {@link Failures}, so that the method can keep its typed answer. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient ProblemBody body;

    /** Seconds to wait before trying again, 0 for none. */
    final long retryAfter;

    RefusedException(ProblemBody body, long retryAfter) {
        // Neither trace nor cause: a refusal is an ordinary answer and must stay cheap.
        super(body.code(), null, false, false);
        this.body = body;
        this.retryAfter = retryAfter;
    }

    static RefusedException of(Rejection rejection) {
        return new RefusedException(ProblemBody.of(rejection), 0);
    }

    static RefusedException of(Rejection rejection, List<ProblemBody.Change> changes) {
        return new RefusedException(ProblemBody.of(rejection).withChanges(changes), 0);
    }

    static RefusedException of(ProblemType type) {
        return new RefusedException(ProblemBody.of(type), 0);
    }
}

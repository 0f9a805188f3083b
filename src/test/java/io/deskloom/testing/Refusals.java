package io.deskloom.testing;

import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;

/** Results that should have been refused. */
public final class Refusals {
    private Refusals() {}

    public static Rejection of(Result<?> result) {
        if (result instanceof Result.Refused<?> refused) {
            return refused.rejection();
        }
        throw new AssertionError("was not refused: " + result);
    }
}

package io.deskloom.rest;

import io.deskloom.identity.Login;

/** From what came of a login to an HTTP answer. */
final class Logins {
    private Logins() {}

    static <T> T valueOf(Login<T> tried, RequestInfo info) {
        return switch (tried) {
            case Login.SignedIn<T> in -> in.who();
            case Login.Refused<T> refused -> {
                info.tenant = refused.tenant();
                info.account = refused.account();
                throw RefusedException.of(Login.REFUSED);
            }
            case Login.TooMany<T> tooMany ->
                throw new RefusedException(
                        ProblemBody.of(ProblemType.TOO_MANY),
                        Math.max(1, tooMany.retryAfter().toSeconds()));
        };
    }
}

package io.deskloom.rest;

import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;

/** From a domain's {@link Result} to an HTTP answer. */
public final class Responses {
    private Responses() {}

    /** The value, or the refusal thrown to where it becomes problem+json. Keeps a resource method's return type typed. */
    public static <T> T valueOf(Result<T> result) {
        return switch (result) {
            case Result.Ok<T> ok -> ok.value();
            case Result.Refused<T> refused -> throw RefusedException.of(refused.rejection());
        };
    }

    /** {@code answer} of the value, or the refusal as problem+json. */
    public static <T> Response of(Result<T> result, Function<? super T, Response> answer) {
        return switch (result) {
            case Result.Ok<T> ok -> answer.apply(ok.value());
            case Result.Refused<T> refused -> problem(refused.rejection());
        };
    }

    /** 200 with the value as JSON, or the refusal as problem+json. */
    public static <T> Response of(Result<T> result) {
        return of(result, value -> Response.ok(value).build());
    }

    public static Response problem(Rejection rejection) {
        return problem(ProblemBody.of(rejection));
    }

    /** To throw: a conflict that says what somebody else changed, as far as the caller may see it. */
    public static RuntimeException conflict(Rejection rejection, List<ProblemBody.Change> changes) {
        return RefusedException.of(rejection, changes);
    }

    static Response problem(ProblemBody body) {
        return Response.status(body.status())
                .type(ProblemBody.MEDIA_TYPE)
                .entity(body)
                .build();
    }
}

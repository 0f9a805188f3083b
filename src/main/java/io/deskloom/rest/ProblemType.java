package io.deskloom.rest;

import io.deskloom.kernel.Rejection;

/** The refusals that HTTP itself knows; a domain's own codes come as {@link Rejection#code}. */
public enum ProblemType {
    MALFORMED("malformed-request", 400, "The request cannot be understood."),
    UNAUTHENTICATED("not-signed-in", 401, "Sign in first."),
    FORBIDDEN("forbidden", 403, "You may not do this."),
    PASSWORD_CHANGE("password-change-required", 403, "Choose a password of your own first."),
    CSRF("csrf-refused", 403, "This request did not come from the application's own page."),
    NOT_FOUND("not-found", 404, "There is nothing here that you may see."),
    METHOD("method-not-allowed", 405, "This address does not support that method."),
    NOT_ACCEPTABLE("not-acceptable", 406, "The answer is not available in the format asked for."),
    TOO_SLOW("too-slow", 408, "The request did not arrive in time; send it again."),
    CONFLICT("conflict", 409, "Somebody else was first."),
    TOO_LARGE("too-large", 413, "The request is too large."),
    MEDIA_TYPE("media-type", 415, "The body must be application/json."),
    INVALID("validation-failed", 422, "Some values cannot be accepted."),
    TOO_MANY("too-many-requests", 429, "Too many attempts; wait a little."),
    INTERNAL("internal", 500, "Something went wrong on our side."),
    UNAVAILABLE("unavailable", 503, "The service cannot answer just now; try again.");

    /** Where every problem's {@code type} begins; the code follows. */
    public static final String BASE = "https://deskloom.dev/problems/";

    public final String code;
    public final int status;
    public final String title;

    ProblemType(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    static ProblemType of(Rejection.Kind kind) {
        return switch (kind) {
            case MALFORMED -> MALFORMED;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN -> FORBIDDEN;
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT -> CONFLICT;
            case TOO_LARGE -> TOO_LARGE;
            case INVALID -> INVALID;
            case TOO_MANY -> TOO_MANY;
        };
    }

    /** The type for a bare HTTP status that some layer below answered with. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> TOO_SLOW;
            case 409 -> CONFLICT;
            case 413 -> TOO_LARGE;
            case 415 -> MEDIA_TYPE;
            case 422 -> INVALID;
            case 429 -> TOO_MANY;
            case 503 -> UNAVAILABLE;
            default -> status >= 400 && status < 500 ? MALFORMED : INTERNAL;
        };
    }
}

package io.deskloom.kernel;

import java.util.List;

/**
 * Why a command or query was refused, as a value.
 *
 * @param kind what the caller can do about it; {@code rest} maps it to a status
 * @param code stable name ("ticket-changed", "validation-failed"): the last part of the problem+json type
 * @param message one English sentence
 * @param problems the places, all of them; may be empty
 */
public record Rejection(Kind kind, String code, String message, List<Problem> problems) {
    public Rejection {
        problems = List.copyOf(problems);
    }

    /** What sort of refusal; each is one HTTP status in {@code rest}. */
    public enum Kind {
        /** 400: not understandable. */
        MALFORMED,
        /** 401 */
        UNAUTHENTICATED,
        /** 403: known to the caller, but not allowed. */
        FORBIDDEN,
        /** 404: does not exist or must look as if it did not. */
        NOT_FOUND,
        /** 409: somebody else was first. */
        CONFLICT,
        /** 413 */
        TOO_LARGE,
        /** 422: understood, but breaks a rule; problems say where. */
        INVALID,
        /** 429 */
        TOO_MANY
    }

    public static Rejection invalid(List<Problem> problems) {
        return new Rejection(Kind.INVALID, "validation-failed", "Some values cannot be accepted.", problems);
    }

    public static Rejection notFound() {
        return new Rejection(Kind.NOT_FOUND, "not-found", "There is nothing here that you may see.", List.of());
    }

    public static Rejection forbidden(String code, String message) {
        return new Rejection(Kind.FORBIDDEN, code, message, List.of());
    }

    public static Rejection conflict(String code, String message, List<Problem> problems) {
        return new Rejection(Kind.CONFLICT, code, message, problems);
    }
}

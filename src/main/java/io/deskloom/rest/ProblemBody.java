package io.deskloom.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem. The front end translates by {@code code}; {@code title} and {@code detail} are English for people
 * who read logs.
 *
 * @param type {@link ProblemType#BASE} + code
 * @param instance the request's id, to find it in the log; set on internal errors
 * @param problems every place that is wrong; may be empty
 * @param changes on {@code ticket-changed}: what somebody else changed meanwhile, as far as this caller may see it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem")
public record ProblemBody(
        @Schema(examples = "https://deskloom.dev/problems/validation-failed")
        String type,

        @Schema(examples = "Some values cannot be accepted.")
        String title,

        @Schema(examples = "422") int status,
        @Nullable String detail,
        @Nullable String instance,

        @Schema(examples = "validation-failed") String code,
        List<Item> problems,
        @Nullable List<Change> changes) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** One place that is wrong. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ProblemItem")
    public record Item(
            @Schema(examples = "/fields/refund_amount", description = "JSON pointer, empty for the whole body")
            String pointer,

            @Schema(examples = "field.required") String code,
            String message,
            Map<String, String> params,
            @Nullable String suggestion,
            @Nullable Source source) {}

    /** Where in a definition file; lines and columns from 1. */
    @Schema(name = "ProblemSource")
    public record Source(String file, int line, int column) {}

    /**
     * One field somebody else changed since the caller read the ticket.
     *
     * @param label by language tag
     * @param theirs the value now, as in a ticket's {@code fields}
     * @param by name of who or what changed it
     */
    @Schema(name = "ProblemChange")
    public record Change(
            String field,
            Map<String, String> label,
            @Nullable Object theirs,
            @Nullable Instant at,
            String by) {}

    static ProblemBody of(ProblemType type) {
        return of(type, null, List.of());
    }

    static ProblemBody of(ProblemType type, @Nullable String detail, List<Problem> problems) {
        return new ProblemBody(
                ProblemType.BASE + type.code, type.title, type.status, detail, null, type.code, items(problems), null);
    }

    static ProblemBody of(Rejection rejection) {
        ProblemType type = ProblemType.of(rejection.kind());
        return new ProblemBody(
                ProblemType.BASE + rejection.code(),
                rejection.message(),
                type.status,
                null,
                null,
                rejection.code(),
                items(rejection.problems()),
                null);
    }

    ProblemBody withChanges(List<Change> seen) {
        return new ProblemBody(type, title, status, detail, instance, code, problems, List.copyOf(seen));
    }

    ProblemBody withInstance(String id) {
        return new ProblemBody(type, title, status, detail, id, code, problems, changes);
    }

    private static List<Item> items(List<Problem> problems) {
        return problems.stream().map(ProblemBody::item).toList();
    }

    static Item item(Problem p) {
        Problem.Source s = p.source();
        Source source = s == null ? null : new Source(s.file(), s.line(), s.column());
        return new Item(p.pointer(), p.code(), p.message(), p.params(), p.suggestion(), source);
    }
}

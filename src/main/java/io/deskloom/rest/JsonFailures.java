package io.deskloom.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.deskloom.kernel.Problem;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a JSON body and where, without repeating any of its values. */
final class JsonFailures {
    private static final int MAX_POINTER = 200;

    private JsonFailures() {}

    static ProblemBody describe(JsonProcessingException failure) {
        return switch (failure) {
            case StreamConstraintsException e ->
                malformed(
                        e,
                        "json.limit",
                        "The JSON is nested too deeply or holds a key, text or number that is too long.");
            case StreamReadException e
            when isDuplicate(e) -> malformed(e, "json.duplicate-key", "The same key stands twice in one object.");
            case StreamReadException e -> malformed(e, "json.malformed", "The body is not well-formed JSON.");
            case UnrecognizedPropertyException e -> invalid(e, "field.unknown", "There is no such field.");
            case MismatchedInputException e -> invalid(e, "field.type", "The value has the wrong type.");
            case JsonMappingException e
            when e.getCause() instanceof JsonProcessingException cause && cause != e -> describe(cause);
            case JsonMappingException e -> invalid(e, "field.invalid", "The value cannot be accepted.");
            default -> malformed(failure, "json.malformed", "The body is not well-formed JSON.");
        };
    }

    private static boolean isDuplicate(StreamReadException e) {
        String text = e.getOriginalMessage();
        return text != null && text.startsWith("Duplicate");
    }

    private static ProblemBody malformed(JsonProcessingException e, String code, String message) {
        JsonLocation at = e.getLocation();
        Map<String, String> place = at == null
                ? Map.of()
                : Map.of("line", Integer.toString(at.getLineNr()), "column", Integer.toString(at.getColumnNr()));
        return ProblemBody.of(ProblemType.MALFORMED, null, List.of(Problem.of("", code, message, place)));
    }

    private static ProblemBody invalid(JsonMappingException e, String code, String message) {
        return ProblemBody.of(ProblemType.INVALID, null, List.of(Problem.of(pointer(e), code, message)));
    }

    /** The path as a JSON pointer (RFC 6901), cut where a hostile key would make it long. */
    static String pointer(JsonMappingException e) {
        StringBuilder out = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName();
            out.append('/').append(name == null ? Integer.toString(step.getIndex()) : escape(name));
            if (out.length() > MAX_POINTER) {
                return out.substring(0, MAX_POINTER);
            }
        }
        return out.toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}

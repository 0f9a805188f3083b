package io.deskloom.standin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call is answered. */
record Answer(int status, Map<String, @Nullable Object> body) {
    static Answer ok(Map<String, @Nullable Object> body) {
        return new Answer(200, body);
    }

    static Answer ok(Paper paper) {
        return ok(paper.shown());
    }

    static Answer created(Paper paper) {
        return new Answer(201, paper.shown());
    }

    /** A no that stays one. @param code a word for programs, in small letters and hyphens */
    static Answer refused(String code, String message) {
        return problem(422, code, message, List.of());
    }

    static Answer notFound(String what) {
        return problem(404, "unknown", "There is no such " + what + ".", List.of());
    }

    /** @param problems what is wrong with what was sent, each with its place */
    static Answer problem(int status, String code, String message, List<String> problems) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("code", code);
        body.put("title", message);
        if (!problems.isEmpty()) {
            body.put("problems", problems);
        }
        return new Answer(status, body);
    }

    boolean isDone() {
        return status < 300;
    }
}

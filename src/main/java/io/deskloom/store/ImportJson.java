package io.deskloom.store;

import io.deskloom.imports.ImportJob.Check;
import io.deskloom.imports.ImportJob.Column;
import io.deskloom.imports.ImportJob.Reason;
import io.deskloom.imports.ImportJob.Sample;
import io.deskloom.imports.Mapping;
import io.deskloom.imports.Step.Counts;
import io.deskloom.imports.Step.Reject;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.sheet.Layout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of import jobs that are kept as jsonb. */
final class ImportJson {
    private ImportJson() {}

    static String layout(Layout layout) {
        return Json.write(Map.of(
                "format", layout.format().name(), "encoding", layout.encoding(), "separator", layout.separator()));
    }

    static @Nullable Layout layout(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<?, ?> map = Json.object(json);
        return new Layout(
                Layout.Format.valueOf(Json.text(map, "format")),
                Json.text(map, "encoding"),
                Json.text(map, "separator"));
    }

    static String columns(List<Column> columns) {
        return Json.write(columns.stream()
                .map(c -> Map.of(
                        "name", storable(c.name()),
                        "samples",
                                c.samples().stream().map(ImportJson::storable).toList(),
                        "filled", c.filled()))
                .toList());
    }

    static List<Column> columns(String json) {
        return Json.list(json).stream()
                .map(c -> (Map<?, ?>) c)
                .map(c -> new Column(Json.text(c, "name"), texts(c, "samples"), whole(c, "filled")))
                .toList();
    }

    static Mapping mapping(String json) {
        return Mapping.read(Json.object(json), Mapping.NONE.source(), new Problems());
    }

    static String check(Check check) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("counts", counts(check.counts()));
        out.put(
                "reasons",
                check.reasons().stream()
                        .map(r -> Map.of("problem", problem(r.problem()), "rows", r.rows(), "lines", r.lines()))
                        .toList());
        out.put(
                "samples",
                check.samples().stream()
                        .map(s -> Map.of("line", s.line(), "fields", storableTexts(s.fields())))
                        .toList());
        out.put("at", check.at().toString());
        return Json.write(out);
    }

    static @Nullable Check check(@Nullable String json) {
        if (json == null) {
            return null;
        }
        Map<?, ?> map = Json.object(json);
        return new Check(
                counts(Json.map(map, "counts")),
                Json.list(map, "reasons").stream()
                        .map(r -> (Map<?, ?>) r)
                        .map(r -> new Reason(
                                problem(Json.map(r, "problem")),
                                whole(r, "rows"),
                                Json.list(r, "lines").stream()
                                        .map(n -> ((Number) n).longValue())
                                        .toList()))
                        .toList(),
                Json.list(map, "samples").stream()
                        .map(s -> (Map<?, ?>) s)
                        .map(s -> new Sample(whole(s, "line"), textMap(Json.map(s, "fields"))))
                        .toList(),
                Instant.parse(Json.text(map, "at")));
    }

    private static Map<String, Object> counts(Counts counts) {
        return Map.of(
                "created", counts.created(),
                "updated", counts.updated(),
                "known", counts.known(),
                "rejected", counts.rejected());
    }

    private static Counts counts(Map<?, ?> json) {
        return new Counts(
                whole(json, "created"), whole(json, "updated"), whole(json, "known"), whole(json, "rejected"));
    }

    static Map<String, Object> problem(Problem problem) {
        return Map.of(
                "pointer", storable(problem.pointer()),
                "code", problem.code(),
                "message", storable(problem.message()),
                "params", storableTexts(problem.params()));
    }

    static Problem problem(Map<?, ?> json) {
        return Problem.of(
                Json.text(json, "pointer"),
                Json.text(json, "code"),
                Json.text(json, "message"),
                textMap(Json.map(json, "params")));
    }

    static @Nullable Problem problemOrNull(@Nullable String json) {
        return json == null ? null : problem(Json.object(json));
    }

    static Reject reject(long line, String cells, String problems) {
        return new Reject(
                line,
                new ArrayList<>(Json.list(cells)),
                Json.list(problems).stream().map(p -> problem((Map<?, ?>) p)).toList());
    }

    /** What jsonb can hold: a NUL or half a pair in a file must not stop its import. */
    static @Nullable Object storable(@Nullable Object cell) {
        return switch (cell) {
            case null -> null;
            case String text -> storable(text);
            case List<?> list -> list.stream().map(ImportJson::storable).toList();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, value) -> out.put(storable(String.valueOf(key)), storable(value)));
                yield out;
            }
            default -> cell;
        };
    }

    private static String storable(String text) {
        if (text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.appendCodePoint(
                        c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c));
        return out.toString();
    }

    private static Map<String, String> storableTexts(Map<String, String> texts) {
        Map<String, String> out = new LinkedHashMap<>();
        texts.forEach((key, text) -> out.put(storable(key), storable(text)));
        return out;
    }

    private static List<String> texts(Map<?, ?> json, String key) {
        return Json.list(json, key).stream().map(String::valueOf).toList();
    }

    private static Map<String, String> textMap(Map<?, ?> json) {
        Map<String, String> out = new LinkedHashMap<>();
        json.forEach((key, value) -> out.put(String.valueOf(key), String.valueOf(value)));
        return out;
    }

    private static long whole(Map<?, ?> json, String key) {
        return ((Number) Json.need(json, key)).longValue();
    }
}

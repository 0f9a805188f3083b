package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Formatted text. Whatever comes in, also from the database, passes {@link SafeHtml}; its plain text is kept beside it, for
 * conditions, lists and comparisons. JSON is {@code {"html": "<p>…</p>", "text": "…"}}; an HTML string alone may be sent, and
 * a text that is sent with it is not believed.
 */
final class RichTextType implements FieldType {
    private static final int DEFAULT_MAX = 10_000;
    private static final int BOUND = 50_000;
    private static final int LONGEST_HTML = 400_000;

    @Override
    public Shape shape() {
        return Shape.PARTS;
    }

    @Override
    public Map<String, Shape> parts() {
        return Map.of("text", Shape.TEXT);
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        Object given = json;
        if (json instanceof Map<?, ?> map && List.of("html", "text").containsAll(map.keySet())) {
            given = map.get("html");
        }
        if (given == null && (json == null || json instanceof Map<?, ?> map && map.containsKey("html"))) {
            return Value.NULL;
        }
        if (!(given instanceof String)) {
            problems.add(Texts.wrongType(pointer, "rich_text"));
            return Value.NULL;
        }
        String html = Texts.read(given, pointer, problems);
        if (html == null) {
            return Value.NULL;
        }
        if (html.length() > LONGEST_HTML) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-long",
                    "This text is longer than " + LONGEST_HTML + " characters.",
                    Map.of("max", Integer.toString(LONGEST_HTML), "length", Integer.toString(html.length()))));
            return Value.NULL;
        }
        SafeHtml safe = SafeHtml.of(html);
        return safe.text().isBlank()
                ? Value.NULL
                : new Value.Parts(Map.of("html", Value.text(safe.html()), "text", Value.text(safe.text())));
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        Texts.checkLength(text(value), max(settings), pointer, problems);
    }

    private static int max(Settings settings) {
        return TextKind.max(settings, DEFAULT_MAX, BOUND);
    }

    private static String text(Value value) {
        return value instanceof Value.Parts p && p.part("text") instanceof Value.Text(String text) ? text : "";
    }

    @Override
    public @Nullable Object toJson(Value value) {
        if (!(value instanceof Value.Parts p) || !(p.part("html") instanceof Value.Text(String html))) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("html", html);
        json.put("text", text(value));
        return json;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type",
                List.of("string", "object"),
                "maxLength",
                LONGEST_HTML,
                "properties",
                Map.of("html", Map.of("type", "string", "maxLength", LONGEST_HTML), "text", Map.of("type", "string")),
                "required",
                List.of("html"),
                "additionalProperties",
                false);
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return text(value);
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Parts p && p.part("html") instanceof Value.Text(String html) ? html : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        // A cell without a single tag was written as plain text: its lines are paragraphs.
        return parse(cell.indexOf('<') < 0 ? SafeHtml.paragraphs(cell) : cell, settings, pointer, problems);
    }

    @Override
    public boolean isSearched() {
        return true;
    }

    @Override
    public List<String> texts(Value value) {
        return value.isNull() ? List.of() : List.of(text(value));
    }
}

package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Several records of another object type, by their ids, each once, in the order they were chosen. */
final class MultiLookupType implements FieldType {
    private static final int MOST = 100;

    @Override
    public Shape shape() {
        return Shape.LIST;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        if (!(json instanceof List<?> list)) {
            problems.add(Texts.wrongType(pointer, "multi_lookup"));
            return Value.NULL;
        }
        if (list.size() > MOST) {
            problems.add(Problem.of(
                    pointer, "field.too-many", "At most " + MOST + " records.", Map.of("max", Integer.toString(MOST))));
            return Value.NULL;
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Optional<String> id = LookupType.id(list.get(i));
            if (id.isEmpty()) {
                problems.add(Texts.wrongType(pointer + "/" + i, "lookup"));
            } else if (!ids.contains(id.get())) {
                ids.add(id.get());
            }
        }
        return ids.isEmpty() ? Value.NULL : Value.texts(ids);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Whether the records exist cannot be judged without asking.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .map(v -> v instanceof Value.Text(String id) ? id : "")
                        .toList()
                : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type",
                "array",
                "uniqueItems",
                true,
                "maxItems",
                MOST,
                "items",
                Map.of("type", "string", "format", "uuid"));
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
        return String.join(wording.comma(), ListKind.entries(value));
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return String.join(", ", ListKind.entries(value));
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        List<String> ids = Options.BETWEEN
                .splitAsStream(cell)
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .limit(MOST + 1L)
                .toList();
        return ids.isEmpty() ? Value.NULL : parse(ids, settings, pointer, problems);
    }

    @Override
    public Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        return Value.text(text);
    }
}

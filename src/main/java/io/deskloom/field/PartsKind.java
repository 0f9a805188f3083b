package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the kinds share whose value is an object of a few named parts. */
abstract class PartsKind implements FieldType {
    private final String name;
    private final List<String> order;

    /**
     * @param name how the kind is called in problems
     * @param order the parts, as JSON has them
     */
    PartsKind(String name, List<String> order) {
        this.name = name;
        this.order = order;
    }

    @Override
    public Shape shape() {
        return Shape.PARTS;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (!(json instanceof Map<?, ?> map) || !order.containsAll(map.keySet())) {
            problems.add(Texts.wrongType(pointer, name));
            return Value.NULL;
        }
        Map<String, Value> parts = new LinkedHashMap<>();
        for (String part : order) {
            parts.put(part, part(part, map.get(part), pointer + "/" + part, problems));
        }
        Value.Parts all = new Value.Parts(parts);
        return all.parts().isEmpty() ? Value.NULL : all;
    }

    /** Reads one part. */
    abstract Value part(String part, @Nullable Object json, String pointer, Problems problems);

    /** A part's JSON. */
    abstract @Nullable Object partJson(Value value);

    @Override
    public @Nullable Object toJson(Value value) {
        if (!(value instanceof Value.Parts p)) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (String part : order) {
            if (!p.part(part).isNull()) {
                json.put(part, partJson(p.part(part)));
            }
        }
        return json;
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return null;
    }

    static String text(Value value) {
        return value instanceof Value.Text(String text) ? text : "";
    }
}

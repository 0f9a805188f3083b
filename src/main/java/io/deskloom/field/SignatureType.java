package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signature: one image, drawn or made from a typed name, by the id of its attachment. Its file's name says who signed; when and by
 * whose hand it came here is in the history.
 */
final class SignatureType implements FieldType {
    @Override
    public Kind kind() {
        return Kind.SIGNATURE;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        return FileIds.parse(List.of(json), "signature", pointer, problems)
                        instanceof Value.Items(List<Value> items)
                ? items.getFirst()
                : Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // That it is an image is judged where attachments can be asked.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Text(String id) ? id : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "uuid");
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
    public List<UUID> files(Value value) {
        return FileIds.ids(value);
    }

    @Override
    public boolean wantsPictures() {
        return true;
    }
}

package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Images that can be looked at: files that could be decoded, and of which there are pictures. */
final class ImageType implements FieldType {
    @Override
    public Kind kind() {
        return Kind.IMAGE;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        return FileIds.parse(json, "image", pointer, problems);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        FileIds.validate(value, settings, pointer, problems);
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return FileIds.toJson(value);
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return FileIds.jsonSchema(settings);
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

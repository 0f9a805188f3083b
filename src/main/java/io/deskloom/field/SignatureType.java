package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signature: one image, drawn or made from a typed name, by the id of its attachment. Its file's name says who signed; when and by
 * whose hand it came here is in the history.
 */
final class SignatureType extends TextKind {
    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        Optional<String> id = json instanceof String text ? LookupType.id(text) : Optional.empty();
        if (id.isEmpty()) {
            problems.add(Texts.wrongType(pointer, "signature"));
            return Value.NULL;
        }
        return Value.text(id.get());
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
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return super.fromCell(cell.strip(), settings, wording, pointer, problems);
    }

    @Override
    public boolean holdsFiles() {
        return true;
    }

    @Override
    public List<UUID> files(Value value) {
        return value instanceof Value.Text(String text)
                ? LookupType.id(text).map(UUID::fromString).stream().toList()
                : List.of();
    }

    @Override
    public boolean wantsPictures() {
        return true;
    }
}

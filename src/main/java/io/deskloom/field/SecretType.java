package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A password or key that is written and never read back: whoever may see the field sees that there is one. {@code command}
 * seals it before it is stored, so rows, history and backups hold no clear text.
 */
final class SecretType extends TextKind {
    private static final int DEFAULT_MAX = 500;
    private static final int BOUND = 4_000;

    /** What sealed texts start with; nobody may write one. */
    static final String SEALED = "sealed:";

    /** Only "is there one" can be asked. */
    @Override
    public Shape shape() {
        return Shape.PARTS;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        return text == null || text.isEmpty() ? Value.NULL : Value.text(text);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Text(String text)) {
            Texts.checkLength(text, max(settings, DEFAULT_MAX, BOUND), pointer, problems);
            if (text.startsWith(SEALED)) {
                problems.add(pointer, "field.secret", "This does not look like a secret.");
            }
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "writeOnly", true, "maxLength", max(settings, DEFAULT_MAX, BOUND));
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value.isNull() ? "" : "••••";
    }

    /** Nothing: a secret leaves by no file. */
    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return "";
    }

    @Override
    public boolean isWriteOnly() {
        return true;
    }
}

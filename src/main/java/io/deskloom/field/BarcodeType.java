package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a bar code or QR code says, scanned or typed: one line of printable text, blanks at its ends dropped. */
final class BarcodeType extends TextKind {
    private static final int DEFAULT_MAX = 120;
    /** What slots can hold of it with room to spare; longer QR codes are texts. */
    private static final int BOUND = 500;

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        if (text == null || text.isBlank()) {
            return Value.NULL;
        }
        String code = text.strip();
        if (code.codePoints().anyMatch(Character::isISOControl)) {
            problems.add(pointer, "field.barcode", "A code is one line without control characters.");
            return Value.NULL;
        }
        return Value.text(code);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Text(String text)) {
            Texts.checkLength(text, max(settings, DEFAULT_MAX, BOUND), pointer, problems);
        }
    }

    @Override
    public String normal(String text) {
        return text.strip();
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "maxLength", max(settings, DEFAULT_MAX, BOUND));
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}

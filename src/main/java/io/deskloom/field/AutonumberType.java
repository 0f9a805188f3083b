package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number of its own that the server gives when a record is made: the field's prefix and at least {@code scale} digits
 * (6 when left out). Numbers grow, gaps are allowed, and nobody writes one.
 */
final class AutonumberType extends TextKind {
    private static final Pattern NUMBER = Pattern.compile("[A-Z0-9_/-]{0,12}[0-9]{1,19}");
    private static final int DIGITS = 6;

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text
                && text.length() <= 31
                && NUMBER.matcher(text).matches()) {
            return Value.text(text);
        }
        problems.add(Texts.wrongType(pointer, "autonumber"));
        return Value.NULL;
    }

    /** The {@code n}th number of a field. */
    static Value number(long n, Settings settings) {
        Integer own = settings.scale();
        String prefix = settings.prefix() == null ? "" : settings.prefix();
        String digits = Long.toString(n);
        int least = own == null ? DIGITS : own;
        return Value.text(prefix + "0".repeat(Math.max(0, least - digits.length())) + digits);
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "readOnly", true, "maxLength", 31);
    }

    @Override
    public boolean isAssigned() {
        return true;
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}

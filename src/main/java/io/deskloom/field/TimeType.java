package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time of day on no particular day, to the minute: "09:30". As a text, so that its order is the order of the day. */
final class TimeType extends TextKind {
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Pattern LOOSE =
            Pattern.compile("(上午|下午)?\\s*([0-9]{1,2})[:.时点]([0-9]{2})?分?(?::[0-9]{2})?\\s*(am|pm)?");

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text && TIME.matcher(text).matches()) {
            return Value.text(text);
        }
        problems.add(pointer, "field.time", "A time is written as 09:30.");
        return Value.NULL;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$");
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        Matcher m = LOOSE.matcher(Cells.halfWidth(cell.length() > 40 ? cell.substring(0, 40) : cell)
                .strip()
                .toLowerCase(java.util.Locale.ROOT));
        if (!m.matches()) {
            return parse(cell, settings, pointer, problems);
        }
        int hour = Integer.parseInt(m.group(2));
        boolean twelve = m.group(1) != null || m.group(4) != null;
        boolean after = "下午".equals(m.group(1)) || "pm".equals(m.group(4));
        int of24 = twelve && hour <= 12 ? hour % 12 + (after ? 12 : 0) : hour;
        String minute = m.group(3) == null ? "00" : m.group(3);
        return parse((of24 < 10 ? "0" : "") + of24 + ":" + minute, settings, pointer, problems);
    }
}

package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A length of time in whole seconds, from nothing to 36,525 days; a day is 24 hours. JSON is an ISO 8601 duration
 * ("PT2H30M"), cells say "2h 30m". {@code min} and {@code max} are minutes.
 */
final class DurationType implements FieldType {
    private static final long LONGEST_SECONDS = 36_525L * 86_400;
    private static final Pattern WORDS = Pattern.compile(
            "(?:(\\d{1,6})(?:d|天))?(?:(\\d{1,8})(?:h|小时|时))?(?:(\\d{1,9})(?:min|m|分钟|分))?(?:(\\d{1,10})(?:s|秒))?");
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,6}):([0-5]\\d)(?::([0-5]\\d))?");

    @Override
    public Shape shape() {
        return Shape.SPAN;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text && text.length() <= 40 && text.startsWith("P")) {
            try {
                return checked(Duration.parse(text), pointer, problems);
            } catch (DateTimeException | ArithmeticException e) {
                // Said below, like any other wrong text.
            }
        }
        return refused(pointer, problems);
    }

    private static Value checked(Duration length, String pointer, Problems problems) {
        return length.isNegative() || length.getNano() != 0 || length.getSeconds() > LONGEST_SECONDS
                ? refused(pointer, problems)
                : new Value.Span(length);
    }

    private static Value refused(String pointer, Problems problems) {
        problems.add(
                pointer, "field.duration", "A duration is written as PT2H30M, in whole seconds, up to 36525 days.");
        return Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Span(Duration length)) {
            BigDecimal minutes = BigDecimal.valueOf(length.getSeconds());
            BigDecimal min = settings.min();
            if (min != null && minutes.compareTo(min.multiply(BigDecimal.valueOf(60))) < 0) {
                problems.add(Problem.of(
                        pointer,
                        "field.too-short-time",
                        "At least " + min.toPlainString() + " minutes.",
                        Map.of("min", min.toPlainString())));
            }
            BigDecimal max = settings.max();
            if (max != null && minutes.compareTo(max.multiply(BigDecimal.valueOf(60))) > 0) {
                problems.add(Problem.of(
                        pointer,
                        "field.too-long-time",
                        "At most " + max.toPlainString() + " minutes.",
                        Map.of("max", max.toPlainString())));
            }
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Span(Duration length) ? length.toString() : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("format", "duration");
        schema.put("maxLength", 40);
        return schema;
    }

    @Override
    public SlotKind slot() {
        return SlotKind.LONG;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Span(Duration length) ? length.getSeconds() * 1_000_000 : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return wording.chinese() ? words(value, "天", "小时", "分钟", "秒", "") : words(value, "d", "h", "m", "s", " ");
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return words(value, "d", "h", "m", "s", " ");
    }

    private static String words(Value value, String d, String h, String m, String s, String between) {
        if (!(value instanceof Value.Span(Duration length))) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        append(out, length.toDays(), d, between);
        append(out, length.toHoursPart(), h, between);
        append(out, length.toMinutesPart(), m, between);
        append(out, length.toSecondsPart(), s, between);
        return out.isEmpty() ? "0" + m : out.toString();
    }

    private static void append(StringBuilder out, long count, String unit, String between) {
        if (count != 0) {
            out.append(out.isEmpty() ? "" : between).append(count).append(unit);
        }
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String text = Cells.halfWidth(cell.length() > 80 ? cell.substring(0, 80) : cell)
                .replace(" ", "")
                .toLowerCase(java.util.Locale.ROOT);
        if (text.isEmpty()) {
            return Value.NULL;
        }
        if (text.startsWith("p")) {
            return parse(text.toUpperCase(java.util.Locale.ROOT), settings, pointer, problems);
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            return checked(
                    Duration.ofHours(Long.parseLong(clock.group(1)))
                            .plusMinutes(Long.parseLong(clock.group(2)))
                            .plusSeconds(clock.group(3) == null ? 0 : Long.parseLong(clock.group(3))),
                    pointer,
                    problems);
        }
        Matcher words = WORDS.matcher(text);
        if (!words.matches()) {
            return refused(pointer, problems);
        }
        return checked(
                Duration.ofDays(count(words, 1))
                        .plusHours(count(words, 2))
                        .plusMinutes(count(words, 3))
                        .plusSeconds(count(words, 4)),
                pointer,
                problems);
    }

    private static long count(Matcher words, int group) {
        String digits = words.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}

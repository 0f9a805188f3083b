package io.deskloom.field;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values as the text of a table's cell, and back: what {@link #write} wrote, {@link #read} reads as the same value. Reading
 * takes more forms than are written, as people and other programs write them; what it cannot make sense of it hands on as
 * it is, so that {@link FieldType#parse} says what is wrong.
 */
public final class CellText {
    private static final Set<String> YES = Set.of("true", "yes", "y", "1", "x", "是", "对", "有", "✓");
    private static final Set<String> NO = Set.of("false", "no", "n", "0", "否", "错", "无", "不");
    private static final Pattern GROUPED = Pattern.compile("-?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?");
    private static final Pattern MONEY = Pattern.compile("([A-Z]{3}|[¥￥])?\\s*([+-]?[0-9.,]+)\\s*([A-Z]{3}|元)?");
    private static final Pattern DAY = Pattern.compile("([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?");
    private static final Pattern MOMENT = Pattern.compile(
            "(?<day>[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)[T ]*(?<time>[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?)?\\s*(?<zone>Z|[+-][0-9]{2}:?[0-9]{2})?");
    private static final Pattern SEVERAL = Pattern.compile("\\s*[;；|、,，\\n]\\s*");
    private static final String BETWEEN = "; ";

    private CellText() {}

    /**
     * The cell.
     *
     * @param language whose words options are written in
     * @param zone the business zone, for moments
     */
    public static String write(Kind kind, Value value, Settings settings, String language, ZoneId zone) {
        return switch (value) {
            case Value.Null _ -> "";
            case Value.Text(String text) -> kind == Kind.SINGLE ? option(text, settings, language) : text;
            case Value.Num(BigDecimal number) -> number.toPlainString();
            case Value.Money(BigDecimal amount, String currency) -> {
                String digits = MoneyType.shown(amount, currency);
                yield currency.equals(settings.currency()) ? digits : digits + " " + currency;
            }
            case Value.Bool(boolean is) -> is ? "true" : "false";
            case Value.Date(LocalDate day) -> day.toString();
            case Value.Timestamp(Instant at) -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(zone));
            case Value.Span(var length) -> length.toString();
            case Value.Items(List<Value> items) ->
                items.stream()
                        .map(item -> item instanceof Value.Text(String key)
                                ? kind == Kind.MULTI ? option(key, settings, language) : key
                                : "")
                        .collect(Collectors.joining(BETWEEN));
        };
    }

    /** What the cell says in the JSON form that {@link FieldType#parse} reads; null when it is empty. */
    public static @Nullable Object read(Kind kind, String cell, Settings settings, ZoneId zone) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return null;
        }
        return switch (kind) {
            case TEXT, LONG_TEXT, PHONE, ACCOUNT, LOOKUP -> text;
            case MULTI_LOOKUP -> List.of(SEVERAL.split(text));
            case INTEGER, DECIMAL -> number(text).<Object>map(n -> n).orElse(text);
            case MONEY -> money(text, settings);
            case BOOLEAN -> yesOrNo(text);
            case SINGLE -> key(text, settings);
            case MULTI ->
                // The whole first: a label may hold a comma.
                isOption(text, settings)
                        ? List.of(key(text, settings))
                        : Arrays.stream(SEVERAL.split(text))
                                .filter(part -> !part.isEmpty())
                                .map(part -> key(part, settings))
                                .toList();
            case DATE -> day(text).map(LocalDate::toString).orElse(text);
            case DATE_TIME -> moment(text, zone);
        };
    }

    /** How likely {@code cell} is a value of the field, for guessing: what is no text has a form of its own. */
    public static boolean looksLike(Kind kind, String cell, Settings settings, ZoneId zone) {
        Object json = read(kind, cell, settings, zone);
        return switch (kind) {
            case TEXT, LONG_TEXT, ACCOUNT, LOOKUP, MULTI_LOOKUP -> false;
            case PHONE ->
                cell.replaceAll("[\\s()+-]", "").matches("[0-9]{8,15}") && cell.matches(".*[-+ ].*|1[3-9][0-9]{9}");
            case INTEGER, DECIMAL -> json instanceof BigDecimal;
            case MONEY -> json instanceof java.util.Map<?, ?>;
            case BOOLEAN -> json instanceof Boolean;
            case SINGLE -> json instanceof String key && settings.hasOption(key);
            case MULTI -> json instanceof List<?> keys && keys.stream().allMatch(k -> settings.hasOption((String) k));
            case DATE -> day(cell.strip()).isPresent();
            case DATE_TIME -> !(moment(cell.strip(), zone).equals(cell.strip()) && !cell.contains("T"));
        };
    }

    private static String option(String key, Settings settings, String language) {
        Optional<Settings.Option> option =
                settings.options().stream().filter(o -> o.key().equals(key)).findFirst();
        if (option.isEmpty()) {
            return key;
        }
        String label = option.get().label().in(language);
        // Only words that lead back to this option alone, also among others.
        return key(label, settings).equals(key) && !SEVERAL.matcher(label).find() ? label : key;
    }

    private static boolean isOption(String text, Settings settings) {
        return settings.hasOption(key(text, settings));
    }

    /** The key of the option that is called so: by its key, else by its label in any language; else the text itself. */
    private static String key(String text, Settings settings) {
        if (settings.hasOption(text)) {
            return text;
        }
        String wanted = plain(text);
        List<String> found = new ArrayList<>();
        for (Settings.Option option : settings.options()) {
            boolean called = plain(option.key()).equals(wanted)
                    || option.label().byLanguage().values().stream().anyMatch(l -> plain(l).equals(wanted));
            if (called) {
                found.add(option.key());
            }
        }
        return found.size() == 1 ? found.getFirst() : text;
    }

    /** Without what people write differently each time. */
    public static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ");
    }

    private static Optional<BigDecimal> number(String text) {
        String bare = text.replace("\u00a0", "").replace(" ", "");
        bare = GROUPED.matcher(bare).matches() ? bare.replace(",", "") : bare;
        return NUMBER.matcher(bare).matches() ? Optional.of(new BigDecimal(bare)) : Optional.empty();
    }

    private static Object money(String text, Settings settings) {
        Matcher m = MONEY.matcher(text);
        if (!m.matches()) {
            return text;
        }
        Optional<BigDecimal> amount = number(m.group(2));
        String before = currency(m.group(1));
        String after = currency(m.group(3));
        String named = before != null ? before : after;
        String currency = named != null ? named : settings.currency();
        if (amount.isEmpty() || currency == null || (before != null && after != null && !before.equals(after))) {
            return text;
        }
        return java.util.Map.of("amount", amount.get().toPlainString(), "currency", currency);
    }

    private static @Nullable String currency(@Nullable String sign) {
        return sign == null ? null : sign.length() == 3 ? sign : "CNY";
    }

    private static Object yesOrNo(String text) {
        String said = text.toLowerCase(Locale.ROOT);
        return YES.contains(said) ? (Object) true : NO.contains(said) ? (Object) false : text;
    }

    private static Optional<LocalDate> day(String text) {
        Matcher m = DAY.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String moment(String text, ZoneId zone) {
        Matcher m = MOMENT.matcher(text);
        if (!m.matches()) {
            return text;
        }
        Optional<LocalDate> day = day(m.group("day"));
        if (day.isEmpty()) {
            return text;
        }
        try {
            String time = m.group("time");
            LocalDateTime at = time == null
                    ? day.get().atStartOfDay()
                    : LocalDateTime.parse(day.get() + "T" + (time.indexOf(':') == 1 ? "0" + time : time));
            String offset = m.group("zone");
            ZoneId in = offset == null ? zone : ZoneId.of(offset);
            return at.atZone(in).toInstant().truncatedTo(ChronoUnit.MICROS).toString();
        } catch (DateTimeException e) {
            return text;
        }
    }
}

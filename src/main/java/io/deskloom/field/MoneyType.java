package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount with its currency. JSON is {@code {"amount": "12.50", "currency": "CNY"}}; an amount alone (string or
 * number) takes the field's currency. A field that names a currency takes no other: its slot compares amounts only.
 */
final class MoneyType implements FieldType {
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,9})?");
    private static final Pattern CODED = Pattern.compile("(?:([A-Z]{3})\\s*)?([-+0-9., ]*[0-9])(?:\\s*([A-Z]{3}))?");
    private static final Pattern SIGNED = Pattern.compile("([¥￥$€£])\\s*([-+0-9., ]*[0-9])|([-+0-9., ]*[0-9])\\s*(元)");

    /** The currencies a sign may stand for; alone it stands for the first. */
    private static final Map<String, List<String>> SIGNS = Map.of(
            "¥", List.of("CNY", "JPY"),
            "￥", List.of("CNY", "JPY"),
            "元", List.of("CNY"),
            "$", List.of("USD", "CAD", "AUD", "HKD", "SGD", "TWD", "NZD", "MXN"),
            "€", List.of("EUR"),
            "£", List.of("GBP"));

    private static final int DEFAULT_SCALE = 2;

    @Override
    public Shape shape() {
        return Shape.MONEY;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        Object amount = json;
        Object currency = settings.currency();
        if (json instanceof Map<?, ?> map) {
            if (!List.of("amount", "currency").containsAll(map.keySet())) {
                problems.add(Texts.wrongType(pointer, "money"));
                return Value.NULL;
            }
            amount = map.get("amount");
            currency = map.containsKey("currency") ? map.get("currency") : currency;
        }
        BigDecimal number = amount instanceof String text ? decimal(text) : Numbers.read(amount);
        if (number == null) {
            problems.add(Texts.wrongType(pointer, "money"));
            return Value.NULL;
        }
        if (!(currency instanceof String code) || !isCurrency(code)) {
            problems.add(pointer, "field.currency", "Name the currency by its three letters, such as CNY.");
            return Value.NULL;
        }
        return new Value.Money(number, code);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Money(BigDecimal amount, String currency)) {
            String own = settings.currency();
            if (own != null && !own.equals(currency)) {
                problems.add(Problem.of(
                        pointer, "field.other-currency", "Amounts here are in " + own + ".", Map.of("currency", own)));
            }
            Numbers.checkDigits(amount, digits(settings, currency), pointer, problems);
            Numbers.checkRange(amount, settings.min(), settings.max(), pointer, problems);
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        if (!(value instanceof Value.Money(BigDecimal amount, String currency))) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        int digits = Math.max(fraction(currency), amount.scale());
        json.put("amount", amount.setScale(digits).toPlainString());
        json.put("currency", currency);
        return json;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("amount", "currency"),
                "additionalProperties",
                false,
                "properties",
                Map.of(
                        "amount", Map.of("type", "string", "pattern", "^-?[0-9]{1,15}(\\.[0-9]{1,9})?$"),
                        "currency", Map.of("type", "string", "pattern", "^[A-Z]{3}$")));
    }

    @Override
    public SlotKind slot() {
        return SlotKind.LONG;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Money(BigDecimal amount, String _)
                ? Numbers.scaled(amount, scale(settings))
                : null;
    }

    @Override
    public int scale(Settings settings) {
        String own = settings.currency();
        return digits(settings, own == null ? "" : own);
    }

    private static int digits(Settings settings, String currency) {
        Integer own = settings.scale();
        return own == null ? fraction(currency) : own;
    }

    private static int fraction(String currency) {
        return isCurrency(currency)
                ? Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits())
                : DEFAULT_SCALE;
    }

    static boolean isCurrency(String code) {
        try {
            return code.length() == 3
                    && Currency.getInstance(code).getCurrencyCode().equals(code);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable BigDecimal decimal(String text) {
        return AMOUNT.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        if (!(value instanceof Value.Money(BigDecimal amount, String currency))) {
            return "";
        }
        NumberFormat format = NumberFormat.getNumberInstance(wording.locale());
        format.setMinimumFractionDigits(digits(settings, currency));
        format.setMaximumFractionDigits(Math.max(digits(settings, currency), amount.scale()));
        return currency + " " + format.format(amount);
    }

    /** The bare amount where the field names its currency, else with the currency behind it. */
    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        if (!(value instanceof Value.Money(BigDecimal amount, String currency))) {
            return "";
        }
        String figures = amount.setScale(Math.max(digits(settings, currency), amount.scale()))
                .toPlainString();
        return currency.equals(settings.currency()) ? figures : figures + " " + currency;
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String text = Cells.halfWidth(cell.length() > 80 ? cell.substring(0, 80) : cell)
                .strip();
        if (text.isEmpty()) {
            return Value.NULL;
        }
        Matcher coded = CODED.matcher(text);
        Matcher signed = SIGNED.matcher(text);
        String figures = text;
        String currency = null;
        if (coded.matches()) {
            figures = coded.group(2);
            currency = coded.group(1) == null ? coded.group(3) : coded.group(1);
        } else if (signed.matches()) {
            boolean before = signed.group(1) != null;
            figures = before ? signed.group(2) : signed.group(3);
            List<String> meant = SIGNS.getOrDefault(before ? signed.group(1) : signed.group(4), List.of());
            String own = settings.currency();
            currency = own != null && meant.contains(own) ? own : meant.getFirst();
        }
        BigDecimal amount = Cells.number(figures);
        if (amount == null) {
            problems.add(Texts.wrongType(pointer, "money"));
            return Value.NULL;
        }
        return currency == null
                ? parse(amount, settings, pointer, problems)
                : parse(Map.of("amount", amount, "currency", currency), settings, pointer, problems);
    }
}

package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount with its currency. JSON is {@code {"amount": "12.50", "currency": "CNY"}}; an amount alone (string or
 * number) takes the field's currency. A field that names a currency takes no other: its slot compares amounts only.
 */
final class MoneyType implements FieldType {
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,9})?");
    private static final int DEFAULT_SCALE = 2;

    @Override
    public Kind kind() {
        return Kind.MONEY;
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
            Numbers.checkRange(amount, settings, pointer, problems);
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        if (!(value instanceof Value.Money(BigDecimal amount, String currency))) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("amount", shown(amount, currency));
        json.put("currency", currency);
        return json;
    }

    /** The amount with at least as many digits as the currency has. */
    static String shown(BigDecimal amount, String currency) {
        return amount.setScale(Math.max(fraction(currency), amount.scale())).toPlainString();
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
}

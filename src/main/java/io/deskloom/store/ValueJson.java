package io.deskloom.store;

import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as history stores them. Unlike the form of {@code record.fields} it says itself what it is, so an event can be
 * read after its field's definition has changed or gone: text, number, boolean and list are themselves; money is
 * {@code {"amount", "currency"}}, the others {@code {"date"}}, {@code {"at"}}, {@code {"span"}}.
 */
final class ValueJson {
    private ValueJson() {}

    static @Nullable Object write(Value value) {
        return switch (value) {
            case Value.Null _ -> null;
            case Value.Text(String text) -> text;
            case Value.Num(BigDecimal number) -> number;
            case Value.Money(BigDecimal amount, String currency) ->
                Map.of("amount", amount.toPlainString(), "currency", currency);
            case Value.Bool(boolean is) -> is;
            case Value.Date(LocalDate day) -> Map.of("date", day.toString());
            case Value.Timestamp(Instant at) -> Map.of("at", at.toString());
            case Value.Span(Duration length) -> Map.of("span", length.toString());
            case Value.Items(List<Value> items) ->
                items.stream().map(ValueJson::write).toList();
        };
    }

    static Value read(@Nullable Object json) {
        return switch (json) {
            case null -> Value.NULL;
            case String text -> Value.text(text);
            case Boolean is -> Value.bool(is);
            case BigDecimal number -> Value.num(number);
            case Number whole -> Value.num(new BigDecimal(whole.toString()));
            case List<?> items ->
                new Value.Items(items.stream().map(ValueJson::read).toList());
            case Map<?, ?> map -> tagged(map);
            default -> throw new IllegalStateException("not a stored value: " + json.getClass());
        };
    }

    private static Value tagged(Map<?, ?> map) {
        if (map.containsKey("amount")) {
            return new Value.Money(new BigDecimal(Json.text(map, "amount")), Json.text(map, "currency"));
        }
        if (map.containsKey("date")) {
            return new Value.Date(LocalDate.parse(Json.text(map, "date")));
        }
        if (map.containsKey("at")) {
            return new Value.Timestamp(Instant.parse(Json.text(map, "at")));
        }
        return new Value.Span(Duration.parse(Json.text(map, "span")));
    }
}

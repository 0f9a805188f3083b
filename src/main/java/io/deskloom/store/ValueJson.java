package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.deskloom.field.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as history stores them. Unlike the form of {@code record.fields} it says itself what it is, so an event can be
 * read after its field's definition has changed or gone: text, number, boolean and list are themselves; money is
 * {@code {"amount", "currency"}}, the others {@code {"date"}}, {@code {"at"}}, {@code {"span"}}, {@code {"parts"}}.
 */
final class ValueJson {
    private ValueJson() {}

    /** Writes a member {@code name}; none at all when the value is null. */
    static void field(JsonGenerator json, String name, Value value) throws IOException {
        if (!value.isNull()) {
            json.writeFieldName(name);
            write(json, value);
        }
    }

    static void write(JsonGenerator json, Value value) throws IOException {
        switch (value) {
            case Value.Null _ -> json.writeNull();
            case Value.Text(String text) -> json.writeString(text);
            case Value.Num(BigDecimal number) -> json.writeNumber(number);
            case Value.Money(BigDecimal amount, String currency) -> {
                json.writeStartObject();
                json.writeStringField("amount", amount.toPlainString());
                json.writeStringField("currency", currency);
                json.writeEndObject();
            }
            case Value.Bool(boolean is) -> json.writeBoolean(is);
            case Value.Date(LocalDate day) -> tagged(json, "date", day);
            case Value.Timestamp(Instant at) -> tagged(json, "at", at);
            case Value.Span(Duration length) -> tagged(json, "span", length);
            case Value.Items(List<Value> items) -> {
                json.writeStartArray();
                for (Value item : items) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Value.Parts(Map<String, Value> parts) -> {
                json.writeStartObject();
                json.writeObjectFieldStart("parts");
                for (Map.Entry<String, Value> part : parts.entrySet()) {
                    json.writeFieldName(part.getKey());
                    write(json, part.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
            }
        }
    }

    private static void tagged(JsonGenerator json, String tag, Object value) throws IOException {
        json.writeStartObject();
        json.writeStringField(tag, value.toString());
        json.writeEndObject();
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
        if (map.get("parts") instanceof Map<?, ?> json) {
            Map<String, Value> parts = new LinkedHashMap<>();
            json.forEach((name, part) -> parts.put(String.valueOf(name), read(part)));
            return new Value.Parts(parts);
        }
        return new Value.Span(Duration.parse(Json.text(map, "span")));
    }
}

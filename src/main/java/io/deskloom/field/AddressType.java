package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A postal address in its parts; a country is its two letters (ISO 3166-1). Only what is given is there. */
final class AddressType extends PartsKind {
    private static final List<String> PARTS = List.of("country", "province", "city", "district", "street", "postcode");
    private static final int LONGEST = 100;
    private static final int LONGEST_STREET = 300;
    private static final int LONGEST_POSTCODE = 20;

    AddressType() {
        super("address", PARTS);
    }

    @Override
    public Map<String, Shape> parts() {
        Map<String, Shape> parts = new LinkedHashMap<>();
        PARTS.forEach(part -> parts.put(part, Shape.TEXT));
        return parts;
    }

    @Override
    Value part(String part, @Nullable Object json, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        return text == null || text.isBlank()
                ? Value.NULL
                : Value.text(text.strip().replaceAll("\\R+", " "));
    }

    @Override
    @Nullable
    Object partJson(Value value) {
        return text(value);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (!(value instanceof Value.Parts p)) {
            return;
        }
        p.parts().forEach((part, words) -> {
            int most = part.equals("street") ? LONGEST_STREET : part.equals("postcode") ? LONGEST_POSTCODE : LONGEST;
            Texts.checkLength(text(words), most, pointer + "/" + part, problems);
        });
        String country = text(p.part("country"));
        if (!country.isEmpty() && !Regions.isCountry(country)) {
            problems.add(pointer + "/country", "field.country", "Name the country by its two letters, such as CN.");
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String part : PARTS) {
            int most = part.equals("street") ? LONGEST_STREET : part.equals("postcode") ? LONGEST_POSTCODE : LONGEST;
            properties.put(part, Map.of("type", "string", "maxLength", most));
        }
        properties.put("country", Map.of("type", "string", "pattern", "^[A-Z]{2}$"));
        return Map.of("type", "object", "additionalProperties", false, "properties", properties);
    }

    /** From the large to the small in Chinese, the other way round else. */
    @Override
    public String format(Value value, Settings settings, Wording wording) {
        if (!(value instanceof Value.Parts p)) {
            return "";
        }
        String country = text(p.part("country"));
        String named = country.isEmpty() ? "" : Regions.word(country, wording);
        List<String> large = new ArrayList<>(Stream.of("province", "city", "district", "street")
                .map(part -> text(p.part(part)))
                .filter(Objects::nonNull)
                .toList());
        large.addFirst(named);
        large.add(text(p.part("postcode")));
        large.removeIf(String::isEmpty);
        if (wording.chinese()) {
            return String.join(" ", large);
        }
        return String.join(
                ", ",
                Stream.of(
                                text(p.part("street")),
                                text(p.part("district")),
                                text(p.part("city")),
                                text(p.part("province")),
                                text(p.part("postcode")),
                                named)
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    /** Its JSON, since no separator is safe in what people write into addresses. */
    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return CellJson.write(toJson(value));
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        Object json = cell.strip().startsWith("{") ? CellJson.read(cell) : null;
        // What is not JSON is an address in one line.
        return parse(json == null ? Map.of("street", cell.strip()) : json, settings, pointer, problems);
    }

    @Override
    public boolean isSearched() {
        return true;
    }

    /** All but the country, which is two letters and no word. */
    @Override
    public List<String> texts(Value value) {
        return value instanceof Value.Parts p
                ? PARTS.stream()
                        .skip(1)
                        .map(part -> text(p.part(part)))
                        .filter(words -> !words.isEmpty())
                        .toList()
                : List.of();
    }
}

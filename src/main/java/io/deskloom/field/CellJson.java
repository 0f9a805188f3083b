package io.deskloom.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/** JSON inside a cell, for values no line of text can hold. */
final class CellJson {
    private static final int LONGEST = 1_000_000;
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private CellJson() {}

    static String write(@Nullable Object json) {
        if (json == null) {
            return "";
        }
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain objects have a JSON form", e);
        }
    }

    /** Plain objects; null for what is no JSON, or too much of it. */
    static @Nullable Object read(String cell) {
        try {
            return cell.length() > LONGEST ? null : MAPPER.readValue(cell, Object.class);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}

package io.deskloom.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain objects to and from jsonb columns; numbers stay exact. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    static String write(@Nullable Object plain) {
        try {
            return MAPPER.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plain object always becomes JSON", e);
        }
    }

    /** Writes to a generator. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** What {@code content} writes, without objects in between: for what every command writes. */
    static String text(Content content) {
        try (StringWriter out = new StringWriter(1024);
                JsonGenerator json = MAPPER.createGenerator(out)) {
            content.write(json);
            json.flush();
            return out.toString();
        } catch (IOException e) {
            throw new IllegalStateException("a text takes whatever is written", e);
        }
    }

    /** A member {@code name}; none at all when the text is null. */
    static void field(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(String json) {
        return (Map<String, @Nullable Object>) read(json, Map.class);
    }

    static List<?> list(String json) {
        return read(json, List.class);
    }

    /** Whatever it is. */
    static @Nullable Object any(String json) {
        return read(json, Object.class);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a jsonb column held something else than was written", e);
        }
    }

    /** The member {@code key} of a plain object, which must be there. */
    static Object need(Map<?, ?> object, String key) {
        Object value = object.get(key);
        if (value == null) {
            throw new IllegalStateException("stored JSON lacks " + key);
        }
        return value;
    }

    static String text(Map<?, ?> object, String key) {
        return (String) need(object, key);
    }

    static @Nullable String textOrNull(Map<?, ?> object, String key) {
        return (String) object.get(key);
    }

    static int number(Map<?, ?> object, String key) {
        return ((Number) need(object, key)).intValue();
    }

    static Map<?, ?> map(Map<?, ?> object, String key) {
        return (Map<?, ?>) need(object, key);
    }

    static List<?> list(Map<?, ?> object, String key) {
        return (List<?>) need(object, key);
    }
}

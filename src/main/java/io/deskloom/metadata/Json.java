package io.deskloom.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.TreeMap;

/** JSON with exact numbers, and the one canonical way to write it that release hashes rest on. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private Json() {}

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    /** Keys sorted, no white space, numbers without exponent and trailing zeros: equal content is equal text. */
    static String canonical(JsonNode node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            char before = '{';
            for (var e : sorted.entrySet()) {
                out.append(before);
                quote(e.getKey(), out);
                out.append(':');
                write(e.getValue(), out);
                before = ',';
            }
            out.append(sorted.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                write(node.get(i), out);
            }
            out.append(']');
        } else if (node.isNumber()) {
            var n = node.decimalValue();
            out.append(n.signum() == 0 ? "0" : n.stripTrailingZeros().toPlainString());
        } else if (node.isTextual()) {
            quote(node.textValue(), out);
        } else {
            out.append(node.asText("null"));
        }
    }

    private static void quote(String text, StringBuilder out) {
        // Nearly every text: what follows writes it letter by letter, too.
        if (text.chars().allMatch(c -> c >= ' ' && c != '"' && c != '\\')) {
            out.append('"').append(text).append('"');
            return;
        }
        try {
            out.append(MAPPER.writeValueAsString(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text can always be quoted", e);
        }
    }
}

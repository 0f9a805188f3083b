package io.deskloom.bpmn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A definition as YAML as people write it: a line for each node and each edge. */
final class FlowText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*( [A-Za-z0-9_]+)*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private FlowText() {}

    static String of(JsonNode definition) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> part : definition.properties()) {
            text.append(key(part.getKey())).append(':');
            if (part.getValue().isArray()) {
                text.append('\n');
                part.getValue()
                        .forEach(item -> text.append("  - ").append(flow(item)).append('\n'));
            } else {
                text.append(' ').append(flow(part.getValue())).append('\n');
            }
        }
        return text.toString();
    }

    private static String flow(JsonNode node) {
        List<String> parts = new ArrayList<>();
        if (node.isObject()) {
            node.properties().forEach(e -> parts.add(key(e.getKey()) + ": " + flow(e.getValue())));
            return "{" + String.join(", ", parts) + "}";
        }
        if (node.isArray()) {
            node.forEach(item -> parts.add(flow(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        return node.isTextual() ? quoted(node.textValue()) : node.toString();
    }

    private static String key(String key) {
        // "on" is a key of edges, and no more than that for who reads it here.
        return PLAIN.matcher(key).matches() ? key : quoted(key);
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
            return text;
        }
        try {
            return BpmnNames.JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a parsed file. Reading is tolerant: what is missing or of the wrong shape answers as empty, because the
 * schema has reported it already and the other checks must still run.
 */
record At(Doc doc, String pointer, JsonNode node) {
    At get(String key) {
        JsonNode child = node.isObject() ? node.path(key) : MissingNode.getInstance();
        return new At(doc, pointer + "/" + key.replace("~", "~0").replace("/", "~1"), child);
    }

    boolean present() {
        return !node.isMissingNode() && !node.isNull();
    }

    List<At> items() {
        List<At> all = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                all.add(new At(doc, pointer + "/" + i, node.get(i)));
            }
        }
        return all;
    }

    Map<String, At> entries() {
        Map<String, At> all = new LinkedHashMap<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(k -> all.put(k, get(k)));
        }
        return all;
    }

    /** The text here, or "". */
    String text() {
        return node.isTextual() ? node.textValue() : "";
    }

    String text(String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }

    @Nullable
    String textOrNull() {
        return node.isTextual() ? node.textValue() : null;
    }

    List<String> texts() {
        return items().stream().filter(i -> i.node.isTextual()).map(At::text).toList();
    }

    boolean isTrue() {
        return node.isBoolean() && node.booleanValue();
    }

    int number(int otherwise) {
        return node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : otherwise;
    }

    @Nullable
    Integer numberOrNull() {
        return node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : null;
    }

    @Nullable
    BigDecimal decimalOrNull() {
        return node.isNumber() ? node.decimalValue() : null;
    }

    /** The label here; a question mark when there is none, which the schema has reported. */
    Label label() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries().forEach((language, text) -> {
            if (text.node.isTextual()) {
                texts.put(language, text.text());
            }
        });
        return texts.isEmpty() ? Label.of("?") : new Label(texts);
    }

    Problem.Source source() {
        return doc.source(pointer);
    }

    Problem problem(String code, String message) {
        return problem(code, message, null);
    }

    Problem problem(String code, String message, @Nullable String suggestion) {
        return problem(code, Said.of(message), suggestion);
    }

    Problem problem(String code, Said said) {
        return problem(code, said, null);
    }

    Problem problem(String code, Said said, @Nullable String suggestion) {
        return new Problem(pointer, code, said.text(), said.params(), suggestion, source());
    }

    /** The same, standing at the key instead of at its value. */
    Problem keyProblem(String code, Said said, @Nullable String suggestion) {
        return new Problem(pointer, code, said.text(), said.params(), suggestion, doc.keySource(pointer));
    }
}

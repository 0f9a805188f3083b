package io.deskloom.metadata;

import java.util.HashMap;
import java.util.Map;

/**
 * What is wrong with a definition, as an English sentence and as the parts another language makes its own of: the front
 * end translates by code, or by code and {@code context} where one code has several sentences.
 *
 * @param params what stands in the sentence; "context" names the sentence among those of its code
 */
record Said(String text, Map<String, String> params) {
    Said {
        params = Map.copyOf(params);
    }

    /** @param template with names in braces, each followed later by its value: {@code of("no {what} here", "what", name)} */
    static Said of(String template, Object... namesAndValues) {
        Map<String, String> params = new HashMap<>();
        String text = template;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            String value = String.valueOf(namesAndValues[i + 1]);
            params.put(name, value);
        }
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            String value = close < 0 ? null : params.get(text.substring(open + 1, close));
            if (value == null) {
                throw new IllegalArgumentException("no value for a name in: " + template);
            }
            filled.append(text, from, open).append(value);
            from = close + 1;
        }
        return new Said(filled.append(text.substring(from)).toString(), params);
    }

    /** The same, told apart from the other sentences of its code. */
    Said in(String context) {
        Map<String, String> all = new HashMap<>(params);
        all.put("context", context);
        return new Said(text, all);
    }
}

package io.deskloom.kernel;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A text per language tag ("en", "zh"). Never empty; {@link #in} falls back to English, then to any. */
public record Label(Map<String, String> byLanguage) {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s_-]+");

    public Label {
        if (byLanguage.isEmpty()) {
            throw new IllegalArgumentException("a label needs at least one language");
        }
        byLanguage = java.util.Collections.unmodifiableMap(new TreeMap<>(byLanguage));
    }

    public static Label of(String en, String zh) {
        return new Label(Map.of("en", en, "zh", zh));
    }

    public static Label of(String text) {
        return new Label(Map.of("en", text));
    }

    /** The text in {@code language}, else in English, else in the first language there is. */
    public String in(String language) {
        String exact = byLanguage.get(language);
        if (exact != null) {
            return exact;
        }
        String english = byLanguage.get("en");
        return english != null ? english : byLanguage.values().iterator().next();
    }

    /** Whether one of its texts, in whatever language, says the same as {@code text} once both are {@link #plain}. */
    public boolean says(String text) {
        String wanted = plain(text);
        return byLanguage.values().stream().anyMatch(own -> plain(own).equals(wanted));
    }

    /** A text without what people write differently each time: capitals, and how words are kept apart. */
    public static String plain(String text) {
        return BETWEEN_WORDS.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
    }
}

package io.deskloom.store;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words a person can be known by, and texts without them. A word is found whatever its case, not within another word, and
 * a number however it is divided ("138 0013-8000").
 */
final class Traces {
    /** What stands where a word stood. */
    static final String ERASED = "[erased]";

    private static final int SHORTEST = 2;
    private static final int SHORTEST_NUMBER = 7;
    private static final int LONGEST_PREFIX = 3;
    private static final String BETWEEN = "[ ().-]*";
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9 ().-]{7,}");

    private final Set<String> words;
    private final @Nullable Pattern pattern;

    Traces(Set<String> words) {
        this.words = words.stream()
                .map(String::strip)
                .filter(w -> w.length() >= SHORTEST && !w.equals(ERASED))
                .collect(Collectors.toCollection(TreeSet::new));
        this.pattern = this.words.isEmpty()
                ? null
                : Pattern.compile(
                        this.words.stream()
                                // The longest first: "Li Na" before "Li".
                                .sorted(Comparator.comparingInt(String::length).reversed())
                                .map(Traces::one)
                                .collect(Collectors.joining("|")),
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    Set<String> words() {
        return words;
    }

    boolean in(@Nullable String text) {
        return text != null && pattern != null && pattern.matcher(text).find();
    }

    String without(String text) {
        return pattern == null ? text : pattern.matcher(text).replaceAll("[erased]");
    }

    /** A plain JSON value in which no text holds a word; names of members stay. */
    @Nullable
    Object without(@Nullable Object json) {
        return switch (json) {
            case null -> null;
            case String text -> without(text);
            case List<?> list ->
                list.stream().map(each -> without((Object) each)).collect(Collectors.toList());
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((name, value) -> out.put(name, without((Object) value)));
                yield out;
            }
            default -> json;
        };
    }

    private static String one(String word) {
        String found = NUMBER.matcher(word).matches() ? divided(word) : Pattern.quote(word);
        return (wordlike(word.codePointAt(0)) || word.startsWith("+") ? "(?<![\\p{L}\\p{N}])" : "")
                + "(?:" + found + ")"
                + (wordlike(word.codePointBefore(word.length())) ? "(?![\\p{L}\\p{N}])" : "");
    }

    // With its country's prefix or without it, and with whatever people put between digits.
    private static String divided(String number) {
        String digits = digits(number);
        int prefix = number.startsWith("+") ? Math.clamp(digits.length() - SHORTEST_NUMBER, 0, LONGEST_PREFIX) : 0;
        String found = spread(digits.substring(prefix));
        for (int i = prefix - 1; i >= 0; i--) {
            found = "(?:" + (i == 0 ? "\\+?" : "") + digits.charAt(i) + BETWEEN + ")?" + found;
        }
        return found;
    }

    private static String spread(String digits) {
        return digits.chars().mapToObj(c -> String.valueOf((char) c)).collect(Collectors.joining(BETWEEN));
    }

    private static String digits(String number) {
        return number.replaceAll("[^0-9]", "");
    }

    /** What a text must hold, lower case, that holds the word in any form: nobody divides a number before its last digit. */
    static String surely(String word) {
        String digits = digits(word);
        return NUMBER.matcher(word).matches()
                ? digits.substring(Math.max(0, digits.length() - 2))
                : word.toLowerCase(Locale.ROOT);
    }

    // Chinese words stand beside each other without anything between.
    private static boolean wordlike(int c) {
        return Character.isLetterOrDigit(c) && !Character.isIdeographic(c);
    }
}

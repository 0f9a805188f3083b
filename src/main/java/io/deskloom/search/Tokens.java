package io.deskloom.search;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Splits a text into what can be looked up. Scripts with spaces give whole words, folded, and their stems; Chinese, Japanese
 * and Korean give every pair of neighbouring characters, because two-character words are the rule there and trigrams cannot
 * serve them, and the last character of a run by itself, so that every single character begins something.
 */
public final class Tokens {
    /** The most tokens one text gives; the rest of a longer one is not searchable. */
    public static final int MOST = 2_000;

    /** In characters, and in bytes, of which tsvector counts every one. */
    private static final int LONGEST_WORD = 40;

    private static final int MOST_BYTES = 40;

    private Tokens() {}

    /** The tokens of {@code text}, in order of appearance, each once, at most {@link #MOST}. */
    public static Set<String> of(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        for (Stretch stretch : Stretch.of(text)) {
            if (stretch.unspaced()) {
                for (int i = 0; i + 1 < stretch.length() && tokens.size() < MOST; i++) {
                    tokens.add(stretch.text(i, 2));
                }
                add(stretch.text(stretch.length() - 1, 1), tokens);
            } else {
                String word = word(stretch);
                add(word, tokens);
                add(Stems.of(word), tokens);
            }
        }
        return tokens;
    }

    private static void add(String token, Set<String> tokens) {
        if (tokens.size() < MOST) {
            tokens.add(token);
        }
    }

    /** A word as it is kept: a very long one is known by its beginning. */
    static String word(Stretch stretch) {
        String word = stretch.text(0, Math.min(stretch.length(), LONGEST_WORD));
        while (word.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            word = word.substring(0, word.offsetByCodePoints(word.length(), -1));
        }
        return word;
    }
}

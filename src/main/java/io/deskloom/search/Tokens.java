package io.deskloom.search;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Splits a text into what can be looked up. Scripts with spaces give whole words in lower case; Chinese, Japanese and
 * Korean give every pair of neighbouring characters, and single characters where one stands alone, because two-character
 * words are the rule there and trigrams cannot serve them.
 */
public final class Tokens {
    /** The most tokens one text gives; the rest of a longer one is not searchable. */
    public static final int MOST = 2_000;

    private static final int LONGEST_WORD = 40;

    private Tokens() {}

    /** The tokens of {@code text}, in order of appearance, each once, at most {@link #MOST}. */
    public static Set<String> of(String text) {
        Set<String> tokens = new LinkedHashSet<>();
        int[] characters = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .toArray();
        int at = 0;
        while (at < characters.length && tokens.size() < MOST) {
            int end = at;
            if (isUnspaced(characters[at])) {
                while (end < characters.length && isUnspaced(characters[end])) {
                    end++;
                }
                pairs(characters, at, end, tokens);
            } else if (Character.isLetterOrDigit(characters[at])) {
                while (end < characters.length
                        && Character.isLetterOrDigit(characters[end])
                        && !isUnspaced(characters[end])) {
                    end++;
                }
                tokens.add(new String(characters, at, Math.min(end - at, LONGEST_WORD)));
            } else {
                end++;
            }
            at = end;
        }
        return tokens;
    }

    private static void pairs(int[] characters, int from, int end, Set<String> tokens) {
        if (end - from == 1) {
            tokens.add(new String(characters, from, 1));
        }
        for (int i = from; i + 1 < end && tokens.size() < MOST; i++) {
            tokens.add(new String(characters, i, 2));
        }
    }

    private static boolean isUnspaced(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI -> true;
            default -> false;
        };
    }
}

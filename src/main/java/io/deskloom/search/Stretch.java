package io.deskloom.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stretch of letters and digits of a text, folded (case, width, accents) for looking things up, that still knows where
 * it stands. Scripts with spaces give a word, those without a run of characters.
 *
 * @param folded the folded characters
 * @param unspaced whether it is of a script that has no spaces between words
 * @param at where each of {@code folded} began in the text, in UTF-16 units, and at last where the stretch ended
 */
record Stretch(int[] folded, boolean unspaced, int[] at) {
    /** The folded characters from {@code from} on, so many. */
    String text(int from, int length) {
        return new String(folded, from, length);
    }

    String text() {
        return new String(folded, 0, folded.length);
    }

    int length() {
        return folded.length;
    }

    /** The stretches of {@code text} in order. */
    static List<Stretch> of(String text) {
        List<Stretch> out = new ArrayList<>();
        int[] folded = new int[16];
        int[] at = new int[17];
        int n = 0;
        boolean unspaced = false;
        int i = 0;
        while (i < text.length()) {
            int character = text.codePointAt(i);
            int next = i + Character.charCount(character);
            int[] parts = fold(character);
            for (int part : parts) {
                boolean counts = Character.isLetterOrDigit(part);
                boolean other = counts && isUnspaced(part) != unspaced;
                if (n > 0 && (!counts || other)) {
                    out.add(done(folded, unspaced, at, n, i));
                    n = 0;
                }
                if (counts) {
                    if (n == folded.length) {
                        folded = Arrays.copyOf(folded, 2 * n);
                        at = Arrays.copyOf(at, 2 * n + 1);
                    }
                    unspaced = isUnspaced(part);
                    folded[n] = part;
                    at[n++] = i;
                }
            }
            // An accent written by itself belongs to the letter before it.
            i = next;
        }
        if (n > 0) {
            out.add(done(folded, unspaced, at, n, text.length()));
        }
        return out;
    }

    private static Stretch done(int[] folded, boolean unspaced, int[] at, int n, int end) {
        int[] places = Arrays.copyOf(at, n + 1);
        places[n] = end;
        return new Stretch(Arrays.copyOf(folded, n), unspaced, places);
    }

    private static final int[] NOTHING = {};

    /** One character as it is looked up: full width as half, capitals as small, accented Latin, Greek and Cyrillic as plain. */
    private static int[] fold(int character) {
        if (character < 0x80) {
            return new int[] {Character.toLowerCase(character)};
        }
        if (character >= 0x4E00 && character <= 0x9FFF) {
            return new int[] {character};
        }
        if (isAccent(character)) {
            return NOTHING;
        }
        String apart = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
        int[] plain = apart.codePoints().filter(c -> !isAccent(c)).toArray();
        // Syllables and voiced kana, which NFKD takes apart as well, go together again.
        return Normalizer.normalize(new String(plain, 0, plain.length), Normalizer.Form.NFC)
                .codePoints()
                .map(Character::toLowerCase)
                .toArray();
    }

    private static boolean isAccent(int character) {
        return character >= 0x300 && character <= 0x36F;
    }

    private static boolean isUnspaced(int character) {
        if (character < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, THAI -> true;
            default -> false;
        };
    }
}

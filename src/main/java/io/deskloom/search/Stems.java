package io.deskloom.search;

/**
 * What English words have in common that differ only in their ending: step 1 of Porter's algorithm ("An algorithm for
 * suffix stripping", Program 14(3), 1980), which takes away plurals, -ed and -ing and no more: "leaking", "leaked" and
 * "leaks" are looked up as "leak", and "king" stays a king.
 */
final class Stems {
    private static final int SHORTEST = 3;

    private Stems() {}

    /** The stem of a folded word; the word itself when it is not a word of plain Latin letters. */
    static String of(String word) {
        if (word.length() < SHORTEST || !word.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            return word;
        }
        return y(edOrIng(plural(word)));
    }

    private static String plural(String word) {
        if (word.endsWith("sses") || word.endsWith("ies")) {
            return cut(word, 2);
        }
        return word.endsWith("s") && !word.endsWith("ss") ? cut(word, 1) : word;
    }

    private static String edOrIng(String word) {
        if (word.endsWith("eed")) {
            return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
        }
        String stem = word.endsWith("ed") ? cut(word, 2) : word.endsWith("ing") ? cut(word, 3) : "";
        if (stem.isEmpty() || !hasVowel(stem)) {
            return word;
        }
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
            return stem + "e";
        }
        int last = stem.length() - 1;
        char end = stem.charAt(last);
        boolean doubled = last > 0 && stem.charAt(last - 1) == end && !isVowel(stem, last);
        if (doubled && end != 'l' && end != 's' && end != 'z') {
            return cut(stem, 1);
        }
        return measure(stem) == 1 && isShort(stem) ? stem + "e" : stem;
    }

    private static String y(String word) {
        return word.endsWith("y") && hasVowel(cut(word, 1)) ? cut(word, 1) + "i" : word;
    }

    private static String cut(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }

    private static boolean isVowel(String word, int i) {
        return switch (word.charAt(i)) {
            case 'a', 'e', 'i', 'o', 'u' -> true;
            case 'y' -> i > 0 && !isVowel(word, i - 1);
            default -> false;
        };
    }

    private static boolean hasVowel(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (isVowel(word, i)) {
                return true;
            }
        }
        return false;
    }

    /** Porter's m: how often a vowel is followed by a consonant. */
    private static int measure(String word) {
        int m = 0;
        for (int i = 1; i < word.length(); i++) {
            if (isVowel(word, i - 1) && !isVowel(word, i)) {
                m++;
            }
        }
        return m;
    }

    /** Consonant, vowel, consonant at the end, the last not w, x or y: "fil" of "filing". */
    private static boolean isShort(String word) {
        int n = word.length();
        return n >= 3
                && !isVowel(word, n - 3)
                && isVowel(word, n - 2)
                && !isVowel(word, n - 1)
                && "wxy".indexOf(word.charAt(n - 1)) < 0;
    }
}

package io.deskloom.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for, taken apart: every term must be found, each of them anywhere.
 *
 * @param terms none when what was typed holds no letter or digit
 * @param whole what was typed, for values that may only be asked for whole
 */
public record Wanted(List<Term> terms, String whole) {
    /** The longest text somebody can look for, in UTF-16 units. */
    public static final int LONGEST = 200;

    /** The most words in it. */
    public static final int MOST = 12;

    /** Shorter words are not begun with: half of all words start with a given letter. */
    private static final int SHORTEST_PREFIX = 2;

    /** Words with at least so many letters may have been mistyped. */
    private static final int SHORTEST_SIMILAR = 4;

    private static final int LONGEST_SIMILAR = 16;

    /** So many mistyped words are tried at once. */
    private static final int MOST_SIMILAR = 3;

    public Wanted {
        terms = List.copyOf(terms);
    }

    /** One thing that must be found. */
    public sealed interface Term {}

    /**
     * A word of a script with spaces.
     *
     * @param word as typed, folded
     * @param stem what it has in common with its other forms
     * @param begins whether longer words that begin with it are meant as well: the last one may not be typed out yet
     */
    public record Word(String word, String stem, boolean begins) implements Term {}

    /** Neighbouring characters of a script without spaces: all pairs must be in the same place. */
    public record Run(String text, List<String> pairs) implements Term {
        public Run {
            pairs = List.copyOf(pairs);
        }
    }

    /** A single character of such a script. */
    public record Single(String character) implements Term {}

    /**
     * A word that may have been mistyped: any of these.
     *
     * @param held those of {@code words} that any record holds anywhere, as far as that is known: only these can be found. Null
     *     when it is not
     */
    public record Similar(
            String word, Set<String> words, @Nullable Set<String> held) implements Term {
        public Similar {
            words = Set.copyOf(words);
            held = held == null ? null : Set.copyOf(held);
        }

        /** What is worth asking for. */
        public Set<String> asked() {
            return held == null ? words : held;
        }
    }

    /**
     * @param text at most {@link #LONGEST} long
     * @return with every term once, also more than {@link #MOST}: the caller says what is too much
     */
    public static Wanted of(String text) {
        List<Stretch> stretches = Stretch.of(text);
        LinkedHashMap<String, Term> terms = new LinkedHashMap<>();
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            if (stretch.unspaced()) {
                terms.putIfAbsent(stretch.text(), run(stretch));
                continue;
            }
            String word = Tokens.word(stretch);
            boolean last = i == stretches.size() - 1 && stretch.at()[stretch.length()] == text.length();
            boolean begins = last && word.length() >= SHORTEST_PREFIX;
            Term term = new Word(word, Stems.of(word), begins);
            if (begins) {
                terms.put(word, term);
            } else {
                terms.putIfAbsent(word, term);
            }
        }
        return new Wanted(List.copyOf(terms.values()), text.strip());
    }

    private static Term run(Stretch stretch) {
        if (stretch.length() == 1) {
            return new Single(stretch.text());
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < stretch.length(); i++) {
            pairs.add(stretch.text(i, 2));
        }
        return new Run(stretch.text(), pairs.stream().distinct().toList());
    }

    /** Without the words of {@code prefix} that stand before a number: "RET-10422" is the ticket 10422 of a type. */
    public Wanted withoutPrefix(String prefix) {
        String folded = prefix.toLowerCase(java.util.Locale.ROOT);
        List<Term> out = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            boolean number = i + 1 < terms.size()
                    && terms.get(i + 1) instanceof Word(String next, String _, boolean _)
                    && next.chars().allMatch(Character::isDigit);
            if (!(number && terms.get(i) instanceof Word(String word, String _, boolean _) && word.equals(folded))) {
                out.add(terms.get(i));
            }
        }
        return out.size() == terms.size() ? this : new Wanted(out, whole);
    }

    /** Whether {@link #similar} would look for anything else. */
    public boolean hasSimilar() {
        return terms.stream().anyMatch(Wanted::mayBeMistyped);
    }

    /** The same with up to three words as they may have been meant: one letter more, less, other, or two exchanged. */
    public Wanted similar() {
        List<Term> out = new ArrayList<>();
        int tried = 0;
        for (Term term : terms) {
            if (tried < MOST_SIMILAR && mayBeMistyped(term) && term instanceof Word(String word, String _, boolean _)) {
                out.add(new Similar(word, near(word), null));
                tried++;
            } else {
                out.add(term);
            }
        }
        return new Wanted(out, whole);
    }

    private static boolean mayBeMistyped(Term term) {
        return term instanceof Word(String word, String _, boolean _)
                && word.length() >= SHORTEST_SIMILAR
                && word.length() <= LONGEST_SIMILAR
                && isPlain(word);
    }

    /** Whether a word may be what was meant by a mistyped one. */
    static boolean mayBeMeant(String word) {
        return word.length() >= SHORTEST_SIMILAR - 1 && word.length() <= LONGEST_SIMILAR + 1 && isPlain(word);
    }

    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    /** The words of {@link #similar} of which it is not known whether any record holds them. */
    public Set<String> unsure() {
        Set<String> out = new LinkedHashSet<>();
        for (Term term : terms) {
            if (term instanceof Similar(String _, Set<String> words, Set<String> held) && held == null) {
                out.addAll(words);
            }
        }
        return out;
    }

    /** The same once that is known. */
    public Wanted narrowed(Set<String> held) {
        return new Wanted(
                terms.stream()
                        .map(term -> term instanceof Similar s && s.held == null
                                ? new Similar(
                                        s.word,
                                        s.words,
                                        s.words.stream().filter(held::contains).collect(Collectors.toSet()))
                                : term)
                        .toList(),
                whole);
    }

    /** Whether a term can be found nowhere, so that all of them cannot. */
    public boolean isHopeless() {
        return terms.stream().anyMatch(term -> term instanceof Similar s && s.held != null && s.held.isEmpty());
    }

    /** The word and all that are one step away from it (Damerau, 1964). */
    private static Set<String> near(String word) {
        Set<String> out = new LinkedHashSet<>();
        out.add(word);
        for (int i = 0; i <= word.length(); i++) {
            String head = word.substring(0, i);
            String tail = word.substring(i);
            if (!tail.isEmpty()) {
                out.add(head + tail.substring(1));
            }
            if (tail.length() > 1) {
                out.add(head + tail.charAt(1) + tail.charAt(0) + tail.substring(2));
            }
            for (char letter = 'a'; letter <= 'z'; letter++) {
                out.add(head + letter + tail);
                if (!tail.isEmpty()) {
                    out.add(head + letter + tail.substring(1));
                }
            }
        }
        return out;
    }
}

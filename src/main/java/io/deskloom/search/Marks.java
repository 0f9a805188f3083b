package io.deskloom.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where in a text the terms stand that somebody looked for.
 *
 * @param ranges in order, none touching another
 * @param found the terms that stand there
 * @param words the words of scripts with spaces that were found, folded
 */
public record Marks(List<Range> ranges, Set<Wanted.Term> found, Set<String> words) {
    public Marks {
        ranges = List.copyOf(ranges);
        found = Set.copyOf(found);
        words = Set.copyOf(words);
    }

    /** In UTF-16 units. */
    public record Range(int offset, int length) {
        int end() {
            return offset + length;
        }
    }

    public static Marks in(String text, Wanted wanted) {
        List<Range> ranges = new ArrayList<>();
        Set<Wanted.Term> found = new HashSet<>();
        Set<String> words = new HashSet<>();
        for (Stretch stretch : Stretch.of(text)) {
            for (Wanted.Term term : wanted.terms()) {
                List<Range> here = in(stretch, term);
                if (!here.isEmpty()) {
                    ranges.addAll(here);
                    found.add(term);
                    if (!stretch.unspaced()) {
                        words.add(Tokens.word(stretch));
                    }
                }
            }
        }
        return new Marks(joined(ranges), found, words);
    }

    private static List<Range> in(Stretch stretch, Wanted.Term term) {
        return switch (term) {
            case Wanted.Word w -> !stretch.unspaced() && isForm(Tokens.word(stretch), w) ? whole(stretch) : List.of();
            case Wanted.Similar s ->
                !stretch.unspaced() && s.words().contains(Tokens.word(stretch)) ? whole(stretch) : List.of();
            case Wanted.Single s -> stretch.unspaced() ? all(stretch, s.character()) : List.of();
            case Wanted.Run r -> stretch.unspaced() ? run(stretch, r) : List.of();
        };
    }

    private static boolean isForm(String word, Wanted.Word wanted) {
        String stem = Stems.of(word);
        return word.equals(wanted.stem())
                || stem.equals(wanted.stem())
                || (wanted.begins() && (word.startsWith(wanted.word()) || stem.startsWith(wanted.word())));
    }

    /** The run where it stands, else the pairs it consists of. */
    private static List<Range> run(Stretch stretch, Wanted.Run run) {
        List<Range> together = all(stretch, run.text());
        return !together.isEmpty()
                ? together
                : run.pairs().stream().flatMap(p -> all(stretch, p).stream()).toList();
    }

    private static List<Range> whole(Stretch stretch) {
        return List.of(range(stretch, 0, stretch.length()));
    }

    private static List<Range> all(Stretch stretch, String wanted) {
        int[] characters = wanted.codePoints().toArray();
        List<Range> out = new ArrayList<>();
        for (int i = 0; i + characters.length <= stretch.length(); i++) {
            int n = 0;
            while (n < characters.length && stretch.folded()[i + n] == characters[n]) {
                n++;
            }
            if (n == characters.length) {
                out.add(range(stretch, i, n));
            }
        }
        return out;
    }

    private static Range range(Stretch stretch, int from, int length) {
        int begin = stretch.at()[from];
        return new Range(begin, stretch.at()[from + length] - begin);
    }

    private static List<Range> joined(List<Range> ranges) {
        List<Range> out = new ArrayList<>();
        for (Range next :
                ranges.stream().sorted(Comparator.comparingInt(Range::offset)).toList()) {
            Range last = out.isEmpty() ? null : out.getLast();
            if (last != null && next.offset <= last.end()) {
                out.set(out.size() - 1, new Range(last.offset, Math.max(last.end(), next.end()) - last.offset));
            } else {
                out.add(next);
            }
        }
        return out;
    }
}

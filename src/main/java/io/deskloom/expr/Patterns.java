package io.deskloom.expr;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.deskloom.kernel.WeightedCache;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that people write in metadata, matched in steps that grow with the text alone: RE2 has no construct that goes back,
 * so no pattern can be made that a text keeps busy. Bounded in length and in what it comes to when its repetitions are written
 * out, so that reading one costs little, too.
 */
public final class Patterns {
    /** Characters of a pattern. */
    public static final int MAX_LENGTH = 250;

    /** Steps of a pattern, each repetition counted as often as it may repeat. A text is held against each of them once a letter. */
    static final int MAX_STEPS = 1_000;

    private static final WeightedCache<String, Pattern> READ = new WeightedCache<>(100_000);

    private Patterns() {}

    /** Why {@code pattern} cannot be used, as a sentence; null when it can. */
    static Trees.@Nullable Refused problem(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH || steps(pattern) > MAX_STEPS) {
            return new Trees.Refused(
                    "expr.pattern_long",
                    "A pattern has 1 to " + MAX_LENGTH + " characters, and no more than " + MAX_STEPS
                            + " once its repetitions are written out.");
        }
        try {
            read(pattern);
            return null;
        } catch (PatternSyntaxException e) {
            return new Trees.Refused(
                    "expr.pattern",
                    "The pattern cannot be read: " + e.getDescription()
                            + ". Patterns are those of RE2: without references to what was found before (\\1) and"
                            + " without looking ahead or back ((?=…), (?<=…)).");
        }
    }

    /** Whether {@code pattern}, which {@link #problem} has passed, describes the whole of {@code text}. */
    static boolean match(String pattern, CharSequence text) {
        try {
            return read(pattern).matcher(text).matches();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static Pattern read(String pattern) {
        Pattern known = READ.get(pattern);
        if (known == null) {
            known = Pattern.compile(pattern);
            READ.put(pattern, known, known.programSize());
        }
        return known;
    }

    /**
     * About what the pattern comes to before it is read, at most {@link #MAX_STEPS} and one: {@code ((a{99}){99}){99}} is short
     * to write and would be a million steps to make.
     */
    static int steps(String pattern) {
        Deque<int[]> groups = new ArrayDeque<>();
        // What the group comes to so far, and its last part of that.
        groups.push(new int[2]);
        for (int i = 0; i < pattern.length(); i++) {
            int[] group = groups.element();
            switch (pattern.charAt(i)) {
                case '\\' -> {
                    if (pattern.startsWith("\\Q", i)) {
                        int end = pattern.indexOf("\\E", i + 2);
                        add(group, (end < 0 ? pattern.length() : end) - i);
                        group[1] = 1;
                        i = end < 0 ? pattern.length() : end + 1;
                    } else {
                        add(group, 1);
                        i++;
                    }
                }
                case '[' -> {
                    add(group, 1);
                    i = endOfClass(pattern, i);
                }
                case '(' -> groups.push(new int[2]);
                case ')' -> {
                    if (groups.size() > 1) {
                        int inner = groups.pop()[0];
                        add(groups.element(), bounded(inner + 2L));
                    }
                }
                case '{' -> i = repeated(pattern, i, group);
                default -> add(group, 1);
            }
        }
        long all = 0;
        for (int[] group : groups) {
            all += group[0];
        }
        return bounded(all);
    }

    private static void add(int[] group, int steps) {
        group[0] = bounded((long) group[0] + steps);
        group[1] = steps;
    }

    private static int bounded(long steps) {
        return (int) Math.min(steps, MAX_STEPS + 1L);
    }

    /** The place of the bracket that closes the class opened at {@code from}. */
    private static int endOfClass(String pattern, int from) {
        int i = from + 1;
        if (i < pattern.length() && pattern.charAt(i) == '^') {
            i++;
        }
        // A bracket that closes first thing is meant itself.
        for (int first = i; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0) {
                i = pattern.indexOf(":]", i) + 1;
            } else if (c == ']' && i > first) {
                return i;
            }
        }
        return pattern.length();
    }

    /** Counts {@code {2}}, {@code {2,}} or {@code {2,5}} behind the group's last part; braces around anything else are meant themselves. */
    private static int repeated(String pattern, int from, int[] group) {
        int i = from + 1;
        long most = 0;
        long number = 0;
        for (; i < pattern.length() && pattern.charAt(i) != '}'; i++) {
            char c = pattern.charAt(i);
            if (c == ',') {
                number = 0;
            } else if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + c - '0', MAX_STEPS + 1L);
                most = Math.max(most, number);
            } else {
                add(group, 1);
                return from;
            }
        }
        // One without an upper end is followed by one more that repeats.
        int before = group[1];
        int after = bounded(before * (most + 1));
        group[0] = bounded((long) group[0] - Math.min(group[0], before) + after);
        group[1] = after;
        return i;
    }
}

package io.deskloom.mail;

import java.util.regex.Pattern;

/**
 * What people wrote, as it may stand in a header: one line of bounded length. A line break would begin a header of its own, and signs
 * that turn the direction of writing would show another text than there is.
 */
final class OneLine {
    /** Longest subject, in code points. */
    static final int LONGEST = 150;

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\x{2028}\\x{2029}\\s]+");
    private static final Pattern TURNS =
            Pattern.compile("[\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}]");

    private OneLine() {}

    static String of(String text) {
        String line = BREAKS.matcher(TURNS.matcher(text).replaceAll(""))
                .replaceAll(" ")
                .strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)).stripTrailing() + "…";
    }
}

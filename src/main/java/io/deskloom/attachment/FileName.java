package io.deskloom.attachment;

import java.text.Normalizer;

/**
 * File names as people may be shown them: no path, nothing invisible, nothing that turns the reading direction around
 * ("exe.gpj" shown as "jpg.exe"), nothing a file system refuses, at most {@link #LONGEST} characters with the ending kept.
 */
public final class FileName {
    /** In code points. */
    public static final int LONGEST = 120;

    private static final int LONGEST_ENDING = 12;
    private static final String REFUSED = "<>:\"|?*";

    private FileName() {}

    public static String clean(String wanted) {
        String last = wanted.substring(Math.max(wanted.lastIndexOf('/'), wanted.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC).codePoints().forEach(c -> {
            if (isShown(c)) {
                name.appendCodePoint(REFUSED.indexOf(c) >= 0 ? '_' : c);
            }
        });
        // A leading point hides a file, a trailing one is dropped by some systems: "con.exe." runs as "con.exe".
        String shown = name.toString().strip().replaceAll("^[. ]+|[. ]+$", "").replaceAll("\\s+", " ");
        return shown.isEmpty() ? "file" : shortened(shown);
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String shortened(String name) {
        int length = name.codePointCount(0, name.length());
        if (length <= LONGEST) {
            return name;
        }
        int point = name.lastIndexOf('.');
        String ending = point > 0 && name.length() - point <= LONGEST_ENDING ? name.substring(point) : "";
        int kept = LONGEST - ending.codePointCount(0, ending.length()) - 1;
        return name.substring(0, name.offsetByCodePoints(0, kept)).stripTrailing() + "…" + ending;
    }
}

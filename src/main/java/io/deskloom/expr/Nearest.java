package io.deskloom.expr;

import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** "Did you mean": the closest of some names by edits (insert, delete, replace, swap neighbours). */
public final class Nearest {
    private Nearest() {}

    /** The closest name, or null when none is within a third of the length (at least one edit); ties go alphabetically. */
    public static @Nullable String to(String wrong, Collection<String> names) {
        if (wrong.length() > 100) {
            return null;
        }
        int best = Math.max(1, wrong.length() / 3) + 1;
        String found = null;
        for (String name : new TreeSet<>(names)) {
            if (Math.abs(name.length() - wrong.length()) < best) {
                int d = distance(wrong.toLowerCase(java.util.Locale.ROOT), name.toLowerCase(java.util.Locale.ROOT));
                if (d < best) {
                    best = d;
                    found = name;
                }
            }
        }
        return found;
    }

    /** Optimal string alignment distance. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}

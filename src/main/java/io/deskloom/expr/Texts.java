package io.deskloom.expr;

/** Text operations that give the same answer in Java, PostgreSQL and browsers. */
final class Texts {
    /** What {@code trim} takes off both ends: ASCII white space, the no-break space and the ideographic space. */
    static final String BLANKS = " \t\n\u000b\f\r\u00a0\u3000";

    private Texts() {}

    /** Order by code point; {@code String.compareTo} would put emoji before U+E000. */
    static int compare(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean sx = Character.isSurrogate(x);
                boolean sy = Character.isSurrogate(y);
                // A surrogate stands for a code point above every other char.
                return sx == sy ? Character.compare(x, y) : sx ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    static String lower(String s) {
        return mapped(s, 'A', 'Z', 32);
    }

    static String upper(String s) {
        return mapped(s, 'a', 'z', -32);
    }

    private static String mapped(String s, char from, char to, int by) {
        char[] out = null;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c >= from && c <= to) {
                if (out == null) {
                    out = s.toCharArray();
                }
                out[i] = (char) (c + by);
            }
        }
        return out == null ? s : new String(out);
    }

    static String trim(String s) {
        int from = 0;
        int to = s.length();
        while (from < to && BLANKS.indexOf(s.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && BLANKS.indexOf(s.charAt(to - 1)) >= 0) {
            to--;
        }
        return s.substring(from, to);
    }

    static int size(String s) {
        return s.codePointCount(0, s.length());
    }

    /** Whether every store and every wire can hold it: no NUL, no half of a surrogate pair. */
    static boolean storable(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == s.length()
                        || !Character.isLowSurrogate(s.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    static boolean isCurrency(String s) {
        return s.length() == 3 && s.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }
}

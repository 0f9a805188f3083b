package io.deskloom.outbox;

import java.util.regex.Pattern;

/**
 * What went wrong, as a word that is stored, searched for and translated: it comes from the program's text, never from a ticket or
 * from what a receiver answered.
 */
final class ProblemCode {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,59}");

    private ProblemCode() {}

    static String checked(String code) {
        if (!FORM.matcher(code).matches()) {
            throw new IllegalArgumentException("no code of a problem");
        }
        return code;
    }
}

package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.text.Normalizer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the text kinds share: reading a string, Unicode hygiene, length in code points. */
final class Texts {
    private Texts() {}

    /** The string in composed form, or null with a problem when it is none or holds what no database can store. */
    static @Nullable String read(@Nullable Object json, String pointer, Problems problems) {
        if (!(json instanceof String text)) {
            problems.add(wrongType(pointer, "text"));
            return null;
        }
        if (!storable(text)) {
            problems.add(pointer, "field.characters", "This text holds characters that cannot be stored.");
            return null;
        }
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** No NUL and no half of a surrogate pair. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i >= text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    static void checkLength(String text, int max, String pointer, Problems problems) {
        int length = text.codePointCount(0, text.length());
        if (length > max) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-long",
                    "This text is longer than " + max + " characters.",
                    Map.of("max", Integer.toString(max), "length", Integer.toString(length))));
        }
    }

    static Problem wrongType(String pointer, String expected) {
        return Problem.of(
                pointer,
                "field.wrong-type",
                "This is not a value of the kind " + expected + ".",
                Map.of("expected", expected));
    }
}

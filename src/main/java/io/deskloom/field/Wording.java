package io.deskloom.field;

import java.time.ZoneId;
import java.util.Locale;

/**
 * How values are worded for a person or written into a cell.
 *
 * @param language "en" or "zh"
 * @param zone whose wall clock moments are shown and read in
 */
public record Wording(String language, ZoneId zone) {
    boolean chinese() {
        return language.startsWith("zh");
    }

    Locale locale() {
        return chinese() ? Locale.SIMPLIFIED_CHINESE : Locale.US;
    }

    /** What stands between the entries of a list. */
    String comma() {
        return chinese() ? "、" : ", ";
    }
}

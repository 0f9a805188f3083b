package io.deskloom.field;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How people and spreadsheets write numbers and days in cells. */
final class Cells {
    private static final int LONGEST_NUMBER = 60;
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,15})?|\\.[0-9]{1,15})([eE][+-]?[0-9]{1,2})?");
    private static final Pattern GROUPS = Pattern.compile("[+-]?[0-9]{1,3}([, ][0-9]{3})+(\\.[0-9]*)?");
    private static final Pattern DAY = Pattern.compile("([0-9]{4})([-/.]|年)([0-9]{1,2})([-/.]|月)([0-9]{1,2})日?");

    private Cells() {}

    /** Full-width digits and signs, as Chinese input methods write them, become ASCII. */
    static String halfWidth(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= '！' && c <= '～' ? (char) (c - 0xfee0) : c == '\u3000' ? ' ' : c == '−' ? '-' : c);
        }
        return out.toString();
    }

    /** The exact number a cell says, with or without groups of thousands; null when it says none. */
    static @Nullable BigDecimal number(String cell) {
        if (cell.length() > LONGEST_NUMBER) {
            return null;
        }
        String text = halfWidth(cell).strip();
        if (GROUPS.matcher(text).matches()) {
            text = text.replaceAll("[, ]", "");
        }
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    /** The number with groups of thousands and no more digits than it has. */
    static String grouped(BigDecimal number, Wording wording) {
        NumberFormat format = NumberFormat.getNumberInstance(wording.locale());
        format.setMaximumFractionDigits(Math.max(0, number.scale()));
        return format.format(number);
    }

    /** The day a cell says, year first: 2026-11-22, 2026/11/22, 2026年11月22日; null when it says none. */
    static @Nullable LocalDate day(String cell) {
        Matcher m = DAY.matcher(halfWidth(cell).strip());
        if (!m.matches()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.of(
                    Integer.parseInt(m.group(1)), Integer.parseInt(m.group(3)), Integer.parseInt(m.group(5)));
            return day.getYear() >= 1 ? day : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}

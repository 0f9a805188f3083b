package io.deskloom.sheet;

import java.util.regex.Pattern;

/**
 * Cells of a CSV file that a spreadsheet would take for a formula. Written with an apostrophe before them, they are text
 * for every spreadsheet; read, the apostrophe goes again. A text that has the apostrophe of itself gets another one, so
 * that what is written is always read as it was. A plain number stays one, whatever its sign.
 */
public final class SafeCells {
    private static final Pattern DANGEROUS = Pattern.compile("'*[=+\\-@\\t\\r＝＋－＠].*", Pattern.DOTALL);
    private static final Pattern ESCAPED = Pattern.compile("'+[=+\\-@\\t\\r＝＋－＠].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

    private SafeCells() {}

    public static String write(String cell) {
        return DANGEROUS.matcher(cell).matches() && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
    }

    public static String read(String cell) {
        return ESCAPED.matcher(cell).matches() ? cell.substring(1) : cell;
    }
}

package io.deskloom.sheet;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes rows into a stream as they come; what has been written is not kept. */
public interface RowWriter extends Closeable {
    /** A cell to be written: in a spreadsheet a number is one to count with, a day one to sort by. */
    record Cell(String text, Kind kind) {
        /** What a spreadsheet takes the cell for. */
        public enum Kind {
            TEXT,
            NUMBER,
            /** ISO, "2026-11-22". */
            DAY
        }

        public static final Cell EMPTY = new Cell("", Kind.TEXT);

        public static Cell text(String text) {
            return new Cell(text, Kind.TEXT);
        }
    }

    void write(List<Cell> row) throws IOException;

    /** Names of columns, before the first row. */
    default void header(List<String> names) throws IOException {
        write(names.stream().map(Cell::text).toList());
    }

    /** UTF-8 with its mark, which spreadsheets need to know it by; formulas are defused (see {@link SafeCells}). */
    static RowWriter csv(OutputStream out) throws IOException {
        return new CsvWriting(out);
    }

    /** A workbook with one sheet. */
    static RowWriter xlsx(OutputStream out, String sheet) throws IOException {
        return new XlsxWriting(out, sheet);
    }
}

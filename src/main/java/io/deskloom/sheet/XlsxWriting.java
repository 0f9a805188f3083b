package io.deskloom.sheet;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A workbook written row by row: texts stand in their cells, because a table of all texts would have to be kept. */
final class XlsxWriting implements RowWriter {
    /** More a spreadsheet calls damage. */
    private static final int LONGEST_CELL = 32_767;

    private static final int EXACT_DIGITS = 15;
    private static final int FLUSH = 200;
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);

    private final Workbook workbook;
    private final Worksheet sheet;
    private int row;

    XlsxWriting(OutputStream out, String name) throws IOException {
        workbook = new Workbook(out, "Deskloom", "1.0");
        sheet = workbook.newWorksheet(name);
        sheet.freezePane(0, 1);
    }

    @Override
    public void write(List<Cell> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            write(i, cells.get(i));
        }
        row++;
        if (row % FLUSH == 0) {
            sheet.flush();
        }
    }

    private void write(int column, Cell cell) {
        if (cell.text().isEmpty()) {
            return;
        }
        switch (cell.kind()) {
            case NUMBER -> {
                BigDecimal number = new BigDecimal(cell.text());
                if (number.precision() <= EXACT_DIGITS) {
                    sheet.value(row, column, number);
                } else {
                    sheet.inlineString(row, column, cell.text());
                }
            }
            case DAY -> {
                LocalDate day = LocalDate.parse(cell.text());
                // Before that day spreadsheets disagree about how many there have been.
                if (day.isBefore(FIRST_DAY)) {
                    sheet.inlineString(row, column, cell.text());
                } else {
                    sheet.value(row, column, day);
                    sheet.style(row, column).format("yyyy-mm-dd").set();
                }
            }
            case TEXT -> sheet.inlineString(row, column, fitting(cell.text()));
        }
    }

    private static String fitting(String text) {
        return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL - 1) + "…";
    }

    @Override
    public void close() throws IOException {
        sheet.finish();
        workbook.finish();
        workbook.close();
    }
}

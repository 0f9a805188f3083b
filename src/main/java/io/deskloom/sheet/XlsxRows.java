package io.deskloom.sheet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;

/**
 * The first visible sheet of a workbook; its first row that has anything names the columns. Formulas are not calculated:
 * what the spreadsheet saved as their result is read.
 */
final class XlsxRows implements RowReader {
    /** A spreadsheet shows fifteen digits; what it stores behind them is noise of its floating point. */
    private static final MathContext SHOWN = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final Pattern TEXT_IN_FORMAT = Pattern.compile("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.");
    private static final DateTimeFormatter TO_SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final List<String> columns;

    XlsxRows(Path file) throws IOException, SheetRefused {
        XlsxParts.check(file);
        this.workbook = open(file);
        try {
            Optional<Sheet> sheet = workbook.getSheets()
                    .filter(s -> s.getVisibility() == SheetVisibility.VISIBLE)
                    .findFirst();
            this.stream = sheet.orElse(workbook.getFirstSheet()).openStream();
            this.rows = stream.iterator();
            this.columns = header();
        } catch (SheetRefused e) {
            workbook.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw Sheets.damaged();
        }
    }

    /** With the formats of its cells, by which dates are known; a workbook without any is read without. */
    private static ReadableWorkbook open(Path file) throws SheetRefused {
        try {
            return new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
        } catch (IOException | RuntimeException withFormats) {
            try {
                return new ReadableWorkbook(file.toFile(), new ReadingOptions(false, true));
            } catch (IOException | RuntimeException e) {
                throw Sheets.damaged();
            }
        }
    }

    private List<String> header() throws SheetRefused {
        while (true) {
            Row row = nextRow();
            if (row == null) {
                throw new SheetRefused("file.empty", "The first sheet of the workbook is empty.");
            }
            List<@Nullable Object> cells = cells(row, width(row));
            int last = cells.size();
            while (last > 0 && cells.get(last - 1) == null) {
                last--;
            }
            if (last > 0) {
                return Sheets.names(cells.subList(0, last).stream()
                        .map(c -> c == null ? "" : (String) c)
                        .toList());
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable SheetRow next() throws SheetRefused {
        Row row = nextRow();
        if (row == null) {
            return null;
        }
        width(row);
        return new SheetRow(row.getRowNum(), cells(row, columns.size()), null);
    }

    private @Nullable Row nextRow() throws SheetRefused {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (ExcelReaderException | UncheckedIOException | IllegalStateException e) {
            throw Sheets.damaged();
        }
    }

    private static int width(Row row) throws SheetRefused {
        int last = 0;
        for (Cell cell : row) {
            if (cell != null && !(cell.getType() == CellType.EMPTY)) {
                last = Math.max(last, cell.getColumnIndex() + 1);
            }
        }
        if (last > Limits.MOST_COLUMNS) {
            throw Sheets.tooManyColumns(last);
        }
        return last;
    }

    private static List<@Nullable Object> cells(Row row, int wanted) throws SheetRefused {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            cells.add(null);
        }
        for (Cell cell : row) {
            if (cell != null && cell.getColumnIndex() < wanted) {
                String text = text(cell);
                if (text.length() > Limits.LONGEST_CELL) {
                    throw Sheets.cellTooLong(row.getRowNum());
                }
                cells.set(cell.getColumnIndex(), text.isEmpty() ? null : text);
            }
        }
        return cells;
    }

    private static String text(Cell cell) {
        return switch (cell.getType()) {
            case NUMBER -> number(cell);
            case BOOLEAN -> Boolean.TRUE.equals(cell.asBoolean()) ? "true" : "false";
            case STRING -> orEmpty(cell.asString());
            case FORMULA, ERROR -> orEmpty(cell.getRawValue());
            case EMPTY -> "";
        };
    }

    private static String number(Cell cell) {
        if (isDate(cell)) {
            // A quarter of a millisecond is a fraction of a day that no spreadsheet means.
            LocalDateTime at = cell.asDate().plusNanos(500_000_000).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
            return at.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? at.toLocalDate().toString()
                    : at.format(TO_SECONDS);
        }
        // What is shown as 12.5% is stored as 0.125.
        boolean percent = isPercent(cell);
        BigDecimal number =
                cell.asNumber().round(SHOWN).scaleByPowerOfTen(percent ? 2 : 0).stripTrailingZeros();
        String digits = number.scale() < 0 ? number.setScale(0).toPlainString() : number.toPlainString();
        return percent ? digits + "%" : digits;
    }

    private static boolean isPercent(Cell cell) {
        Integer id = cell.getDataFormatId();
        String format = cell.getDataFormatString();
        return (id != null && (id == 9 || id == 10))
                || (format != null
                        && TEXT_IN_FORMAT.matcher(format).replaceAll("").contains("%"));
    }

    private static boolean isDate(Cell cell) {
        Integer id = cell.getDataFormatId();
        if (id != null && ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))) {
            return true;
        }
        String format = cell.getDataFormatString();
        if (format == null) {
            return false;
        }
        String bare = TEXT_IN_FORMAT.matcher(format).replaceAll("").toLowerCase(java.util.Locale.ROOT);
        return bare.contains("yy") || (bare.contains("d") && bare.contains("m"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public void close() throws IOException {
        stream.close();
        workbook.close();
    }
}

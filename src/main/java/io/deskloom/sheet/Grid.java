package io.deskloom.sheet;

import io.deskloom.kernel.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A small sheet as a whole: a definition, not data.
 *
 * @param header the names of the columns, each once
 * @param rows without those in which nothing stands
 */
public record Grid(List<String> header, List<Row> rows) {
    /** Bytes of a sheet as it is sent. */
    public static final int LARGEST = 512 * 1024;

    public Grid {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }

    /**
     * @param line in the sheet, from 1
     * @param cells one for each column, "" where nothing stands
     */
    public record Row(int line, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** How a grid is written. */
    public enum Format {
        CSV,
        XLSX
    }

    /**
     * Reads CSV or XLSX, which the content says.
     *
     * @param most rows it may have
     * @param columns it may have
     * @throws SheetRefused when it is no sheet, or has more
     */
    public static Grid read(byte[] content, int most, int columns) throws SheetRefused {
        if (content.length > LARGEST) {
            throw new SheetRefused(
                    "file.large-grid",
                    "A sheet of definitions has at most " + LARGEST / 1024 + " KB.",
                    Map.of("most", Integer.toString(LARGEST / 1024)));
        }
        // The readers of workbooks want a file: their parts are read from its end.
        try {
            Path file = Files.createTempFile("grid", ".tmp");
            try {
                Files.write(file, content);
                return read(file, most, columns);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Grid read(Path file, int most, int columns) throws IOException, SheetRefused {
        Layout layout = Sheets.look(file);
        if (layout.format() == Layout.Format.JSONL) {
            throw new SheetRefused("file.no-grid", "This is no table: send CSV or an XLSX workbook.");
        }
        List<Row> rows = new ArrayList<>();
        try (RowReader reader = Sheets.open(file, layout)) {
            if (reader.columns().size() > columns) {
                throw new SheetRefused(
                        "file.columns",
                        "The file has " + reader.columns().size() + " columns; at most " + columns + " can be read.",
                        Map.of("found", Integer.toString(reader.columns().size()), "most", Integer.toString(columns)));
            }
            for (SheetRow row = reader.next(); row != null; row = reader.next()) {
                Problem wrong = row.problem();
                if (wrong != null) {
                    throw new SheetRefused(
                            "file.row-cells",
                            "Line " + row.line() + ": " + wrong.message(),
                            Map.of("line", Long.toString(row.line())));
                }
                if (row.isBlank()) {
                    continue;
                }
                if (rows.size() == most) {
                    throw new SheetRefused(
                            "file.rows",
                            "The file has more than " + most + " rows.",
                            Map.of("most", Integer.toString(most)));
                }
                rows.add(new Row(
                        (int) row.line(),
                        row.cells().stream()
                                .map(cell -> cell == null ? "" : cell.toString().strip())
                                .toList()));
            }
            return new Grid(reader.columns(), rows);
        }
    }

    /** The same as a file, for a spreadsheet: every cell is a text. */
    public byte[] write(Format format, String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowWriter writer = format == Format.CSV ? RowWriter.csv(out) : RowWriter.xlsx(out, name)) {
            writer.header(header);
            for (Row row : rows) {
                writer.write(row.cells().stream().map(RowWriter.Cell::text).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The name of a cell as spreadsheets write it: "B7". */
    public static String cell(int column, int line) {
        StringBuilder letters = new StringBuilder();
        for (int left = column; left >= 0; left = left / 26 - 1) {
            letters.insert(0, (char) ('A' + left % 26));
        }
        return letters.append(line).toString();
    }
}

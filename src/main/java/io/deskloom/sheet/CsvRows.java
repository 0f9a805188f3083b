package io.deskloom.sheet;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.deskloom.kernel.Problem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A CSV file (RFC 4180, any of the usual separators); the first row names the columns. */
final class CsvRows implements RowReader {
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private long line = 1;

    CsvRows(Reader text, char separator) throws IOException, SheetRefused {
        this.records = CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(Limits.LONGEST_ROW)
                .build(
                        CsvRecordHandler.builder()
                                // One more than allowed, so that the file is told how many it has.
                                .maxFields(20_000)
                                .maxFieldSize(Limits.LONGEST_CELL)
                                .maxRecordSize(Limits.LONGEST_ROW)
                                .build(),
                        text)
                .iterator();
        try {
            CsvRecord header = read();
            if (header == null) {
                throw new SheetRefused("file.empty", "The file is empty.");
            }
            this.columns = Sheets.names(
                    header.getFields().stream().map(SafeCells::read).toList());
        } catch (SheetRefused | IOException | RuntimeException e) {
            records.close();
            throw e;
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable SheetRow next() throws IOException, SheetRefused {
        CsvRecord record = read();
        if (record == null) {
            return null;
        }
        List<@Nullable Object> cells = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            String cell = i < record.getFieldCount() ? SafeCells.read(record.getField(i)) : "";
            cells.add(cell.isEmpty() ? null : cell);
        }
        int more = record.getFieldCount() - columns.size();
        Problem problem = more > 0 && beyond(record)
                ? Problem.of(
                        "",
                        "row.more-cells",
                        "The row has " + more
                                + " cells more than there are columns; perhaps a text with a separator lacks its quotation marks.",
                        Map.of("more", Integer.toString(more)))
                : null;
        return new SheetRow(record.getStartingLineNumber(), cells, problem);
    }

    /** Whether anything stands in the cells that have no column; trailing separators are common and mean nothing. */
    private boolean beyond(CsvRecord record) {
        return record.getFields().subList(columns.size(), record.getFieldCount()).stream()
                .anyMatch(c -> !c.isBlank());
    }

    private @Nullable CsvRecord read() throws IOException, SheetRefused {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return record;
        } catch (CsvParseException e) {
            throw refusal(e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new SheetRefused(
                        "file.encoding", "The character set of this file cannot be told; save it as UTF-8.");
            }
            throw e.getCause();
        }
    }

    private SheetRefused refusal(CsvParseException e) {
        StringBuilder said = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            said.append(t.getMessage()).append('\n');
        }
        String why = said.toString();
        Matcher at = LINE.matcher(why);
        long where = at.find() ? Long.parseLong(at.group(1)) : line + 1;
        if (why.contains("max field size") || why.contains("maximum buffer size")) {
            return Sheets.cellTooLong(where);
        }
        if (why.contains("max record size")) {
            return Sheets.rowTooLong(where);
        }
        if (why.contains("maximum limit of")) {
            return Sheets.tooManyColumns(20_000);
        }
        return new SheetRefused(
                "file.quotes",
                "Line " + where + " cannot be read: a quotation mark is opened and not closed, or closed too early.",
                Map.of("line", Long.toString(where)));
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}

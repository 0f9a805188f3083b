package io.deskloom.sheet;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens files of rows, whatever kind they are. */
public final class Sheets {
    private static final String SEPARATORS = ",;\t|";
    private static final int LOOKED_AT = 16 * 1024;

    private Sheets() {}

    /**
     * Finds out what a file is.
     *
     * @throws SheetRefused when it is empty, too large or nothing that holds rows
     */
    public static Layout look(Path file) throws IOException, SheetRefused {
        long size = Files.size(file);
        if (size == 0) {
            throw new SheetRefused("file.empty", "The file is empty.");
        }
        if (size > Limits.LARGEST_FILE) {
            throw tooLarge();
        }
        byte[] head = Encodings.head(file);
        if (Encodings.startsWith(head, 'P', 'K', 3, 4) || Encodings.startsWith(head, 'P', 'K', 5, 6)) {
            return new Layout(Layout.Format.XLSX, "", "");
        }
        if (Encodings.startsWith(head, 0xD0, 0xCF, 0x11, 0xE0)) {
            throw new SheetRefused(
                    "file.old-excel",
                    "This is a workbook of an old kind (XLS) or locked by a password; save it as XLSX or CSV.");
        }
        if (Encodings.startsWith(head, '%', 'P', 'D', 'F')) {
            throw new SheetRefused(
                    "file.not-text", "This is neither a table in text (CSV, JSON lines) nor an XLSX workbook.");
        }
        Charset charset = Encodings.of(file);
        String text;
        try (Reader in = Encodings.open(file, charset)) {
            char[] some = new char[LOOKED_AT];
            int n = in.read(some);
            text = new String(some, 0, Math.max(0, n));
        } catch (CharacterCodingException e) {
            throw new SheetRefused("file.encoding", "The character set of this file cannot be told; save it as UTF-8.");
        }
        String first = text.stripLeading();
        if (first.isEmpty()) {
            throw new SheetRefused("file.empty", "The file is empty.");
        }
        if (first.startsWith("{")) {
            return new Layout(Layout.Format.JSONL, charset.name(), "");
        }
        if (first.startsWith("[")) {
            throw new SheetRefused(
                    "file.json-list", "This is one JSON list; write one object a line (JSON lines) instead.");
        }
        return new Layout(Layout.Format.CSV, charset.name(), separator(text));
    }

    /** Opens a file for reading from its first row. */
    public static RowReader open(Path file, Layout layout) throws IOException, SheetRefused {
        return switch (layout.format()) {
            case CSV ->
                new CsvRows(
                        Encodings.open(file, Charset.forName(layout.encoding())),
                        layout.separator().charAt(0));
            case XLSX -> new XlsxRows(file);
            case JSONL -> new JsonRows(file, Charset.forName(layout.encoding()));
        };
    }

    public static SheetRefused tooLarge() {
        String most = Long.toString(Limits.LARGEST_FILE / 1024 / 1024);
        return new SheetRefused(
                "file.too-large", "A file has at most " + most + " MB; divide it into several.", Map.of("most", most));
    }

    /** The sign that stands most often outside quotes in the first line; a comma when none does. */
    private static String separator(String text) {
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else if (!quoted && SEPARATORS.indexOf(c) >= 0) {
                counts[SEPARATORS.indexOf(c)]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return SEPARATORS.substring(best, best + 1);
    }

    /** Header cells as names: those that are empty or there already get one that says where they are. */
    static List<String> names(List<String> header) throws SheetRefused {
        if (header.size() > Limits.MOST_COLUMNS) {
            throw tooManyColumns(header.size());
        }
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).strip();
            name = name.isEmpty() ? "Column " + (i + 1) : name.substring(0, Math.min(200, name.length()));
            String unique = name;
            for (int n = 2; !taken.add(unique); n++) {
                unique = name + " (" + n + ")";
            }
            names.add(unique);
        }
        return List.copyOf(names);
    }

    static SheetRefused tooManyColumns(int found) {
        return new SheetRefused(
                "file.columns",
                "The file has " + found + " columns; at most " + Limits.MOST_COLUMNS + " can be read.",
                Map.of("found", Integer.toString(found), "most", Integer.toString(Limits.MOST_COLUMNS)));
    }

    static SheetRefused cellTooLong(long line) {
        return new SheetRefused(
                "file.cell",
                "Line " + line + " has a cell of more than " + Limits.LONGEST_CELL
                        + " characters; perhaps a quotation mark is missing.",
                Map.of("line", Long.toString(line), "most", Integer.toString(Limits.LONGEST_CELL)));
    }

    static SheetRefused rowTooLong(long line) {
        return new SheetRefused(
                "file.row",
                "Line " + line + " has more than " + Limits.LONGEST_ROW + " characters.",
                Map.of("line", Long.toString(line), "most", Integer.toString(Limits.LONGEST_ROW)));
    }

    static SheetRefused damaged() {
        return new SheetRefused(
                "file.damaged", "The workbook is damaged or incomplete; save it again and send the whole file.");
    }
}

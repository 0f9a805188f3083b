package io.deskloom.sheet;

/**
 * How a file is written, as found out from its content; its name is not asked.
 *
 * @param encoding the character set's name, "" of a workbook
 * @param separator between the cells of a CSV file, "" of others
 */
public record Layout(Format format, String encoding, String separator) {
    /** The kinds of file there are. */
    public enum Format {
        CSV,
        XLSX,
        JSONL
    }
}

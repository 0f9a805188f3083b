package io.deskloom.sheet;

/** What a file of rows may be at most: whoever sends it chooses its size, and the server's memory is small. */
public final class Limits {
    /** Bytes of a file as it is sent. */
    public static final long LARGEST_FILE = 100L * 1024 * 1024;

    public static final int MOST_ROWS = 500_000;
    public static final int MOST_COLUMNS = 500;

    /** UTF-16 units of one cell: as much as the longest text field takes. */
    public static final int LONGEST_CELL = 100_000;

    /** UTF-16 units of one row. */
    public static final int LONGEST_ROW = 1_000_000;

    /** Bytes of one part of a workbook, unpacked: a sheet of that size is read as a stream. */
    static final long LARGEST_PART = 400L * 1024 * 1024;

    /** Bytes of the part that is kept in memory while a workbook is read: its texts. */
    static final long LARGEST_TEXTS = 16L * 1024 * 1024;

    /** How many times its packed size a workbook's part may be; real sheets pack to a tenth or a twentieth. */
    static final int MOST_UNPACKED = 200;

    static final int MOST_PARTS = 2_000;

    private Limits() {}
}

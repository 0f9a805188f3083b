package io.deskloom.sheet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Looks through a workbook before anything of it is kept in memory: every part is unpacked once and thrown away, counting.
 * What a part says of its own size is not believed.
 */
final class XlsxParts {
    private static final byte[] DOCTYPE = "<!DOCTYPE".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private XlsxParts() {}

    /** @throws SheetRefused for a bomb, a document type, an endless cell, or no workbook at all */
    static void check(Path file) throws IOException, SheetRefused {
        boolean workbook = false;
        int parts = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (++parts > Limits.MOST_PARTS) {
                    throw bomb();
                }
                workbook |= entry.getName().equals("xl/workbook.xml");
                if (isRead(entry.getName())) {
                    check(zip, entry);
                }
            }
        } catch (ZipException e) {
            throw Sheets.damaged();
        } catch (java.io.EOFException e) {
            throw Sheets.damaged();
        }
        if (!workbook) {
            throw new SheetRefused("file.not-workbook", "This is a zip archive and no XLSX workbook.");
        }
    }

    /** Pictures and the like are never opened. */
    private static boolean isRead(String name) {
        return name.endsWith(".xml") || name.endsWith(".rels");
    }

    private static void check(ZipFile zip, ZipEntry entry) throws IOException, SheetRefused {
        boolean texts = entry.getName().endsWith("sharedStrings.xml");
        boolean sheet = entry.getName().startsWith("xl/worksheets/");
        // Whatever is no sheet is small, and is read whole.
        long most = sheet ? Limits.LARGEST_PART : Limits.LARGEST_TEXTS;
        long packed = Math.max(1, entry.getCompressedSize());
        long unpacked = 0;
        int run = 0;
        int matched = 0;
        byte[] some = new byte[64 * 1024];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                unpacked += n;
                if (unpacked > most) {
                    throw texts
                            ? new SheetRefused(
                                    "file.texts",
                                    "The texts of this workbook are more than " + Limits.LARGEST_TEXTS / 1024 / 1024
                                            + " MB; save it as CSV.",
                                    Map.of("most", Long.toString(Limits.LARGEST_TEXTS / 1024 / 1024)))
                            : bomb();
                }
                if (unpacked > 1024 * 1024 && unpacked / packed > Limits.MOST_UNPACKED) {
                    throw bomb();
                }
                for (int i = 0; i < n; i++) {
                    byte b = some[i];
                    // Between two tags is at most one cell; six bytes are the longest a character takes, as an entity.
                    run = b == '<' ? 0 : run + 1;
                    if (run > Limits.LONGEST_CELL * 6) {
                        throw new SheetRefused(
                                "file.cell-somewhere",
                                "A cell of this workbook has more than " + Limits.LONGEST_CELL + " characters.",
                                Map.of("most", Integer.toString(Limits.LONGEST_CELL)));
                    }
                    matched = b == DOCTYPE[matched] ? matched + 1 : b == DOCTYPE[0] ? 1 : 0;
                    if (matched == DOCTYPE.length) {
                        throw new SheetRefused(
                                "file.doctype",
                                "This workbook declares a document type, which no spreadsheet writes; it is not read.");
                    }
                }
            }
        }
    }

    private static SheetRefused bomb() {
        return new SheetRefused("file.bomb", "Unpacked, this workbook would be far too large; it is not read.");
    }
}

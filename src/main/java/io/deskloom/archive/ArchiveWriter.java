package io.deskloom.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive, part after part, in constant memory. It stands under another name until it is whole and has been read
 * back: what carries the file's name can be restored. Only its owner may read it, as it holds what the database holds.
 */
public final class ArchiveWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;
    private final Path unfinished;
    private final ZipOutputStream zip;
    private final List<Manifest.Part> parts = new ArrayList<>();

    private ArchiveWriter(Path file, Path unfinished) throws IOException {
        this.file = file;
        this.unfinished = unfinished;
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16));
        // Half the time of the usual level for a tenth more bytes.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /** Begins an archive; a file that is there already is not replaced. */
    public static ArchiveWriter create(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new BadArchive("There is a file " + file + " already; choose another name.");
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        try {
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new BadArchive("Another backup to " + file + " is under way.", e);
        } catch (IOException e) {
            throw new BadArchive(unfinished + " cannot be written: " + e.getMessage(), e);
        }
        return new ArchiveWriter(file, unfinished);
    }

    /** Writes a part's CSV. */
    @FunctionalInterface
    public interface Rows {
        /** @return how many rows, the header not counted */
        long writeTo(OutputStream out) throws IOException;
    }

    /** @param workspace its number; 0 for rows outside all workspaces */
    public void part(String table, int workspace, List<String> columns, Rows rows) throws IOException {
        String path = (workspace == 0 ? "installation/" : "workspaces/" + workspace + "/") + table + ".csv";
        zip.putNextEntry(new ZipEntry(path));
        Counted out = new Counted(zip);
        long count = rows.writeTo(out);
        zip.closeEntry();
        parts.add(
                new Manifest.Part(path, table, workspace, columns, count, out.bytes, Sha256.hex(out.digest.digest())));
    }

    /** Writes the list, reads everything back, and gives the archive its name. */
    public Manifest finish(String madeAt, String schema, boolean whole, List<Manifest.Workspace> workspaces)
            throws IOException {
        Manifest manifest = new Manifest(Manifest.FORMAT, Manifest.VERSION, madeAt, schema, whole, workspaces, parts);
        byte[] list = JSON.writeValueAsBytes(manifest);
        entry(Manifest.ENTRY, list);
        entry(Manifest.ENTRY_HASH, Sha256.of(list).getBytes(StandardCharsets.US_ASCII));
        zip.close();
        try (ArchiveFile written = ArchiveFile.open(unfinished)) {
            if (!written.manifest().equals(manifest)) {
                throw new BadArchive(unfinished + " is not what was written; is the disk in order?");
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return manifest;
    }

    private void entry(String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Removes what was not finished. */
    @Override
    public void close() throws IOException {
        try {
            zip.close();
        } catch (IOException e) {
            // A full disk, say: told of already by what could not be written.
            Files.deleteIfExists(unfinished);
        }
        Files.deleteIfExists(unfinished);
    }

    private static final class Counted extends FilterOutputStream {
        private final MessageDigest digest = Sha256.begin();
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
            digest.update(b, off, len);
            bytes += len;
        }

        @Override
        public void close() throws IOException {
            // A part's end is not the archive's.
            flush();
        }
    }
}

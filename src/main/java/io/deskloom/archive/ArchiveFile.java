package io.deskloom.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An archive that has been read to its end and is what its list says. Every part is checked once more while it is used, so a
 * file that changes meanwhile is noticed before anything of it is kept.
 */
public final class ArchiveFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_LIST = 64 * 1024 * 1024;

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private ArchiveFile(Path file, ZipFile zip) throws IOException {
        this.file = file;
        this.zip = zip;
        this.manifest = list();
        verify();
    }

    /** @throws BadArchive when it is anything but whole, ours, and readable by this version */
    public static ArchiveFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadArchive("There is no file " + file + ".");
        }
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new BadArchive(file + " is not an archive of Deskloom, or it has been cut off.", e);
        }
        try {
            return new ArchiveFile(file, zip);
        } catch (ZipException | EOFException | RuntimeException e) {
            zip.close();
            throw new BadArchive(file + " is damaged: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The CSV of a part; reading its end fails when it is not what the list says. */
    public InputStream read(Manifest.Part part) throws IOException {
        ZipEntry entry = zip.getEntry(part.path());
        if (entry == null) {
            throw new BadArchive(file + " is damaged: " + part.path() + " is missing.");
        }
        return new Checked(zip.getInputStream(entry), part);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private Manifest list() throws IOException {
        byte[] bytes = small(Manifest.ENTRY);
        byte[] hash = small(Manifest.ENTRY_HASH);
        if (bytes == null || hash == null) {
            throw new BadArchive(file + " is not an archive of Deskloom.");
        }
        if (!Sha256.of(bytes).equals(new String(hash, StandardCharsets.US_ASCII))) {
            throw damaged(Manifest.ENTRY);
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            if (!Manifest.FORMAT.equals(json.path("format").asText())) {
                throw new BadArchive(file + " is not an archive of Deskloom.");
            }
            int version = json.path("version").asInt();
            if (version > Manifest.VERSION) {
                throw new BadArchive(file + " was made by a newer Deskloom (format " + version + "; this one reads "
                        + Manifest.VERSION + "): update first.");
            }
            return JSON.treeToValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new BadArchive(file + " is damaged: its list cannot be read.", e);
        }
    }

    private byte @Nullable [] small(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST_LIST + 1);
            if (bytes.length > LARGEST_LIST) {
                throw damaged(name);
            }
            return bytes;
        }
    }

    private void verify() throws IOException {
        Set<String> listed = new HashSet<>(Set.of(Manifest.ENTRY, Manifest.ENTRY_HASH));
        for (Manifest.Part part : manifest.parts()) {
            if (!listed.add(part.path())) {
                throw damaged(part.path());
            }
            try (InputStream in = read(part)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        if (zip.size() != listed.size()) {
            throw new BadArchive(file + " is damaged: it holds files that are not in its list.");
        }
    }

    private BadArchive damaged(String path) {
        return new BadArchive(file + " is damaged: " + path + " is not what was written.");
    }

    private final class Checked extends FilterInputStream {
        private final MessageDigest digest = Sha256.begin();
        private final Manifest.Part part;
        private long bytes;
        private boolean checked;

        Checked(InputStream in, Manifest.Part part) {
            super(in);
            this.part = part;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n;
            try {
                n = super.read(b, off, len);
            } catch (ZipException | EOFException e) {
                throw new BadArchive(file + " is damaged: " + part.path() + " cannot be unpacked.", e);
            }
            if (n > 0) {
                digest.update(b, off, n);
                bytes += n;
                // Never more than was written: a forged zip may unpack without end.
                if (bytes > part.bytes()) {
                    throw damaged(part.path());
                }
            } else if (n < 0 && !checked) {
                checked = true;
                if (bytes != part.bytes() || !Sha256.hex(digest.digest()).equals(part.sha256())) {
                    throw damaged(part.path());
                }
            }
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public long skip(long n) throws IOException {
            return readNBytes((int) Math.min(n, 8192)).length;
        }
    }
}

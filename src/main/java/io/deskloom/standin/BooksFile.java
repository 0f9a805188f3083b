package io.deskloom.standin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The books on disk. What is written takes the place of what was there in one step, after it has reached the disk: whoever dies on the
 * way leaves the one or the other, whole.
 */
final class BooksFile implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Path file;
    private final FileChannel held;

    private BooksFile(Path file, FileChannel held) {
        this.file = file;
        this.held = held;
    }

    /** @throws IOException when the folder cannot be used, or another process has it */
    static BooksFile in(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new BooksFile(folder.resolve("books.json"), channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(inUse(folder), e);
        }
        channel.close();
        throw new IOException(inUse(folder));
    }

    private static String inUse(Path folder) {
        return "the folder " + folder + " is in use by another stand-in";
    }

    Books read() throws IOException {
        try {
            return Books.of(JSON.readValue(Files.readAllBytes(file), Books.Written.class));
        } catch (NoSuchFileException e) {
            return new Books();
        }
    }

    void write(Books books) throws IOException {
        write(file, JSON.writeValueAsBytes(books.written()));
    }

    static void write(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(bytes);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}

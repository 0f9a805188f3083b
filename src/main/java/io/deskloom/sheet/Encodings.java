package io.deskloom.sheet;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds out in which character set a text file is: by its mark (BOM), by where its zero bytes are, else the first of
 * UTF-8, GB 18030 (which includes GBK) and Windows-1252 that reads the whole file without a fault. A file is read to its
 * end for that: one that is plain ASCII for a megabyte may still be Chinese in its last line.
 */
final class Encodings {
    private static final List<String> CANDIDATES = List.of("UTF-8", "GB18030", "windows-1252");
    private static final int LOOKED_AT = 4096;
    private static final int CHUNK = 64 * 1024;

    private Encodings() {}

    /** @throws SheetRefused for a file that is no text */
    static Charset of(Path file) throws IOException, SheetRefused {
        byte[] head = head(file);
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(head, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(head, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        int even = zeros(head, 0);
        int odd = zeros(head, 1);
        if (odd > head.length / 8 && even == 0) {
            return StandardCharsets.UTF_16LE;
        }
        if (even > head.length / 8 && odd == 0) {
            return StandardCharsets.UTF_16BE;
        }
        if (even + odd > 0) {
            throw new SheetRefused(
                    "file.not-text", "This is neither a table in text (CSV, JSON lines) nor an XLSX workbook.");
        }
        for (String name : CANDIDATES) {
            Charset charset = Charset.forName(name);
            if (reads(file, charset)) {
                return charset;
            }
        }
        throw new SheetRefused("file.encoding", "The character set of this file cannot be told; save it as UTF-8.");
    }

    /** The text without its mark; fails at the first byte that is none of {@code charset}. */
    static Reader open(Path file, Charset charset) throws IOException {
        PushbackInputStream in = new PushbackInputStream(Files.newInputStream(file), 3);
        byte[] mark = switch (charset.name()) {
            case "UTF-8" -> new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
            case "UTF-16LE" -> new byte[] {(byte) 0xFF, (byte) 0xFE};
            case "UTF-16BE" -> new byte[] {(byte) 0xFE, (byte) 0xFF};
            default -> new byte[0];
        };
        byte[] first = in.readNBytes(mark.length);
        if (!java.util.Arrays.equals(first, mark)) {
            in.unread(first);
        }
        return new InputStreamReader(in, strict(charset));
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static boolean reads(Path file, Charset charset) throws IOException {
        CharsetDecoder decoder = strict(charset);
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        CharBuffer text = CharBuffer.allocate(CHUNK);
        try (InputStream in = Files.newInputStream(file)) {
            boolean end = false;
            while (!end) {
                int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
                end = n < 0;
                bytes.position(bytes.position() + Math.max(0, n)).flip();
                CoderResult result;
                do {
                    text.clear();
                    result = decoder.decode(bytes, text, end);
                    if (result.isError()) {
                        return false;
                    }
                } while (result.isOverflow());
                bytes.compact();
            }
            return !decoder.flush(text.clear()).isError();
        }
    }

    static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LOOKED_AT);
        }
    }

    static boolean startsWith(byte[] bytes, int... first) {
        if (bytes.length < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if ((bytes[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static int zeros(byte[] bytes, int from) {
        int zeros = 0;
        for (int i = from; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }
}

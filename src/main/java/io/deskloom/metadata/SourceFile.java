package io.deskloom.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One file of a workspace's metadata.
 *
 * @param path relative to the workspace folder, with "/" ("types/return_refund/flow.yaml"); packs are under "rule-packs/"
 * @param text its whole content; of a workbook (XLSX), which is no text, in Base64
 */
public record SourceFile(String path, String text) implements Comparable<SourceFile> {
    /** A file with this content. */
    static SourceFile of(String path, byte[] content) throws CharacterCodingException {
        return new SourceFile(
                path,
                isWorkbook(path)
                        ? Base64.getEncoder().encodeToString(content)
                        : StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(content))
                                .toString());
    }

    /** Its content as it is on a disk; none of a workbook whose Base64 is wrong. */
    public byte[] bytes() {
        if (!isWorkbook(path)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static boolean isWorkbook(String path) {
        return path.endsWith(".xlsx");
    }

    @Override
    public int compareTo(SourceFile other) {
        return path.compareTo(other.path);
    }
}

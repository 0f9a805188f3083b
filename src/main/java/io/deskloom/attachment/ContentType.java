package io.deskloom.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/** What a file is, by its first bytes alone: names and headers are what somebody says of it. */
public final class ContentType {
    /** How many bytes of a file are looked at. */
    public static final int HEAD = 64 * 1024;

    /** What is served as itself; everything else goes out as bytes, so that no browser ever interprets it. */
    private static final Set<String> INERT = Set.of(
            "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "application/zip", "text/plain");

    public static final String BYTES = "application/octet-stream";

    private static final Detector MAGIC = new DefaultDetector(MimeTypes.getDefaultMimeTypes());

    private ContentType() {}

    /** The media type of a file that begins with {@code head}. */
    public static String of(byte[] head) {
        try {
            MediaType found =
                    MAGIC.detect(new ByteArrayInputStream(head), new Metadata()).getBaseType();
            String type = found.toString();
            return isZip(type) ? document(head, type) : type;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /** The type a file is served as. */
    public static String served(String type) {
        return INERT.contains(type) ? type : BYTES;
    }

    /** Whether {@code type} is meant by {@code pattern}: "application/pdf", "image/*", or "*&#47;*". */
    public static boolean matches(String pattern, String type) {
        return pattern.equals("*/*")
                || pattern.equals(type)
                || (pattern.endsWith("/*") && type.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static boolean isZip(String type) {
        return type.equals("application/zip") || type.equals("application/x-tika-ooxml");
    }

    /** Office documents are zips: which, is said by the names of the entries, which stand in clear. */
    private static String document(byte[] head, String otherwise) {
        String names = new String(head, StandardCharsets.ISO_8859_1);
        if (!names.contains("[Content_Types].xml")) {
            return otherwise;
        }
        String office = "application/vnd.openxmlformats-officedocument.";
        if (names.contains("word/")) {
            return office + "wordprocessingml.document";
        }
        if (names.contains("xl/")) {
            return office + "spreadsheetml.sheet";
        }
        return names.contains("ppt/") ? office + "presentationml.presentation" : "application/zip";
    }
}

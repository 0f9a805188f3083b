package io.deskloom.rest;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a request's path and query may hold once decoded: the same as its body, UTF-8 that a database can keep. */
final class Addresses {
    private static final String SENT_RAW = "\"<>\\^`{|}";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Addresses() {}

    /**
     * The address with escapes for what no URI may hold and browsers send all the same: a condition with {@code ||} in a link
     * that somebody has written.
     */
    static String escaped(String uri) {
        StringBuilder out = new StringBuilder(uri.length());
        boolean path = true;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            path &= c != '?';
            if (SENT_RAW.indexOf(c) >= 0 || path && (c == '[' || c == ']')) {
                out.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Whether it is a URI at all. */
    static boolean isUri(String uri) {
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether every escape is one, and all of it together is UTF-8 without NUL. */
    static boolean isText(String uri) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c != '%') {
                bytes.write(c < 128 ? c : 0);
                continue;
            }
            int high = i + 2 < uri.length() ? Character.digit(uri.charAt(i + 1), 16) : -1;
            int low = i + 2 < uri.length() ? Character.digit(uri.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        byte[] all = bytes.toByteArray();
        for (byte b : all) {
            if (b == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(all));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

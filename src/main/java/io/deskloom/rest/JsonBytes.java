package io.deskloom.rest;

import io.deskloom.kernel.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a JSON parser lets through but a database cannot keep: bytes that are not UTF-8 (Jackson accepts encoded
 * surrogates, and guesses UTF-16 and UTF-32), the NUL character, half a surrogate pair.
 */
final class JsonBytes {
    private JsonBytes() {}

    static Optional<Problem> check(byte[] body) {
        if (!isAscii(body) && !isUtf8(body)) {
            return Optional.of(Problem.of("", "json.encoding", "The body must be UTF-8."));
        }
        return escapesAreText(body)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        "", "json.character", "The body holds a character that is not text (NUL or half a pair)."));
    }

    // Most bodies are, and need not become text twice.
    private static boolean isAscii(byte[] body) {
        for (byte b : body) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Walks the escapes only: in well-formed JSON a backslash stands in strings and nowhere else. */
    private static boolean escapesAreText(byte[] body) {
        int i = 0;
        while (i < body.length) {
            if (body[i] == 0) {
                return false;
            }
            if (body[i] != '\\') {
                i++;
                continue;
            }
            int unit = unit(body, i);
            if (unit < 0) {
                i += 2;
                continue;
            }
            i += 6;
            if (unit == 0 || Character.isLowSurrogate((char) unit)) {
                return false;
            }
            if (Character.isHighSurrogate((char) unit)) {
                int next = unit(body, i);
                if (next < 0 || !Character.isLowSurrogate((char) next)) {
                    return false;
                }
                i += 6;
            }
        }
        return true;
    }

    /** The code unit of the escape {@code \\uXXXX} at {@code i}, or -1 if none stands there. */
    private static int unit(byte[] body, int i) {
        if (i + 6 > body.length || body[i] != '\\' || body[i + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int k = i + 2; k < i + 6; k++) {
            int digit = Character.digit(body[k], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}

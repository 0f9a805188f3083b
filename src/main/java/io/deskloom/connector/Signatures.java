package io.deskloom.connector;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures as Standard Webhooks has them (github.com/standard-webhooks/standard-webhooks, version 1): HMAC-SHA-256 over
 * {@code <id>.<seconds>.<body>} in Base64 behind "v1,"; while a secret is being changed one for each, with a blank between.
 */
public final class Signatures {
    private static final String MARK = "whsec_";

    /** As the specification asks, in bytes. */
    private static final int SHORTEST = 24;

    private static final int LONGEST = 64;

    private Signatures() {}

    /** The key that a secret is, "whsec_" and Base64 of 24 to 64 bytes; empty for anything else. */
    public static Optional<byte[]> key(String secret) {
        String text = secret.strip();
        if (!text.startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(text.substring(MARK.length()));
            return key.length >= SHORTEST && key.length <= LONGEST ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What stands in the header {@code webhook-signature}. @param keys one, or two while it is being changed */
    public static String header(UUID id, Instant at, String body, List<byte[]> keys) {
        String signed = id + "." + at.getEpochSecond() + "." + body;
        return keys.stream()
                .map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, signed)))
                .collect(Collectors.joining(" "));
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // An empty key is none to Java; HMAC pads with zeros anyway.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}

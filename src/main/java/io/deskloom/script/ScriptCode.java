package io.deskloom.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A script's text.
 *
 * @param name as problems and traces call it
 * @param source an ECMAScript module that exports a function by default
 * @param hash of the source
 */
public record ScriptCode(String name, String source, String hash) {
    /** The most characters a script may have. */
    public static final int MAX_SOURCE = 64 * 1024;

    public ScriptCode {
        if (source.length() > MAX_SOURCE) {
            throw new IllegalArgumentException("a script has at most " + MAX_SOURCE + " characters");
        }
    }

    public static ScriptCode of(String name, String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return new ScriptCode(name, source, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.deskloom.access;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.ReleaseId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything a caller's rights depend on, in sixteen hex digits: part of every ETag, cursor and cache key, so that what
 * was computed for one caller, or under former rights, is never served to another.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /** @param release the release whose access definitions are in force */
    public static String of(Actor actor, ReleaseId release) {
        StringBuilder text = new StringBuilder()
                .append(release.hash())
                .append('\n')
                .append(actor.tenant().value())
                .append('\n')
                .append(actor.account())
                .append('\n');
        append(text, actor.roles());
        append(text, actor.teams());
        append(text, actor.abilities());
        append(text, actor.scopes());
        return hash(text.toString()).substring(0, 16);
    }

    // Length first, so that no two different sets can spell the same text.
    private static void append(StringBuilder text, Set<String> words) {
        text.append(words.size()).append(':');
        new TreeSet<>(words)
                .forEach(w -> text.append(w.length()).append(':').append(w).append(','));
        text.append('\n');
    }

    static String hash(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

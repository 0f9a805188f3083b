package io.deskloom.rest;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Strong entity tags of tickets: {@code "<version>-<permission fingerprint>"}. The fingerprint is part of it so that one
 * reader's tag never validates another reader's projection of the same version.
 */
public final class ETags {
    private ETags() {}

    public static String of(long version, String fingerprint) {
        return "\"" + version + "-" + fingerprint + "\"";
    }

    /** Whether an If-None-Match header says the caller has {@code etag} already. */
    public static boolean matches(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(t -> t.equals(etag) || t.equals("*") || t.equals("W/" + etag));
    }

    /** The version an If-Match header was read at; empty for no header, {@code *} or a tag that is not ours. */
    public static Optional<Integer> version(@Nullable String ifMatch) {
        if (ifMatch == null || !ifMatch.matches("(W/)?\"\\d{1,9}-[^\"]{0,128}\"")) {
            return Optional.empty();
        }
        int from = ifMatch.indexOf('"') + 1;
        return Optional.of(Integer.valueOf(ifMatch.substring(from, ifMatch.indexOf('-', from))));
    }
}

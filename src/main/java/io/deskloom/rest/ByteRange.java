package io.deskloom.rest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes (RFC 9110, 14). Several ranges at once, other units and what cannot be read are answered with the whole, as the
 * RFC allows.
 *
 * @param from first byte
 * @param to last byte, inclusive; before {@code from} when the range lies outside
 */
record ByteRange(long from, long to) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            return Optional.of(new ByteRange(last == 0 ? size : Math.max(0, size - last), size - 1));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
        return to < from && from < size ? Optional.empty() : Optional.of(new ByteRange(from, to));
    }

    long length() {
        return to - from + 1;
    }

    boolean isSatisfiable() {
        return length() > 0;
    }
}

package io.deskloom.connector;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One call to the outside.
 *
 * @param body "" for none
 * @param timeout for all of it: looking up, connecting, sending, waiting and reading
 */
public record OutgoingCall(String method, String url, Map<String, String> headers, String body, Duration timeout) {
    /** The longest a call may take. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final int LONGEST_VALUE = 8_192;

    public OutgoingCall {
        headers = Map.copyOf(headers);
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a call takes up to thirty seconds");
        }
    }

    /** Whether a header can be sent as one: nothing in it ends it and begins another. */
    public static boolean isHeader(String name, String value) {
        return NAME.matcher(name).matches()
                && value.length() <= LONGEST_VALUE
                && value.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    @Override
    public String toString() {
        // Neither path nor headers nor body: each may hold a secret.
        return method + " " + OutgoingPolicy.originOf(url).map(Origin::toString).orElse("?");
    }
}

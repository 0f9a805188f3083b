package io.deskloom.connector;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scheme, host and port. In the operator's list any port may be meant.
 *
 * @param port 0 for any
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[a-z0-9.-]+)(?::(\\*|[0-9]{1,5}))?/?");

    /** Reads "http://erp.example:8080", "https://erp.example" or "http://127.0.0.1:*"; empty for anything else. */
    public static Optional<Origin> parse(String text) {
        Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches() || !Hosts.isHost(m.group(2))) {
            return Optional.empty();
        }
        String port = m.group(3);
        int number = port == null ? usualPort(m.group(1)) : port.equals("*") ? 0 : Integer.parseInt(port);
        return number > 65_535 ? Optional.empty() : Optional.of(new Origin(m.group(1), m.group(2), number));
    }

    static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    boolean covers(Origin other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && (port == 0 || port == other.port);
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port);
    }
}

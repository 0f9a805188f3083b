package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A web address of the schemes http and https, without a login in it; what lacks a scheme gets https. Nothing else can
 * become a link that a reader clicks.
 */
final class UrlType extends TextKind {
    private static final int LONGEST = 2_000;
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final Pattern HOST_AND_PORT = Pattern.compile("^[^/?#:]+:[0-9]{1,5}([/?#].*)?$");

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        if (text == null || text.isBlank()) {
            return Value.NULL;
        }
        String url = text.length() > LONGEST ? null : read(text.strip());
        if (url == null) {
            problems.add(pointer, "field.url", "A web address looks like https://example.com/page.");
            return Value.NULL;
        }
        return Value.text(url);
    }

    private static @Nullable String read(String text) {
        boolean named =
                SCHEME.matcher(text).matches() && !HOST_AND_PORT.matcher(text).matches();
        try {
            URI uri = new URI(encoded(named ? text : "https://" + text));
            String scheme = uri.getScheme();
            String authority = uri.getRawAuthority();
            if (scheme == null || authority == null || authority.contains("@")) {
                return null;
            }
            scheme = scheme.toLowerCase(Locale.ROOT);
            int colon = authority.lastIndexOf(':');
            boolean port = colon > 0 && authority.substring(colon + 1).matches("[0-9]{1,5}");
            String host = port ? authority.substring(0, colon) : authority;
            boolean address = host.startsWith("[") && host.endsWith("]");
            String ascii = address
                    ? host
                    : IDN.toASCII(java.net.URLDecoder.decode(host, java.nio.charset.StandardCharsets.UTF_8));
            if (!SCHEMES.contains(scheme) || (!address && !ascii.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"))) {
                return null;
            }
            String rest = (uri.getRawPath() == null ? "" : uri.getRawPath())
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                    + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
            String url =
                    scheme + "://" + ascii.toLowerCase(Locale.ROOT) + (port ? authority.substring(colon) : "") + rest;
            return url.length() > LONGEST ? null : url;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Letters of other scripts and blanks as a browser sends them; control characters stay and are refused. */
    private static String encoded(String url) {
        StringBuilder out = new StringBuilder();
        url.codePoints().forEach(c -> {
            if (c > 0x7f || c == ' ' || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`'
                    || c == '{' || c == '|' || c == '}') {
                out.append(java.net.URLEncoder.encode(Character.toString(c), java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20"));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "uri", "maxLength", LONGEST);
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}

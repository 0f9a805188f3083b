package io.deskloom.rest;

import io.deskloom.identity.Secrets;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a request that changes something came from our own page and not from one that borrows the visitor's cookie. */
final class OwnPage {
    static final String HEADER = "X-CSRF-Token";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private OwnPage() {}

    static boolean isSafe(String method) {
        return SAFE.contains(method);
    }

    /** Origin and Sec-Fetch-Site, where the browser sends them, name our own host. */
    static boolean isOrigin(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN.contains(site)) {
            return false;
        }
        String origin = request.getHeader("Origin");
        return origin == null || isOwnHost(request, origin);
    }

    static boolean isToken(HttpServerRequest request, String expected) {
        String given = request.getHeader(HEADER);
        return given != null && !expected.isEmpty() && Secrets.same(given, expected);
    }

    private static boolean isOwnHost(HttpServerRequest request, String origin) {
        @Nullable String authority;
        try {
            authority = URI.create(origin).getAuthority();
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (authority == null || request.authority() == null) {
            return false;
        }
        return authority
                .toLowerCase(Locale.ROOT)
                .equals(request.authority().toString().toLowerCase(Locale.ROOT));
    }
}

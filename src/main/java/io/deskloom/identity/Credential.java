package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a session cookie or an API token carries: the tenant, so that row-level security can be set before anything is
 * looked up, and a secret that only its hash is stored of. A forged tenant finds no row.
 */
record Credential(TenantId tenant, String secret) {
    private static final Pattern COOKIE = Pattern.compile("([0-9]+)\\.(" + Secrets.SECRET_PATTERN + ")");
    private static final Pattern TOKEN = Pattern.compile("dlk_([0-9]+)_(" + Secrets.SECRET_PATTERN + ")");

    static Credential fresh(TenantId tenant) {
        return new Credential(tenant, Secrets.random());
    }

    static Optional<Credential> ofCookie(@Nullable String text) {
        return parse(COOKIE, text);
    }

    static Optional<Credential> ofToken(@Nullable String text) {
        return parse(TOKEN, text);
    }

    String asCookie() {
        return tenant.value() + "." + secret;
    }

    String asToken() {
        return "dlk_" + tenant.value() + "_" + secret;
    }

    byte[] hash() {
        return Secrets.hash(secret);
    }

    @Override
    public String toString() {
        return "credential of tenant " + tenant.value();
    }

    private static Optional<Credential> parse(Pattern form, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher m = form.matcher(text);
        return m.matches()
                ? TenantId.parse(m.group(1)).map(tenant -> new Credential(tenant, m.group(2)))
                : Optional.empty();
    }
}

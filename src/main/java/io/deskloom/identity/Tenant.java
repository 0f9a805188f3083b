package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A workspace as the operator sees it.
 *
 * @param slug unique; the first label of its host name and what people type at login
 */
public record Tenant(TenantId id, String slug, String name, boolean suspended, Instant createdAt) {
    private static final Pattern SLUG = Pattern.compile("[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?");

    /** Whether {@code text} can be a slug. */
    public static boolean isSlug(String text) {
        return SLUG.matcher(text).matches();
    }
}

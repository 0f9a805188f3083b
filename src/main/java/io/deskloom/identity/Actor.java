package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.util.Set;

/**
 * Who is asking, resolved once per request. There is no "nobody": no actor is an error, never "everything".
 *
 * @param roles role keys
 * @param teams team keys
 * @param abilities rights outside tickets, from the roles and, for a token, cut down to its scopes
 * @param scopes what a token may do ("tickets:read", "tickets:write", "metadata:read", "metadata:write"); {@link #ALL_SCOPES}
 *     for a session
 * @param language "en" or "zh"
 */
public record Actor(
        TenantId tenant,
        AccountId account,
        String login,
        String name,
        Set<String> roles,
        Set<String> teams,
        Set<String> abilities,
        Set<String> scopes,
        String language) {
    public static final Set<String> ALL_SCOPES =
            Set.of("tickets:read", "tickets:write", "metadata:read", "metadata:write", "accounts:manage");

    public Actor {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
        abilities = Set.copyOf(abilities);
        scopes = Set.copyOf(scopes);
    }

    public boolean can(String ability) {
        return abilities.contains(ability);
    }
}

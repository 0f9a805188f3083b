package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.util.Set;
import java.util.UUID;

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

    /** What the workspace's own rules do later on, of themselves: no account, no session and no token has this scope. */
    private static final String OF_RULES = "rules";

    private static final AccountId RULES = new AccountId(new UUID(0, 1));

    /**
     * The workspace's rules, for what they want done after the change they were asked about, and what time does. Who writes rules may
     * have them write anything, so every ticket and field is open to it; what is written is checked as for anybody.
     */
    public static Actor ofRules(TenantId tenant, String language) {
        return new Actor(
                tenant,
                RULES,
                "",
                "",
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of("tickets:read", "tickets:write", OF_RULES),
                language);
    }

    public boolean isRules() {
        return scopes.contains(OF_RULES) && account.equals(RULES);
    }

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

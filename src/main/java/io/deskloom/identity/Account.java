package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can sign in to one workspace.
 *
 * @param login unique in the workspace, lower case
 * @param roles role keys; those the current release does not know grant nothing
 * @param teams team keys
 * @param language "en" or "zh"
 * @param theme "light", "dark" or "auto"
 * @param mustChangePassword the password was given by somebody else and opens nothing but changing it
 * @param disabledAt since when the account is refused, null while it is welcome
 */
public record Account(
        AccountId id,
        String login,
        String name,
        Set<String> roles,
        Set<String> teams,
        String language,
        String theme,
        boolean mustChangePassword,
        Instant createdAt,
        @Nullable Instant disabledAt) {
    public Account {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
    }

    public boolean isDisabled() {
        return disabledAt != null;
    }
}

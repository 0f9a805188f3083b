package io.deskloom.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account to create.
 *
 * @param password null: a one-time password is made up and must be changed at the first login
 */
public record NewAccount(
        String login, String name, @Nullable String password, Set<String> roles, Set<String> teams, String language) {
    public NewAccount {
        roles = Set.copyOf(roles);
        teams = Set.copyOf(teams);
    }

    @Override
    public String toString() {
        return "new account " + login;
    }
}

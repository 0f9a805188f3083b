package io.deskloom.identity;

import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Makes the {@link Actor} an account is at this moment. */
@ApplicationScoped
public class Actors {
    private final WorkspaceRoles workspace;

    Actors(WorkspaceRoles workspace) {
        this.workspace = workspace;
    }

    /** The actor of a browser session: everything the account's roles allow. */
    public Actor of(TenantId tenant, Account account) {
        return make(tenant, account, workspace.abilities(tenant, account.roles()), Actor.ALL_SCOPES);
    }

    /** The actor of a token, or of work that somebody left to us with one. */
    public Actor ofToken(TenantId tenant, Account account, Set<String> scopes) {
        return make(tenant, account, TokenScopes.cut(workspace.abilities(tenant, account.roles()), scopes), scopes);
    }

    private static Actor make(TenantId tenant, Account a, Set<String> abilities, Set<String> scopes) {
        return new Actor(tenant, a.id(), a.login(), a.name(), a.roles(), a.teams(), abilities, scopes, a.language());
    }
}

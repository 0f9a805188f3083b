package io.deskloom.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenScopesTest {
    private static final Set<String> ADMIN =
            Set.of("metadata.read", "metadata.publish", "accounts.manage", "audit.read", "rockets.launch");

    @Test
    void aScopeOpensItsAbilitiesAndNothingElse() {
        assertThat(TokenScopes.cut(ADMIN, Set.of("tickets:write"))).isEmpty();
        assertThat(TokenScopes.cut(ADMIN, Set.of("metadata:read"))).containsExactly("metadata.read");
        assertThat(TokenScopes.cut(ADMIN, Set.of("metadata:write")))
                .containsExactlyInAnyOrder("metadata.read", "metadata.publish");
    }

    @Test
    void aScopeNeverAddsWhatTheAccountHasNot() {
        assertThat(TokenScopes.cut(Set.of("metadata.read"), Actor.ALL_SCOPES)).containsExactly("metadata.read");
    }

    @Test
    void everyScopeASessionHasIsKnown() {
        assertThat(Actor.ALL_SCOPES).allMatch(TokenScopes::isKnown);
    }
}

package io.deskloom.identity;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an API token may do of what its account may. An ability that no scope opens is never a token's. */
public final class TokenScopes {
    private static final Map<String, Set<String>> OPENS = Map.of(
            "tickets:read", Set.of("tickets.export"),
            "tickets:write", Set.of("tickets.import"),
            "metadata:read", Set.of("metadata.read"),
            "metadata:write", Set.of("metadata.read", "metadata.publish"),
            "accounts:manage", Set.of("accounts.manage", "audit.read", "staff.manage"));

    private TokenScopes() {}

    public static boolean isKnown(String scope) {
        return OPENS.containsKey(scope);
    }

    /** Those of {@code abilities} that {@code scopes} open. */
    static Set<String> cut(Set<String> abilities, Set<String> scopes) {
        return abilities.stream()
                .filter(a -> scopes.stream()
                        .anyMatch(s -> OPENS.getOrDefault(s, Set.of()).contains(a)))
                .collect(Collectors.toUnmodifiableSet());
    }
}

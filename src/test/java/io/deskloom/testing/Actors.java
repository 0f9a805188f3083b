package io.deskloom.testing;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Actors of the demo workspace, without a database. */
public final class Actors {
    private Actors() {}

    /** An actor whose id follows from its roles, in the teams the demo gives such people. */
    public static Actor with(String... roles) {
        return in(new TenantId(1), roles);
    }

    /** The same in another workspace. */
    public static Actor in(TenantId tenant, String... roles) {
        Set<String> teams = new TreeSet<>();
        Arrays.stream(roles).forEach(role -> {
            switch (role) {
                case "agent" -> teams.add("after_sales");
                case "warehouse", "finance" -> teams.add(role);
                default -> {}
            }
        });
        UUID id = new UUID(0x7000L, 0x8000_0000_0000_0000L | Arrays.hashCode(roles) & 0xFFFF_FFFFL);
        return new Actor(
                tenant,
                new AccountId(id),
                String.join("-", roles),
                String.join(" ", roles),
                Set.of(roles),
                teams,
                Set.of(),
                Actor.ALL_SCOPES,
                "en");
    }

    /** The same actor by a token that may do less. */
    public static Actor scoped(Actor actor, String... scopes) {
        return new Actor(
                actor.tenant(),
                actor.account(),
                actor.login(),
                actor.name(),
                actor.roles(),
                actor.teams(),
                actor.abilities(),
                Set.of(scopes),
                actor.language());
    }
}

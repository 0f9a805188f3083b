package io.deskloom.command;

import io.deskloom.agenda.Approver;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.model.MetadataSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Whoever a case needs: one account of each role, who is of every team. */
final class CasePeople {
    private final MetadataSnapshot release;
    private final Map<AccountId, Actor> all = new HashMap<>();

    CasePeople(MetadataSnapshot release) {
        this.release = release;
    }

    MetadataSnapshot release() {
        return release;
    }

    /** @param name a role, or a role and whom of it: "agent", "agent 2" */
    Actor of(String name) {
        int space = name.indexOf(' ');
        String role = space < 0 ? name : name.substring(0, space);
        Set<String> abilities = new TreeSet<>(release.roles().get(role).abilities());
        AccountId id = new AccountId(new UUID(0x7000L, 0x8000_0000_0000_0000L | name.hashCode() & 0xffff_ffffL));
        Actor actor = new Actor(
                CaseRun.TENANT,
                id,
                "case",
                "Case",
                Set.of(role),
                release.teams().keySet(),
                abilities,
                Actor.ALL_SCOPES,
                "en");
        all.put(id, actor);
        return actor;
    }

    /** Somebody who has had a part in it. */
    Actor of(AccountId account) {
        Actor actor = all.get(account);
        if (actor == null) {
            throw new AssertionError("nobody of the case has the account " + account);
        }
        return actor;
    }

    /** Whoever is asked: of a team somebody of the role of that name, else an agent. */
    Actor asked(Approver one) {
        return switch (one.kind()) {
            case ROLE -> of(one.name());
            case TEAM -> of(release.roles().containsKey(one.name()) ? one.name() : "agent");
            case ACCOUNT -> of(AccountId.of(one.name()).orElseThrow());
        };
    }
}

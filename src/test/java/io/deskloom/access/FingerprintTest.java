package io.deskloom.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final ReleaseId RELEASE = new ReleaseId("0".repeat(64));
    private static final AccountId JUN = new AccountId(new UUID(1, 2));
    private static final Actor ACTOR = actor(1, JUN, Set.of("agent"), Set.of("t"), Set.of("a"), Set.of("s"));

    @Test
    void everythingRightsDependOnIsInIt() {
        assertThat(Fingerprint.of(actor(1, JUN, Set.of("agent"), Set.of("t"), Set.of("a"), Set.of("s")), RELEASE))
                .isEqualTo(Fingerprint.of(ACTOR, RELEASE));
        assertThat(List.of(
                        Fingerprint.of(ACTOR, RELEASE),
                        Fingerprint.of(ACTOR, new ReleaseId("1".repeat(64))),
                        Fingerprint.of(actor(2, JUN, Set.of("agent"), Set.of("t"), Set.of("a"), Set.of("s")), RELEASE),
                        Fingerprint.of(
                                actor(
                                        1,
                                        new AccountId(new UUID(1, 3)),
                                        Set.of("agent"),
                                        Set.of("t"),
                                        Set.of("a"),
                                        Set.of("s")),
                                RELEASE),
                        Fingerprint.of(
                                actor(1, JUN, Set.of("finance"), Set.of("t"), Set.of("a"), Set.of("s")), RELEASE),
                        Fingerprint.of(actor(1, JUN, Set.of("agent"), Set.of("u"), Set.of("a"), Set.of("s")), RELEASE),
                        Fingerprint.of(actor(1, JUN, Set.of("agent"), Set.of("t"), Set.of("b"), Set.of("s")), RELEASE),
                        Fingerprint.of(actor(1, JUN, Set.of("agent"), Set.of("t"), Set.of("a"), Set.of("z")), RELEASE)))
                .doesNotHaveDuplicates();
    }

    @Test
    void noTwoSetsSpellTheSame() {
        assertThat(Fingerprint.of(actor(1, JUN, Set.of("a", "b"), Set.of(), Set.of(), Set.of()), RELEASE))
                .isNotEqualTo(Fingerprint.of(actor(1, JUN, Set.of("a,1:b"), Set.of(), Set.of(), Set.of()), RELEASE))
                .isNotEqualTo(Fingerprint.of(actor(1, JUN, Set.of("a"), Set.of("b"), Set.of(), Set.of()), RELEASE));
    }

    private static Actor actor(
            int tenant,
            AccountId account,
            Set<String> roles,
            Set<String> teams,
            Set<String> abilities,
            Set<String> scopes) {
        return new Actor(new TenantId(tenant), account, "jun", "Jun", roles, teams, abilities, scopes, "en");
    }
}

package io.deskloom.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody in a workspace can always let others in. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LastAdministratorTest {
    private static final AccountChange DISABLE = new AccountChange(null, null, null, null, null, true);
    private static final AccountChange DEMOTE = new AccountChange(null, null, null, Set.of("agent"), null, null);
    private static final AccountId SOMEBODY = new AccountId(new UUID(9, 9));

    @Inject
    Accounts accounts;

    @Inject
    Workspaces workspaces;

    @Inject
    Desk desk;

    @Test
    void theLastOneCannotBeTakenAway() {
        for (Tenant w : List.of(workspaces.fresh(), desk.demo())) {
            Account ada = workspaces.account(w, "ada", "admin");
            Account bob = workspaces.account(w, "bob", "admin");
            workspaces.account(w, "jun", "agent");
            assertThat(accounts.change(w.id(), bob.id(), DEMOTE, SOMEBODY, Instant.now())
                            .isOk())
                    .isTrue();
            for (AccountChange away : List.of(DISABLE, DEMOTE)) {
                assertThat(Desk.refusal(accounts.change(w.id(), ada.id(), away, SOMEBODY, Instant.now()))
                                .problems())
                        .extracting(Problem::code)
                        .containsExactly("account.last-administrator");
            }
            Account still = accounts.find(w.id(), ada.id()).orElseThrow();
            assertThat(still.isDisabled()).isFalse();
            assertThat(still.roles()).containsExactly("admin");
            // Everything else of it may change, and everybody else.
            AccountChange renamed = new AccountChange("Ada L.", null, null, null, null, null);
            assertThat(accounts.change(w.id(), ada.id(), renamed, SOMEBODY, Instant.now())
                            .isOk())
                    .isTrue();
            assertThat(accounts.change(w.id(), bob.id(), DISABLE, SOMEBODY, Instant.now())
                            .isOk())
                    .isTrue();
        }
    }

    @Test
    void aDisabledAdministratorIsNone() {
        Tenant w = workspaces.fresh();
        Account ada = workspaces.account(w, "ada", "admin");
        Account bob = workspaces.account(w, "bob", "admin");
        accounts.change(w.id(), bob.id(), DISABLE, SOMEBODY, Instant.now()).orThrow();
        assertThat(accounts.change(w.id(), ada.id(), DISABLE, SOMEBODY, Instant.now())
                        .isOk())
                .isFalse();
    }

    @Test
    void twoWhoTakeEachOtherAwayAtOnceLeaveOne() throws Exception {
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                Tenant w = workspaces.fresh();
                Account ada = workspaces.account(w, "ada", "admin");
                Account bob = workspaces.account(w, "bob", "admin");
                CyclicBarrier start = new CyclicBarrier(2);
                AccountChange away = round % 2 == 0 ? DISABLE : DEMOTE;
                List<Future<Result<Account>>> running = new ArrayList<>();
                for (List<Account> pair : List.of(List.of(ada, bob), List.of(bob, ada))) {
                    running.add(both.submit(() -> {
                        start.await(30, TimeUnit.SECONDS);
                        return accounts.change(
                                w.id(), pair.get(1).id(), away, pair.get(0).id(), Instant.now());
                    }));
                }
                int done = 0;
                for (Future<Result<Account>> one : running) {
                    done += one.get(60, TimeUnit.SECONDS).isOk() ? 1 : 0;
                }
                assertThat(done).isEqualTo(1);
            }
        }
    }
}

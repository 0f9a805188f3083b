package io.deskloom.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.outbox.Backoff;
import io.deskloom.outbox.Leases;
import io.deskloom.testing.Desk;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Timers fire once, in time, on one node, and again after a failure or a death. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TimerPumpTest {
    @Inject
    TimerStore store;

    @Inject
    Workspaces workspaces;

    @Inject
    Tenants tenants;

    private final ManualClock clock = ManualClock.at("2026-11-22T08:00:00Z");

    // A number no workspace has: the application's own pump asks only for the workspaces there are.
    private TenantId tenant;

    @BeforeEach
    void tenant() {
        tenant = new TenantId(ThreadLocalRandom.current().nextInt(100_000_000, Integer.MAX_VALUE));
    }

    /** Notes when it fired and does as it is told. */
    private final class Alarm implements TimerTask {
        private final String kind;
        private final Duration every;
        private final List<Instant> fired = Collections.synchronizedList(new ArrayList<>());
        private Runnable then = () -> {};

        Alarm(String kind, Duration every) {
            this.kind = kind;
            this.every = every;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public Optional<Duration> every() {
            return Optional.ofNullable(every);
        }

        @Override
        public void fire(TenantId whose, Instant now) {
            assertThat(whose).isEqualTo(tenant);
            fired.add(now);
            then.run();
        }
    }

    private TimerPump node(List<? extends TimerTask> tasks) {
        return new TimerPump(store, tasks, List.of(), clock, () -> 0L);
    }

    private Alarm promise() {
        return new Alarm("promise", null);
    }

    private Alarm sweep() {
        return new Alarm("sweep", Duration.ofHours(1));
    }

    @Test
    void aPromiseIsRememberedAtItsTimeAndOnlyThen() {
        setPromise(Duration.ofMinutes(30));
        Alarm promise = promise();
        TimerPump node = node(List.of(promise));
        assertThat(run(node, Duration.ofMinutes(30).minusNanos(1_000))).isZero();
        assertThat(run(node, Duration.ofNanos(1_000))).isEqualTo(1);
        assertThat(promise.fired).containsExactly(clock.instant());
        assertThat(run(node, Duration.ofDays(30))).isZero();
        assertThat(Desk.count(tenant, "timer")).isZero();
    }

    @Test
    void regularWorkIsThereOnceHoweverManyNodesThereAre() {
        Alarm sweep = sweep();
        TimerPump one = node(List.of(sweep));
        TimerPump two = node(List.of(sweep));
        run(one, Duration.ZERO);
        run(two, Duration.ZERO);
        assertThat(Desk.count(tenant, "timer")).isEqualTo(1);
        assertThat(sweep.fired).as("not at once").isEmpty();
        run(one, Duration.ofHours(1));
        run(two, Duration.ZERO);
        assertThat(sweep.fired).hasSize(1);
        run(two, Duration.ofHours(1));
        run(one, Duration.ZERO);
        assertThat(sweep.fired).hasSize(2);
    }

    @Test
    void whatOneNodeIsDoingNoOtherDoes() {
        setPromise(Duration.ZERO);
        Alarm promise = promise();
        TimerPump other = node(List.of(promise));
        promise.then = () -> {
            assertThat(promise.fired).hasSize(1);
            assertThat(run(other, Duration.ofSeconds(1))).isZero();
        };
        assertThat(run(node(List.of(promise)), Duration.ZERO)).isEqualTo(1);
        assertThat(promise.fired).hasSize(1);
        assertThat(Desk.count(tenant, "timer")).isZero();
    }

    @Test
    void whatADeadNodeWasDoingAnotherDoesOnceTheLeaseIsOver() {
        setPromise(Duration.ZERO);
        // Whoever takes it and is never heard of again.
        Instant until = clock.instant().plus(Backoff.LEASE);
        assertThat(store.lease(tenant, clock.instant(), until, TimerPump.BATCH)).hasSize(1);
        Alarm other = promise();
        TimerPump node = node(List.of(other));
        run(node, Backoff.LEASE.minusSeconds(1));
        assertThat(other.fired).as("still leased").isEmpty();
        run(node, Duration.ofSeconds(1));
        assertThat(other.fired).hasSize(1);
    }

    /** As regular work may: whoever lives goes on holding it. */
    @Test
    void nobodyElseBeginsWhatTakesLongerThanALease() {
        setPromise(Duration.ZERO);
        Alarm slow = promise();
        TimerPump node = node(List.of(slow));
        Alarm other = promise();
        slow.then = () -> {
            for (int i = 0; i < 4; i++) {
                clock.tick(Leases.EVERY);
                node.renewLeases();
                run(node(List.of(other)), Duration.ZERO);
            }
        };
        run(node, Duration.ZERO);
        assertThat(slow.fired).hasSize(1);
        assertThat(other.fired).isEmpty();
        assertThat(Desk.count(tenant, "timer")).isZero();
    }

    /** More than may fire at once, and each waits until all of those that may have begun. */
    @Test
    void severalFireAtOnceButNotAll() throws Exception {
        for (int i = 0; i < 3 * TimerPump.PROMISED_AT_ONCE; i++) {
            setPromise(Duration.ZERO);
        }
        CountDownLatch begun = new CountDownLatch(TimerPump.PROMISED_AT_ONCE);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Alarm busy = promise();
        busy.then = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            begun.countDown();
            try {
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            now.decrementAndGet();
        };
        run(node(List.of(busy)), Duration.ZERO);
        assertThat(busy.fired).hasSize(3 * TimerPump.PROMISED_AT_ONCE);
        assertThat(most).hasValue(TimerPump.PROMISED_AT_ONCE);
    }

    /** A sweep that does not end until the promise has been kept. */
    @Test
    void whatWasPromisedDoesNotWaitBehindRegularWork() {
        Alarm promise = promise();
        List<TimerTask> tasks = new ArrayList<>(List.of(promise));
        CountDownLatch kept = new CountDownLatch(1);
        promise.then = kept::countDown;
        for (int i = 0; i < 2 * TimerPump.PROMISED_AT_ONCE; i++) {
            Alarm sweep = new Alarm("sweep " + i, Duration.ofHours(1));
            sweep.then = () -> {
                try {
                    assertThat(kept.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
            tasks.add(sweep);
        }
        TimerPump node = node(tasks);
        run(node, Duration.ZERO);
        setPromise(Duration.ofHours(1).plusSeconds(1));
        assertThat(run(node, Duration.ofHours(1).plusSeconds(1))).isEqualTo(2 * TimerPump.PROMISED_AT_ONCE + 1);
        assertThat(promise.fired).hasSize(1);
        assertThat(Desk.column(tenant, "SELECT coalesce(error_code, '') FROM timer WHERE tenant_id = ?"))
                .containsOnly("");
    }

    @Test
    void aPromiseThatCannotBeKeptIsTriedLaterAndLaterThenGivenUpButNotForgotten() {
        setPromise(Duration.ZERO);
        Alarm failing = promise();
        failing.then = () -> {
            throw new IllegalStateException("secret value 4711");
        };
        TimerPump node = node(List.of(failing));
        run(node, Duration.ZERO);
        run(node, Duration.ofSeconds(59));
        assertThat(failing.fired).as("not before a minute").hasSize(1);
        run(node, Duration.ofSeconds(1));
        assertThat(failing.fired).hasSize(2);
        for (int attempt = 2; attempt < TimerPump.MOST_ATTEMPTS; attempt++) {
            run(node, Duration.ofMinutes(attempt));
        }
        assertThat(failing.fired).hasSize(TimerPump.MOST_ATTEMPTS);
        run(node, Duration.ofDays(9));
        assertThat(failing.fired).hasSize(TimerPump.MOST_ATTEMPTS);
        assertThat(Desk.column(
                        tenant,
                        "SELECT state || ' ' || error_code || ' ' || last_error FROM timer WHERE tenant_id = ?"))
                .as("kept, and without the message")
                .containsExactly("1 failed java.lang.IllegalStateException");
    }

    @Test
    void regularWorkIsNeverGivenUpAndAGoodRunForgetsTheBadOnes() {
        Alarm sweep = sweep();
        sweep.then = () -> {
            throw new IllegalStateException("the disk is full");
        };
        TimerPump node = node(List.of(sweep));
        run(node, Duration.ZERO);
        run(node, Duration.ofHours(1));
        for (int attempt = 1; attempt < 3 * TimerPump.MOST_ATTEMPTS; attempt++) {
            run(node, Duration.ofMinutes(attempt));
        }
        assertThat(sweep.fired).hasSize(3 * TimerPump.MOST_ATTEMPTS);
        sweep.then = () -> {};
        run(node, Duration.ofDays(1));
        assertThat(Desk.column(tenant, "SELECT attempts || last_error FROM timer WHERE tenant_id = ?"))
                .containsExactly("0");
        run(node, Duration.ofHours(1));
        assertThat(sweep.fired).hasSize(3 * TimerPump.MOST_ATTEMPTS + 2);
    }

    @Test
    void oneThatFailsDoesNotHoldUpTheNext() {
        setPromise(Duration.ZERO);
        setPromise(Duration.ofSeconds(1));
        Alarm first = promise();
        // They may fire at once: what has been noted by now does not say which is first.
        AtomicInteger began = new AtomicInteger();
        first.then = () -> {
            if (began.incrementAndGet() == 1) {
                throw new IllegalStateException("the first only");
            }
        };
        assertThat(run(node(List.of(first)), Duration.ofSeconds(1))).isEqualTo(2);
        assertThat(first.fired).hasSize(2);
        assertThat(Desk.count(tenant, "timer")).isEqualTo(1);
    }

    @Test
    void aTimerNobodyKnowsIsKeptForPeopleToLookAt() {
        setPromise(Duration.ZERO);
        TimerPump withoutTasks = node(List.of());
        run(withoutTasks, Duration.ZERO);
        run(withoutTasks, Duration.ofDays(1));
        assertThat(Desk.column(
                        tenant,
                        "SELECT state || ' ' || error_code || ' ' || last_error FROM timer WHERE tenant_id = ?"))
                .containsExactly("1 unknown-kind promise");
    }

    @Test
    void theTimersOfASuspendedWorkspaceRest() {
        Tenant workspace = workspaces.fresh();
        assertThat(store.tenants()).contains(workspace.id());
        tenants.setSuspended(workspace.id(), true);
        assertThat(store.tenants()).doesNotContain(workspace.id());
    }

    private void setPromise(Duration in) {
        Instant now = clock.instant();
        store.ensure(tenant, Uuid7.at(now), "promise", now.plus(in), now);
    }

    private int run(TimerPump node, Duration later) {
        try {
            return node.run(List.of(tenant), clock.tick(later).instant());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

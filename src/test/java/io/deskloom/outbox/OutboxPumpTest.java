package io.deskloom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.testing.Desk;
import io.deskloom.testing.ManualClock;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OutboxPumpTest {
    @Inject
    OutboxStore store;

    private final ManualClock clock = ManualClock.at("2026-11-22T08:00:00Z");

    // Numbers no workspace has: the application's own pump asks only for the workspaces there are.
    private TenantId noisy;
    private TenantId quiet;

    @BeforeEach
    void tenants() {
        int n = ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
        noisy = new TenantId(n);
        quiet = new TenantId(n + 1);
    }

    /** Whose times are exact. */
    private OutboxPump pump(EffectExecutor executor) {
        return pump(executor, () -> 0L);
    }

    private OutboxPump pump(EffectExecutor executor, RandomGenerator random) {
        return new OutboxPump(store, List.of(executor), clock, random, Limits.STANDARD);
    }

    private record Call(TenantId tenant, UUID key) {}

    /** Notes what it is asked for and does as it is told. */
    private static final class Spy implements EffectExecutor {
        private final List<Call> calls = new ArrayList<>();
        private Then then = () -> {};

        @Override
        public boolean executes(Effect effect) {
            return true;
        }

        @Override
        public void execute(TenantId tenant, UUID key, Effect effect) throws Exception {
            calls.add(new Call(tenant, key));
            then.run();
        }
    }

    @FunctionalInterface
    private interface Then {
        void run() throws Exception;
    }

    @Test
    void whatWillNeverBeTakenIsGivenUpAtOnce() throws Exception {
        put(noisy);
        Spy refused = new Spy();
        refused.then = () -> {
            throw new Undeliverable("address-refused", new IllegalStateException("secret value 4711"));
        };
        OutboxPump pump = pump(refused);
        pump.run(List.of(noisy), clock.instant());
        pump.run(List.of(noisy), clock.tick(Duration.ofDays(9)).instant());
        assertThat(refused.calls).hasSize(1);
        assertThat(Desk.column(
                        noisy,
                        "SELECT state || ' ' || error_code || ' ' || last_error FROM outbox WHERE tenant_id = ?"))
                .containsExactly("1 address-refused java.lang.IllegalStateException");
    }

    @Test
    void aReceiverSaysWhenToTryAgainWithinBounds() throws Exception {
        put(noisy);
        Spy busy = new Spy();
        busy.then = () -> {
            throw new TryLater("too-many-requests", Duration.ofSeconds(90));
        };
        OutboxPump pump = pump(busy);
        pump.run(List.of(noisy), clock.instant());
        pump.run(List.of(noisy), clock.tick(Duration.ofSeconds(89)).instant());
        assertThat(busy.calls).hasSize(1);
        pump.run(List.of(noisy), clock.tick(Duration.ofSeconds(1)).instant());
        assertThat(busy.calls).hasSize(2);
        assertThat(new TryLater("x", Duration.ofDays(900)).after()).isEqualTo(TryLater.LATEST);
        assertThat(new TryLater("x", Duration.ofDays(-1)).after()).isEqualTo(TryLater.SOONEST);
        assertThatThrownBy(() -> new TryLater("Dear Ms Li", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Undeliverable("li@example.org")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsDoneIsForgotten() throws Exception {
        UUID id = put(noisy);
        Spy spy = new Spy();
        assertThat(pump(spy).run(List.of(noisy), clock.instant())).isEqualTo(1);
        assertThat(spy.calls).containsExactly(new Call(noisy, id));
        assertThat(pump(spy).run(List.of(noisy), clock.instant())).isZero();
        assertThat(Desk.count(noisy, "outbox")).isZero();
    }

    @Test
    void whatIsCommittedLongAfterItWasDueIsFoundAsSoonAsNothingElseIs() throws Exception {
        put(noisy);
        Spy spy = new Spy();
        OutboxPump pump = pump(spy);
        pump.run(List.of(noisy), clock.instant());
        UUID late = put(noisy);
        UUID next = put(noisy);
        due(late, Duration.ofHours(2));
        // Another goes first that is found where it went on; then the one before it.
        assertThat(pump.run(List.of(noisy), clock.instant())).isEqualTo(1);
        assertThat(spy.calls.getLast()).isEqualTo(new Call(noisy, next));
        assertThat(pump.run(List.of(noisy), clock.instant())).isEqualTo(1);
        assertThat(spy.calls.getLast()).isEqualTo(new Call(noisy, late));
    }

    @Test
    void whatIsCommittedLateWaitsASecondForItsTurn() throws Exception {
        Spy spy = new Spy();
        OutboxPump pump = pump(spy);
        put(noisy);
        pump.run(List.of(noisy), clock.instant());
        UUID late = put(noisy);
        due(late, Duration.ofHours(2));
        put(noisy);
        pump.run(List.of(noisy), clock.instant());
        put(noisy);
        assertThat(pump.run(List.of(noisy), clock.tick(Front.EVERY).instant())).isEqualTo(2);
        assertThat(spy.calls).contains(new Call(noisy, late));
    }

    private static void due(UUID id, Duration ago) throws Exception {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s =
                        c.prepareStatement("UPDATE outbox SET due_at = due_at - ?::interval WHERE id = ?")) {
            s.setString(1, ago.toString());
            s.setObject(2, id);
            s.executeUpdate();
        }
    }

    @Test
    void whatFailsTogetherIsTriedAloneAndTheCulpritAloneWaits() throws Exception {
        UUID good = put(noisy);
        UUID bad = put(noisy);
        List<UUID> together = new ArrayList<>();
        List<UUID> done = new ArrayList<>();
        pump(new EffectExecutor() {
                    @Override
                    public boolean executes(Effect effect) {
                        return true;
                    }

                    @Override
                    public Together together() {
                        return Together.OR_ALONE;
                    }

                    @Override
                    public void executeAll(TenantId tenant, List<Keyed> effects) {
                        effects.forEach(each -> together.add(each.key()));
                        throw new IllegalStateException("one of them is bad");
                    }

                    @Override
                    public void execute(TenantId tenant, UUID key, Effect effect) {
                        if (key.equals(bad)) {
                            throw new IllegalStateException("it is this one");
                        }
                        done.add(key);
                    }
                })
                .run(List.of(noisy), clock.instant());
        assertThat(together).containsExactlyInAnyOrder(good, bad);
        assertThat(done).containsExactly(good);
        assertThat(Desk.count(noisy, "outbox")).isEqualTo(1);
    }

    /** An Error stands for the process dying: nothing after it runs. */
    @Test
    void anEffectWhoseNodeDiesIsCarriedOutByAnotherOnceTheLeaseIsOver() throws Exception {
        UUID id = put(noisy);
        Spy dying = new Spy();
        dying.then = () -> {
            throw new StackOverflowError("the node dies");
        };
        assertThatThrownBy(() -> pump(dying).run(List.of(noisy), clock.instant()))
                .isInstanceOf(StackOverflowError.class);

        Spy other = new Spy();
        OutboxPump pump = pump(other);
        pump.run(List.of(noisy), clock.tick(Backoff.LEASE.minusSeconds(1)).instant());
        assertThat(other.calls).as("still leased").isEmpty();
        pump.run(List.of(noisy), clock.tick(Duration.ofSeconds(1)).instant());
        assertThat(other.calls).as("the same key again").containsExactly(new Call(noisy, id));
        assertThat(Desk.count(noisy, "outbox")).isZero();
    }

    @Test
    void whatFailsIsTriedLaterAndLaterAndThenGivenUpButKept() throws Exception {
        put(noisy);
        Spy failing = new Spy();
        failing.then = () -> {
            throw new IllegalStateException("secret value 4711");
        };
        OutboxPump pump = pump(failing);
        pump.run(List.of(noisy), clock.instant());
        pump.run(List.of(noisy), clock.tick(Duration.ofSeconds(1)).instant());
        assertThat(failing.calls).as("not before two seconds").hasSize(1);
        for (int i = 1; i < Backoff.MOST_ATTEMPTS; i++) {
            pump.run(List.of(noisy), clock.tick(Backoff.after(i)).instant());
            assertThat(failing.calls).hasSize(i + 1);
        }
        pump.run(List.of(noisy), clock.tick(Duration.ofDays(9)).instant());
        assertThat(failing.calls).hasSize(Backoff.MOST_ATTEMPTS);
        assertThat(Desk.column(
                        noisy,
                        "SELECT state || ' ' || error_code || ' ' || last_error FROM outbox WHERE tenant_id = ?"))
                .as("dead, and without the message")
                .containsExactly("1 failed java.lang.IllegalStateException");
    }

    @Test
    void whatFailedTogetherIsNotTriedAgainTogether() throws Exception {
        put(noisy);
        Spy failing = new Spy();
        failing.then = () -> {
            throw new IllegalStateException();
        };
        // nextDouble() of all ones is the largest there is: half as long again, less a trifle.
        OutboxPump late = pump(failing, () -> -1L);
        late.run(List.of(noisy), clock.instant());
        late.run(List.of(noisy), clock.tick(Duration.ofMillis(2_998)).instant());
        assertThat(failing.calls).hasSize(1);
        late.run(List.of(noisy), clock.tick(Duration.ofMillis(2)).instant());
        assertThat(failing.calls).hasSize(2);
    }

    /** A batch of work inside may take longer than a lease: whoever lives goes on holding it. */
    @Test
    void nobodyElseBeginsWhatTakesLongerThanALease() throws Exception {
        put(noisy);
        put(noisy);
        Spy slow = new Spy();
        Spy other = new Spy();
        OutboxPump node = pump(slow);
        slow.then = () -> {
            for (int i = 0; i < 4; i++) {
                clock.tick(Leases.EVERY);
                node.renewLeases();
                pump(other).run(List.of(noisy), clock.instant());
            }
        };
        node.run(List.of(noisy), clock.instant());
        assertThat(slow.calls).hasSize(2);
        assertThat(other.calls).isEmpty();
        assertThat(Desk.count(noisy, "outbox")).isZero();
    }

    /** Somebody else holds it by then: what the first one found counts no more. */
    @Test
    void whoHasLostALeaseWritesNothing() throws Exception {
        put(noisy);
        Spy lost = new Spy();
        Spy holder = new Spy();
        lost.then = () -> {
            clock.tick(Backoff.LEASE);
            List<OutboxStore.Leased> leased =
                    store.lease(noisy, clock.instant(), clock.instant().plus(Backoff.LEASE), 1);
            assertThat(leased).hasSize(1);
            throw new IllegalStateException("too late");
        };
        pump(lost).run(List.of(noisy), clock.instant());
        assertThat(Desk.column(noisy, "SELECT coalesce(error_code, 'none') FROM outbox WHERE tenant_id = ?"))
                .containsExactly("none");
        pump(holder).run(List.of(noisy), clock.tick(Duration.ofSeconds(10)).instant());
        assertThat(holder.calls).as("leased by the second").isEmpty();
    }

    @Test
    void aNoisyTenantDelaysTheOthersByABatchOnly() throws Exception {
        put(noisy, 3 * OutboxPump.BATCH);
        UUID other = put(quiet);
        Spy spy = new Spy();
        pump(spy).run(List.of(noisy, quiet), clock.instant());
        assertThat(spy.calls).hasSize(3 * OutboxPump.BATCH + 1);
        assertThat(spy.calls.indexOf(new Call(quiet, other))).isEqualTo(OutboxPump.BATCH);
    }

    @Test
    void twoNodesNeverHoldTheSameEffect() throws Exception {
        put(noisy, 30);
        var now = clock.instant();
        List<UUID> first = ids(store.lease(noisy, now, now.plus(Backoff.LEASE), 20));
        List<UUID> second = ids(store.lease(noisy, now, now.plus(Backoff.LEASE), 20));
        assertThat(first).hasSize(20).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSize(10);
    }

    private static List<UUID> ids(List<OutboxStore.Leased> leased) {
        return leased.stream().map(OutboxStore.Leased::id).toList();
    }

    private UUID put(TenantId tenant) throws Exception {
        return put(tenant, 1).getFirst();
    }

    private List<UUID> put(TenantId tenant, int howMany) throws Exception {
        List<UUID> ids = new ArrayList<>();
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement("INSERT INTO outbox (tenant_id, id, kind, payload, state,"
                        + " attempts, created_at, due_at) VALUES (?, ?, 'linked-ended', ?::jsonb, 0, 0, ?, ?)")) {
            for (int i = 0; i < howMany; i++) {
                UUID id = io.deskloom.kernel.Uuid7.at(clock.instant());
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                s.setString(3, "{\"ticket\": \"" + UUID.randomUUID() + "\"}");
                s.setObject(4, clock.instant().atOffset(java.time.ZoneOffset.UTC));
                s.setObject(5, clock.instant().atOffset(java.time.ZoneOffset.UTC));
                s.execute();
                ids.add(id);
            }
        }
        return ids;
    }
}

package io.deskloom.outbox;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes outside: by destination, several at once, and none that is slow or down delays what goes elsewhere. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LanesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Inject
    OutboxStore store;

    private final ManualClock clock = ManualClock.at("2026-11-22T08:00:00Z");

    // Numbers no workspace has: the application's own pump asks only for the workspaces there are.
    private TenantId tenant;
    private TenantId other;

    @BeforeEach
    void tenants() {
        int n = ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
        tenant = new TenantId(n);
        other = new TenantId(n + 1);
    }

    @FunctionalInterface
    private interface Then {
        void run() throws Exception;
    }

    /** Whoever waits for an effect that is given up. */
    @FunctionalInterface
    private interface Waiting {
        void hear(UUID key, String code) throws Exception;
    }

    /** The world outside: what is at an address, and who called there. The effect's automation is its destination, its ticket the order. */
    private static final class World implements EffectExecutor {
        private static final String IN_ORDER = " in order";
        private final Map<String, Then> at = new ConcurrentHashMap<>();
        private final List<UUID> calls = Collections.synchronizedList(new ArrayList<>());
        private final Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> most = new ConcurrentHashMap<>();

        @Override
        public boolean executes(Effect effect) {
            return true;
        }

        @Override
        public String destination(Effect effect) {
            return type(effect);
        }

        @Override
        public String order(Effect effect) {
            return effect instanceof Effect.Elapse elapse && elapse.automation().endsWith(IN_ORDER)
                    ? elapse.ticket().toString()
                    : "";
        }

        private static String type(Effect effect) {
            return effect instanceof Effect.Elapse elapse ? elapse.automation().replace(IN_ORDER, "") : "";
        }

        @Override
        public void execute(TenantId whose, UUID key, Effect effect) throws Exception {
            for (String counted : List.of(type(effect), whose.toString(), "all")) {
                int n = now.computeIfAbsent(counted, _ -> new AtomicInteger()).incrementAndGet();
                most.computeIfAbsent(counted, _ -> new AtomicInteger()).accumulateAndGet(n, Math::max);
            }
            calls.add(key);
            try {
                at.getOrDefault(type(effect), () -> {}).run();
            } finally {
                for (String counted : List.of(type(effect), whose.toString(), "all")) {
                    now.get(counted).decrementAndGet();
                }
            }
        }

        @Override
        public void givenUp(TenantId whose, UUID key, Effect effect, String code) throws Exception {
            waiting.hear(key, code);
        }

        private Waiting waiting = (_, _) -> {};

        int most(Object counted) {
            return most.get(counted.toString()).get();
        }
    }

    private final World world = new World();

    private OutboxPump pump(Limits limits) {
        return new OutboxPump(store, List.of(world), clock, () -> 0L, limits);
    }

    private void run(OutboxPump pump, Duration later) throws InterruptedException {
        assertThat(pump.runToTheEnd(List.of(tenant, other), clock.tick(later).instant(), PATIENCE))
                .isTrue();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSlowDestinationHoldsUpNobodyElse() throws Exception {
        put(tenant, "slow", 200);
        List<UUID> quick = put(tenant, "quick", 50);
        List<UUID> theirs = put(other, "quick", 50);
        CountDownLatch quickOnesAreDone = new CountDownLatch(100);
        // The slow ones wait for each other, too: on a busy machine the quick ones could all be done before.
        CountDownLatch allPlacesAreTaken = new CountDownLatch(Limits.STANDARD.destination());
        world.at.put("slow", () -> {
            allPlacesAreTaken.countDown();
            await(allPlacesAreTaken);
            await(quickOnesAreDone);
        });
        world.at.put("quick", quickOnesAreDone::countDown);
        run(pump(Limits.STANDARD), Duration.ZERO);
        assertThat(world.calls)
                .hasSize(300)
                .containsAll(quick)
                .containsAll(theirs)
                .doesNotHaveDuplicates();
        assertThat(world.most("slow")).isEqualTo(Limits.STANDARD.destination());
        assertThat(Desk.count(tenant, "outbox")).isZero();
    }

    @Test
    void aTenantMayNotHaveAllPlaces() throws Exception {
        Limits limits = new Limits(4, 6, 8, Duration.ofSeconds(20));
        for (int i = 0; i < 5; i++) {
            String destination = "slow" + i;
            put(tenant, destination, 8);
            world.at.put(destination, () -> awaitOthers());
        }
        put(other, "quick", 20);
        world.at.put("quick", othersAreDone::countDown);
        run(pump(limits), Duration.ZERO);
        assertThat(world.calls).hasSize(60);
        assertThat(world.most(tenant)).isEqualTo(6);
        assertThat(world.most("all")).isBetween(7, 8);
        for (int i = 0; i < 5; i++) {
            assertThat(world.most("slow" + i)).isLessThanOrEqualTo(4);
        }
        assertThat(Desk.count(tenant, "outbox")).isZero();
    }

    private final CountDownLatch othersAreDone = new CountDownLatch(20);

    private void awaitOthers() throws InterruptedException {
        await(othersAreDone);
    }

    @Test
    void whatWaitsForADestinationThatIsDownIsNotTriedAndCountsNoAttempt() throws Exception {
        put(tenant, "down", 40);
        boolean[] down = {true};
        world.at.put("down", () -> {
            if (down[0]) {
                throw new java.net.ConnectException("secret value 4711");
            }
        });
        Limits one = new Limits(1, 1, 1, Duration.ofSeconds(20));
        OutboxPump pump = pump(one);
        run(pump, Duration.ZERO);
        assertThat(world.calls).hasSize(Breaker.FAILURES);
        // Those that failed are due again by now; the breaker is what keeps them.
        run(pump, Breaker.FIRST.minusSeconds(1));
        assertThat(world.calls).hasSize(Breaker.FAILURES);
        assertThat(attempts()).containsEntry("0", 35).containsEntry("1", 5);
        assertThat(Desk.column(
                        tenant,
                        "SELECT DISTINCT error_code || ' ' || last_error FROM outbox WHERE tenant_id = ?"
                                + " AND attempts > 0"))
                .containsExactly("unreachable java.net.ConnectException");
        run(pump, Duration.ofSeconds(1));
        assertThat(world.calls).as("one probe").hasSize(Breaker.FAILURES + 1);
        down[0] = false;
        run(pump, Breaker.FIRST.multipliedBy(2));
        assertThat(Desk.count(tenant, "outbox")).isZero();
        assertThat(world.calls).hasSize(Breaker.FAILURES + 1 + 40);
    }

    private Map<String, Integer> attempts() {
        Map<String, Integer> counted = new HashMap<>();
        Desk.column(tenant, "SELECT attempts::text FROM outbox WHERE tenant_id = ?")
                .forEach(n -> counted.merge(n, 1, Integer::sum));
        return counted;
    }

    @Test
    void aBreakerIsOneTenantsOnly() throws Exception {
        put(tenant, "down", Breaker.FAILURES);
        put(other, "down", 3);
        AtomicInteger failures = new AtomicInteger(Breaker.FAILURES);
        world.at.put("down", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException();
            }
        });
        OutboxPump pump = pump(new Limits(1, 1, 1, Duration.ofSeconds(20)));
        assertThat(pump.runToTheEnd(List.of(tenant), clock.instant(), PATIENCE)).isTrue();
        run(pump, Duration.ofSeconds(1));
        assertThat(Desk.count(tenant, "outbox")).isEqualTo(Breaker.FAILURES);
        assertThat(Desk.count(other, "outbox")).isZero();
    }

    @Test
    void anAttemptThatTakesTooLongIsBrokenOffAndHasFailed() throws Exception {
        put(tenant, "endless", 1);
        world.at.put("endless", () -> new CountDownLatch(1).await());
        run(pump(new Limits(8, 8, 8, Duration.ofMillis(30))), Duration.ZERO);
        assertThat(Desk.column(tenant, "SELECT attempts || ' ' || error_code FROM outbox WHERE tenant_id = ?"))
                .containsExactly("1 timed-out");
    }

    @Test
    void thoseOfATicketGoOneAfterTheOtherAndOneThatFailsHoldsUpTheRest() throws Exception {
        UUID ticket = UUID.randomUUID();
        List<UUID> ordered = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ordered.addAll(put(tenant, "shop", ticket, 1));
        }
        List<UUID> free = put(tenant, "shop", 3);
        AtomicInteger calls = new AtomicInteger();
        world.at.put("shop", () -> {
            if (world.calls.getLast().equals(ordered.get(2)) && calls.getAndIncrement() == 0) {
                throw new IllegalStateException("the third, the first time");
            }
        });
        OutboxPump pump = pump(new Limits(1, 1, 1, Duration.ofSeconds(20)));
        run(pump, Duration.ZERO);
        assertThat(world.calls).containsAll(free);
        assertThat(world.calls.stream().filter(ordered::contains)).containsExactlyElementsOf(ordered.subList(0, 3));
        run(pump, Duration.ofSeconds(2));
        List<UUID> expected = new ArrayList<>(ordered.subList(0, 3));
        expected.addAll(ordered.subList(2, 6));
        assertThat(world.calls.stream().filter(ordered::contains)).containsExactlyElementsOf(expected);
        assertThat(Desk.count(tenant, "outbox")).isZero();
    }

    @Test
    void twoNodesKeepTheOrderTogether() throws Exception {
        UUID ticket = UUID.randomUUID();
        List<UUID> ordered = put(tenant, "shop", ticket, 40);
        OutboxPump one = pump(Limits.STANDARD);
        OutboxPump two = pump(Limits.STANDARD);
        Thread second = Thread.startVirtualThread(() -> two.run(List.of(tenant), clock.instant()));
        one.run(List.of(tenant), clock.instant());
        second.join();
        while (Desk.count(tenant, "outbox") > 0) {
            assertThat(one.runToTheEnd(List.of(tenant), clock.instant(), PATIENCE))
                    .isTrue();
            assertThat(two.runToTheEnd(List.of(tenant), clock.instant(), PATIENCE))
                    .isTrue();
        }
        assertThat(world.calls).containsExactlyElementsOf(ordered);
    }

    @Test
    void whatADeadNodeWasSendingAnotherSendsOnceTheLeaseIsOver() throws Exception {
        List<UUID> ids = put(tenant, "shop", 1);
        run(pump(new Limits(1, 1, 1, Duration.ofSeconds(20))), Duration.ofSeconds(-1));
        // Nothing is due yet; a node sees where it goes, takes it and is never heard of again.
        pumpThatSortsOnly()
                .run(List.of(tenant), clock.tick(Duration.ofSeconds(1)).instant());
        assertThat(store.leaseFor(
                        tenant, "shop", clock.instant(), clock.instant().plus(Backoff.LEASE), 9))
                .hasSize(1);
        run(pump(Limits.STANDARD), Backoff.LEASE.minusSeconds(1));
        assertThat(world.calls).isEmpty();
        run(pump(Limits.STANDARD), Duration.ofSeconds(1));
        assertThat(world.calls).isEqualTo(ids);
    }

    private OutboxPump pumpThatSortsOnly() throws InterruptedException {
        OutboxPump stopped = pump(Limits.STANDARD);
        stopped.stop(Duration.ofMillis(1));
        return stopped;
    }

    @Test
    void aNodeThatStopsGivesBackWhatItHadBegunAndTheAttemptDoesNotCount() throws Exception {
        put(tenant, "endless", 2);
        CountDownLatch begun = new CountDownLatch(2);
        world.at.put("endless", () -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        OutboxPump pump = pump(Limits.STANDARD);
        pump.run(List.of(tenant), clock.instant());
        await(begun);
        pump.stop(Duration.ofMillis(1));
        assertThat(Desk.column(tenant, "SELECT state || ' ' || attempts FROM outbox WHERE tenant_id = ?"))
                .containsExactly("0 0", "0 0");
        world.at.put("endless", () -> {});
        run(pump(Limits.STANDARD), Duration.ZERO);
        assertThat(Desk.count(tenant, "outbox")).isZero();
    }

    @Test
    void whoeverWaitsHearsThatAnEffectIsGivenUpBeforeItIs() throws Exception {
        UUID id = put(tenant, "closed", 1).getFirst();
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger told = new AtomicInteger();
        world.at.put("closed", () -> {
            throw new Undeliverable("address-refused");
        });
        world.waiting = (key, code) -> {
            assertThat(key).isEqualTo(id);
            // Nobody sees it among the dead letters before.
            heard.addAll(Desk.column(tenant, "SELECT state || ' " + code + "' FROM outbox WHERE tenant_id = ?"));
            if (told.getAndIncrement() == 0) {
                throw new java.sql.SQLException("nobody is there");
            }
        };
        OutboxPump pump = pump(Limits.STANDARD);
        run(pump, Duration.ZERO);
        assertThat(attempts()).as("not given up: nobody could be told").containsEntry("1", 1);
        assertThat(Desk.column(tenant, "SELECT state::text FROM outbox WHERE tenant_id = ?"))
                .containsExactly("0");
        run(pump, Duration.ofMinutes(1));
        assertThat(heard).containsExactly("0 address-refused", "0 address-refused");
        assertThat(Desk.column(tenant, "SELECT state::text FROM outbox WHERE tenant_id = ?"))
                .containsExactly("1");
    }

    private List<UUID> put(TenantId whose, String destination, int howMany) throws Exception {
        return put(whose, destination, null, howMany);
    }

    /** @param ticket whose order matters, null when it does not */
    private List<UUID> put(TenantId whose, String destination, UUID ticket, int howMany) throws Exception {
        List<UUID> ids = new ArrayList<>();
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement("INSERT INTO outbox (tenant_id, id, kind, payload, state,"
                        + " attempts, created_at, due_at) VALUES (?, ?, 'elapse', ?::jsonb, 0, 0, ?, ?)")) {
            for (int i = 0; i < howMany; i++) {
                UUID id = io.deskloom.kernel.Uuid7.at(clock.instant());
                s.setInt(1, whose.value());
                s.setObject(2, id);
                s.setString(
                        3,
                        "{\"ticket\": \"" + (ticket == null ? UUID.randomUUID() : ticket) + "\", \"automation\": \""
                                + destination + (ticket == null ? "" : World.IN_ORDER) + "\"}");
                s.setObject(4, clock.instant().atOffset(java.time.ZoneOffset.UTC));
                s.setObject(5, clock.instant().atOffset(java.time.ZoneOffset.UTC));
                s.execute();
                ids.add(id);
            }
        }
        return ids;
    }
}

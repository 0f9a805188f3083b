package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.ReleaseSwitched;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.testing.Workspaces;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Preparing is beside the work: it changes nothing, holds nothing up and fails for nobody. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WarmUpTest {
    @Inject
    Tenants tenants;

    @Inject
    CurrentSnapshots snapshots;

    @Inject
    RuleEngine rules;

    @Inject
    Scripts scripts;

    @Inject
    Workspaces workspaces;

    @Inject
    Desk desk;

    @Inject
    Clock clock;

    @Test
    void itChangesNothing() throws Exception {
        Tenant demo = desk.demo();
        desk.create(
                desk.actor(demo, "boss", "admin"), "return_refund", Map.of("subject", "Kettle", "reason", "damaged"));
        Map<String, String> before = contents(demo.id());
        assertThat(before.get("record")).isNotNull();
        WarmUp warmUp = new WarmUp(tenants, snapshots, rules, scripts, clock);
        warmUp.prepare(demo.id());
        warmUp.stop(new ShutdownEvent());
        assertThat(contents(demo.id())).isEqualTo(before);
    }

    @Test
    void theFirstTicketFindsTheNetworksBuilt() {
        Tenant demo = desk.demo();
        RuleEngine own = new RuleEngine();
        WarmUp warmUp = new WarmUp(tenants, snapshots, own, scripts, clock);
        assertThat(own.netsHeld()).isZero();
        warmUp.prepare(demo.id());
        warmUp.stop(new ShutdownEvent());
        assertThat(own.netsHeld()).isPositive();
    }

    @Test
    void neitherTheStartNorASwitchWaitsForIt() throws Exception {
        Tenant demo = desk.demo();
        Stuck stuck = new Stuck();
        WarmUp warmUp = new WarmUp(tenants, snapshots, rules, scripts, stuck);
        warmUp.start(new StartupEvent());
        assertThat(stuck.asked.await(20, TimeUnit.SECONDS))
                .as("preparing has begun")
                .isTrue();
        warmUp.on(new ReleaseSwitched(demo.id(), snapshots.current(demo.id()).release()));
        assertThat(stuck.go.getCount()).as("and nobody has let it go on").isEqualTo(1);
        warmUp.stop(new ShutdownEvent());
        stuck.go.countDown();
    }

    @Test
    void aWorkspaceThatCannotBePreparedIsNobodysTrouble() {
        Tenant empty = workspaces.fresh();
        WarmUp warmUp = new WarmUp(tenants, snapshots, rules, scripts, new Broken());
        warmUp.prepare(empty.id());
        warmUp.prepare(desk.demo().id());
        warmUp.stop(new ShutdownEvent());
    }

    /** A clock that does not answer before it may. */
    private static final class Stuck extends Broken {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public Instant instant() {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Instant.EPOCH;
        }
    }

    private static class Broken extends Clock {
        @Override
        public Instant instant() {
            throw new IllegalStateException("says the test");
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** A sum of everything each table holds of the workspace, but for what other parts do by themselves. */
    private static Map<String, String> contents(TenantId tenant) throws Exception {
        Map<String, String> sums = new TreeMap<>();
        try (Connection c = TestDatabase.asOwner();
                Statement s = c.createStatement()) {
            try (ResultSet table = s.executeQuery("""
                    SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
                    WHERE c.column_name = 'tenant_id' AND table_schema = 'public' AND t.table_type = 'BASE TABLE'
                    AND table_name NOT IN ('outbox', 'timer', 'audit')""")) {
                while (table.next()) {
                    sums.put(table.getString(1), "");
                }
            }
            for (String name : sums.keySet()) {
                try (ResultSet row = s.executeQuery("SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM " + name
                        + " t WHERE tenant_id = " + tenant.value())) {
                    row.next();
                    sums.put(name, row.getString(1));
                }
            }
        }
        return sums;
    }
}

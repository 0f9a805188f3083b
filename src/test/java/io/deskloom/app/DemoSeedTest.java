package io.deskloom.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.store.TenantTx;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A demo that was cut off, wherever it was, becomes the one it was to be. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DemoSeedTest {
    private static final int TICKETS = 20;
    private static final Set<String> REQUESTS = Set.of(
            "t_address", "t_order_request", "t_invoice_request", "t_reverse", "t_procurement", "t_replenishment");

    /**
     * So many transactions each start asks for before it dies: few enough to die in every part of it, and more than the nine
     * in which it looks at the shop's records.
     */
    private static final int BREATH = 30;

    @Inject
    DemoSeed seed;

    @Inject
    Desk desk;

    @Inject
    Tenants tenants;

    @Inject
    TenantTx transactions;

    /** As {@code kill -9} does it: what is committed stays, the rest never was. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void cutOffAgainAndAgainItIsMadeExactlyOnce() {
        String mark = Long.toString(System.nanoTime(), 36);
        // At the same moment, for the stories are told by their days.
        Instant now = Instant.now();
        Tenant whole = seed.begin("whole-" + mark, TICKETS, now);
        seed.prepare(whole, TICKETS, () -> {}).play();
        assertThat(tenants.demoBeingMade(whole.id())).isEmpty();

        Tenant cut = seed.begin("cut-" + mark, TICKETS, now);
        int starts = 0;
        while (tenants.demoBeingMade(cut.id()).isPresent()) {
            assertThat(++starts).as("starts").isLessThan(60);
            start(cut);
        }
        assertThat(starts).isGreaterThan(6);
        assertThat(inside(cut)).isEqualTo(inside(whole)).hasSizeGreaterThan(400);

        // What is told of the past has been done: no service outside is asked for it again.
        desk.settled(whole.id());
        assertThat(Desk.count(whole.id(), "delivery")).isZero();

        // One more finds nothing to do.
        seed.prepare(cut, TICKETS, () -> {}).play();
        assertThat(inside(cut)).isEqualTo(inside(whole));
    }

    /** No service is there yet while it is made, so nothing of it waits for one. */
    @Test
    void inALargerOneRequestsRestWherePeopleGoOn() {
        String mark = Long.toString(System.nanoTime(), 36);
        Tenant large = seed.begin("large-" + mark, 120, Instant.now());
        seed.prepare(large, 120, () -> {}).play();
        List<String> steps = inside(large).stream()
                .map(row -> row.split(" "))
                .filter(row -> REQUESTS.contains(row[0]))
                .map(row -> row[0] + " " + row[row.length - 3])
                .toList();
        assertThat(steps)
                .containsExactlyInAnyOrder(
                        "t_address complete",
                        "t_address complete",
                        "t_address dropped",
                        "t_order_request complete",
                        "t_order_request complete",
                        "t_order_request dropped",
                        "t_invoice_request complete",
                        "t_invoice_request complete",
                        "t_invoice_request dropped",
                        "t_reverse kept",
                        "t_reverse plan",
                        "t_reverse way",
                        "t_procurement dropped",
                        "t_procurement plan",
                        "t_procurement plan",
                        "t_replenishment approve",
                        "t_replenishment approve_both",
                        "t_replenishment plan");
    }

    private void start(Tenant tenant) {
        int[] left = {BREATH};
        try {
            seed.prepare(tenant, TICKETS, () -> breathe(left)).play();
        } catch (Killed | StartFailure killed) {
            assertThat(left[0]).as(killed.toString()).isNegative();
        }
    }

    private static void breathe(int[] left) {
        synchronized (left) {
            if (--left[0] < 0) {
                throw new Killed();
            }
        }
    }

    /** Every record with how far it has come and how long its history is. */
    private List<String> inside(Tenant tenant) {
        return transactions.inTenant(tenant.id(), c -> {
            List<String> all = new ArrayList<>();
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT concat_ws(' ', t.def_id, r.source, r.external_id, r.number, r.title, r.step, r.st,
                        CASE WHEN r.external_id LIKE 'T-%' THEN
                            (SELECT count(*) FROM event e WHERE (e.tenant_id, e.record_id) = (r.tenant_id, r.id)
                                -- What rules and time do a moment later may answer several changes at once.
                                AND e.channel = 'seed') END)
                    FROM record r JOIN type_ref t USING (tenant_id, type_id) WHERE tenant_id = ? ORDER BY 1""")) {
                s.setInt(1, tenant.id().value());
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        all.add(row.getString(1));
                    }
                }
            }
            return all;
        });
    }
}

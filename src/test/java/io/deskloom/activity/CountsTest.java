package io.deskloom.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.command.RuleWatch.Asking;
import io.deskloom.command.Simulator;
import io.deskloom.effect.Explanation;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Counting keeps nobody waiting, and loses nothing while the database is slow or away. */
class CountsTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final Instant NOW = Instant.parse("2026-03-01T10:20:00Z");

    private final Kept kept = new Kept();
    private final RuleActivity activity = new RuleActivity(kept);

    /** Sums up what is handed over; something else may happen first. */
    private static final class Kept implements RuleActivityStore {
        private final List<Askings> askings = new ArrayList<>();
        private Runnable first = () -> {};

        @Override
        public void add(TenantId tenant, List<Askings> asked, List<Firings> fired) {
            first.run();
            askings.addAll(asked);
        }

        long times() {
            return askings.stream().mapToLong(Askings::times).sum();
        }

        @Override
        public List<Askings> askings(TenantId tenant, Instant from) {
            return askings;
        }

        @Override
        public List<Firings> firings(TenantId tenant, Instant from) {
            return List.of();
        }

        @Override
        public List<Hour> hours(TenantId tenant, Instant from) {
            return List.of();
        }

        @Override
        public void forget(TenantId tenant, Instant before) {
            askings.clear();
        }
    }

    private static Asking asking() {
        MetadataSnapshot now = Snapshots.demo();
        Ticket ticket = Simulator.sketched(
                        now,
                        new Simulator.Sketch(
                                "return_refund", null, null, null, null, null, Map.of("subject", "K"), NOW))
                .orThrow();
        return new Asking(
                TENANT,
                now,
                now.types().get("return_refund"),
                Set.of(RuleDef.On.CREATED),
                null,
                null,
                ticket,
                new Explanation(now.release(), "created", Map.of(), List.of()),
                List.of(),
                List.of(),
                NOW,
                1_000);
    }

    @Test
    void whatIsCountedWhileItIsWrittenWaitsForNothingAndIsWrittenNextTime() {
        Asking asking = asking();
        activity.asked(asking);
        kept.first = () -> {
            try {
                CompletableFuture.runAsync(() -> activity.asked(asking)).get(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("counting waits for what is written", e);
            }
        };
        activity.flush();
        assertThat(kept.times()).isEqualTo(1);
        kept.first = () -> {};
        activity.flush();
        assertThat(kept.times()).isEqualTo(2);
    }

    @Test
    void whatCannotBeWrittenIsKept() {
        activity.asked(asking());
        kept.first = () -> {
            throw new IllegalStateException("the database is away");
        };
        activity.flush();
        activity.asked(asking());
        kept.first = () -> {};
        activity.flush();
        activity.flush();
        assertThat(kept.times()).isEqualTo(2);
    }
}

package io.deskloom.outbox;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxStore.Leased;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What becomes of an effect after an attempt. */
final class Outcomes {
    private static final Logger LOG = Logger.getLogger(OutboxPump.class);

    /** How soon one is tried again that could not be given up: not at the pace of what fails outside. */
    private static final Duration UNTOLD = Duration.ofSeconds(30);

    private Outcomes() {}

    /** The same, and whoever waits for an effect that is given up hears of it before that is so. */
    static Outcome told(
            EffectExecutor executor,
            TenantId tenant,
            Leased leased,
            @Nullable Throwable why,
            Instant now,
            RandomGenerator random) {
        Outcome outcome = of(tenant, leased, why, now, random);
        if (!(outcome instanceof Outcome.Dead dead)) {
            return outcome;
        }
        try {
            String code = dead.failure().code();
            executor.givenUp(tenant, leased.id(), leased.effect(), code);
            return dead;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return later(leased, dead.failure(), now, random);
        } catch (Exception e) {
            LOG.warnf(
                    "effect %s of tenant %d is not given up yet: nobody could be told (%s)",
                    leased.id(), tenant.value(), e.getClass());
            return later(leased, dead.failure(), now, random);
        }
    }

    private static Outcome later(Leased leased, Failure failure, Instant now, RandomGenerator random) {
        return new Outcome.Retry(leased.id(), leased.attempts(), now.plus(Backoff.spread(UNTOLD, random)), failure);
    }

    /** @param why it failed, null when it did not */
    static Outcome of(TenantId tenant, Leased leased, @Nullable Throwable why, Instant now, RandomGenerator random) {
        if (why == null) {
            return new Outcome.Done(leased.id(), leased.attempts());
        }
        Failure failure = Failure.of(why);
        if (why instanceof Undeliverable || Backoff.isLast(leased.attempts())) {
            LOG.errorf(
                    "effect %s of tenant %d is given up after %d attempts (%s, %s)",
                    leased.id(), tenant.value(), leased.attempts(), failure.code(), failure.type());
            return new Outcome.Dead(leased.id(), leased.attempts(), now, failure);
        }
        LOG.warnf(
                "effect %s of tenant %d failed (%s, %s), attempt %d",
                leased.id(), tenant.value(), failure.code(), failure.type(), leased.attempts());
        Duration after = why instanceof TryLater later ? later.after() : Backoff.after(leased.attempts(), random);
        return new Outcome.Retry(leased.id(), leased.attempts(), now.plus(after), failure);
    }
}

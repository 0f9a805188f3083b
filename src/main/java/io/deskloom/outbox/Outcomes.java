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

    private Outcomes() {}

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

package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a kind of timer does. May fire twice for one due time after a crash: it must not matter. */
public interface TimerTask {
    /** Stored with the timer; never changes. */
    String kind();

    /** For work every workspace needs regularly: how often. Empty for timers somebody sets. */
    Optional<Duration> every();

    /** @throws Exception when it should be tried again */
    void fire(TenantId tenant, Instant now) throws Exception;
}

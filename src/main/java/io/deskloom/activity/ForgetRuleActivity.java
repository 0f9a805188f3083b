package io.deskloom.activity;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What rules did is kept for {@link #KEPT}. */
@ApplicationScoped
class ForgetRuleActivity implements TimerTask {
    static final Duration KEPT = Duration.ofDays(31);

    private final RuleActivityStore store;

    ForgetRuleActivity(RuleActivityStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "forget-rule-activity";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(24));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        store.forget(tenant, now.minus(KEPT));
    }
}

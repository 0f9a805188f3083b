package io.deskloom.mail;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Forgets which mails have been sent once nothing can have them sent again. */
@ApplicationScoped
class ForgetMails implements TimerTask {
    static final Duration KEPT = Duration.ofDays(90);

    private final MailStore store;

    ForgetMails(MailStore store) {
        this.store = store;
    }

    @Override
    public String kind() {
        return "forget-mails";
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

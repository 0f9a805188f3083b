package io.deskloom.secret;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** After another key has become the active one, seals everything with it, so that the old one can be taken away. */
@ApplicationScoped
class ResealSecrets implements TimerTask {
    private static final Logger LOG = Logger.getLogger(ResealSecrets.class);

    private final Vault vault;

    ResealSecrets(Vault vault) {
        this.vault = vault;
    }

    @Override
    public String kind() {
        return "reseal-secrets";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofHours(1));
    }

    @Override
    public void fire(TenantId tenant, Instant now) {
        int count = vault.reseal(tenant, now);
        if (count > 0) {
            LOG.infof("%d secrets of tenant %d are sealed with the active key now", count, tenant.value());
        }
    }
}

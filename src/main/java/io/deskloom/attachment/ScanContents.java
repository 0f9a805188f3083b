package io.deskloom.attachment;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks the virus scanner, if there is one, about files it could not be asked about when they came. */
@ApplicationScoped
public class ScanContents implements TimerTask {
    private static final int BATCH = 50;

    private final Attachments attachments;

    ScanContents(Attachments attachments) {
        this.attachments = attachments;
    }

    @Override
    public String kind() {
        return "scan-contents";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(Duration.ofMinutes(1));
    }

    @Override
    public void fire(TenantId tenant, Instant now) throws IOException {
        attachments.scanAgain(tenant, BATCH);
    }
}

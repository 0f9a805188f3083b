package io.deskloom.mail;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has been sent, and who without an account wants no mail. Each call is one transaction inside one tenant. */
public interface MailStore {
    /** Whether a server has taken it. @param id of its effect */
    boolean isSent(TenantId tenant, UUID id);

    /** @param ticket what it was about, null for no ticket */
    void sent(TenantId tenant, UUID id, @Nullable TicketId ticket, Instant at);

    /** Forgets what was sent before {@code before}. */
    void forget(TenantId tenant, Instant before);

    /** @param address its keyed hash */
    boolean isRefused(TenantId tenant, byte[] address, String rule);

    /** @param address its keyed hash */
    void refuse(TenantId tenant, byte[] address, String rule, Instant at);
}

package io.deskloom.outbox;

import io.deskloom.kernel.TenantId;

/** Says that a tenant's outbox has something to do: a hint that saves waiting for the next poll, never relied on. */
public interface OutboxSignal {
    void filled(TenantId tenant);
}

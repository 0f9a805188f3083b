package io.deskloom.imports;

import io.deskloom.kernel.TenantId;

/** Wakes whoever works on imports; may be lost, a poll comes anyway. */
public interface ImportSignal {
    void workFor(TenantId tenant);
}

package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;

/** Told on this node after an account has changed, to whoever remembers something of it. */
public record AccountChanged(TenantId tenant, AccountId account) {}

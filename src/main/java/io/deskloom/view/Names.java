package io.deskloom.view;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.util.Collection;
import java.util.Map;

/** What accounts are called. */
public interface Names {
    /** The names of those of {@code ids} there are, disabled ones too. */
    Map<AccountId, String> of(TenantId tenant, Collection<AccountId> ids);
}

package io.deskloom.access;

import io.deskloom.kernel.TenantId;
import io.deskloom.model.AccessDef;
import java.util.Collection;

/** The access definitions of older releases, whose step matrices still bind the tickets that run on them. */
public interface PinnedAccess {
    /** Of every release that tickets of the type may be pinned to, the current one's excepted or not. */
    Collection<AccessDef> of(TenantId tenant, String typeId);
}

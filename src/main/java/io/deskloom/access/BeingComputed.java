package io.deskloom.access;

import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import java.util.Set;

/** Derived fields that have not been computed for all records since their definition changed. */
public interface BeingComputed {
    /** There are none. */
    BeingComputed NOTHING = (_, _, _) -> Set.of();

    /** Their ids, of a type (id) as {@code release} defines it. */
    Set<String> fields(TenantId tenant, ReleaseId release, String type);
}

package io.deskloom.store;

import io.deskloom.access.LookupPath;
import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.store.SlotDirectory.TypeSlots;
import java.util.Map;
import java.util.function.Function;

/**
 * What a query asks of records that others look up.
 *
 * @param paths what its conditions call such fields, and how they are reached
 * @param slots where the fields of a type are, by its definition id
 * @param moment for conditions on the way
 */
record Lookups(TenantId tenant, Map<String, LookupPath> paths, Function<String, TypeSlots> slots, Moment moment) {
    Lookups {
        paths = Map.copyOf(paths);
    }

    static Lookups of(QueryPlan plan, Function<String, TypeSlots> slots) {
        return new Lookups(plan.tenant(), plan.lookups(), slots, plan.moment());
    }

    /** The same for conditions of another type, which call paths so. */
    Lookups with(Map<String, LookupPath> others) {
        return new Lookups(tenant, others, slots, moment);
    }
}

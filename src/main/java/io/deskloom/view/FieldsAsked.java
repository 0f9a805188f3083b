package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.ticket.StoredFields;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which fields lists of a type are answered with: those that are shown, and those that rights, conditions and formulas look at,
 * whose number nobody knows beforehand (a ticket may run on an old release). So a first list is read whole, and what was asked of
 * its records is remembered, on this node, for the next. A list whose records are asked for more is read again whole: what is
 * forgotten or missing costs time and nothing else.
 */
@ApplicationScoped
class FieldsAsked {
    /** Types remembered, the least used forgotten first. */
    private static final int MOST = 5_000;

    private record Key(TenantId tenant, ReleaseId release, String type) {}

    private final Map<Key, Set<String>> asked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Set<String>> eldest) {
            return size() > MOST;
        }
    };

    /** @param records whose values were asked for to make it */
    record Answer<T>(T value, List<Ticket> records) {}

    /**
     * The list's answer.
     *
     * @param release the current one
     * @param with answers a plan; asked again for all fields when those of a first plan were too few
     */
    <T> T of(QueryPlan plan, ListRequest request, ReleaseId release, Function<QueryPlan, Answer<T>> with) {
        List<String> columns = request.columns();
        // Words are shown where they stand, in whatever field that is.
        if (columns == null || plan.text() != null) {
            return with.apply(plan).value();
        }
        Key key = new Key(plan.tenant(), release, plan.type().id());
        Set<String> shown = new HashSet<>();
        columns.forEach(column -> plan.type().field(column).map(FieldDef::id).ifPresent(shown::add));
        Set<String> others = known(key);
        if (others != null) {
            Set<String> both = new HashSet<>(shown);
            both.addAll(others);
            try {
                return with.apply(plan.reading(both)).value();
            } catch (StoredFields.NotRead _) {
                // Asked again for all, below.
            }
        }
        Answer<T> whole = with.apply(plan);
        learn(key, shown, whole.records());
        return whole.value();
    }

    private synchronized @Nullable Set<String> known(Key key) {
        Set<String> fields = asked.get(key);
        return fields == null ? null : Set.copyOf(fields);
    }

    private synchronized void learn(Key key, Set<String> shown, List<Ticket> records) {
        Set<String> fields = asked.computeIfAbsent(key, _ -> new HashSet<>());
        for (Ticket record : records) {
            if (record.fields() instanceof StoredFields stored) {
                stored.asked().stream().filter(id -> !shown.contains(id)).forEach(fields::add);
            }
        }
    }
}

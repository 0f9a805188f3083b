package io.deskloom.store;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which conditions too many records met a moment ago, on this node, so that the next page need not look at thousands of them to
 * find that out again. What is remembered wrongly costs time only: a list has the same rows either way.
 */
final class TooMany {
    /** How long it is believed. */
    static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private static final int MOST = 2_000;

    /** @param tested the conditions an index tests */
    private record Key(int tenant, int type, String index, List<Expr> tested) {}

    private final Map<Key, Instant> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Instant> eldest) {
            return size() > MOST;
        }
    };

    synchronized boolean are(TenantId tenant, int type, Lead lead, List<ListPart> parts, Instant now) {
        Instant seen = known.get(key(tenant, type, lead, parts));
        return seen != null && !now.isAfter(seen.plus(GOOD_FOR));
    }

    synchronized void were(TenantId tenant, int type, Lead lead, List<ListPart> parts, Instant now) {
        known.put(key(tenant, type, lead, parts), now);
    }

    private static Key key(TenantId tenant, int type, Lead lead, List<ListPart> parts) {
        return new Key(
                tenant.value(),
                type,
                lead.index(),
                lead.tested(parts).stream().map(ListPart::expr).toList());
    }
}

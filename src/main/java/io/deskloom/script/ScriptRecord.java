package io.deskloom.script;

import io.deskloom.kernel.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How scripts have fared on this node since it started, those used last of all; and which of them rest, because they have
 * used up their limits again and again. Thread-safe.
 */
final class ScriptRecord {
    private static final int KEPT = 5_000;

    /** What costs others something. */
    private static final Set<String> DEAR =
            Set.of(ScriptFailure.TIMEOUT, ScriptFailure.STATEMENTS, ScriptFailure.MEMORY, ScriptFailure.WORKER);

    static final int DEAR_IN_A_ROW = 5;
    static final Duration REST = Duration.ofMinutes(1);

    private final Map<Key, Fared> all = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Fared> eldest) {
            return size() > KEPT;
        }
    };

    private record Key(TenantId tenant, String name) {}

    private static final class Fared {
        private String hash = "";
        private long calls;
        private long failures;
        private long micros;
        private int dearInARow;
        private @Nullable Instant restsUntil;
        private @Nullable String lastFailure;
        private @Nullable Instant lastFailed;
    }

    /** Whether this text of the script rests at {@code now}; another text begins anew. */
    synchronized boolean rests(TenantId tenant, ScriptCode code, Instant now) {
        Fared fared = all.get(new Key(tenant, code.name()));
        return fared != null
                && fared.hash.equals(code.hash())
                && fared.restsUntil != null
                && now.isBefore(fared.restsUntil);
    }

    synchronized void add(TenantId tenant, ScriptCode code, RawOutcome outcome, Instant now) {
        Fared fared = all.computeIfAbsent(new Key(tenant, code.name()), _ -> new Fared());
        if (!fared.hash.equals(code.hash())) {
            fared.hash = code.hash();
            fared.dearInARow = 0;
            fared.restsUntil = null;
        }
        fared.calls++;
        fared.micros += outcome.micros();
        if (outcome.isDone()) {
            fared.dearInARow = 0;
            return;
        }
        fared.failures++;
        fared.lastFailure = outcome.code();
        fared.lastFailed = now;
        fared.dearInARow = DEAR.contains(outcome.code()) ? fared.dearInARow + 1 : 0;
        if (fared.dearInARow >= DEAR_IN_A_ROW) {
            fared.restsUntil = now.plus(REST);
            fared.dearInARow = 0;
        }
    }

    /** @param averageMicros of a call; @param lastFailure code */
    record Line(
            String name,
            long calls,
            long failures,
            long averageMicros,
            @Nullable String lastFailure,
            @Nullable Instant lastFailed) {}

    synchronized List<Line> of(TenantId tenant) {
        List<Line> lines = new ArrayList<>();
        all.forEach((key, fared) -> {
            if (key.tenant().equals(tenant)) {
                lines.add(new Line(
                        key.name(),
                        fared.calls,
                        fared.failures,
                        fared.calls == 0 ? 0 : fared.micros / fared.calls,
                        fared.lastFailure,
                        fared.lastFailed));
            }
        });
        return lines;
    }
}

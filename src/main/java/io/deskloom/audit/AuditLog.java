package io.deskloom.audit;

import io.deskloom.kernel.TenantId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where audit lines are kept; they can be added and read, and nothing else. */
public interface AuditLog {
    /** Adds all of them, or throws and has added none: what failed is tried again. */
    void append(List<AuditLine> lines);

    /**
     * A workspace's lines, newest first.
     *
     * @param before only those older than this one; null begins with the newest
     */
    List<Kept> read(TenantId tenant, @Nullable UUID before, int most);

    /** A line as it is kept; ids grow with time. */
    record Kept(UUID id, AuditLine line) {}
}

package io.deskloom.audit;

import java.util.List;

/** Where audit lines are kept; they can be added and nothing else. */
public interface AuditLog {
    /** Adds all of them, or throws and has added none: what failed is tried again. */
    void append(List<AuditLine> lines);
}

package io.deskloom.audit;

import java.util.List;

/** Where audit lines are kept; they can be added and nothing else. */
public interface AuditLog {
    void append(List<AuditLine> lines);
}

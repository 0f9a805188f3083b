package io.deskloom.audit;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request that was refused or matters for security.
 *
 * @param tenant null when the request belongs to no workspace we know
 * @param account null when we do not know who asked
 * @param route the path's template ("/api/v1/tickets/{id}"), never the path: a path may hold what somebody typed
 * @param status HTTP status answered
 * @param code the problem's code, or the name of what was done ("signed-in")
 */
public record AuditLine(
        @Nullable TenantId tenant,
        @Nullable AccountId account,
        Instant at,
        String method,
        String route,
        int status,
        String code,
        UUID requestId) {}

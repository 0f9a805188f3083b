package io.deskloom.rest;

import io.deskloom.audit.AuditLine;
import io.deskloom.audit.AuditLog;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The workspace's security log, for those who may look at it. Nobody can change it. */
@Path("/api/v1/admin/audit")
@Tag(name = "admin")
class AuditResource {
    private static final int MOST = 200;

    private final RequestActor actor;
    private final AuditLog log;
    private final Accounts accounts;

    AuditResource(RequestActor actor, AuditLog log, Accounts accounts) {
        this.actor = actor;
        this.log = log;
        this.accounts = accounts;
    }

    @Schema(name = "AuditAccount")
    record Who(UUID id, String login, String name) {}

    /**
     * @param account null when it is not known who asked
     * @param code the problem's code of what was refused, the name of what was done
     */
    @Schema(name = "AuditLine")
    record LineBody(
            UUID id,
            Instant at,
            @Nullable Who account,
            String method,
            String route,
            int status,
            String code,
            UUID requestId) {}

    /** @param next the cursor of the page of older lines; null on the last one */
    @Schema(name = "AuditPage")
    record PageBody(List<LineBody> items, @Nullable String next) {}

    @GET
    @Needs("audit.read")
    @Operation(operationId = "readAudit", summary = "Refused and security-relevant requests, newest first")
    public PageBody read(
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200") @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw malformed("limit", "A limit is 1 to 200.");
        }
        // One more than asked for tells whether there is another page.
        List<AuditLog.Kept> found = log.read(actor.tenant(), position(cursor), limit + 1);
        List<AuditLog.Kept> page = found.subList(0, Math.min(limit, found.size()));
        Map<AccountId, Account> names = accounts
                .byIds(
                        actor.tenant(),
                        page.stream()
                                .map(k -> k.line().account())
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(Account::id, Function.identity()));
        return new PageBody(
                page.stream().map(kept -> body(kept, names)).toList(),
                found.size() > limit ? page.getLast().id().toString() : null);
    }

    private static LineBody body(AuditLog.Kept kept, Map<AccountId, Account> names) {
        AuditLine line = kept.line();
        AccountId id = line.account();
        Account account = id == null ? null : names.get(id);
        return new LineBody(
                kept.id(),
                line.at(),
                account == null ? null : new Who(account.id().value(), account.login(), account.name()),
                line.method(),
                line.route(),
                line.status(),
                line.code(),
                line.requestId());
    }

    private static @Nullable UUID position(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw malformed("cursor", "Leave the cursor out to start from the first page.");
        }
    }

    private static RefusedException malformed(String parameter, String message) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of("?" + parameter, "parameter.invalid", message))));
    }
}

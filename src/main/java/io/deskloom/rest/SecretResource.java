package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.secret.Vault;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The workspace's secrets, for its administrators: put in, replaced, deleted, and never shown. */
@Path("/api/v1/admin/secrets")
@Tag(name = "admin")
class SecretResource {
    static final String MANAGE = "integrations.manage";

    private final RequestActor caller;
    private final Vault vault;
    private final Accounts accounts;
    private final RoutingContext routing;
    private final Clock clock;

    SecretResource(RequestActor caller, Vault vault, Accounts accounts, RoutingContext routing, Clock clock) {
        this.caller = caller;
        this.vault = vault;
        this.accounts = accounts;
        this.routing = routing;
        this.clock = clock;
    }

    @Schema(name = "SecretAccount")
    record Who(UUID id, String login, String name) {}

    /**
     * @param usable false when this installation cannot open it: put it in anew
     * @param previousUntil until when the value before is used beside it; null when it is not
     * @param keyId which of the installation's keys it is sealed with
     * @param updatedBy null when nobody knows any more
     */
    @Schema(name = "Secret")
    record SecretBody(
            String name,
            boolean usable,
            @Nullable Instant previousUntil,
            String keyId,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Who updatedBy) {}

    @Schema(name = "SecretChange")
    record ChangeBody(
            @Schema(required = true, maxLength = Vault.LONGEST) @Nullable
            String value,

            @Schema(minimum = "0", maximum = "168") @Nullable
            Integer keepPreviousHours) {
        @Override
        public String toString() {
            return "a secret";
        }
    }

    @GET
    @Needs(MANAGE)
    @Operation(operationId = "secrets", summary = "What secrets there are, without their values")
    public List<SecretBody> list() {
        Actor actor = caller.get();
        List<Vault.Entry> entries = vault.list(actor.tenant(), clock.instant());
        Set<AccountId> ids = new HashSet<>();
        entries.forEach(e -> add(ids, e.updatedBy()));
        Map<AccountId, Account> names = accounts.byIds(actor.tenant(), ids).stream()
                .collect(Collectors.toMap(Account::id, Function.identity()));
        return entries.stream().map(e -> body(e, names)).toList();
    }

    private static void add(Set<AccountId> ids, @Nullable AccountId id) {
        if (id != null) {
            ids.add(id);
        }
    }

    @PUT
    @Path("/{name}")
    @Needs(MANAGE)
    @Operation(
            operationId = "putSecret",
            summary =
                    "Puts a secret in, instead of the one that is there. keepPreviousHours: how long that one is used beside it")
    public SecretBody put(@PathParam("name") String name, ChangeBody body) {
        new Given().need("value", body.value()).check();
        Actor actor = caller.get();
        Integer hours = body.keepPreviousHours();
        Vault.Entry entry = Responses.valueOf(vault.put(
                actor.tenant(),
                name,
                Given.sure(body.value()),
                Duration.ofHours(hours == null ? 0 : hours),
                actor.account(),
                clock.instant()));
        RequestInfo.of(routing).note("secret-put");
        return body(
                entry,
                accounts.byIds(actor.tenant(), Set.of(actor.account())).stream()
                        .collect(Collectors.toMap(Account::id, Function.identity())));
    }

    @DELETE
    @Path("/{name}")
    @Needs(MANAGE)
    @ResponseStatus(204)
    @Operation(operationId = "deleteSecret", summary = "Deletes a secret; what needs it stops")
    public void delete(@PathParam("name") String name) {
        if (!vault.delete(caller.tenant(), name)) {
            throw RefusedException.of(Rejection.notFound());
        }
        RequestInfo.of(routing).note("secret-deleted");
    }

    private static SecretBody body(Vault.Entry e, Map<AccountId, Account> names) {
        AccountId id = e.updatedBy();
        Account account = id == null ? null : names.get(id);
        return new SecretBody(
                e.name(),
                e.usable(),
                e.previousUntil(),
                e.keyId(),
                e.createdAt(),
                e.updatedAt(),
                account == null ? null : new Who(account.id().value(), account.login(), account.name()));
    }
}

package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.AccountChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.NewAccount;
import io.deskloom.kernel.AccountId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The accounts of a workspace, for its administrators. */
@Path("/api/v1/admin/accounts")
@Tag(name = "admin")
class AdminAccountResource {
    private static final String MANAGE = "accounts.manage";

    private final RequestActor actor;
    private final Accounts accounts;
    private final RoutingContext routing;
    private final Clock clock;

    AdminAccountResource(RequestActor actor, Accounts accounts, RoutingContext routing, Clock clock) {
        this.actor = actor;
        this.accounts = accounts;
        this.routing = routing;
        this.clock = clock;
    }

    /** @param password left out: a one-time password is made and shown in the answer */
    @Schema(name = "NewAccount")
    record NewBody(
            @Schema(examples = "jun", required = true) @Nullable
            String login,

            @Schema(examples = "Jun Li", required = true) @Nullable
            String name,

            @Nullable String password,

            @Schema(examples = "[\"agent\"]", required = true) @Nullable
            Set<String> roles,

            @Schema(examples = "[\"after_sales\"]") @Nullable
            Set<String> teams,

            @Schema(enumeration = {"en", "zh"}) @Nullable String language) {
        @Override
        public String toString() {
            return "new account";
        }
    }

    @Schema(name = "AccountChange")
    record ChangeBody(
            @Nullable String name,
            @Schema(enumeration = {"en", "zh"}) @Nullable String language,
            @Nullable Set<String> roles,
            @Nullable Set<String> teams,
            @Nullable Boolean disabled) {}

    /** @param oneTimePassword shown this one time, when one was made */
    @Schema(name = "Account")
    record AccountBody(
            UUID id,
            String login,
            String name,
            List<String> roles,
            List<String> teams,
            @Schema(enumeration = {"en", "zh"}) String language,
            boolean disabled,
            Instant createdAt,
            @Nullable String oneTimePassword) {
        static AccountBody of(Account a, @Nullable String oneTimePassword) {
            return new AccountBody(
                    a.id().value(),
                    a.login(),
                    a.name(),
                    a.roles().stream().sorted().toList(),
                    a.teams().stream().sorted().toList(),
                    a.language(),
                    a.isDisabled(),
                    a.createdAt(),
                    oneTimePassword);
        }
    }

    @GET
    @Needs(MANAGE)
    public List<AccountBody> list() {
        return accounts.list(actor.tenant()).stream()
                .map(a -> AccountBody.of(a, null))
                .toList();
    }

    @POST
    @Needs(MANAGE)
    @ResponseStatus(201)
    public AccountBody create(NewBody body) {
        new Given()
                .need("login", body.login())
                .need("name", body.name())
                .need("roles", body.roles())
                .check();
        NewAccount wanted = new NewAccount(
                Given.sure(body.login()),
                Given.sure(body.name()),
                body.password(),
                Given.sure(body.roles()),
                body.teams() == null ? Set.of() : body.teams(),
                body.language() == null ? actor.get().language() : body.language());
        Accounts.Created made = Responses.valueOf(accounts.create(actor.tenant(), wanted, clock.instant()));
        RequestInfo.of(routing).note("account-created");
        return AccountBody.of(made.account(), made.oneTimePassword());
    }

    @PATCH
    @Path("/{id}")
    @Needs(MANAGE)
    public AccountBody change(UUID id, ChangeBody body) {
        AccountChange wanted =
                new AccountChange(body.name(), body.language(), null, body.roles(), body.teams(), body.disabled());
        Account changed = Responses.valueOf(accounts.change(
                actor.tenant(), new AccountId(id), wanted, actor.get().account(), clock.instant()));
        RequestInfo.of(routing).note("account-changed");
        return AccountBody.of(changed, null);
    }

    /** Gives the account a one-time password and ends its sessions. */
    @POST
    @Path("/{id}/password")
    @Needs(MANAGE)
    public AccountBody resetPassword(UUID id) {
        AccountId account = new AccountId(id);
        String password = Responses.valueOf(accounts.resetPassword(actor.tenant(), account));
        RequestInfo.of(routing).note("password-reset");
        return AccountBody.of(Responses.valueOf(accounts.get(actor.tenant(), account)), password);
    }
}

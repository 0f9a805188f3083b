package io.deskloom.rest;

import io.deskloom.identity.Account;
import io.deskloom.identity.AccountChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.SessionStore;
import io.deskloom.identity.Tokens;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
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

/** One's own account. */
@Path("/api/v1/me")
@Tag(name = "me")
class MeResource {
    private final RequestActor actor;
    private final Accounts accounts;
    private final Tokens tokens;
    private final WorkspaceInfo workspaces;
    private final Cookies cookies;
    private final RoutingContext routing;
    private final Clock clock;

    MeResource(
            RequestActor actor,
            Accounts accounts,
            Tokens tokens,
            WorkspaceInfo workspaces,
            Cookies cookies,
            RoutingContext routing,
            Clock clock) {
        this.actor = actor;
        this.accounts = accounts;
        this.tokens = tokens;
        this.workspaces = workspaces;
        this.cookies = cookies;
        this.routing = routing;
        this.clock = clock;
    }

    @Schema(name = "MeChange")
    record Change(
            @Schema(examples = "Jun Li") @Nullable String name,
            @Schema(enumeration = {"en", "zh"}) @Nullable String language,

            @Schema(enumeration = {"light", "dark", "auto"}) @Nullable
            String theme) {}

    @Schema(name = "PasswordChange")
    record PasswordChange(
            @Schema(required = true) @Nullable String current,
            @Schema(required = true) @Nullable String next) {
        @Override
        public String toString() {
            return "password change";
        }
    }

    /** @param expiresInDays 1 to 366 */
    @Schema(name = "NewToken")
    record NewToken(
            @Schema(examples = "nightly report", required = true) @Nullable
            String name,

            @Schema(examples = "[\"tickets:read\"]", required = true) @Nullable
            Set<String> scopes,

            @Schema(examples = "90", required = true) @Nullable
            Integer expiresInDays) {}

    /** @param token the secret, shown this one time; null in lists */
    @Schema(name = "Token")
    record TokenBody(
            UUID id,
            String name,
            List<String> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable String token) {
        static TokenBody of(SessionStore.Token t, @Nullable String secret) {
            return new TokenBody(
                    t.id(),
                    t.name(),
                    t.scopes().stream().sorted().toList(),
                    t.createdAt(),
                    t.expiresAt(),
                    t.lastUsedAt(),
                    secret);
        }
    }

    @GET
    @LoggedIn(value = LoggedIn.ANY_SCOPE, beforePasswordChange = true)
    public MeBody me() {
        return body(Responses.valueOf(accounts.get(actor.tenant(), actor.get().account())));
    }

    @PATCH
    @LoggedIn
    public MeBody change(Change change) {
        Actor me = actor.get();
        AccountChange wanted = new AccountChange(change.name(), change.language(), change.theme(), null, null, null);
        return body(
                Responses.valueOf(accounts.change(me.tenant(), me.account(), wanted, me.account(), clock.instant())));
    }

    @POST
    @Path("/password")
    @LoggedIn(beforePasswordChange = true)
    @ResponseStatus(204)
    public void changePassword(PasswordChange body) {
        new Given().need("current", body.current()).need("next", body.next()).check();
        Responses.valueOf(accounts.changePassword(
                actor.tenant(),
                actor.get().account(),
                Given.sure(body.current()),
                Given.sure(body.next()),
                routing.request().remoteAddress().hostAddress(),
                cookies.read(routing, Cookies.SESSION),
                clock.instant()));
        RequestInfo.of(routing).note("password-changed");
    }

    @GET
    @Path("/tokens")
    @LoggedIn
    public List<TokenBody> tokens() {
        return tokens.list(actor.tenant(), actor.get().account()).stream()
                .map(t -> TokenBody.of(t, null))
                .toList();
    }

    @POST
    @Path("/tokens")
    @LoggedIn
    @ResponseStatus(201)
    public TokenBody createToken(NewToken body) {
        new Given()
                .need("name", body.name())
                .need("scopes", body.scopes())
                .need("expiresInDays", body.expiresInDays())
                .check();
        Tokens.Fresh fresh = Responses.valueOf(tokens.create(
                actor.tenant(),
                actor.get().account(),
                Given.sure(body.name()),
                Given.sure(body.scopes()),
                Given.sure(body.expiresInDays()),
                clock.instant()));
        RequestInfo.of(routing).note("token-created");
        return TokenBody.of(fresh.token(), fresh.secret());
    }

    @DELETE
    @Path("/tokens/{id}")
    @LoggedIn
    public void revokeToken(UUID id) {
        Responses.valueOf(tokens.revoke(actor.tenant(), actor.get().account(), id, clock.instant()));
        RequestInfo.of(routing).note("token-revoked");
    }

    private MeBody body(Account account) {
        return MeBody.of(actor.get(), account, workspaces);
    }
}

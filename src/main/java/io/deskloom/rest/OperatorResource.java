package io.deskloom.rest;

import io.deskloom.identity.Login;
import io.deskloom.identity.Operators;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import io.deskloom.kernel.TenantId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Workspaces, for the operator of the installation. */
@Path("/api/v1/operator")
@Tag(name = "operator")
class OperatorResource {
    private final Operators operators;
    private final Tenants tenants;
    private final Cookies cookies;
    private final RoutingContext routing;
    private final Clock clock;

    OperatorResource(Operators operators, Tenants tenants, Cookies cookies, RoutingContext routing, Clock clock) {
        this.operators = operators;
        this.tenants = tenants;
        this.cookies = cookies;
        this.routing = routing;
        this.clock = clock;
    }

    @Schema(name = "OperatorSignIn")
    record SignIn(
            @Schema(examples = "operator", required = true) @Nullable
            String login,

            @Schema(required = true) @Nullable String password) {
        @Override
        public String toString() {
            return "sign in";
        }
    }

    @Schema(name = "OperatorSession")
    record SessionBody(String login, String csrfToken) {}

    @Schema(name = "NewTenant")
    record NewTenant(
            @Schema(examples = "acme", required = true) @Nullable
            String slug,

            @Schema(examples = "Acme Ltd", required = true) @Nullable
            String name) {}

    /**
     * @param adminLogin of the first administrator, in the answer that created the workspace
     * @param oneTimePassword the administrator's, shown this one time
     */
    @Schema(name = "Tenant")
    record TenantBody(
            int id,
            String slug,
            String name,
            boolean suspended,
            Instant createdAt,
            @Nullable String adminLogin,
            @Nullable String oneTimePassword) {
        static TenantBody of(Tenant t) {
            return new TenantBody(t.id().value(), t.slug(), t.name(), t.suspended(), t.createdAt(), null, null);
        }
    }

    // Open: this is where the operator becomes known.
    @POST
    @Path("/session")
    @Open
    @ResponseStatus(201)
    public SessionBody signIn(SignIn body) {
        new Given()
                .need("login", body.login())
                .need("password", body.password())
                .check();
        Login<Operators.Operator> tried = operators.login(
                Given.sure(body.login()),
                Given.sure(body.password()),
                routing.request().remoteAddress().hostAddress(),
                cookies.read(routing, Cookies.OPERATOR),
                clock.instant());
        Operators.Operator who = Logins.valueOf(tried, RequestInfo.of(routing));
        Login.SignedIn<Operators.Operator> fresh = (Login.SignedIn<Operators.Operator>) tried;
        cookies.write(routing, Cookies.OPERATOR, fresh.cookie());
        RequestInfo.of(routing).note("operator-signed-in");
        return new SessionBody(who.login(), who.csrfToken());
    }

    @GET
    @Path("/session")
    @OperatorOnly
    public SessionBody current() {
        return operators
                .find(cookies.read(routing, Cookies.OPERATOR), clock.instant())
                .map(o -> new SessionBody(o.login(), o.csrfToken()))
                .orElseThrow(() -> RefusedException.of(ProblemType.UNAUTHENTICATED));
    }

    @DELETE
    @Path("/session")
    @OperatorOnly
    public void signOut() {
        operators.end(cookies.read(routing, Cookies.OPERATOR));
        cookies.remove(routing, Cookies.OPERATOR);
        RequestInfo.of(routing).note("operator-signed-out");
    }

    @GET
    @Path("/tenants")
    @OperatorOnly
    public List<TenantBody> list() {
        return tenants.list().stream().map(TenantBody::of).toList();
    }

    @POST
    @Path("/tenants")
    @OperatorOnly
    @ResponseStatus(201)
    public TenantBody create(NewTenant body) {
        new Given().need("slug", body.slug()).need("name", body.name()).check();
        Tenants.WithAdmin made = Responses.valueOf(
                tenants.createWithAdmin(Given.sure(body.slug()), Given.sure(body.name()), clock.instant()));
        RequestInfo.of(routing).note("tenant-created");
        Tenant t = made.tenant();
        return new TenantBody(
                t.id().value(), t.slug(), t.name(), t.suspended(), t.createdAt(), made.login(), made.oneTimePassword());
    }

    @POST
    @Path("/tenants/{id}/suspend")
    @OperatorOnly
    public TenantBody suspend(int id) {
        return setSuspended(id, true, "tenant-suspended");
    }

    @POST
    @Path("/tenants/{id}/resume")
    @OperatorOnly
    public TenantBody resume(int id) {
        return setSuspended(id, false, "tenant-resumed");
    }

    private TenantBody setSuspended(int id, boolean suspended, String note) {
        if (id <= 0) {
            throw RefusedException.of(ProblemType.NOT_FOUND);
        }
        Tenant changed = Responses.valueOf(tenants.setSuspended(new TenantId(id), suspended));
        RequestInfo.of(routing).note(note);
        return TenantBody.of(changed);
    }
}

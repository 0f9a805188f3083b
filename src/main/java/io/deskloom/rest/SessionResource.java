package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Login;
import io.deskloom.identity.Sessions;
import io.deskloom.identity.SignedIn;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Signing in and out in a browser. */
@Path("/api/v1/session")
@Tag(name = "session")
class SessionResource {
    private final Sessions sessions;
    private final Cookies cookies;
    private final RoutingContext routing;
    private final WorkspaceInfo workspaces;
    private final Clock clock;

    SessionResource(Sessions sessions, Cookies cookies, RoutingContext routing, WorkspaceInfo workspaces, Clock clock) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.routing = routing;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /** @param workspace the slug; may be left out when the host name begins with it */
    @Schema(name = "SignIn")
    record SignIn(
            @Schema(examples = "demo") @Nullable String workspace,

            @Schema(examples = "jun", required = true) @Nullable
            String login,

            @Schema(examples = "a long password", required = true) @Nullable
            String password) {
        @Override
        public String toString() {
            return "sign in";
        }
    }

    /** @param csrfToken to be sent as {@code X-CSRF-Token} with every request that changes something */
    @Schema(name = "Session")
    record SessionBody(MeBody account, String csrfToken) {}

    // Open: this is where a caller becomes known.
    @POST
    @Open
    @ResponseStatus(201)
    public SessionBody signIn(SignIn body) {
        String slug = body.workspace() != null ? body.workspace() : slugOfHost().orElse(null);
        new Given()
                .need("workspace", slug)
                .need("login", body.login())
                .need("password", body.password())
                .check();
        Login<SignedIn> tried = sessions.login(
                Given.sure(slug),
                Given.sure(body.login()),
                Given.sure(body.password()),
                routing.request().remoteAddress().hostAddress(),
                cookies.read(routing, Cookies.SESSION),
                clock.instant());
        SignedIn who = Logins.valueOf(tried, RequestInfo.of(routing));
        Login.SignedIn<SignedIn> fresh = (Login.SignedIn<SignedIn>) tried;
        RequestInfo.of(routing).is(who.actor().tenant(), who.actor().account());
        RequestInfo.of(routing).note("signed-in");
        cookies.write(routing, Cookies.SESSION, fresh.cookie());
        return body(who);
    }

    @GET
    @LoggedIn(beforePasswordChange = true)
    public SessionBody current() {
        return body(mine());
    }

    @DELETE
    @LoggedIn(beforePasswordChange = true)
    public void signOut() {
        sessions.end(cookies.read(routing, Cookies.SESSION));
        cookies.remove(routing, Cookies.SESSION);
        RequestInfo.of(routing).note("signed-out");
    }

    private SignedIn mine() {
        return sessions.find(cookies.read(routing, Cookies.SESSION), clock.instant())
                .orElseThrow(() -> RefusedException.of(ProblemType.UNAUTHENTICATED));
    }

    private SessionBody body(SignedIn who) {
        Actor shown = who.actor();
        return new SessionBody(MeBody.of(shown, who.account(), workspaces), who.csrfToken());
    }

    private Optional<String> slugOfHost() {
        String host = routing.request().authority() == null
                ? ""
                : routing.request().authority().host();
        int dot = host.indexOf('.');
        // An address has dots too, but a slug begins with a letter.
        return dot > 0 && Character.isLetter(host.charAt(0)) ? Optional.of(host.substring(0, dot)) : Optional.empty();
    }
}

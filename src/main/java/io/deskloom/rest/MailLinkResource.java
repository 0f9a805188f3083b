package io.deskloom.rest;

import io.deskloom.mail.LinksFollowed;
import io.deskloom.mail.MailLinks;
import io.deskloom.mail.MailLinks.Link;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Where the links of mails lead: pages for people without an account, and the one click of mail programs (RFC 8058). Looking changes
 * nothing, because programs look at every link; the signed text in the address is all the right there is.
 */
@Path("/api/v1/mail")
@Tag(name = "mail")
class MailLinkResource {
    private static final String HTML = "text/html;charset=UTF-8";

    private final MailLinks links;
    private final LinksFollowed followed;
    private final RoutingContext routing;
    private final Clock clock;

    MailLinkResource(MailLinks links, LinksFollowed followed, RoutingContext routing, Clock clock) {
        this.links = links;
        this.followed = followed;
        this.routing = routing;
        this.clock = clock;
    }

    // Open: whoever reads the mail may stop it, with an account or without.
    @GET
    @Path("/unsubscribe")
    @Open
    @Produces(HTML)
    @Operation(
            operationId = "askToUnsubscribe",
            summary = "A page that asks whether no more mails of a rule are wanted")
    public Response askToStop(@QueryParam("t") @Nullable String t) {
        return ask(read(t, Link.Stop.class));
    }

    // Open, for the same reason. Mail programs send a form in the body, which says nothing the address does not.
    @POST
    @Path("/unsubscribe")
    @Open
    @Consumes(MediaType.WILDCARD)
    @Produces(HTML)
    @Operation(operationId = "unsubscribe", summary = "Stops the mails of a rule (RFC 8058)")
    public Response stop(@QueryParam("t") @Nullable String t) {
        return follow(read(t, Link.Stop.class), "mail-stopped");
    }

    // Open: who reads the mail need not be signed in where he reads it.
    @GET
    @Path("/confirm")
    @Open
    @Produces(HTML)
    @Operation(operationId = "askToConfirm", summary = "A page that asks whether an address is the reader's")
    public Response askToConfirm(@QueryParam("t") @Nullable String t) {
        return ask(read(t, Link.Confirm.class));
    }

    // Open, for the same reason.
    @POST
    @Path("/confirm")
    @Open
    @Consumes(MediaType.WILDCARD)
    @Produces(HTML)
    @Operation(operationId = "confirmAddress", summary = "Says that an address is the account's own")
    public Response confirm(@QueryParam("t") @Nullable String t) {
        return follow(read(t, Link.Confirm.class), "mail-confirmed");
    }

    /** A link of one kind opens nothing of the other. */
    private Optional<Link> read(@Nullable String text, Class<? extends Link> kind) {
        return links.read(text, clock.instant()).filter(kind::isInstance);
    }

    private Response ask(Optional<Link> link) {
        return link.map(l -> Response.ok(followed.ask(l)).build()).orElseGet(this::bad);
    }

    private Response follow(Optional<Link> link, String what) {
        String page = link.map(l -> followed.follow(l, clock.instant())).orElse(null);
        if (link.isEmpty() || page == null) {
            return bad();
        }
        RequestInfo info = RequestInfo.of(routing);
        info.tenant = link.get().tenant();
        info.account = switch (link.get()) {
            case Link.Stop stop -> stop.account();
            case Link.Confirm confirm -> confirm.account();
        };
        info.note(what);
        return Response.ok(page).build();
    }

    private Response bad() {
        String languages = routing.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        boolean chinese = languages != null && languages.startsWith("zh");
        return Response.status(Response.Status.NOT_FOUND)
                .entity(followed.bad(chinese ? "zh" : "en"))
                .build();
    }
}

package io.deskloom.rest;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.mail.AnswersByMail;
import io.deskloom.mail.AnswersByMail.Outcome;
import io.deskloom.mail.AnswersByMail.Standing;
import io.deskloom.mail.LinksFollowed;
import io.deskloom.mail.MailLinks;
import io.deskloom.mail.MailLinks.Answer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Decisions answered from a mail, without a session: the signed text in the address says who answers what and how, and works once.
 * Looking changes nothing, because programs look at every link.
 */
@Path("/api/v1/mail/answer")
@Tag(name = "mail")
class MailAnswerResource {
    private static final String HTML = "text/html;charset=UTF-8";

    private final MailLinks links;
    private final AnswersByMail answers;
    private final LinksFollowed followed;
    private final Commands commands;
    private final RoutingContext routing;
    private final Clock clock;

    MailAnswerResource(
            MailLinks links,
            AnswersByMail answers,
            LinksFollowed followed,
            Commands commands,
            RoutingContext routing,
            Clock clock) {
        this.links = links;
        this.answers = answers;
        this.followed = followed;
        this.commands = commands;
        this.routing = routing;
        this.clock = clock;
    }

    // Open: who reads the mail need not be signed in where he reads it.
    @GET
    @Open
    @Produces(HTML)
    @Operation(operationId = "askToAnswer", summary = "A page that asks whether a decision is to be answered so")
    public Response ask(@QueryParam("t") @Nullable String t) {
        Instant now = clock.instant();
        return links.answer(t, now)
                .map(answer -> {
                    Standing standing = answers.standing(answer, now);
                    return page(standing.outcome(), answer, standing.subject());
                })
                .orElseGet(this::bad);
    }

    // Open, for the same reason.
    @POST
    @Open
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(HTML)
    @Operation(operationId = "answerByMail", summary = "Answers a decision; each link works once")
    public Response answer(@QueryParam("t") @Nullable String t, @FormParam("comment") @Nullable String comment) {
        Instant now = clock.instant();
        Optional<Answer> link = links.answer(t, now);
        if (link.isEmpty()) {
            return bad();
        }
        Answer answer = link.get();
        Standing standing = answers.standing(answer, now);
        if (standing.outcome() != Outcome.ASKS || standing.actor() == null) {
            return page(standing.outcome(), answer, standing.subject());
        }
        RequestInfo info = RequestInfo.of(routing);
        info.tenant = answer.tenant();
        info.account = answer.account();
        info.note("mail-answered");
        Command command = new Command.Settle(
                Origin.of("mail"),
                answer.ticket(),
                answer.entry(),
                answer.yes() ? Command.Settle.How.APPROVE : Command.Settle.How.REFUSE,
                comment == null || !Command.isShort(comment) ? null : comment.strip());
        Outcome outcome = switch (commands.handle(Objects.requireNonNull(standing.actor()), command)) {
            case Result.Ok<Done> _ -> Outcome.DONE;
            case Result.Refused<Done>(Rejection why) ->
                switch (why.code()) {
                    case "agenda-closed" -> Outcome.DECIDED;
                    case "approval-not-yours", "approval-own" -> Outcome.NOT_YOURS;
                    default -> Outcome.NOT_NOW;
                };
        };
        return page(outcome, answer, standing.subject());
    }

    private Response page(Outcome outcome, Answer answer, String subject) {
        return switch (outcome) {
            case BAD -> bad();
            case USED, DECIDED, NOT_YOURS, NOT_NOW ->
                Response.status(Response.Status.CONFLICT)
                        .entity(answers.page(outcome, answer, subject))
                        .build();
            default -> Response.ok(answers.page(outcome, answer, subject)).build();
        };
    }

    private Response bad() {
        String languages = routing.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE);
        boolean chinese = languages != null && languages.startsWith("zh");
        return Response.status(Response.Status.NOT_FOUND)
                .entity(followed.bad(chinese ? "zh" : "en"))
                .build();
    }
}
